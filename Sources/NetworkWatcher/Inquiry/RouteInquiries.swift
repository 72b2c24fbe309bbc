import Addressing
import ControlPlane
import ResourceModel

extension Inquiry {
  /// The effective routes of a network interface, named itself or by its machine.
  package func effectiveRoutes(
    _ name: String
  ) throws(InquiryError) -> (networkInterface: String, rows: [EffectiveRouteRow]) {
    let interface = try networkInterface(name)
    let rows = (estate.effectiveRoutes[interface] ?? []).map { route in
      EffectiveRouteRow(
        source: route.source.rawValue, state: route.state.rawValue,
        addressPrefixes: [route.prefix.description], nextHopType: route.nextHopType.rawValue,
        nextHopAddresses: route.nextHopAddress.map { [$0.description] } ?? [])
    }
    return (interface, rows)
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
