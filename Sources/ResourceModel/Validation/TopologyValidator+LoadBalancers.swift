import Addressing

/// Internal load balancers (Azure: "Azure Load Balancer components", "High availability ports overview", "Azure Load
/// Balancer health probes").
extension TopologyValidator {
  // MARK: References

  mutating func resolveLoadBalancers() {
    for item in topology.loadBalancers.indices {
      var balancer = topology.loadBalancers[item]
      for position in balancer.frontEnds.indices { resolveSubnet(&balancer.frontEnds[position]) }
      for position in balancer.rules.indices {
        var rule = balancer.rules[position]
        rule.frontEnd = inner(
          rule.frontEnd, "front end", of: balancer, balancer.frontEnds.map(\.name),
          "frontendIPConfigurations", rule.source, "frontendIPConfiguration")
        rule.pool = inner(
          rule.pool, "backend pool", of: balancer, balancer.pools.map(\.name),
          "backendAddressPools", rule.source, "backendAddressPool")
        rule.probe = rule.probe.map {
          inner(
            $0, "probe", of: balancer, balancer.probes.map(\.name), "probes", rule.source, "probe")
        }
        balancer.rules[position] = rule
      }
      if balancer.location.isEmpty, let network = balancer.virtualNetwork {
        balancer.location = virtualNetwork(network)?.location ?? ""
      }
      topology.loadBalancers[item] = balancer
    }
    for item in topology.networkInterfaces.indices {
      for position in topology.networkInterfaces[item].ipConfigurations.indices {
        let configuration = topology.networkInterfaces[item].ipConfigurations[position]
        topology.networkInterfaces[item].ipConfigurations[position]
          .loadBalancerBackendAddressPools = configuration.loadBalancerBackendAddressPools.map {
            pool($0, of: configuration)
          }
      }
    }
    resolveGuests()
  }

  private func resolveSubnet(_ frontEnd: inout LoadBalancer.FrontEnd) {
    let wanted = frontEnd.subnet
    guard let name = canonical(.virtualNetwork, wanted.virtualNetwork) else {
      unknown(
        .virtualNetwork, wanted.virtualNetwork, at: index.span(frontEnd.source, ["subnet", "id"]))
      return
    }
    frontEnd.subnet.virtualNetwork = name
    guard let network = virtualNetwork(name) else { return }
    if let subnet = network.subnets.first(where: {
      $0.name.lowercased() == wanted.subnet.lowercased()
    }) {
      frontEnd.subnet.subnet = subnet.name
      return
    }
    let names = index.names(network.source, "subnets")
    if names.contains(where: { $0.lowercased() == wanted.subnet.lowercased() }) { return }
    error(
      .unknownReference, "there is no subnet \"\(wanted.subnet)\" in \"\(name)\"",
      at: frontEnd.source, "subnet", "id",
      help: Spelling.suggestion(for: wanted.subnet, among: network.subnets.map(\.name)))
  }

  /// The name of a part of a load balancer as its declaration spells it.
  private func inner(
    _ name: String, _ what: String, of balancer: LoadBalancer, _ known: [String], _ list: String,
    _ place: SourceLocation, _ property: String
  ) -> String {
    if let found = known.first(where: { $0.lowercased() == name.lowercased() }) { return found }
    // One that could not be read is declared nevertheless.
    let declared = index.names(balancer.source, list)
    if declared.contains(where: { $0.lowercased() == name.lowercased() }) { return name }
    error(
      .unknownReference, "\"\(balancer.name)\" has no \(what) \"\(name)\"", at: place,
      .property(property), "id", help: Spelling.suggestion(for: name, among: known))
    return name
  }

  private func pool(
    _ reference: PoolReference, of configuration: IPConfiguration
  ) -> PoolReference {
    let span = index.span(
      configuration.source,
      ["loadBalancerBackendAddressPools", .elementNaming(reference.pool), "id"])
    guard let name = canonical(.loadBalancer, reference.loadBalancer) else {
      unknown(.loadBalancer, reference.loadBalancer, at: span)
      return reference
    }
    guard let balancer = topology.loadBalancers.first(where: { $0.name == name }) else {
      return reference
    }
    let wanted = reference.pool.lowercased()
    if let pool = balancer.pools.first(where: { $0.name.lowercased() == wanted }) {
      return PoolReference(loadBalancer: name, pool: pool.name)
    }
    collector.error(
      .unknownReference, "\"\(name)\" has no backend pool \"\(reference.pool)\"", at: span,
      help: Spelling.suggestion(for: reference.pool, among: balancer.pools.map(\.name)))
    return reference
  }

  private func unknown(_ kind: DraftTopology.Kind, _ name: String, at span: Range<Int>) {
    collector.error(
      .unknownReference, "there is no \(kind.rawValue) \"\(name)\"", at: span,
      help: Spelling.suggestion(for: name, among: draft.names(kind)))
  }

  private mutating func resolveGuests() {
    let kinds: [DraftTopology.Kind] = [.virtualMachine, .host, .networkInterface]
    var first: [String: SourceLocation] = [:]
    for item in topology.guests.indices {
      let guest = topology.guests[item]
      guard let name = kinds.compactMap({ canonical($0, guest.name) }).first else {
        error(
          .unknownReference, "there is no machine, host or network interface \"\(guest.name)\"",
          at: guest.source, "name",
          help: Spelling.suggestion(for: guest.name, among: kinds.flatMap { draft.names($0) }))
        continue
      }
      topology.guests[item].name = name
      if let earlier = first[name] {
        error(
          .duplicateName, "there is already a guest \"\(name)\"", at: guest.source, "name",
          notes: [note("the first one", at: earlier)])
      } else {
        first[name] = guest.source
      }
    }
  }

  // MARK: Checks

  /// Ports that probes of HTTP may not ask, as browsers refuse them (Azure: "Azure Load Balancer health probes").
  static let forbiddenProbePorts: Set<UInt16> = [19, 21, 25, 70, 110, 119, 143, 220, 993]

  func checkLoadBalancers() {
    for balancer in topology.loadBalancers {
      checkFrontEnds(balancer)
      for rule in balancer.rules { check(rule, of: balancer) }
      checkPairs(balancer)
      for probe in balancer.probes { check(probe, of: balancer) }
      checkReach(balancer)
    }
    checkMembers()
    checkAnswers()
  }

  private func checkFrontEnds(_ balancer: LoadBalancer) {
    for frontEnd in balancer.frontEnds {
      if frontEnd.subnet.subnet == Subnet.gatewaySubnetName {
        error(
          .frontEndInGatewaySubnet,
          "\"\(frontEnd.name)\" cannot be in \(Subnet.gatewaySubnetName), which is for gateways alone",
          at: frontEnd.source, "subnet", "id")
      }
      if let network = virtualNetwork(frontEnd.subnet.virtualNetwork),
        !balancer.location.isEmpty, !network.location.isEmpty, balancer.location != network.location
      {
        error(
          .regionMismatch,
          "\"\(balancer.name)\" is in \(balancer.location), and its network \"\(network.name)\" in "
            + network.location,
          at: balancer.source, "location", notes: [note("the network", at: network.source)])
      }
      if let home = balancer.virtualNetwork, home != frontEnd.subnet.virtualNetwork {
        error(
          .loadBalancerNetworks,
          "the front ends of \"\(balancer.name)\" are in \"\(home)\" and in "
            + "\"\(frontEnd.subnet.virtualNetwork)\"",
          at: frontEnd.source, "subnet", "id", help: "make it two load balancers")
      }
    }
  }

  private func check(_ rule: LoadBalancingRule, of balancer: LoadBalancer) {
    if rule.isHighAvailabilityPorts {
      if rule.frontendPort != 0 || rule.backendPort != 0 {
        error(
          .highAvailabilityPorts, "with protocol All both ports are 0: \"\(rule.name)\"",
          at: rule.source, rule.frontendPort != 0 ? "frontendPort" : "backendPort",
          help: "name the protocol Tcp or Udp, or make both ports 0")
      }
      if balancer.sku == .basic {
        error(
          .highAvailabilityPorts,
          "\"\(rule.name)\" has high-availability ports, which a Basic load balancer does not",
          at: rule.source, "protocol", help: "use the Standard SKU, or a rule for each port")
      }
    } else if rule.frontendPort == 0 || rule.backendPort == 0 {
      error(
        .highAvailabilityPorts, "port 0 goes with protocol All alone: \"\(rule.name)\"",
        at: rule.source, rule.frontendPort == 0 ? "frontendPort" : "backendPort",
        help: "name a port, or make the protocol All and both ports 0")
    }
    let pool = PoolReference(loadBalancer: balancer.name, pool: rule.pool)
    let hasMembers = topology.networkInterfaces.contains { nic in
      nic.ipConfigurations.contains { $0.loadBalancerBackendAddressPools.contains(pool) }
    }
    if !hasMembers {
      warning(
        .emptyPool,
        "nobody belongs to \"\(rule.pool)\": what comes for \"\(rule.name)\" is lost",
        at: rule.source, "backendAddressPool", "id",
        help: "name the pool in loadBalancerBackendAddressPools of a network interface")
    }
  }

  private func checkPairs(_ balancer: LoadBalancer) {
    let rules = balancer.rules
    for (first, second) in pairs(rules.count) {
      let (one, two) = (rules[first], rules[second])
      let earlier = [note("the other rule", at: one.source)]
      if one.isHighAvailabilityPorts != two.isHighAvailabilityPorts {
        if one.pool == two.pool {
          error(
            .highAvailabilityPortsMixed,
            "\"\(two.name)\" and \"\(one.name)\" lead to one pool, one with high-availability ports "
              + "and one without",
            at: two.source, notes: earlier, help: "give each a pool of its own")
        }
        if one.frontEnd == two.frontEnd {
          error(
            .highAvailabilityPortsMixed,
            "\"\(one.frontEnd)\" has a rule with high-availability ports and another one",
            at: two.source, notes: earlier, help: "give each a front end of its own")
        }
        continue
      }
      let sameProtocol = one.transportProtocol == two.transportProtocol
      if one.frontEnd == two.frontEnd, sameProtocol, one.frontendPort == two.frontendPort {
        error(
          .duplicateBalancingRule,
          "\"\(two.name)\" and \"\(one.name)\" are for one port of \"\(one.frontEnd)\"",
          at: two.source, notes: earlier)
      } else if one.pool == two.pool, sameProtocol, one.backendPort == two.backendPort,
        !one.enableFloatingIP, !two.enableFloatingIP
      {
        error(
          .duplicateBalancingRule,
          "\"\(two.name)\" and \"\(one.name)\" lead to one port of one pool",
          at: two.source, notes: earlier,
          help: "use another backendPort, or floating IP at both rules")
      }
    }
  }

  private func check(_ probe: HealthProbe, of balancer: LoadBalancer) {
    if probe.probeProtocol == .https, balancer.sku == .basic {
      error(
        .probeSku, "\"\(probe.name)\" asks by HTTPS, which a Basic load balancer does not",
        at: probe.source, "protocol", help: "use the Standard SKU, or ask by Tcp or Http")
    }
    switch probe.probeProtocol {
    case .tcp:
      if probe.requestPath != nil {
        error(
          .probePath, "\"\(probe.name)\" asks by TCP and has no path", at: probe.source,
          "requestPath", help: "remove the path, or ask by Http")
      }
    case .http, .https:
      if probe.requestPath == nil {
        error(
          .probePath, "\"\(probe.name)\" asks by HTTP and needs a requestPath", at: probe.source,
          help: #"add "requestPath": "/""#)
      }
      if Self.forbiddenProbePorts.contains(probe.port) {
        error(
          .probePort, "a probe of HTTP cannot ask port \(probe.port)", at: probe.source, "port",
          help: "use another port, or ask by Tcp")
      }
    }
  }

  /// A front end beyond a peering between regions may be configured; packets do not reach it.
  private func checkReach(_ balancer: LoadBalancer) {
    let profile = topology.profile
    guard !profile.reachesFrontEnds(balancer.sku), profile != .azure2015,
      let name = balancer.virtualNetwork, let network = virtualNetwork(name)
    else { return }
    for peering in network.peerings
    where topology.state(of: peering, at: network) == .connected {
      guard let remote = virtualNetwork(peering.remoteVirtualNetwork),
        !remote.location.isEmpty, !network.location.isEmpty, remote.location != network.location
      else { continue }
      let isEra = EraRule.noFrontEndsAcrossRegions.holds(in: profile)
      let why =
        isEra
        ? "in profile \(profile.rawValue) no load balancer is" : "a Basic load balancer is not"
      warning(
        .frontEndAcrossRegions,
        "machines of \"\(remote.name)\" do not reach the front ends of \"\(balancer.name)\": \(why) "
          + "reached over a peering between regions",
        at: balancer.source, notes: [note("the peering", at: peering.source)],
        help: isEra
          ? "connect the networks by VPN gateways, or name a later profile" : "use the Standard SKU"
      )
    }
  }

  /// An IP configuration belongs to one internal load balancer, in its own network.
  private func checkMembers() {
    for nic in topology.networkInterfaces {
      for configuration in nic.ipConfigurations {
        var home: String?
        for reference in configuration.loadBalancerBackendAddressPools {
          let steps: [DocumentIndex.Step] = [
            "loadBalancerBackendAddressPools", .elementNaming(reference.pool),
          ]
          if let home, home != reference.loadBalancer {
            collector.error(
              .poolMembership,
              "\"\(nic.name)\" is in pools of two internal load balancers: \"\(home)\" and "
                + "\"\(reference.loadBalancer)\"",
              at: index.span(configuration.source, steps),
              help: "keep it in one, or add another IP configuration")
          }
          home = home ?? reference.loadBalancer
          guard
            let balancer = topology.loadBalancers.first(where: {
              $0.name == reference.loadBalancer
            }), let network = balancer.virtualNetwork,
            network != configuration.subnet.virtualNetwork
          else { continue }
          collector.error(
            .loadBalancerNetworks,
            "\"\(nic.name)\" is in \"\(configuration.subnet.virtualNetwork)\", and the front ends of "
              + "\"\(balancer.name)\" are in \"\(network)\"",
            at: index.span(configuration.source, steps),
            notes: [note("the load balancer", at: balancer.source)],
            help: "a pool has machines of the front end's network alone")
        }
      }
    }
  }

  /// Backends at which nobody listens for the probe.
  private func checkAnswers() {
    for balancer in topology.loadBalancers {
      for rule in balancer.rules {
        guard let probe = rule.probe.flatMap({ balancer.probe($0) }) else { continue }
        let pool = PoolReference(loadBalancer: balancer.name, pool: rule.pool)
        for nic in topology.networkInterfaces
        where nic.ipConfigurations.contains(where: {
          $0.loadBalancerBackendAddressPools.contains(pool)
        }) {
          let owner = topology.virtualMachines.first { $0.networkInterfaces.contains(nic.name) }
          let name = owner?.name ?? nic.name
          let guest = topology.guests.first { $0.name == name }
          if guest?.listens.contains(probe.port) != true {
            warning(
              .probeUnanswered,
              "\"\(name)\" does not listen at port \(probe.port): by probe \"\(probe.name)\" it is down",
              at: nic.source, notes: [note("the probe", at: probe.source)],
              help: #"add { "name": "\#(name)", "listens": [\#(probe.port)] } to "guests""#)
          } else if probe.probeProtocol != .tcp, let guest, guest.httpStatus != 200 {
            warning(
              .probeUnanswered,
              "\"\(name)\" answers \(guest.httpStatus), and probe \"\(probe.name)\" wants 200: it is down",
              at: guest.source, "httpStatus", notes: [note("the probe", at: probe.source)])
          }
        }
      }
    }
  }
}
