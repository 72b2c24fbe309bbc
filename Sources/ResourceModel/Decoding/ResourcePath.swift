/// Names one resource without its provider: types and names in turn, as in the second half of a resource id.
struct ResourcePath: Hashable {
  /// A type and the name of a resource of it, both as written.
  struct Segment {
    var type: String
    var name: String
  }

  var segments: [Segment]

  init(_ segments: [Segment]) {
    self.segments = segments
  }

  /// The path that a resource itself declares: `type` with its provider, names divided by `/`. `nil` if they do not
  /// fit together.
  init?(type: String, name: String) {
    let types = type.split(separator: "/").dropFirst()
    let names = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !types.isEmpty, types.count == names.count, !names.contains("") else { return nil }
    self.init(zip(types, names).map { Segment(type: String($0), name: String($1)) })
  }

  /// The path that a text names: an id, `TYPE/NAME` with children behind it, or the function `resourceId`.
  init?(_ text: String) {
    if text.hasPrefix("["), text.hasSuffix("]") {
      let inner = text.dropFirst().dropLast().trimmingBlanks()
      guard inner.lowercased().hasPrefix("resourceid("), inner.hasSuffix(")") else { return nil }
      let arguments = inner.dropFirst("resourceId(".count).dropLast()
        .split(separator: ",").map { String($0.trimmingBlanks().dropFirst().dropLast()) }
      guard let type = arguments.firstIndex(where: { $0.lowercased().hasPrefix("microsoft.") })
      else { return nil }
      self.init(
        type: arguments[type], name: arguments[(type + 1)...].joined(separator: "/"))
      return
    }
    var parts = text.split(separator: "/")[...]
    if let provider = parts.lastIndex(where: { $0.lowercased().hasPrefix("microsoft.") }) {
      parts = parts[(provider + 1)...]
    }
    guard !parts.isEmpty, parts.count.isMultiple(of: 2) else { return nil }
    let words = parts.map(String.init)
    self.init(
      stride(from: 0, to: words.count, by: 2).map {
        Segment(type: words[$0], name: words[$0 + 1])
      })
  }

  func child(type: String, name: String) -> Self {
    Self(segments + [Segment(type: type, name: name)])
  }

  /// Whether it is `other`, or inside of it.
  func isInside(_ other: ResourcePath) -> Bool {
    segments.count >= other.segments.count
      && Self(Array(segments.prefix(other.segments.count))) == other
  }

  var type: String { segments[segments.count - 1].type.lowercased() }
  var name: String { segments[segments.count - 1].name }
  /// The parent's name; `nil` at the top.
  var parent: String? { segments.count > 1 ? segments[segments.count - 2].name : nil }

  static func == (lhs: Self, rhs: Self) -> Bool { lhs.key == rhs.key }

  func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// Letter case distinguishes nothing.
  private var key: String { text.lowercased() }

  var text: String { segments.map { "\($0.type)/\($0.name)" }.joined(separator: "/") }
}
