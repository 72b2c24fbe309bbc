import Addressing
import DataPlane
import ResourceModel

/// Collects the places in Azure's fabric and the delays between them.
struct FabricPlan {
  enum Place: Hashable, Sendable {
    case region(String)
    /// A gateway's instances; an ExpressRoute gateway stands at no distance from its region's machines,
    /// because the measured way from an edge to a machine is that of its connection.
    case gateway(String, region: String)
    /// The end of a connection at the edges.
    case edge(connection: String, gateway: String, region: String)

    var region: String {
      switch self {
      case .region(let name), .gateway(_, let name), .edge(_, _, let name): name
      }
    }
  }

  private var distances: RegionDistances
  private var places: [Place] = []
  private var numbers: [Place: FabricPoint] = [:]
  private var gatewayDistances: [String: Nanoseconds] = [:]
  private var gatewayRegions: [String: String]
  /// By connection at an edge: its round trip where no link declares one.
  private var edgeDistances: [String: Nanoseconds] = [:]
  private let connections: ConnectionDistances

  init(_ topology: Topology) {
    distances = RegionDistances(topology.regionLatencies)
    connections = ConnectionDistances(topology)
    gatewayRegions = Dictionary(
      topology.virtualNetworkGateways.map { ($0.name, $0.location) },
      uniquingKeysWith: { first, _ in first })
  }

  private mutating func point(_ place: Place) -> FabricPoint {
    if let known = numbers[place] { return known }
    let point = FabricPoint(rawValue: Int32(places.count))
    places.append(place)
    numbers[place] = point
    return point
  }

  mutating func region(_ name: String) -> FabricPoint { point(.region(name)) }

  mutating func gateway(
    _ gateway: VirtualNetworkGateway, roundTripTime: Nanoseconds
  ) -> FabricPoint {
    gatewayDistances[gateway.name] = roundTripTime
    return point(.gateway(gateway.name, region: gateway.location))
  }

  mutating func edge(_ connection: Connection) -> FabricPoint {
    let gateway = connection.virtualNetworkGateway1
    edgeDistances[connection.name] = connections.roundTripTime(connection)
    return point(
      .edge(
        connection: connection.name, gateway: gateway, region: gatewayRegions[gateway] ?? ""))
  }

  /// Makes the links of all pairs.
  func build(links: inout LinkPlan, names: LinkNames) -> Fabric {
    var matrix: [LinkID] = []
    matrix.reserveCapacity(places.count * places.count)
    for (row, from) in places.enumerated() {
      for (column, to) in places.enumerated() {
        let (roundTrip, connection) = roundTripTime(from, to, names)
        let back = Nanoseconds(roundTrip.count / 2)
        let declaration = connection.flatMap { names.declaration(of: $0) }
        let link = links.add(
          CompiledLink(
            names: connection.flatMap { names.resolve($0) }.map { [$0] } ?? [],
            delay: row <= column ? roundTrip - back : back, jitter: declaration?.jitter ?? .zero,
            isUp: declaration?.isUp ?? true,
            detectionTime: declaration?.detectionTime ?? Link.defaultDetectionTime),
          .fabric(from, to))
        matrix.append(link)
      }
    }
    return Fabric(pointCount: places.count, links: matrix)
  }

  /// The round trip of a pair, and the connection that carries it.
  private func roundTripTime(
    _ from: Place, _ to: Place, _ names: LinkNames
  ) -> (Nanoseconds, connection: String?) {
    var total: Nanoseconds = .zero
    var carrier: String?
    for place in [from, to] {
      switch place {
      case .region:
        break
      case .gateway(let name, _):
        total = total + (gatewayDistances[name] ?? .zero)
      case .edge(let connection, _, _):
        let declared = names.declaration(of: connection)?.roundTripTime
        total =
          total + (declared ?? edgeDistances[connection] ?? Link.defaultRoundTripTime)
        carrier = carrier ?? connection
      }
    }
    switch (from, to) {
    case (.region, .region):
      total = distances.roundTripTime(from.region, to.region)
    case _ where from.region != to.region:
      total = total + distances.roundTripTime(from.region, to.region)
    default:
      break
    }
    return (total, carrier)
  }
}
