import DataPlane
import ResourceModel

/// What is in which virtual network: interfaces in its fabric, and the mapping of its addresses. Networks are numbered as
/// in ``Topology/virtualNetworks``, and named.
package struct NetworkMembership: Sendable {
  private var names: [String] = []
  private var byInterface: [Int32] = []
  private var byMapping: [MappingTableID: Int32] = [:]

  package init() {}

  init(_ layout: EstateLayout, _ mappings: [String: MappingTableID]) {
    let numbers = Dictionary(
      layout.topology.virtualNetworks.enumerated().map { ($1.name, Int32($0)) },
      uniquingKeysWith: { first, _ in first })
    names = layout.topology.virtualNetworks.map(\.name)
    byInterface = Array(repeating: -1, count: layout.interfaces.count)
    func place(_ interface: InterfaceID?, _ network: String?) {
      guard let interface, let network, let number = numbers[network] else { return }
      byInterface[interface.index] = number
    }
    for interface in layout.topology.networkInterfaces {
      place(
        layout.fabricInterfaces[.networkInterface(interface.name)],
        interface.primaryConfiguration?.subnet.virtualNetwork)
    }
    for gateway in layout.topology.virtualNetworkGateways {
      for instance in 0..<2 {
        place(
          layout.fabricInterfaces[.gateway(gateway.name, instance: instance)],
          gateway.virtualNetwork)
      }
    }
    for connection in layout.topology.connections {
      let network = layout.index.gateways[connection.virtualNetworkGateway1]?.virtualNetwork
      for side in CircuitSide.allCases {
        place(layout.connectionInterfaces[connection.name]?[side], network)
      }
    }
    for (network, mapping) in mappings { byMapping[mapping] = numbers[network] }
  }

  /// The network in whose fabric an interface stands; `nil` for tunnels, circuits, guests and sites.
  package func network(of interface: InterfaceID) -> Int? {
    guard byInterface.indices.contains(interface.index) else { return nil }
    let number = byInterface[interface.index]
    return number < 0 ? nil : Int(number)
  }

  /// From which network to which other one a next hop leads; `nil` if it does not leave one for another.
  package func crossing(_ hop: NextHop) -> (from: String, to: String)? {
    let ends: (Int?, Int?)
    switch hop {
    case .onLink(let mapping, let egress):
      ends = (network(of: egress), byMapping[mapping].map(Int.init))
    case .adjacency(let adjacency):
      ends = (network(of: adjacency.egress), network(of: adjacency.ingress))
    case .local, .drop: return nil
    }
    guard let from = ends.0, let to = ends.1, from != to else { return nil }
    return (names[from], names[to])
  }
}
