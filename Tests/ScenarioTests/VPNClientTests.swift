import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing
import Wire

@testable import NetworkWatcher

/// Point-to-site, after "About Point-to-Site VPN routing".
struct VPNClientTests {
  /// One of the page's examples: what clients reach, with the routes that they get and with those of all the rest added by
  /// hand.
  struct Example: Sendable, CustomTestStringConvertible {
    var title: String
    var hasBgp = false
    var build: @Sendable (inout PointToSiteEstate) -> Void
    /// Who else there is than VNet1.
    var others: [String]
    var windows: Set<String> = []
    /// Windows with routes to all others.
    var byHand: Set<String> = []
    var linux: Set<String> = []

    var testDescription: String { title }
  }

  static let examples: [Example] = [
    Example(
      title: "one isolated network", build: { $0.network(1, gateway: true) }, others: []),
    Example(
      title: "peered networks",
      build: { document in
        document.network(1, gateway: true)
        for number in 2...4 { document.network(number, gateway: false) }
        document.peer(1, 2)
        document.peer(2, 3, transit: false)
        document.peer(1, 4)
      }, others: ["VNet2", "VNet3", "VNet4"], windows: ["VNet2", "VNet4"],
      byHand: ["VNet2", "VNet4"], linux: ["VNet2", "VNet4"]),
    Example(
      title: "networks connected by tunnels", build: Self.row,
      others: ["VNet2", "VNet3"]),
    Example(
      title: "networks connected by tunnels with BGP", hasBgp: true, build: Self.row,
      others: ["VNet2", "VNet3"], byHand: ["VNet2", "VNet3"], linux: ["VNet2", "VNet3"]),
    Example(
      title: "a network and a branch office",
      build: { document in
        document.network(1, gateway: true)
        document.site(at: 1)
      }, others: ["Site1"]),
    Example(
      title: "a network and a branch office with BGP", hasBgp: true,
      build: { document in
        document.network(1, gateway: true)
        document.site(at: 1)
      }, others: ["Site1"], byHand: ["Site1"], linux: ["Site1"]),
    Example(
      title: "networks connected by tunnels, and a branch office",
      build: { document in
        Self.row(&document)
        document.site(at: 3)
      }, others: ["VNet2", "VNet3", "Site1"]),
    Example(
      title: "networks connected by tunnels, and a branch office, with BGP", hasBgp: true,
      build: { document in
        Self.row(&document)
        document.site(at: 3)
      }, others: ["VNet2", "VNet3", "Site1"], byHand: ["VNet2", "VNet3", "Site1"],
      linux: ["VNet2", "VNet3", "Site1"]),
  ]

  private static func row(_ document: inout PointToSiteEstate) {
    for number in 1...3 { document.network(number, gateway: true) }
    document.connect(1, 2)
    document.connect(2, 3)
  }

  static func topology(_ text: String) throws -> Topology {
    let loaded = TopologyLoader.load(bytes: Array(text.utf8), file: "clients.jsonc")
    let errors = loaded.diagnostics.filter { $0.severity == .error }.map(\.message)
    return try #require(loaded.topology, "\(errors)")
  }

  static func reaches(_ inquiry: Inquiry, _ from: String, _ to: String) throws -> Bool {
    let replies = try inquiry.ping(PingRequest(source: from, destination: to, count: 2)).result
      .replies.count
    #expect(replies == 0 || replies == 2)
    return replies == 2
  }

  @Test("clients reach what Azure's page on their routing says they do", arguments: examples)
  func page(_ example: Example) throws {
    var document = PointToSiteEstate(hasBgp: example.hasBgp)
    example.build(&document)
    let all = #""routes": ["10.2.0.0/16", "10.3.0.0/16", "10.4.0.0/16", "10.101.0.0/16"]"#
    let inquiry = try Inquiry(
      try Self.topology(
        document.text(clients: [
          PointToSiteEstate.client("windows"), PointToSiteEstate.client("by-hand", all),
          PointToSiteEstate.client("linux", os: "Linux"),
        ])))
    let expected = [
      ("windows", example.windows), ("by-hand", example.byHand), ("linux", example.linux),
    ]
    for (client, reached) in expected {
      #expect(try Self.reaches(inquiry, client, "VNet1"), "\(client)")
      #expect(try Self.reaches(inquiry, "VNet1", client), "\(client)")
      for other in example.others {
        #expect(
          try Self.reaches(inquiry, client, other) == reached.contains(other),
          "\(client) to \(other)")
      }
    }
  }

  @Test("what a client has no route for goes to its own Internet, not to the gateway")
  func splitTunnel() throws {
    var document = PointToSiteEstate(hasBgp: true)
    Self.row(&document)
    let inquiry = try Inquiry(
      try Self.topology(document.text(clients: [PointToSiteEstate.client("windows")])))
    for destination in ["VNet2", "203.0.113.77"] {
      let text = try inquiry.ping(
        PingRequest(source: "windows", destination: destination, count: 1),
        watch: Watch(keepsJourneys: true)
      ).text(.windows)
      #expect(text.contains("windows: dropped, the route leads to the Internet"))
    }
  }

  @Test("a gateway's custom routes are the clients' routes, too")
  func customRoutes() throws {
    var document = PointToSiteEstate(hasBgp: true)
    document.network(
      1, gateway: true, more: #", "customRoutes": { "addressPrefixes": ["10.2.0.0/16"] }"#)
    document.network(2, gateway: true)
    document.connect(1, 2)
    let inquiry = try Inquiry(
      try Self.topology(document.text(clients: [PointToSiteEstate.client("windows")])))
    #expect(try Self.reaches(inquiry, "windows", "VNet2"))
  }

  @Test("the network and the peers that use its gateway learn the pool, others do not")
  func poolRoutes() throws {
    var document = PointToSiteEstate()
    document.network(1, gateway: true)
    document.network(2, gateway: false)
    document.network(3, gateway: false)
    document.peer(1, 2)
    document.peer(1, 3, transit: false)
    let inquiry = try Inquiry(
      try Self.topology(document.text(clients: [PointToSiteEstate.client("laptop")])))
    for (machine, isTold) in [("VNet1", true), ("VNet2", true), ("VNet3", false)] {
      let row = try inquiry.effectiveRoutes(machine).rows.first {
        $0.addressPrefixes == ["192.168.0.0/24"]
      }
      #expect((row != nil) == isTold)
      #expect(row.map(\.nextHopType) == (isTold ? "VirtualNetworkGateway" : nil))
      #expect(row.map(\.nextHopAddresses) == (isTold ? ["10.1.255.4"] : nil))
      #expect(try Self.reaches(inquiry, machine, "laptop") == isTold)
    }
  }

  @Test("a gateway that speaks BGP tells the pool to its neighbours")
  func advertisedPool() throws {
    var document = PointToSiteEstate(hasBgp: true)
    document.network(1, gateway: true)
    document.site(at: 1)
    let inquiry = try Inquiry(try Self.topology(document.text(clients: [])))
    let rows = try inquiry.learnedRoutes("edge").rows.filter { $0.network == "192.168.0.0/24" }
    #expect(rows.map(\.nextHop) == ["10.1.255.30"])
  }

  @Test("a security group's tag VirtualNetwork includes the clients' pool")
  func virtualNetworkTag() throws {
    var document = PointToSiteEstate()
    document.network(1, gateway: true, hasRules: true)
    let inquiry = try Inquiry(
      try Self.topology(document.text(clients: [PointToSiteEstate.client("laptop")])))
    #expect(try Self.reaches(inquiry, "laptop", "VNet1"))
  }

  @Test(
    "addresses are given out from the pool's third on, pinned ones are kept, and nobody has the rest"
  )
  func addresses() throws {
    var document = PointToSiteEstate()
    document.network(1, gateway: true)
    let topology = try Self.topology(
      document.text(clients: [
        PointToSiteEstate.client("a"), PointToSiteEstate.client("b", #""address": "192.168.0.3""#),
        PointToSiteEstate.client("c"),
      ]))
    let inquiry = try Inquiry(topology)
    let addresses = inquiry.estate.addresses?.vpnClients.mapValues(\.description)
    #expect(addresses == ["a": "192.168.0.2", "b": "192.168.0.3", "c": "192.168.0.4"])
    #expect(try Self.reaches(inquiry, "a", "c"))
    let text = try inquiry.ping(
      PingRequest(source: "VNet1", destination: "192.168.0.99", count: 1),
      watch: Watch(keepsJourneys: true)
    ).text(.windows)
    #expect(text.contains("VNet1-vpn/0: dropped, nobody has this address on its network"))
  }

  @Test("a client of either instance of an active-active gateway is reached by both")
  func activeActive() throws {
    var document = PointToSiteEstate()
    document.network(1, gateway: true, more: ", \"activeActive\": true")
    let inquiry = try Inquiry(
      try Self.topology(
        document.text(clients: [
          PointToSiteEstate.client("first"),
          PointToSiteEstate.client("second", "\"instance\": 1"),
        ])))
    for client in ["first", "second"] {
      #expect(try Self.reaches(inquiry, client, "VNet1"))
      // Either instance is the machine's next hop, by the flow's hash.
      let machine = try #require(inquiry.estate.endpoints.first { $0.name == "VNet1" })
      let address = try #require(inquiry.estate.endpoints.first { $0.name == client }?.address)
      var ways: Set<[String]> = []
      for port in 1000..<1016 {
        let seen = try Self.send(
          PacketBuilder.transport(.udp, from: machine.address, UInt16(port), to: address, 2000),
          from: "VNet1", inquiry.estate)
        #expect(seen.last == client)
        ways.insert(seen)
      }
      #expect(ways.count == 2)
    }
  }

  private static func send(
    _ bytes: [UInt8], from name: String, _ estate: CompiledEstate
  ) throws -> [String] {
    let sender = try #require(estate.endpoints.firstIndex { $0.name == name })
    let emulation = Emulation(estate, resolve: { $0 }, recompile: { _ in estate })
    var seen: [String] = []
    emulation.observer = { seen.append(estate.deviceNames[$0.device.index]) }
    emulation.send(bytes, from: sender)
    emulation.run(until: .start + .seconds(1))
    emulation.observer = nil
    return seen
  }

  @Test("a client's tunnel fails by the client's name, and the gateway drops what is for it")
  func failure() throws {
    var document = PointToSiteEstate()
    document.network(1, gateway: true)
    let topology = try Self.topology(
      document.text(clients: [PointToSiteEstate.client("a"), PointToSiteEstate.client("b")]))
    let inquiry = try Inquiry(topology, failedLinks: ["a"])
    #expect(try !Self.reaches(inquiry, "a", "VNet1"))
    #expect(try Self.reaches(inquiry, "b", "VNet1"))
    let text = try inquiry.ping(
      PingRequest(source: "VNet1", destination: "a", count: 1), watch: Watch(keepsJourneys: true)
    ).text(.windows)
    #expect(text.contains("VNet1-vpn/0: dropped, the route leads into an IPsec tunnel"))
    let rows = inquiry.connections()
    #expect(rows.map(\.connectionType) == ["VPNClient", "VPNClient"])
    #expect(rows.map(\.connectionStatus) == ["NotConnected", "Connected"])
    #expect(rows.map(\.remoteEnd) == ["192.168.0.2", "192.168.0.3"])
  }

  @Test("clients' packets fare in the bulk path as in the emulation")
  func bulk() throws {
    var document = PointToSiteEstate(hasBgp: true)
    Self.row(&document)
    document.site(at: 3)
    let estate = EstateCompiler(
      try Self.topology(
        document.text(clients: [
          PointToSiteEstate.client("windows"), PointToSiteEstate.client("linux", os: "Linux"),
        ]))
    ).compile()
    for seed in [1, 2] as [UInt64] {
      try BulkEstateTests.expectEqual(estate, seed: seed, count: 400)
    }
  }

  @Test("clients share with all tunnels what their gateway's SKU carries")
  func rate() throws {
    var document = PointToSiteEstate()
    document.network(
      1, gateway: true, more: #", "sku": { "name": "Basic" }"#, protocols: "\"SSTP\"")
    document.network(2, gateway: true)
    document.connect(1, 2)
    let estate = EstateCompiler(
      try Self.topology(
        document.text(clients: [PointToSiteEstate.client("a"), PointToSiteEstate.client("b")]))
    ).compile()
    let alone = try RateTests.drive(
      estate, [.init(source: "a", destination: "VNet1", megabits: 90)])
    #expect(alone.dropped.packets == 0 && alone.delivered.packets > 0)
    let totals = try RateTests.drive(
      estate,
      [
        .init(source: "a", destination: "VNet1", megabits: 60),
        .init(source: "VNet1", destination: "b", megabits: 60),
        .init(source: "VNet1", destination: "VNet2", megabits: 60),
      ])
    #expect(RateTests.isRate(100, totals.delivered.bytes), "\(totals.delivered)")
    #expect(totals.dropped(.gatewayRateExceeded) == totals.dropped)
  }
}
