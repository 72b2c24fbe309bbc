/// Changes the resources of a parsed document, as a deployment does. Every value keeps the place that it was read from.
struct ResourceEditor {
  private(set) var document: JSONValue

  /// Children that stand inside of their parent's properties.
  private static let inlineLists: Set<String> = [
    "subnets", "virtualnetworkpeerings", "securityrules", "routes", "peerings",
    "authorizations",
  ]

  private enum Edit {
    case keep
    case replace(JSONValue)
    case remove
  }

  init(_ document: JSONValue) {
    self.document = document
  }

  /// The resource as it is; of several, the one that counts: that which stands by itself.
  func find(_ path: ResourcePath) -> JSONValue? {
    var inline: JSONValue?
    var alone: JSONValue?
    _ = edited { candidate, value, isInline in
      if candidate == path {
        if isInline { inline = value } else { alone = value }
      }
      return .keep
    }
    return alone ?? inline
  }

  /// The paths of all resources, in the document's order.
  var paths: [ResourcePath] {
    var result: [ResourcePath] = []
    _ = edited { path, _, _ in
      result.append(path)
      return .keep
    }
    return result
  }

  /// Makes a resource, in the place of the one of that path or at the end.
  mutating func put(_ resource: JSONValue, at path: ResourcePath) {
    var isPlaced = false
    let resources = edited { candidate, _, isInline in
      guard candidate == path else { return .keep }
      if isInline || isPlaced { return .remove }
      isPlaced = true
      return .replace(resource)
    }
    setResources(isPlaced ? resources : resources + [resource])
  }

  /// Takes a resource away, and what is inside of it.
  mutating func delete(_ path: ResourcePath) {
    setResources(edited { candidate, _, _ in candidate.isInside(path) ? .remove : .keep })
  }

  /// Merges members into a resource's properties; null takes one away.
  mutating func merge(_ properties: JSONValue, into path: ResourcePath) {
    guard let target = find(path) else { return }
    setResources(
      edited { candidate, value, _ in
        candidate == path && value.span == target.span
          ? .replace(Self.merged(properties, into: value)) : .keep
      })
  }

  // MARK: Guests

  /// Merges members into a guest's entry, or makes one; null takes one away.
  mutating func mergeGuest(_ properties: JSONValue, _ name: String) {
    var members = document.members ?? []
    var guests = document[key: "guests"]?.elements ?? []
    if let place = guest(name) {
      guests[place] = Self.patched(guests[place], properties)
    } else {
      var entry = properties
      let own = JSONMember(
        key: "name", keySpan: properties.span,
        value: JSONValue(.string(name), span: properties.span))
      entry.content = .object([own] + (properties.members ?? []))
      guests.append(entry)
    }
    if let place = members.firstIndex(where: { $0.key == "guests" }) {
      members[place].value.content = .array(guests)
    } else {
      members.append(JSONMember(key: "guests", value: JSONValue(.array(guests))))
    }
    document.content = .object(members)
  }

  /// Takes a guest's entry away, if there is one.
  mutating func deleteGuest(_ name: String) {
    guard let gone = guest(name), var members = document.members,
      let place = members.firstIndex(where: { $0.key == "guests" }),
      var guests = members[place].value.elements
    else { return }
    guests.remove(at: gone)
    members[place].value.content = .array(guests)
    document.content = .object(members)
  }

  private func guest(_ name: String) -> Int? {
    document[key: "guests"]?.elements?.firstIndex {
      $0[caseInsensitive: "name"]?.string?.lowercased() == name.lowercased()
    }
  }

  // MARK: Values

  private static func merged(_ properties: JSONValue, into resource: JSONValue) -> JSONValue {
    var resource = resource
    var members = resource.members ?? []
    if let place = members.firstIndex(where: { $0.key.lowercased() == "properties" }) {
      members[place].value = patched(members[place].value, properties)
    } else {
      // The flat form: properties stand beside the name.
      let flat = patched(resource, properties)
      members = flat.members ?? members
    }
    resource.content = .object(members)
    return resource
  }

  /// RFC 7396, JSON Merge Patch, with names whose letter case does not count.
  private static func patched(_ value: JSONValue, _ patch: JSONValue) -> JSONValue {
    guard let changes = patch.members else { return patch }
    var result = value
    var members = value.members ?? []
    for change in changes {
      let place = members.firstIndex { $0.key.lowercased() == change.key.lowercased() }
      if change.value.isNull {
        if let place { members.remove(at: place) }
      } else if let place {
        members[place].value = patched(members[place].value, change.value)
      } else {
        members.append(change)
      }
    }
    result.content = .object(members)
    return result
  }

  private mutating func setResources(_ resources: [JSONValue]) {
    guard var members = document.members else { return }
    if let place = members.firstIndex(where: { $0.key == "resources" }) {
      members[place].value.content = .array(resources)
    } else {
      members.append(JSONMember(key: "resources", value: JSONValue(.array(resources))))
    }
    document.content = .object(members)
  }

  // MARK: Walking

  /// The resources after every one of them, nested and inline ones included, was asked about.
  private func edited(
    _ edit: (ResourcePath, JSONValue, _ isInline: Bool) -> Edit
  ) -> [JSONValue] {
    (document[key: "resources"]?.elements ?? []).compactMap {
      Self.edited($0, inside: nil, parentType: nil, edit)
    }
  }

  private static func edited(
    _ value: JSONValue, inside parent: ResourcePath?, parentType: String?,
    _ edit: (ResourcePath, JSONValue, Bool) -> Edit
  ) -> JSONValue? {
    guard var type = value[caseInsensitive: "type"]?.string,
      let name = value[caseInsensitive: "name"]?.string
    else { return value }
    while type.hasSuffix("/") { type.removeLast() }
    let path: ResourcePath?
    if let parent, let parentType {
      if !type.lowercased().hasPrefix(parentType.lowercased() + "/") {
        type = parentType + "/" + type
      }
      let own = name.split(separator: "/").last.map(String.init) ?? name
      path = parent.child(type: type.split(separator: "/").last.map(String.init) ?? "", name: own)
    } else {
      path = ResourcePath(type: type, name: name)
    }
    guard let path else { return value }
    var value = value
    switch edit(path, value, false) {
    case .keep: break
    case .replace(let other): value = other
    case .remove: return nil
    }
    return edited(inside: value, path, type, edit)
  }

  /// Children, wherever they stand in the resource.
  private static func edited(
    inside value: JSONValue, _ path: ResourcePath, _ type: String,
    _ edit: (ResourcePath, JSONValue, Bool) -> Edit
  ) -> JSONValue {
    var value = value
    guard var members = value.members else { return value }
    for index in members.indices {
      let key = members[index].key.lowercased()
      if key == "properties" {
        members[index].value = inlineEdited(members[index].value, path, edit)
      } else if key == "resources", let nested = members[index].value.elements {
        members[index].value.content = .array(
          nested.compactMap { edited($0, inside: path, parentType: type, edit) })
      }
    }
    value.content = .object(members)
    return inlineEdited(value, path, edit)
  }

  private static func inlineEdited(
    _ value: JSONValue, _ path: ResourcePath, _ edit: (ResourcePath, JSONValue, Bool) -> Edit
  ) -> JSONValue {
    guard var members = value.members else { return value }
    for index in members.indices where inlineLists.contains(members[index].key.lowercased()) {
      guard let elements = members[index].value.elements else { continue }
      members[index].value.content = .array(
        elements.compactMap { element in
          guard let name = element[caseInsensitive: "name"]?.string else { return element }
          switch edit(path.child(type: members[index].key, name: name), element, true) {
          case .keep: return element
          case .replace(let other): return other
          case .remove: return nil
          }
        })
    }
    var result = value
    result.content = .object(members)
    return result
  }
}
