import Addressing
import DataPlane
import ResourceModel

/// Front ends, their rules and the health of their backends.
extension TableCompiler {
  /// One for each front end, and behind it the same as a peering between regions shows it.
  mutating func balancing(_ devices: [Device]) -> LoadBalancingTables {
    if layout.frontEnds.isEmpty { return LoadBalancingTables() }
    var implicit: [DeviceID: SecurityRuleTableID] = [:]
    var frontEnds: [LoadBalancingTables.FrontEnd] = []
    var checks: [HealthCheck.Key: HealthCheck] = [:]
    for plan in layout.frontEnds {
      let isStandard = plan.balancer.sku == .standard
      var rules: [LoadBalancingTables.Rule] = []
      for rule in plan.balancer.rules where rule.frontEnd == plan.frontEnd.name {
        let members = members(of: rule, plan.balancer, devices)
        for (number, member) in members.enumerated() {
          guard let check = member.check else { continue }
          checks[check.key, default: check].places.append(
            .init(frontEnd: frontEnds.count, rule: rules.count, backend: number))
        }
        rules.append(
          LoadBalancingTables.Rule(
            name: rule.name, pool: rule.pool, protocolNumber: Self.number(rule.transportProtocol),
            frontendPort: rule.frontendPort, backendPort: rule.backendPort,
            distribution: Self.distribution(rule.loadDistribution),
            isFloating: rule.enableFloatingIP, idleTimeout: rule.idleTimeout,
            backends: members.map(\.backend)))
      }
      let frontEnd = LoadBalancingTables.FrontEnd(
        name: plan.name, address: plan.address, isStandard: isStandard, rules: rules)
      var distant = frontEnd
      distant.refusal = plan.refusalAcrossRegions
      if distant.refusal == nil { distant.rules = [] }
      frontEnds += [frontEnd, distant]
      guard isStandard else { continue }
      for backend in rules.flatMap(\.backends) {
        let device = layout.interfaces[backend.interface.index].device
        if implicit[device] == nil { implicit[device] = implicitRules(device, devices) }
      }
    }
    healthChecks = checks.values.sorted { $0.key < $1.key }
    return LoadBalancingTables(frontEnds, implicitRules: implicit)
  }

  private static func number(
    _ transport: LoadBalancingRule.TransportProtocol
  ) -> IPProtocol? {
    switch transport {
    case .tcp: .tcp
    case .udp: .udp
    case .all: nil
    }
  }

  private static func distribution(
    _ mode: LoadBalancingRule.Distribution
  ) -> LoadBalancingTables.Distribution {
    switch mode {
    case .fiveTuple: .fiveTuple
    case .sourceIPProtocol: .addressesAndProtocol
    case .sourceIP: .addresses
    }
  }

  private struct Member {
    var backend: LoadBalancingTables.Backend
    /// `nil` where nobody asks: the backend counts as healthy.
    var check: HealthCheck?
  }

  /// The backends of a rule, sorted by address.
  private func members(
    of rule: LoadBalancingRule, _ balancer: LoadBalancer, _ devices: [Device]
  ) -> [Member] {
    let pool = PoolReference(loadBalancer: balancer.name, pool: rule.pool)
    let probe = rule.probe.flatMap { balancer.probe($0) }
    var members: [Member] = []
    for nic in layout.topology.networkInterfaces {
      guard let interface = layout.fabricInterfaces[.networkInterface(nic.name)] else { continue }
      let addresses = layout.addresses.networkInterfaces[nic.name] ?? []
      for (configuration, address) in zip(nic.primaryFirst, addresses)
      where configuration.loadBalancerBackendAddressPools.contains(pool) {
        let check = probe.map { probe in
          HealthCheck(
            key: .init(
              loadBalancer: balancer.name, probe: probe.name, networkInterface: nic.name,
              address: address),
            probeProtocol: probe.probeProtocol, port: Port(rawValue: probe.port),
            path: probe.requestPath ?? "/", interval: probe.interval, threshold: probe.threshold,
            interface: interface,
            isAnswered: answers(probe, nic, address, interface, devices))
        }
        members.append(
          Member(
            backend: .init(
              interface: interface, address: address, isUp: check?.isAnswered ?? true),
            check: check))
      }
    }
    return members.sorted { $0.backend.address < $1.backend.address }
  }

  /// Whether a probe would be answered, and so a backend is up that was asked for long: the rules before the machine let
  /// 168.63.129.16 in, a program listens, and a GET is answered with 200.
  private func answers(
    _ probe: HealthProbe, _ nic: NetworkInterface, _ address: IPv4Address,
    _ interface: InterfaceID, _ devices: [Device]
  ) -> Bool {
    let machine = layout.topology.virtualMachines.first {
      $0.networkInterfaces.contains(nic.name)
    }
    guard
      let guest = layout.topology.guests.first(where: { $0.name == machine?.name ?? nic.name }),
      guest.listens.contains(probe.port), probe.probeProtocol == .tcp || guest.httpStatus == 200
    else { return false }
    let flow = FiveTuple(
      source: .azurePlatform, destination: address, sourcePort: Port(rawValue: 65_000),
      destinationPort: Port(rawValue: probe.port), protocolNumber: .tcp)
    guard let port = devices[layout.interfaces[interface.index].device.index].port else {
      return false
    }
    return [port.subnetRules, port.networkInterfaceRules].allSatisfy { pair in
      guard let pair else { return true }
      let table = rules.tables[pair.inbound.index]
      return table.rules[table.decide(flow)].allows
    }
  }

  /// What a Standard load balancer's backend without groups takes: what is from its virtual network and the probes
  /// (Azure: "Azure Load Balancer SKUs", secure by default).
  private mutating func implicitRules(
    _ device: DeviceID, _ devices: [Device]
  ) -> SecurityRuleTableID? {
    guard let port = devices[device.index].port, port.networkInterfaceRules == nil,
      port.subnetRules == nil, case .networkInterface(let name) = layout.roles[device.index]
    else { return nil }
    return implicitPair(name)?.inbound
  }
}

extension TableCompiler {
  /// A group without rules of the user's, as the interface's subnet would see it.
  private mutating func implicitPair(_ name: String) -> SecurityRulePair? {
    guard let interface = layout.index.networkInterfaces[name],
      let configuration = interface.primaryConfiguration,
      let network = layout.index.networks[configuration.subnet.virtualNetwork],
      let effective = state.effectiveRoutes[configuration.subnet]
    else { return nil }
    let peers = state.peerings.peers(of: network.name)
    let group = NetworkSecurityGroup(name: "(Standard load balancer)", source: interface.source)
    return rules.compile(group, in: configuration.subnet, forwards: false) {
      .init(network, peers, effective)
    }
  }
}
