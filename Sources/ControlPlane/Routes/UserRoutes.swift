import Addressing
import ResourceModel

/// The routes of a route table, service tags replaced by what they stand for.
enum UserRoutes {
  /// A row a prefix, by prefix; of equal ones the route that counts first, the others with what beats them.
  ///
  /// Azure: "Virtual network traffic routing", service tags for user-defined routes: a route with the prefix itself
  /// beats one whose tag has it; of tags a region's beats a service's, and that one AzureCloud's. Among tags of one kind
  /// the table's order decides here.
  static func rows(_ routes: [UserDefinedRoute], _ tags: ServiceTagTable) -> [EffectiveRoute] {
    var candidates: [(row: EffectiveRoute, rank: Int, order: Int, what: String)] = []
    for (order, route) in routes.enumerated() {
      switch route.destination {
      case .prefix(let prefix):
        candidates.append((row(route, prefix, nil), -1, order, "the route to the prefix itself"))
      case .serviceTag(let tag):
        for prefix in tags.entry(tag)?.prefixes ?? [] {
          candidates.append((row(route, prefix, tag), tag.routeRank, order, tag.rawValue))
        }
      }
    }
    candidates.sort {
      ($0.row.prefix, $0.rank, $0.order) < ($1.row.prefix, $1.rank, $1.order)
    }
    var result: [EffectiveRoute] = []
    var best = ""
    for candidate in candidates {
      var row = candidate.row
      if let last = result.last, last.prefix == row.prefix {
        row.rejection = "\(best) takes precedence over \(candidate.what)"
      } else {
        best = candidate.what
      }
      result.append(row)
    }
    return result
  }

  private static func row(
    _ route: UserDefinedRoute, _ prefix: IPv4Prefix, _ tag: ServiceTag?
  ) -> EffectiveRoute {
    let type: EffectiveRoute.NextHopType
    switch route.nextHopType {
    case .virtualNetworkGateway: type = .virtualNetworkGateway
    case .vnetLocal: type = .vnetLocal
    case .internet: type = .internet
    case .virtualAppliance: type = .virtualAppliance
    case .none: type = .none
    }
    return EffectiveRoute(
      source: .user, prefix: prefix, nextHopType: type, nextHopAddress: route.nextHopIpAddress,
      name: route.name, detail: tag.map { "service tag \($0.rawValue)" }, serviceTag: tag)
  }
}
