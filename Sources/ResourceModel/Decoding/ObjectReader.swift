/// Reads the members of one object and remembers which were asked for, so that the rest can be reported.
final class ObjectReader {
  let node: DocumentNode
  /// Members with the path to them: in ARM's style those of `properties` precede the object's own, since
  /// some tools print resources without the `properties` level.
  private let layers: [(path: String, members: [JSONMember])]
  private var used: Set<String> = []

  init(_ node: DocumentNode) {
    self.node = node
    let own = (path: node.path, members: node.value.members ?? [])
    if node.style == .arm, let properties = node.value[caseInsensitive: "properties"]?.members {
      layers = [(path: node.path + ".properties", members: properties), own]
      used.insert("properties")
    } else {
      layers = [own]
    }
    reportLetterCaseDuplicates()
  }

  /// Where the object is said to be: at its name, or else where it begins.
  var location: SourceLocation { envelope("name")?.location ?? node.location }

  /// The member if it is there and not null.
  func optional(_ key: String) -> DocumentNode? { find(key, in: layers) }

  /// The member of the object itself, not of its `properties`.
  func envelope(_ key: String) -> DocumentNode? { find(key, in: layers.suffix(1)) }

  /// The member; its absence is reported.
  func required(_ key: String) -> DocumentNode? {
    if let found = find(key, in: layers) { return found }
    reportMissing(key, in: layers[0].path)
    return nil
  }

  func requiredEnvelope(_ key: String) -> DocumentNode? {
    if let found = envelope(key) { return found }
    reportMissing(key, in: node.path)
    return nil
  }

  /// The elements of an array, none if the member is missing.
  func list(_ key: String) -> [DocumentNode] { optional(key)?.elements() ?? [] }

  /// The elements of an array that must be there.
  func requiredList(_ key: String) -> [DocumentNode] { required(key)?.elements() ?? [] }

  func accept(_ keys: Set<String>) {
    used.formUnion(keys.map(normalized))
  }

  /// Reports what was neither asked for nor accepted: an error in our own sections, a warning in ARM's,
  /// where tools print every property they know and null, `[]` or `{}` says nothing.
  func finish() {
    for layer in layers {
      for member in layer.members where !used.contains(normalized(member.key)) {
        let path = layer.path.isEmpty ? member.key : "\(layer.path).\(member.key)"
        switch node.style {
        case .arm:
          if member.value.isVoid { continue }
          node.collector.warning(
            .ignoredProperty, "\(path) is not modelled and has no effect", at: member.keySpan)
        case .own:
          node.collector.error(
            .unknownProperty, "\(path) is not known here", at: member.keySpan,
            help: Spelling.suggestion(for: member.key, among: used.sorted())
              ?? "known here: \(used.sorted().joined(separator: ", "))")
        }
      }
    }
  }

  private func find(
    _ key: String, in layers: some Sequence<(path: String, members: [JSONMember])>
  ) -> DocumentNode? {
    let wanted = normalized(key)
    used.insert(wanted)
    for layer in layers {
      guard let member = layer.members.first(where: { normalized($0.key) == wanted }) else {
        continue
      }
      if member.value.isNull || member.value.isInvalid { return nil }
      let path = layer.path.isEmpty ? member.key : "\(layer.path).\(member.key)"
      return DocumentNode(
        value: member.value, path: path, style: node.style, collector: node.collector)
    }
    return nil
  }

  private func reportMissing(_ key: String, in path: String) {
    let wanted = normalized(key)
    let unreadable = layers.contains { layer in
      layer.members.contains { normalized($0.key) == wanted && $0.value.isInvalid }
    }
    if unreadable { return }
    let place = path.isEmpty ? "the document" : path
    let span = node.value[caseInsensitive: "name"]?.span ?? opening
    node.collector.error(.missingProperty, "\(place) has no \"\(key)\"", at: span)
  }

  /// The bracket that opens the object.
  private var opening: Range<Int> {
    node.value.span.lowerBound..<min(node.value.span.lowerBound + 1, node.value.span.upperBound)
  }

  private func reportLetterCaseDuplicates() {
    guard node.style == .arm else { return }
    for layer in layers {
      var seen: [String: JSONMember] = [:]
      for member in layer.members {
        guard let first = seen.updateValue(member, forKey: normalized(member.key)) else { continue }
        node.collector.error(
          .duplicateKey, "\"\(member.key)\" and \"\(first.key)\" are one property to ARM",
          at: member.keySpan,
          notes: [
            .init(
              location: node.collector.source.location(at: first.keySpan.lowerBound),
              message: "first here")
          ])
      }
    }
  }

  private func normalized(_ key: String) -> String {
    node.style == .arm ? key.lowercased() : key
  }
}

extension JSONValue {
  /// Null, an empty array or an empty object.
  fileprivate var isVoid: Bool {
    switch content {
    case .null: true
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    case .boolean, .number, .string, .invalid: false
    }
  }
}
