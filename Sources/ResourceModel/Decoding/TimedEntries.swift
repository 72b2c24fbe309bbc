/// Entries of our own sections that speak of resources which steps of timelines create or delete: they count for as long
/// as their resource is there.
///
/// `guests`, `gatewayProfiles`, `circuits`, `ecmpSeeds`, the entries of `links` that are connections or end at circuits, and the
/// tunnels of routers.
enum TimedEntries {
  /// Resources that steps of any timeline create, as written.
  static func created(in document: JSONValue) -> [ResourcePath] {
    let scenarios = document[caseInsensitive: "scenarios"]?.elements ?? []
    return scenarios.flatMap { scenario in
      (scenario[caseInsensitive: "timeline"]?.elements ?? []).compactMap { step in
        guard let resource = step[caseInsensitive: "create"],
          let type = resource[caseInsensitive: "type"]?.string,
          let name = resource[caseInsensitive: "name"]?.string
        else { return nil }
        return ResourcePath(type: type, name: name)
      }
    }
  }

  /// The document without the entries that speak of what is only created later.
  static func withoutLater(_ document: JSONValue) -> JSONValue {
    let present = Set(ResourceEditor(document).paths)
    let later = Set(created(in: document)).subtracting(present)
    guard !later.isEmpty else { return document }
    let document = withoutTunnels(document) { later.contains(path("connections", $0)) }
    return without(document) { names, types in
      names.contains { name in
        !types.contains { present.contains(path($0, name)) }
          && types.contains { later.contains(path($0, name)) }
      }
    }
  }

  /// The document as a step leaves it, without the entries that speak of what is not there.
  ///
  /// - Parameter devices: names of hosts and routers, which are no resources.
  static func withoutMissing(_ document: JSONValue, devices: Set<String>) -> JSONValue {
    let present = Set(ResourceEditor(document).paths)
    let document = withoutTunnels(document) { !present.contains(path("connections", $0)) }
    return without(document) { names, types in
      names.contains { name in
        !devices.contains(name.lowercased())
          && !types.contains { present.contains(path($0, name)) }
      }
    }
  }

  /// Interfaces of routers whose tunnels are of connections that are not there stay, without their tunnels.
  private static func withoutTunnels(
    _ value: JSONValue, where isMissing: (String) -> Bool, isInSite: Bool = false
  ) -> JSONValue {
    var result = value
    if let elements = value.elements {
      result.content = .array(
        elements.map { withoutTunnels($0, where: isMissing, isInSite: isInSite) })
    }
    if let members = value.members {
      result.content = .object(
        members.compactMap { member in
          let key = member.key.lowercased()
          guard isInSite || key == "sites" else { return member }
          if key == "tunnel", let name = member.value[caseInsensitive: "connection"]?.string,
            isMissing(name)
          {
            return nil
          }
          var member = member
          member.value = withoutTunnels(member.value, where: isMissing, isInSite: true)
          return member
        })
    }
    return result
  }

  private static func path(_ type: String, _ name: String) -> ResourcePath {
    ResourcePath([ResourcePath.Segment(type: type, name: name)])
  }

  /// - Parameter isMissing: whether one of the names is of no resource of the types.
  private static func without(
    _ document: JSONValue, where isMissing: (_ names: [String], _ types: [String]) -> Bool
  ) -> JSONValue {
    guard var members = document.members else { return document }
    for place in members.indices {
      guard let entries = members[place].value.elements,
        let section = sections[members[place].key.lowercased()]
      else { continue }
      members[place].value.content = .array(
        entries.filter { !isMissing(section.names($0), section.types) })
    }
    var result = document
    result.content = .object(members)
    return result
  }

  private struct Section {
    /// Where an entry names its resource, or several.
    var keys: [String]
    var types: [String]

    func names(_ entry: JSONValue) -> [String] {
      for key in keys {
        guard let value = entry[caseInsensitive: key] else { continue }
        // Of a circuit's end, its side stands behind the name.
        return (value.elements ?? [value]).compactMap(\.string).map {
          String($0.prefix { $0 != "/" })
        }
      }
      return []
    }
  }

  /// By the section's name in lower case.
  private static let sections: [String: Section] = [
    "guests": Section(keys: ["name"], types: ["virtualMachines", "networkInterfaces"]),
    "gatewayprofiles": Section(keys: ["gateway"], types: ["virtualNetworkGateways"]),
    "circuits": Section(keys: ["circuit"], types: ["expressRouteCircuits"]),
    "ecmpseeds": Section(
      keys: ["device"],
      types: ["networkInterfaces", "virtualNetworkGateways", "expressRouteCircuits"]),
    "links": Section(
      keys: ["connection", "connections", "between"],
      types: ["connections", "expressRouteCircuits"]),
  ]
}
