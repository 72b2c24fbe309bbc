import Addressing
import ControlPlane
import ResourceModel

extension Inquiry {
  /// The effective routes of a network interface, named itself or by its machine.
  package func effectiveRoutes(
    _ name: String
  ) throws(InquiryError) -> (networkInterface: String, rows: [EffectiveRouteRow]) {
    let interface = try networkInterface(name)
    return (interface, Self.rows(estate.effectiveRoutes[interface] ?? []))
  }

  /// A row a route; the prefixes of a service tag that fare alike are one row, where the first of them stands.
  private static func rows(_ routes: [EffectiveRoute]) -> [EffectiveRouteRow] {
    struct Group: Hashable {
      var source: EffectiveRoute.Source
      var state: EffectiveRoute.State
      var serviceTag: ServiceTag
      var name: String?
    }
    var rows: [EffectiveRouteRow] = []
    var places: [Group: Int] = [:]
    for route in routes {
      if let tag = route.serviceTag {
        let group = Group(
          source: route.source, state: route.state, serviceTag: tag, name: route.name)
        if let place = places[group] {
          rows[place].addressPrefixes.append(route.prefix.description)
          continue
        }
        places[group] = rows.count
      }
      rows.append(
        EffectiveRouteRow(
          source: route.source.rawValue, state: route.state.rawValue,
          addressPrefixes: [route.prefix.description], nextHopType: route.nextHopType.rawValue,
          nextHopAddresses: route.lacksNextHop
            ? [] : route.nextHopAddress.map { [$0.description] } ?? [],
          name: route.name, disableBgpRoutePropagation: route.disableBgpRoutePropagation,
          serviceTag: route.serviceTag?.rawValue, lacksNextHop: route.lacksNextHop))
    }
    return rows
  }

  /// What a gateway knows by BGP and of itself. A router's name and a circuit's side
  /// (`ExpressRoute1/primary`) are answered, too.
  package func learnedRoutes(
    _ name: String
  ) throws(InquiryError) -> (gateway: String, rows: [LearnedRouteRow]) {
    let gateways = topology.virtualNetworkGateways.map(\.name)
    let others = estate.learnedRoutes.keys.sorted().filter { !gateways.contains($0) }
    guard let gateway = Self.find(name, among: gateways + others) else {
      throw Self.unknown("gateway", name, among: gateways + others)
    }
    let rows = (estate.learnedRoutes[gateway] ?? []).map { route in
      LearnedRouteRow(
        network: route.network.description, nextHop: route.nextHop?.description ?? "",
        origin: route.origin.rawValue, sourcePeer: route.sourcePeer.description,
        asPath: route.asPathText, weight: route.weight)
    }
    return (gateway, rows)
  }
}
