import Addressing
import ResourceModel

/// Round trips of connections about which the document's links say nothing: as far as the regions are apart.
struct ConnectionDistances: Sendable {
  private let regions: RegionDistances
  private let gatewayRegions: [String: String]
  private let peeringLocations: [String: PeeringLocation]

  init(_ topology: Topology) {
    regions = RegionDistances(topology.regionLatencies)
    gatewayRegions = Dictionary(
      topology.virtualNetworkGateways.map { ($0.name, $0.location) },
      uniquingKeysWith: { first, _ in first })
    peeringLocations = Dictionary(
      topology.expressRouteCircuits.compactMap { circuit in
        circuit.peeringLocation.flatMap(PeeringLocation.named).map { (circuit.name, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Between gateways of two regions that of the regions; a site's place is not known.
  func roundTripTime(_ tunnel: IPsecTunnel) -> Nanoseconds {
    guard case .gateway(let first, _) = tunnel.first, case .gateway(let second, _) = tunnel.second,
      let near = gatewayRegions[first], let far = gatewayRegions[second], near != far
    else { return Link.defaultRoundTripTime }
    return regions.roundTripTime(near, far)
  }

  /// Between a region and a circuit's edges: that to the nearest of the regions at the circuit's location.
  func roundTripTime(region: String, circuit: String) -> Nanoseconds {
    guard let near = peeringLocations[circuit]?.localRegions, let any = near.first,
      !near.contains(region)
    else { return Link.defaultRoundTripTime }
    return near.compactMap { regions.known(region, $0) }.min() ?? regions.roundTripTime(region, any)
  }

  /// As ``roundTripTime(region:circuit:)``, from the region of the connection's gateway.
  func roundTripTime(_ connection: Connection) -> Nanoseconds {
    guard case .expressRouteCircuit(let circuit) = connection.peer,
      let region = gatewayRegions[connection.virtualNetworkGateway1]
    else { return Link.defaultRoundTripTime }
    return roundTripTime(region: region, circuit: circuit)
  }
}
