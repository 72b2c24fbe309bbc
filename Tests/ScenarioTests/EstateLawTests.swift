import Addressing
import ControlPlane
import DataPlane
import Emulator
import TestSupport
import Testing

/// Laws that hold in every estate, checked in seeded ones of up to 50 networks against what their plans say.
struct EstateLawTests {
  static let seeds: Range<UInt64> = 0..<24

  @Test("both sides of a peering have its effect, or neither has", arguments: seeds)
  func symmetricPeering(seed: UInt64) throws {
    let plan = EstatePlan.random(seed: seed).withoutRules.withoutRoutes
    let planned = try PlannedEstate(plan)
    for machine in plan.machines {
      let routes = try #require(planned.estate.effectiveRoutes["\(machine.name)-nic"])
      let known = routes.filter {
        $0.nextHopType == .vnetPeering || $0.nextHopType == .vnetGlobalPeering
      }.map(\.prefix)
      #expect(Set(known) == Set(plan.peers(of: machine.network).map(\.space)), "\(machine.name)")
      #expect(known.count == Set(known).count)
    }
    var met = 0
    for (one, other) in plan.pairs(150, seed: seed)
    where plan.agree(one.network, other.network) {
      let there = try planned.send(
        PacketBuilder.echoRequest(from: one.address, to: other.address), from: one.name)
      let back = try planned.send(
        PacketBuilder.echoRequest(from: other.address, to: one.address), from: other.name)
      #expect(try planned.reached(other.name, there), "\(one.name) to \(other.name)")
      #expect(try planned.reached(one.name, back), "\(other.name) to \(one.name)")
      met += 1
    }
    #expect(met > 0 || plan.peerings.allSatisfy { !plan.agree($0.first, $0.second) })
  }

  @Test(
    "without a device that forwards, machines reach their own network and its peers alone",
    arguments: seeds)
  func noTransit(seed: UInt64) throws {
    let plan = EstatePlan.random(seed: seed).withoutForwarders.withoutRules
    let planned = try PlannedEstate(plan)
    for (one, other) in plan.pairs(300, seed: seed) {
      let way = PlannedRoutes(plan, network: one.network).way(to: other.address)
      let expected: Bool
      switch way {
      case .local: expected = one.network == other.network
      case .peering: expected = plan.agree(one.network, other.network)
      case .appliance, .gateway, .internet, .none?, nil: expected = false
      }
      let seen = try planned.send(
        PacketBuilder.transport(.udp, from: one.address, 1000, to: other.address, 2000),
        from: one.name)
      #expect(try planned.reached(other.name, seen) == expected, "\(one.name) to \(other.name)")
    }
  }

  @Test(
    "every leg of every way is in one network, over an agreed peering, or by a declared tunnel or circuit",
    arguments: seeds)
  func declaredLegs(seed: UInt64) throws {
    let plan = EstatePlan.random(seed: seed)
    let planned = try PlannedEstate(plan)
    let hosts = planned.estate.endpoints.filter { $0.networkInterface == nil }
    var legs = 0
    for (number, (one, other)) in plan.pairs(200, seed: seed).enumerated() {
      let far = number % 5 == 0 ? hosts.first.map(\.address) : nil
      let seen = try planned.send(
        PacketBuilder.echoRequest(
          from: one.address, to: far ?? other.address, identifier: UInt16(number)),
        from: one.name)
      for observation in seen {
        let here = try planned.place(observation.device)
        let name = "\(one.name) to \(other.name)"
        if observation.direction == .outbound, case .machine(let machine, _) = here,
          machine != one.name, machine != other.name
        {
          #expect(plan.machines.contains { $0.name == machine && $0.forwards }, "\(name)")
        }
        guard case .forward(let adjacency) = observation.verdict else { continue }
        let next = try planned.place(planned.device(adjacency.ingress))
        #expect(Self.isDeclared(here, next, plan), "\(name): \(here) to \(next)")
        legs += 1
      }
    }
    #expect(legs > 0)
  }

  private static func isDeclared(
    _ here: PlannedEstate.Place, _ next: PlannedEstate.Place, _ plan: EstatePlan
  ) -> Bool {
    if here == next { return true }
    func joined(_ one: Int, _ other: Int) -> Bool { one == other || plan.agree(one, other) }
    func network(_ place: PlannedEstate.Place) -> Int? {
      switch place {
      case .machine(_, let network), .vpnGateway(let network), .circuitGateway(let network):
        network
      case .site: nil
      }
    }
    switch (here, next) {
    case (.site(let one), .site(let other)): return one == other
    case (.vpnGateway(let one), .vpnGateway(let other)):
      return one == other
        || plan.tunnels.contains {
          ($0.first, $0.second) == (one, other) || ($0.second, $0.first) == (one, other)
        }
    case (.site(let number), let place), (let place, .site(let number)):
      guard let site = plan.sites.first(where: { $0.number == number }),
        let octet = network(place)
      else { return false }
      return joined(octet, site.network)
    case (let one, let other):
      guard let first = network(one), let second = network(other) else { return false }
      return joined(first, second)
    }
  }

  @Test("among the random estates are gateways of several circuits")
  func severalCircuits() {
    let shared = Self.seeds.filter { seed in
      let networks = EstatePlan.random(seed: seed).sites.map(\.network)
      return Set(networks).count < networks.count
    }
    #expect(shared.count >= 4)
  }

  @Test("the longest prefix wins among the routes that gateways may not take", arguments: seeds)
  func longestPrefix(seed: UInt64) throws {
    let plan = EstatePlan.random(seed: seed).withoutRules
    let planned = try PlannedEstate(plan)
    var generator = SeededGenerator(seed: seed ^ 0xABCD)
    let octets = plan.networks.count
    for machine in plan.plainMachines where generator.below(3) > 0 || octets < 9 {
      let routes = try #require(planned.estate.effectiveRoutes["\(machine.name)-nic"])
      let told = routes.filter { $0.source == .virtualNetworkGateway }.map(\.prefix)
      let oracle = PlannedRoutes(plan, network: machine.network, gatewayPrefixes: told)
      for number in 0..<24 {
        let destination = Self.destination(plan, &generator)
        guard destination != machine.address else { continue }
        let seen = try planned.send(
          PacketBuilder.transport(
            .udp, from: machine.address, UInt16(1000 + number), to: destination, 2000),
          from: machine.name)
        let way = try #require(oracle.way(to: destination))
        let verdict = try #require(seen.first).verdict
        #expect(
          try Self.fits(verdict, way, destination, planned),
          "\(machine.name) to \(destination): \(way), \(verdict)")
      }
    }
  }

  private static func destination(
    _ plan: EstatePlan, _ generator: inout SeededGenerator
  ) -> IPv4Address {
    if generator.below(3) == 0 {
      return plan.machines[generator.below(plan.machines.count)].address
    }
    if generator.below(6) == 0 { return IPv4Address(198, 51, 100, UInt8(generator.below(256))) }
    if generator.below(3) == 0 { return IPv4Address(10, UInt8(100 + generator.below(3)), 0, 10) }
    let claims = plan.sites.compactMap(\.claim)
    if !claims.isEmpty, generator.below(2) == 0 {
      return claims[generator.below(claims.count)].address.advanced(by: generator.below(500))
    }
    return IPv4Address(
      [10, 10, 10, 172, 192, 100][generator.below(6)],
      UInt8(1 + generator.below(plan.networks.count + 2)), UInt8(generator.below(3)),
      UInt8(generator.below(32)))
  }

  /// What a port says of a packet for which the oracle chose a way.
  private static func fits(
    _ verdict: Verdict, _ way: PlannedRoutes.Way, _ destination: IPv4Address,
    _ planned: PlannedEstate
  ) throws -> Bool {
    func isHeld(_ adjacency: Adjacency, by address: IPv4Address) throws -> Bool {
      guard case .machine(let name, _) = try planned.place(planned.device(adjacency.ingress))
      else { return planned.estate.tables.interfaces[adjacency.ingress.index].address == address }
      return planned.plan.machines.contains { $0.name == name && $0.address == address }
    }
    switch (way, verdict) {
    case (.internet, .drop(.internetNotModelled)), (.none, .drop(.routeToNone)),
      (.local, .drop(.noSuchAddress)), (.peering, .drop(.noSuchAddress)),
      (.appliance, .drop(.nextHopUnavailable)), (.appliance, .drop(.noSuchAddress)),
      (.gateway, .drop(.nextHopUnavailable)), (.gateway, .drop(.tunnelDown)):
      return true
    case (.local, .forward(let adjacency)), (.peering, .forward(let adjacency)):
      return try isHeld(adjacency, by: destination)
    case (.appliance(let address), .forward(let adjacency)):
      return try isHeld(adjacency, by: address)
    case (.gateway, .forward(let adjacency)):
      switch try planned.place(planned.device(adjacency.ingress)) {
      case .vpnGateway, .circuitGateway, .site: return true
      case .machine: return false
      }
    case _: return false
    }
  }

  @Test("a reply that reaches the interface needs no rule, at either end", arguments: seeds)
  func replies(seed: UInt64) throws {
    _ = try Self.answer(seed: seed)
  }

  @Test("many of those replies would have been denied if nobody had asked")
  func deniedUnasked() throws {
    let denied = try (0..<10 as Range<UInt64>).reduce(0) { $0 + (try Self.answer(seed: $1)) }
    #expect(denied > 20)
  }

  /// Returns how many of the answers are denied where nobody asked.
  private static func answer(seed: UInt64) throws -> Int {
    let plan = EstatePlan.random(seed: seed)
    let planned = try PlannedEstate(plan)
    let fresh = try PlannedEstate(plan)
    var denied = 0
    for (number, (one, other)) in plan.pairs(200, seed: seed).enumerated() {
      let kind: IPProtocol = number % 2 == 0 ? .udp : .tcp
      let port = UInt16(10_000 + number)
      let there = try planned.send(
        PacketBuilder.transport(kind, from: one.address, port, to: other.address, 443),
        from: one.name)
      guard try planned.reached(other.name, there) else { continue }
      let answer = PacketBuilder.transport(
        kind, from: other.address, 443, to: one.address, port)
      let back = try planned.send(answer, from: other.name)
      for observation in back {
        let here = try planned.place(observation.device)
        guard
          here == .machine(one.name, network: one.network)
            || here == .machine(other.name, network: other.network)
        else { continue }
        #expect(!isDenied(observation.verdict), "\(other.name) to \(one.name)")
      }
      // The same packet where nobody asked.
      if try fresh.send(answer, from: other.name).contains(where: { isDenied($0.verdict) }) {
        denied += 1
      }
    }
    return denied
  }

  private static func isDenied(_ verdict: Verdict) -> Bool {
    verdict == .drop(.deniedByNetworkInterfaceRule) || verdict == .drop(.deniedBySubnetRule)
  }
}
