import Addressing
import ResourceModel
import Testing

@testable import ControlPlane

/// Each rule of who tells whom, on the smallest set of speakers that shows it.
struct PathVectorTests {
  static let here = SourceLocation(file: "test", line: 1, column: 1)
  static func prefix(_ text: String) -> IPv4Prefix { AddressPlanTests.prefix(text) }

  /// Speakers and sessions under construction; addresses are 10.0.0.n by order.
  struct Builder {
    var speakers: [BGPSpeaker] = []
    var sessions: [BGPSession] = []

    mutating func speaker(
      _ role: BGPSpeaker.Role, _ asn: UInt32, _ originated: [String] = [], paths: Int = .max
    ) -> Int {
      let isRouter: Bool
      if case .router = role { isRouter = true } else { isRouter = false }
      speakers.append(
        BGPSpeaker(
          role: role, asn: ASN(rawValue: asn), originated: originated.map(prefix),
          ownPrefixes: isRouter ? [] : originated.map(prefix), maximumPaths: paths,
          address: IPv4Address(10, 0, 0, UInt8(speakers.count + 1))))
      return speakers.count - 1
    }

    mutating func session(
      _ first: Int, _ second: Int, _ carrier: BGPSession.Carrier, weights: (Int, Int) = (0, 0),
      neighbors: (BGPNeighbor?, BGPNeighbor?) = (nil, nil)
    ) {
      sessions.append(
        BGPSession(
          carrier: carrier,
          first: .init(
            speaker: first, address: speakers[first].address, neighbor: neighbors.0,
            weight: weights.0),
          second: .init(
            speaker: second, address: speakers[second].address, neighbor: neighbors.1,
            weight: weights.1)))
    }

    /// The AS paths of `speaker` to `text`, the used ones first; `nil` if it has none.
    func paths(_ speaker: Int, _ text: String) -> [String]? {
      let vector = PathVector(speakers: speakers, sessions: sessions)
      return vector.choices[speaker][prefix(text)]?.paths.map(\.asPathText)
    }
  }

  static func edge(_ circuit: String, _ side: CircuitSide = .primary) -> BGPSpeaker.Role {
    .enterpriseEdge(circuit: circuit, side)
  }

  @Test("an edge shows the customer 12076 alone, and a gateway the other network as 12076-12076")
  func edgeReplacesPrivateNumbers() {
    var b = Builder()
    let hub = b.speaker(.expressRouteGateway("hub"), 65515, ["10.10.0.0/16"])
    let far = b.speaker(.expressRouteGateway("far"), 65515, ["10.17.0.0/16"])
    let msee = b.speaker(Self.edge("x"), 12076)
    let ce = b.speaker(.router("ce"), 65021, ["10.2.0.0/16"])
    b.session(msee, hub, .expressRouteConnection("a"), weights: (0, 32769))
    b.session(msee, far, .expressRouteConnection("b"), weights: (0, 32769))
    b.session(msee, ce, .circuit)
    #expect(b.paths(ce, "10.10.0.0/16") == ["12076"])
    #expect(b.paths(hub, "10.17.0.0/16") == ["12076-12076"])
    #expect(b.paths(hub, "10.2.0.0/16") == ["12076-65021"])
    #expect(b.paths(msee, "10.10.0.0/16") == ["65515"])
  }

  @Test("an ExpressRoute gateway does not carry routes from circuit to circuit")
  func noCircuitTransit() {
    var b = Builder()
    let hub = b.speaker(.expressRouteGateway("hub"), 65515, ["10.10.0.0/16"])
    let one = b.speaker(Self.edge("x"), 12076)
    let two = b.speaker(Self.edge("y"), 12076)
    let ce = b.speaker(.router("ce1"), 65021, ["10.2.0.0/16"])
    let other = b.speaker(.router("ce2"), 65020, ["10.1.0.0/16"])
    b.session(one, hub, .expressRouteConnection("a"), weights: (0, 32769))
    b.session(two, hub, .expressRouteConnection("b"), weights: (0, 32769))
    b.session(one, ce, .circuit)
    b.session(two, other, .circuit)
    #expect(b.paths(hub, "10.2.0.0/16") != nil)
    #expect(b.paths(other, "10.2.0.0/16") == nil)
    #expect(b.paths(ce, "10.1.0.0/16") == nil)
  }

  @Test("VPN and ExpressRoute gateways of one network do not carry for each other")
  func noTransitBetweenGateways() {
    var b = Builder()
    let er = b.speaker(.expressRouteGateway("er"), 65515, ["10.10.0.0/16"])
    let vpn = b.speaker(.vpnGateway("vpn"), 65515, ["10.10.0.0/16"])
    let msee = b.speaker(Self.edge("x"), 12076)
    let branch = b.speaker(.vpnGateway("branch"), 65516, ["10.11.0.0/16"])
    b.session(msee, er, .expressRouteConnection("a"), weights: (0, 32769))
    b.session(vpn, er, .coexistence, weights: (32769, 32768))
    b.session(vpn, branch, .tunnel(0), weights: (32768, 32768))
    #expect(b.paths(er, "10.11.0.0/16") == ["65516"])
    #expect(b.paths(msee, "10.11.0.0/16") == nil)
    #expect(b.paths(vpn, "10.10.0.0/16")?.count == 2)
    #expect(b.paths(branch, "10.10.0.0/16") == ["65515"])
  }

  @Test("a VPN gateway carries routes from tunnel to tunnel, but no default route")
  func tunnelTransit() {
    var b = Builder()
    let a = b.speaker(.vpnGateway("a"), 65001, ["10.1.0.0/16"])
    let m = b.speaker(.vpnGateway("m"), 65002, ["10.2.0.0/16"])
    let c = b.speaker(.router("c"), 65003, ["10.3.0.0/16", "0.0.0.0/0"])
    b.session(a, m, .tunnel(0), weights: (32768, 32768))
    b.session(m, c, .tunnel(1), weights: (32768, 0))
    #expect(b.paths(a, "10.3.0.0/16") == ["65002-65003"])
    #expect(b.paths(m, "0.0.0.0/0") == ["65003"])
    #expect(b.paths(a, "0.0.0.0/0") == nil)
    #expect(b.paths(c, "10.1.0.0/16") == ["65002-65001"])
  }

  @Test("a gateway refuses its own network's prefix and takes a wider one")
  func ownPrefixRefused() {
    var b = Builder()
    let m = b.speaker(.vpnGateway("m"), 65002, ["10.2.0.0/16"])
    let c = b.speaker(.router("c"), 65003, ["10.2.0.0/16", "10.0.0.0/8"])
    b.session(m, c, .tunnel(0), weights: (32768, 0))
    #expect(b.paths(m, "10.2.0.0/16") == [""])
    #expect(b.paths(m, "10.0.0.0/8") == ["65003"])
  }

  @Test("a path that holds the own number is a loop, except at an edge")
  func loops() {
    var b = Builder()
    let hub = b.speaker(.expressRouteGateway("hub"), 65515, ["10.10.0.0/16"])
    let one = b.speaker(Self.edge("x"), 12076)
    let two = b.speaker(Self.edge("y"), 12076)
    let ce = b.speaker(.router("ce"), 65021)
    b.session(one, hub, .expressRouteConnection("a"), weights: (0, 32769))
    b.session(one, ce, .circuit)
    b.session(two, ce, .circuit)
    #expect(b.paths(two, "10.10.0.0/16") == ["65021-12076"])
    #expect(b.paths(hub, "10.10.0.0/16") == [""])
    #expect(b.paths(one, "10.10.0.0/16") == ["65515"])
  }

  @Test("a customer's filters and preferences hold")
  func customerPolicies() {
    func neighbor(
      preference: Int? = nil, export: [String]? = nil, import allowed: [String]? = nil,
      prepend: Int = 0
    ) -> BGPNeighbor {
      BGPNeighbor(
        address: .any, remoteAsn: ASN(rawValue: 12076), localPreference: preference,
        exportPrefixes: export?.map(Self.prefix), importPrefixes: allowed?.map(Self.prefix),
        asPathPrepend: prepend, source: Self.here)
    }
    var b = Builder()
    let er = b.speaker(.expressRouteGateway("er"), 65515, ["10.10.0.0/16", "10.12.0.0/16"])
    let vpn = b.speaker(.vpnGateway("vpn"), 65515, ["10.10.0.0/16"])
    let msee = b.speaker(Self.edge("x"), 12076)
    let ce = b.speaker(.router("ce"), 65021, ["10.2.0.0/16", "10.3.0.0/16"], paths: 1)
    b.session(msee, er, .expressRouteConnection("a"), weights: (0, 32769))
    b.session(
      msee, ce, .circuit,
      neighbors: (
        nil,
        neighbor(
          preference: 200, export: ["10.2.0.0/16"], import: ["10.10.0.0/16"], prepend: 2)
      ))
    b.session(vpn, ce, .tunnel(0), weights: (32768, 0), neighbors: (nil, neighbor()))
    #expect(b.paths(ce, "10.10.0.0/16") == ["12076", "65515"])
    #expect(b.paths(ce, "10.12.0.0/16") == nil)
    #expect(b.paths(msee, "10.2.0.0/16") == ["65021-65021-65021"])
    #expect(b.paths(msee, "10.3.0.0/16") == nil)
    #expect(b.paths(vpn, "10.3.0.0/16") == ["65021"])
  }

  @Test("a preference set for an internal neighbour holds; without one the neighbour's own does")
  func internalPreference() {
    func neighbor(_ asn: UInt32, _ preference: Int?) -> BGPNeighbor {
      BGPNeighbor(
        address: .any, remoteAsn: ASN(rawValue: asn), localPreference: preference,
        source: Self.here)
    }
    for (preference, expected) in [(nil, "12076"), (50, "65515"), (300, "12076")] {
      var b = Builder()
      let edge = b.speaker(Self.edge("x"), 12076, ["10.10.0.0/16"])
      let vpn = b.speaker(.vpnGateway("vpn"), 65515, ["10.10.0.0/16"])
      let first = b.speaker(.router("first"), 65021)
      let second = b.speaker(.router("second"), 65021)
      b.session(edge, first, .circuit, neighbors: (nil, neighbor(12076, 200)))
      b.session(vpn, second, .tunnel(0), neighbors: (nil, neighbor(65515, 150)))
      b.session(
        first, second, .tunnel(1), neighbors: (neighbor(65021, nil), neighbor(65021, preference)))
      #expect(b.paths(second, "10.10.0.0/16")?.first == expected, "\(preference as Any)")
    }
  }

  @Test("a path whose next hop is not reachable is kept, but neither used nor told")
  func unreachableNextHop() {
    var b = Builder()
    let edge = b.speaker(Self.edge("x"), 12076)
    let hub = b.speaker(.expressRouteGateway("hub"), 65515, ["10.10.0.0/16"])
    let router = b.speaker(.router("r"), 65021)
    let behind = b.speaker(.router("behind"), 65022)
    b.session(edge, hub, .expressRouteConnection("a"))
    b.session(edge, router, .circuit)
    b.session(router, behind, .customer)
    let wanted = Self.prefix("10.10.0.0/16")
    let vector = PathVector(speakers: b.speakers, sessions: b.sessions) { _, speaker in
      speaker != router
    }
    #expect(vector.choices[router][wanted]?.paths.count == 1)
    #expect(vector.choices[router][wanted]?.usedCount == 0)
    #expect(vector.choices[behind][wanted] == nil)
  }

  @Test("a router without interfaces speaks to nobody")
  func noInterfaces() {
    var topology = Topology(name: "test")
    topology.sites = [
      Site(
        name: "s",
        routers: [
          Router(
            name: "r", interfaces: [], bgp: RouterBGP(asn: ASN(rawValue: 65001)), source: Self.here)
        ], source: Self.here)
    ]
    #expect(EstateCompiler(topology).compile().learnedRoutes["r"] == nil)
  }

  @Test("equal paths are used together up to the maximum")
  func multipath() {
    var b = Builder()
    let left = b.speaker(Self.edge("x"), 12076)
    let right = b.speaker(Self.edge("x", .secondary), 12076)
    let hub = b.speaker(.expressRouteGateway("hub"), 65515, ["10.10.0.0/16"])
    let wide = b.speaker(.router("wide"), 65021, paths: 2)
    let narrow = b.speaker(.router("narrow"), 65022, paths: 1)
    for msee in [left, right] {
      b.session(msee, hub, .expressRouteConnection("a"), weights: (0, 32769))
      b.session(msee, wide, .circuit)
      b.session(msee, narrow, .circuit)
    }
    let vector = PathVector(speakers: b.speakers, sessions: b.sessions)
    let wanted = Self.prefix("10.10.0.0/16")
    #expect(vector.converged)
    #expect(vector.choices[wide][wanted]?.usedCount == 2)
    #expect(vector.choices[narrow][wanted]?.usedCount == 1)
    #expect(vector.choices[narrow][wanted]?.paths.first?.neighbor == b.speakers[left].address)
  }

  @Test("a session over its limit is closed, and what stands behind it is judged without it")
  func prefixLimits() {
    var b = Builder()
    let office = b.speaker(
      .router("office"), 65050, (0..<30).map { "20.0.\($0).0/24" })
    let plant = b.speaker(.router("plant"), 65060, (0..<5).map { "30.0.\($0).0/24" })
    let edge = b.speaker(Self.edge("one"), 12076)
    let other = b.speaker(Self.edge("two"), 12076)
    let hub = b.speaker(.expressRouteGateway("hub"), 65515, ["10.10.0.0/16"])
    b.session(edge, office, .circuit)
    b.session(other, plant, .circuit)
    b.session(edge, hub, .expressRouteConnection("c"))
    b.session(other, hub, .expressRouteConnection("d"))
    b.sessions[0].first.prefixLimit = 20
    b.sessions[2].second.prefixLimit = 25
    b.sessions[3].second.prefixLimit = 25
    let limited = PrefixLimits(speakers: b.speakers, sessions: b.sessions)
    #expect(
      limited.excesses == [
        .init(session: 0, receiver: edge, sender: office, count: 30, limit: 20)
      ])
    #expect(limited.vector.choices[hub].keys.count == 1 + 5)
    #expect(limited.vector.choices[office].keys.count == 30)
    // At the limit nothing closes.
    b.sessions[0].first.prefixLimit = 30
    b.sessions[2].second.prefixLimit = 30
    #expect(PrefixLimits(speakers: b.speakers, sessions: b.sessions).excesses.isEmpty)
    // What a gateway tells an edge has a limit of its own.
    b.sessions[3].first.prefixLimit = 0
    #expect(
      PrefixLimits(speakers: b.speakers, sessions: b.sessions).excesses.map(\.sender) == [hub])
  }
}
