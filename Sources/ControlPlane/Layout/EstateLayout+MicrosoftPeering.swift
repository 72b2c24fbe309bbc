import Addressing
import DataPlane
import ResourceModel

/// Microsoft peering: the edges' other routing tables, the gateways' public addresses, and the network between them.
extension EstateLayout {
  mutating func addMicrosoftPeerings() {
    let circuits = topology.expressRouteCircuits.filter { $0.microsoftPeering != nil }
    guard !circuits.isEmpty else { return }
    var edges: [(circuit: String, interface: InterfaceID)] = []
    for circuit in circuits {
      for side in CircuitSide.allCases {
        guard let prefix = circuit.microsoftPeering?.prefix(side) else { continue }
        let role = DeviceRole.microsoftEdge(circuit: circuit.name, side)
        let device = add(role)
        let end = LinkEnd.microsoftPeering(circuit.name, side)
        let address = Self.microsoftAddress(of: prefix)
        microsoftEdges.append(end)
        linkEndInterfaces[end] = addInterface(
          device, name: "\(role.name) (customer)", address: address, side: .circuit)
        let inside = addInterface(
          device, name: "\(role.name) (public)", address: address, side: .microsoftNetwork)
        publicInterfaces[role] = inside
        edges.append((circuit.name, inside))
      }
    }
    for gateway in topology.virtualNetworkGateways where gateway.gatewayType == .vpn {
      for instance in TunnelPlan.activeInstances(of: gateway) {
        let role = DeviceRole.gateway(gateway.name, instance: instance)
        guard let device = device(role),
          let address = topology.publicAddress(of: gateway, instance: instance)
        else { continue }
        publicAddresses.append(address)
        publicRegions[address] = gateway.location
        let own = addInterface(
          device, name: "\(role.name) (public)", address: address, side: .microsoftNetwork)
        publicInterfaces[role] = own
        for edge in edges { join(own, edge.interface, gateway, edge.circuit) }
      }
    }
  }

  /// As far apart as the circuit's private peering is from the gateway's region.
  private mutating func join(
    _ gatewayEnd: InterfaceID, _ edgeEnd: InterfaceID, _ gateway: VirtualNetworkGateway,
    _ circuit: String
  ) {
    let sibling = topology.connections.first { connection in
      connection.peer == .expressRouteCircuit(circuit)
        && index.gateways[connection.virtualNetworkGateway1]?.location == gateway.location
    }
    let declared = sibling.flatMap { linkNames.declaration(of: $0.name)?.roundTripTime }
    let total =
      (declared
        ?? ConnectionDistances(topology).roundTripTime(region: gateway.location, circuit: circuit))
      + (index.gatewayProfiles[gateway.name]?.roundTripTime ?? .zero)
    let back = Nanoseconds(total.count / 2)
    for (from, to, delay) in [(gatewayEnd, edgeEnd, back), (edgeEnd, gatewayEnd, total - back)] {
      let link = addLink(
        CompiledLink(names: [], delay: delay), .chain(from: from, to: to))
      publicAdjacencies[from, default: [:]][to] = Adjacency(egress: from, ingress: to, link: link)
    }
  }
}
