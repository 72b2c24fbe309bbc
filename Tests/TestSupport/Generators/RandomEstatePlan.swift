import Addressing

extension EstatePlan {
  /// A legal estate that nobody drew.
  ///
  /// - Parameter limit: at most as many networks, at least 2.
  package static func random(seed: UInt64, limit: Int = 50) -> Self {
    var maker = Maker(generator: SeededGenerator(seed: seed))
    return maker.make(limit)
  }

  private struct Maker {
    var generator: SeededGenerator
    var plan = EstatePlan()

    private mutating func chance(_ one: Int) -> Bool { generator.below(one) == 0 }

    mutating func make(_ limit: Int) -> EstatePlan {
      // Few and many networks are equally likely.
      let most = 2 + generator.below(limit - 1)
      let count = chance(2) ? most : 2 + generator.below(min(most, 8) - 1)
      plan.profile = chance(3) ? "azure-2018" : nil
      for octet in 1...count {
        plan.networks.append(
          Network(octet: octet, region: chance(4) ? "westeurope" : "eastus"))
      }
      gateways()
      sites()
      for octet in 1...count { machines(octet) }
      peerings()
      routes()
      return plan
    }

    private mutating func octet() -> Int { 1 + generator.below(plan.networks.count) }

    private mutating func gateways() {
      for index in plan.networks.indices where chance(4) {
        plan.networks[index].hasVPNGateway = true
        plan.networks[index].autonomousSystem = chance(2) ? 65_100 + index : nil
      }
      let ends = plan.networks.filter(\.hasVPNGateway)
      for (first, second) in zip(ends, ends.dropFirst()) where !chance(4) {
        plan.tunnels.append(
          Tunnel(
            first: first.octet, second: second.octet,
            hasBGP: first.autonomousSystem != nil && second.autonomousSystem != nil && !chance(3)))
      }
    }

    private mutating func sites() {
      for number in 0..<generator.below(4) {
        // Several circuits of one gateway are as likely as gateways of their own.
        let last = plan.sites.last?.network ?? octet()
        let network = chance(2) ? last : octet()
        let claim =
          chance(2)
          ? nil
          : IPv4Prefix(
            containing: IPv4Address(10, UInt8(octet()), UInt8(generator.below(4) * 64), 0),
            length: 18 + generator.below(3))
        plan.sites.append(
          Site(number: number, network: network, hosts: 1 + generator.below(2), claim: claim))
      }
    }

    private mutating func machines(_ octet: Int) {
      for number in 0...generator.below(2) {
        plan.machines.append(
          Machine(
            name: "m\(octet)-\(number)", network: octet,
            address: IPv4Address(10, UInt8(octet), 0, UInt8(4 + number)),
            rules: chance(2) ? nil : rules()))
      }
      plan.networks[octet - 1].rules = chance(4) ? rules() : nil
      if chance(3) {
        plan.machines.append(
          Machine(
            name: "appliance-\(octet)", network: octet,
            address: IPv4Address(10, UInt8(octet), 1, 4), isAppliance: true,
            forwards: !chance(5)))
      }
    }

    private mutating func rules() -> [Rule] {
      var priorities: Set<[Int]> = []
      return (0..<generator.below(6)).compactMap { _ in
        let rule = Rule(
          priority: 100 + generator.below(40), isInbound: chance(2), allows: chance(2),
          protocolName: ["Tcp", "Udp", "Icmp", "*"][generator.below(4)],
          source: chance(2) ? nil : octet(), destination: chance(2) ? nil : octet())
        return priorities.insert([rule.priority, rule.isInbound ? 1 : 0]).inserted ? rule : nil
      }
    }

    private mutating func peerings() {
      let count = plan.networks.count
      var usesRemote: Set<Int> = []
      var done: Set<[Int]> = []
      for _ in 0..<count * 2 {
        let (first, second) = (octet(), octet())
        guard first != second, done.insert([min(first, second), max(first, second)]).inserted
        else { continue }
        var peering = Peering(first: first, second: second)
        if !chance(8) { peering.firstSide = side() }
        if !chance(8) || peering.firstSide == nil { peering.secondSide = side() }
        transit(&peering, &usesRemote)
        plan.peerings.append(peering)
      }
    }

    private mutating func side() -> Side {
      Side(
        isDisconnected: chance(12), allowVirtualNetworkAccess: !chance(6),
        allowForwardedTraffic: chance(2))
    }

    /// Lets the second network use the first one's gateways where Azure lets it.
    private mutating func transit(_ peering: inout Peering, _ usesRemote: inout Set<Int>) {
      let hub = plan.networks[peering.first - 1]
      let spoke = plan.networks[peering.second - 1]
      let hubHasGateway = hub.hasVPNGateway || plan.sites.contains { $0.network == hub.octet }
      let spokeHasGateway = spoke.hasVPNGateway || plan.sites.contains { $0.network == spoke.octet }
      guard hubHasGateway, !spokeHasGateway, peering.firstSide != nil, peering.secondSide != nil,
        plan.profile == nil || hub.region == spoke.region, chance(2),
        usesRemote.insert(spoke.octet).inserted
      else { return }
      peering.firstSide?.allowGatewayTransit = true
      peering.secondSide?.useRemoteGateways = true
    }

    private mutating func routes() {
      for index in plan.networks.indices where chance(3) {
        var seen: Set<IPv4Prefix> = []
        plan.networks[index].routes = (0...generator.below(6)).compactMap { _ in
          let prefix = self.prefix()
          guard seen.insert(prefix).inserted else { return nil }
          return route(prefix)
        }
        plan.networks[index].propagatesGatewayRoutes = !chance(5)
      }
    }

    private mutating func route(_ prefix: IPv4Prefix) -> Route {
      let appliances = plan.machines.filter(\.isAppliance)
      var type = RouteType.allCases[generator.below(4)]
      if type == .virtualAppliance, appliances.isEmpty { type = .none }
      return Route(
        prefix: prefix, type: type,
        appliance: type == .virtualAppliance
          ? appliances[generator.below(appliances.count)].address : nil)
    }

    /// All, private ranges, a network's range, parts of it, and what nobody has.
    private mutating func prefix() -> IPv4Prefix {
      let second = UInt8(octet())
      let lengths = [0, 8, 15, 16, 16, 17, 24, 24, 25, 30, 32]
      let length = lengths[generator.below(lengths.count)]
      let address =
        chance(6)
        ? IPv4Address(198, 51, 100, UInt8(generator.below(256)))
        : IPv4Address(10, second, UInt8(generator.below(2)), UInt8(4 + generator.below(2)))
      return IPv4Prefix(containing: address, length: length)
    }
  }
}
