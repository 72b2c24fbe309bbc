import Addressing
import ControlPlane
import DataPlane

/// Makes forwarding tables by hand, one device after the other.
package struct TableBuilder {
  package private(set) var interfaces: [Interface] = []
  /// Indexed by ``LinkID``.
  package var links: [CompiledLink] = []
  package var rules: [SecurityRuleTable] = []

  private var devices: [Device] = []
  private var routes: [[(prefix: IPv4Prefix, members: [NextHop])]] = []
  private var mappings: [[IPv4Address: MappingTable.Entry]] = []
  private var fabricLinks: [LinkID] = []
  private let fabricDelay: Nanoseconds

  /// - Parameter fabricDelay: between any two ports, one way.
  package init(fabricDelay: Nanoseconds = .microseconds(400)) {
    self.fabricDelay = fabricDelay
  }

  package var balancing = LoadBalancingTables()
  package var selectors: [TunnelSelectors] = []

  package mutating func device(
    _ kind: Device.Kind, ecmpSeed: UInt32 = 0, sendsUnreachables: Bool = false,
    answersEcho: Bool = false, port: VirtualSwitchPort? = nil
  ) -> DeviceID {
    devices.append(
      Device(
        kind: kind, routes: RoutingTable([]), ecmpSeed: ecmpSeed,
        sendsUnreachables: sendsUnreachables, answersEcho: answersEcho, port: port))
    routes.append([])
    return DeviceID(rawValue: Int32(devices.count - 1))
  }

  package mutating func interface(
    _ device: DeviceID, _ address: IPv4Address, _ side: Interface.Side = .lan, cost: UInt8 = 1,
    answer: Interface.ExpiryAnswer = .always
  ) -> InterfaceID {
    let number = Int32(interfaces.count)
    interfaces.append(
      Interface(
        device: device, address: address, side: side, timeToLiveCost: cost, expiryAnswer: answer,
        fabricPoint: side == .virtualNetwork ? FabricPoint(rawValue: 0) : nil,
        macAddress: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(number))))
    return InterfaceID(rawValue: number)
  }

  /// A guest's side and the network's side of a port.
  package mutating func port(
    _ addresses: [IPv4Address], ipForwarding: Bool = false,
    networkInterface: SecurityRulePair? = nil,
    subnet: SecurityRulePair? = nil, flowTimeout: Nanoseconds = .seconds(240)
  ) -> (device: DeviceID, guest: InterfaceID, network: InterfaceID) {
    let number = device(
      .virtualSwitchPort,
      port: VirtualSwitchPort(
        addresses: addresses, ipForwarding: ipForwarding, networkInterfaceRules: networkInterface,
        subnetRules: subnet, flowTimeout: flowTimeout))
    let guest = interface(number, addresses[0], .guest, cost: 0, answer: .never)
    let network = interface(number, addresses[0], .virtualNetwork, cost: 0, answer: .never)
    return (number, guest, network)
  }

  /// One direction of a link.
  package mutating func link(
    _ name: String? = nil, delay: Nanoseconds = .milliseconds(1), jitter: Nanoseconds = .zero,
    detectionTime: Nanoseconds = .milliseconds(900)
  ) -> LinkID {
    links.append(
      CompiledLink(
        names: name.map { [$0] } ?? [], delay: delay, jitter: jitter, detectionTime: detectionTime))
    return LinkID(rawValue: Int32(links.count - 1))
  }

  package mutating func mapping(
    _ entries: [IPv4Address: MappingTable.Entry]
  ) -> MappingTableID {
    mappings.append(entries)
    return MappingTableID(rawValue: Int32(mappings.count - 1))
  }

  package mutating func table(_ table: SecurityRuleTable) -> SecurityRuleTableID {
    rules.append(table)
    return SecurityRuleTableID(rawValue: Int32(rules.count - 1))
  }

  package mutating func route(_ device: DeviceID, _ prefix: String, _ members: NextHop...) {
    guard let prefix = try? IPv4Prefix(prefix) else { preconditionFailure("no prefix: \(prefix)") }
    routes[device.index].append((prefix, members))
  }

  /// A neighbour over a new link.
  package mutating func way(
    _ egress: InterfaceID, _ ingress: InterfaceID, _ name: String? = nil,
    delay: Nanoseconds = .milliseconds(1), jitter: Nanoseconds = .zero,
    detectionTime: Nanoseconds = .milliseconds(900)
  ) -> NextHop {
    let link = link(name, delay: delay, jitter: jitter, detectionTime: detectionTime)
    return .adjacency(Adjacency(egress: egress, ingress: ingress, link: link))
  }

  package mutating func build() -> ForwardingTables {
    if fabricLinks.isEmpty { fabricLinks = [link(delay: fabricDelay)] }
    for index in devices.indices { devices[index].routes = RoutingTable(routes[index]) }
    return ForwardingTables(
      generation: 1, devices: devices, interfaces: interfaces,
      mappings: mappings.map { MappingTable($0) }, securityRules: rules,
      fabric: Fabric(pointCount: 1, links: fabricLinks), balancing: balancing,
      selectors: selectors)
  }
}
