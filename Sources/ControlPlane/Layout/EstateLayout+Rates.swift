import Addressing
import DataPlane
import ResourceModel

extension EstateLayout {
  /// The limits that the sizes of machines, the SKUs of gateways and the bandwidths of circuits set.
  func rates() -> RateTable {
    var plan = RatePlan()
    for machine in topology.virtualMachines { plan.add(machine, self) }
    for gateway in topology.virtualNetworkGateways { plan.add(gateway, self) }
    for circuit in topology.expressRouteCircuits { plan.add(circuit, self) }
    return RateTable(
      limits: plan.limits, burst: topology.rateSettings.burst, interfaces: interfaces.count,
      received: plan.received, sent: plan.sent)
  }
}

private struct RatePlan {
  var limits: [RateLimit] = []
  var received: [InterfaceID: [Int]] = [:]
  var sent: [InterfaceID: [Int]] = [:]

  /// Adds a limit. Returns its number.
  private mutating func add(
    _ name: String, _ amount: RateLimit.Amount, _ reason: DropReason
  ) -> Int {
    limits.append(RateLimit(name: name, amount: amount, reason: reason))
    return limits.count - 1
  }

  /// A machine's size limits what all its interfaces send together (Azure: "Virtual machine network bandwidth").
  mutating func add(_ machine: VirtualMachine, _ layout: EstateLayout) {
    guard let size = machine.size.flatMap(MachineSize.named) else { return }
    let number = add(
      "machine \(machine.name) (\(size.name))", .bits(size.bandwidth), .machineRateExceeded)
    for name in machine.networkInterfaces {
      if let guest = layout.guestInterfaces[name] { received[guest, default: []].append(number) }
    }
  }

  /// All tunnels of a VPN gateway share what its SKU has, both ways and both instances; each tunnel has at most 1 Gbps
  /// of it (Configure a VNet to VNet connection, 05/2015, FAQ; Azure: "VPN Gateway settings", 11/2019).
  mutating func add(_ gateway: VirtualNetworkGateway, _ layout: EstateLayout) {
    guard let sku = gateway.sku.flatMap({ GatewaySku.named($0, gateway.gatewayType) }) else {
      return
    }
    let bandwidth = sku.bandwidth(ofGeneration: gateway.generation)
    let title = "gateway \(gateway.name) (\(sku.name))"
    var shared: [Int] = []
    if let bandwidth { shared.append(add(title, .bits(bandwidth), .gatewayRateExceeded)) }
    if let packets = sku.packetsPerSecond {
      shared.append(
        add("\(title), packets", .packets(perSecond: packets), .gatewayPacketRateExceeded))
    }
    let devices = [0, 1].compactMap { layout.device(.gateway(gateway.name, instance: $0)) }
    let tunnelLimited = bandwidth != nil && gateway.gatewayType == .vpn
    for (index, interface) in layout.interfaces.enumerated()
    where devices.contains(interface.device) {
      let number = InterfaceID(rawValue: Int32(index))
      received[number, default: []] += shared
      guard tunnelLimited, interface.side == .tunnel else { continue }
      let tunnel = add(
        layout.interfaceNames[index], .bits(GatewaySku.tunnelBandwidth), .tunnelRateExceeded)
      received[number, default: []].append(tunnel)
      sent[number, default: []].append(tunnel)
    }
  }

  /// Each of a circuit's two links has the circuit's bandwidth, each way (Azure: "ExpressRoute FAQ").
  mutating func add(_ circuit: ExpressRouteCircuit, _ layout: EstateLayout) {
    guard let megabits = circuit.bandwidthInMbps else { return }
    for side in CircuitSide.allCases {
      // Both peerings are on one wire.
      let ends: [LinkEnd] = [
        .circuit(circuit.name, side), .microsoftPeering(circuit.name, side),
      ]
      let interfaces = ends.compactMap { layout.linkEndInterfaces[$0] }
      guard !interfaces.isEmpty else { continue }
      let name = "circuit \(circuit.name)/\(side.rawValue)"
      let rate = RateLimit.Amount.bits(.megabits(Int64(megabits)))
      let inbound = add("\(name) from the customer", rate, .circuitRateExceeded)
      let outbound = add("\(name) to the customer", rate, .circuitRateExceeded)
      for interface in interfaces {
        received[interface, default: []].append(inbound)
        sent[interface, default: []].append(outbound)
      }
    }
  }
}
