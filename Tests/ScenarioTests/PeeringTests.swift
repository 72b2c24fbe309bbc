import Addressing
import ControlPlane
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// What the documents on virtual network peering say of packets.
struct PeeringTests {
  static func inquiry(_ estate: EstateWriter, failedLinks: [String] = []) throws -> Inquiry {
    let result = TopologyLoader.load(bytes: Array(estate.text.utf8), file: "peering.jsonc")
    let errors = result.diagnostics.filter { $0.severity == .error }.map(\.message)
    return try Inquiry(try #require(result.topology, "\(errors)"), failedLinks: failedLinks)
  }

  /// The addresses that answer a trace, `*` for silence.
  static func hops(_ inquiry: Inquiry, _ source: String, _ destination: String) throws -> [String] {
    try inquiry.tracert(
      TracertRequest(source: source, destination: destination, maximumHops: 4)
    ).result.hops.map { $0.address?.description ?? "*" }
  }

  static func reaches(_ inquiry: Inquiry, _ source: String, _ destination: String) throws -> Bool {
    try inquiry.ping(PingRequest(source: source, destination: destination)).result.replies.count
      == 4
  }

  @Test(
    "a peering is no hop, whatever the regions",
    arguments: ["eastus", "westus2"])
  func noHop(region: String) throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2, region: region)
    estate.peer("a", "b")
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.hops(inquiry, "a", "b") == ["10.2.0.4"])
    #expect(try Self.hops(inquiry, "b", "a") == ["10.1.0.4"])
  }

  @Test("between peers of one region a packet takes as long as within a network")
  func regionalLatency() throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.machine("neighbour", in: "a", "10.1.0.5", subnet: "work")
    estate.peer("a", "b")
    let inquiry = try Self.inquiry(estate)
    let near = try inquiry.ping(PingRequest(source: "a", destination: "neighbour")).result
    let far = try inquiry.ping(PingRequest(source: "a", destination: "b")).result
    #expect(far.replies.count == 4)
    #expect(near.replies.map(\.roundTrip) == far.replies.map(\.roundTrip))
  }

  @Test("China North and China East 2 are 25 to 27 ms apart over global peering")
  func latencyInChina() throws {
    var estate = EstateWriter(profile: "azure-2019")
    estate.network("testvnet", 1, region: "China North")
    estate.network("east2Vnet", 2, region: "China East 2")
    estate.peer("testvnet", "east2Vnet")
    let replies = try Self.inquiry(estate).ping(
      PingRequest(source: "testvnet", destination: "east2Vnet")
    ).result.replies
    #expect(replies.count == 4)
    for reply in replies {
      #expect((.milliseconds(25) ... .milliseconds(27)).contains(reply.roundTrip))
    }
  }

  @Test("peerings are not transitive")
  func notTransitive() throws {
    var estate = EstateWriter()
    for (octet, name) in ["a", "b", "c"].enumerated() { estate.network(name, octet + 1) }
    estate.peer("a", "b")
    estate.peer("b", "c")
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.reaches(inquiry, "a", "b"))
    #expect(try Self.reaches(inquiry, "b", "c"))
    #expect(try !Self.reaches(inquiry, "a", "c"))
    #expect(try !Self.reaches(inquiry, "c", "a"))
  }

  @Test("one side of a peering carries nothing, both carry")
  func bothSides() throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.peering("a", to: "b")
    let initiated = try Self.inquiry(estate)
    #expect(try !Self.reaches(initiated, "a", "b"))
    #expect(try !Self.reaches(initiated, "b", "a"))
    estate.peering("b", to: "a")
    #expect(try Self.reaches(try Self.inquiry(estate), "a", "b"))
  }

  @Test("peers with gateways of their own that are connected, too, use the peering")
  func peeringBesideConnection() throws {
    var estate = EstateWriter()
    for (octet, name) in ["a", "b", "c"].enumerated() {
      estate.network(name, octet + 1)
      estate.gateway(in: name)
    }
    estate.peer("a", "b")
    estate.connect("a", "b")
    estate.connect("a", "c")
    estate.add(
      section: """
        "gatewayProfiles": [{ "gateway": "a-vpn", "timeToLive": "2018" }]
        """)
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.hops(inquiry, "a", "b") == ["10.2.0.4"])
    // The peered network's own gateway leads elsewhere, and nobody else there.
    #expect(try Self.hops(inquiry, "a", "c") == ["10.1.255.4", "*", "10.3.0.4"])
    #expect(try !Self.reaches(inquiry, "b", "c"))
  }

  @Test("spokes reach each other through an appliance in the hub, which is a hop")
  func applianceInHub() throws {
    var estate = EstateWriter()
    estate.routeTable("to-b", [("10.2.0.0/16", "VirtualAppliance", "10.9.1.4")])
    estate.routeTable("to-a", [("10.1.0.0/16", "VirtualAppliance", "10.9.1.4")])
    estate.network("a", 1, routeTable: "to-b")
    estate.network("b", 2, routeTable: "to-a")
    estate.network("hub", 9)
    estate.machine("appliance", in: "hub", "10.9.1.4", subnet: "edge", forwards: true)
    for spoke in ["a", "b"] {
      estate.peer("hub", spoke, back: "\"allowForwardedTraffic\": true")
    }
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.hops(inquiry, "a", "b") == ["10.9.1.4", "10.2.0.4"])
    #expect(try Self.reaches(inquiry, "b", "a"))
  }

  /// `a` takes forwarded traffic from the hub, `b` does not. The branch is behind the hub's VPN gateway.
  private static func forwarding() throws -> Inquiry {
    var estate = EstateWriter()
    for (name, octet, other) in [("a", 1, 2), ("b", 2, 1)] {
      estate.routeTable("\(name)-table", [("10.\(other).0.0/16", "VirtualAppliance", "10.9.1.4")])
      estate.network(name, octet, routeTable: "\(name)-table")
    }
    estate.network("hub", 9)
    estate.network("branch", 8)
    estate.machine("appliance", in: "hub", "10.9.1.4", subnet: "edge", forwards: true)
    for (spoke, takes) in [("a", true), ("b", false)] {
      estate.peer(
        "hub", spoke, "\"allowGatewayTransit\": true",
        back: "\"allowForwardedTraffic\": \(takes), \"useRemoteGateways\": true")
    }
    for (name, number) in [("hub", 65_001), ("branch", 65_002)] {
      estate.gateway(
        in: name, "\"enableBgp\": true, \"bgpSettings\": { \"asn\": \(number) }")
    }
    estate.connect("hub", "branch", "\"enableBgp\": true")
    return try inquiry(estate)
  }

  /// What is from the appliance's own network is not forwarded traffic, what a gateway hands on needs no leave, and a
  /// reply has its flow's.
  @Test(
    "forwarded traffic reaches a peer only if the peer's side takes it",
    arguments: [
      ("a", "b", ["10.9.1.4", "*", "*", "*"]), ("b", "a", ["10.9.1.4", "10.1.0.4"]),
      ("appliance", "b", ["10.2.0.4"]), ("hub", "b", ["10.2.0.4"]), ("branch", "b", ["10.2.0.4"]),
    ])
  func forwardedTraffic(_ source: String, _ destination: String, _ hops: [String]) throws {
    #expect(try Self.hops(try Self.forwarding(), source, destination) == hops)
  }

  @Test("the drop of forwarded traffic is explained by the receiving side of the peering")
  func forwardedTrafficReason() throws {
    let answer = try Self.forwarding().ping(
      PingRequest(source: "a", destination: "b"), watch: Watch(keepsJourneys: true))
    let text = (answer.why ?? []).joined(separator: "\n")
    #expect(
      text.contains(
        "appliance-nic: dropped, peering/b-to-hub, the destination's side, which takes no forwarded traffic, denies it"
      ),
      "\(text)")
  }

  @Test(
    "a closed peering stops all traffic in older profiles, and today takes the peer out of the tag",
    arguments: EraProfile.allCases.filter { $0 != .azure2015 }, [false, true])
  func closedPeering(profile: EraProfile, hasRules: Bool) throws {
    var estate = EstateWriter(profile: profile.rawValue)
    estate.network("a", 1)
    estate.network("b", 2, hasRules: hasRules)
    estate.peer("a", "b", back: "\"allowVirtualNetworkAccess\": false")
    let stops = EraRule.closedPeeringStopsTraffic.holds(in: profile)
    #expect(try Self.reaches(try Self.inquiry(estate), "a", "b") == (!stops && !hasRules))
  }

  @Test("an open peering lets the default rules of either side pass")
  func openPeering() throws {
    var estate = EstateWriter()
    estate.network("a", 1, hasRules: true)
    estate.network("b", 2, hasRules: true)
    estate.peer("a", "b")
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.reaches(inquiry, "a", "b"))
    #expect(try Self.reaches(inquiry, "b", "a"))
  }

  @Test(
    "a gateway takes hops from the TTL by the document's profile", arguments: EraProfile.allCases)
  func gatewayHops(profile: EraProfile) throws {
    var estate = EstateWriter(profile: profile.rawValue)
    for (octet, name) in ["a", "b"].enumerated() {
      estate.network(name, octet + 1)
      estate.gateway(in: name)
    }
    estate.connect("a", "b")
    let expected =
      EraRule.gatewaysTakeTwoHops.holds(in: profile)
      ? ["10.1.255.4", "*", "10.2.0.4"] : ["10.2.0.4"]
    #expect(try Self.hops(try Self.inquiry(estate), "a", "b") == expected)
  }

  @Test("a peering whose other side was deleted carries nothing, nor does one made anew beside it")
  func disconnected() throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.peering("a", to: "b", "\"peeringState\": \"Disconnected\"")
    #expect(try !Self.reaches(try Self.inquiry(estate), "a", "b"))
    estate.peering("b", to: "a")
    let halfAnew = try Self.inquiry(estate)
    #expect(try !Self.reaches(halfAnew, "a", "b"))
    #expect(try !Self.reaches(halfAnew, "b", "a"))
    #expect(
      PeeringRow.rows(of: halfAnew.topology).map(\.peeringState) == ["Disconnected", "Initiated"])
  }

  @Test("until a peering is synchronised its side routes to the other network's old address space")
  func notSynchronised() throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.peer("a", "b", #""remoteAddressSpace": { "addressPrefixes": ["10.2.0.0/24"] }"#)
    estate.machine("new", in: "b", "10.2.1.4", subnet: "edge")
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.reaches(inquiry, "a", "b"))
    #expect(try !Self.reaches(inquiry, "a", "new"))
    let rows = PeeringRow.rows(of: inquiry.topology)
    #expect(rows.map(\.peeringSyncLevel) == ["LocalNotInSync", "RemoteNotInSync"])
    let routes = try #require(inquiry.estate.effectiveRoutes["a-nic"])
    #expect(
      routes.filter { $0.nextHopType == .vnetPeering }.map(\.prefix.description) == ["10.2.0.0/24"])
  }

  @Test("a classic network is joined by the other network's side, and shares its gateway today")
  func classicNetwork() throws {
    var estate = EstateWriter()
    estate.network("hub", 1)
    estate.network("old", 2, provider: "Microsoft.ClassicNetwork")
    estate.network("far", 3)
    estate.gateway(in: "hub", "\"enableBgp\": true")
    estate.gateway(in: "far", "\"enableBgp\": true, \"bgpSettings\": { \"asn\": 65001 }")
    estate.connect("hub", "far", "\"enableBgp\": true")
    estate.peering("hub", to: "old", "\"allowGatewayTransit\": true")
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.hops(inquiry, "hub", "old") == ["10.2.0.4"])
    #expect(try Self.hops(inquiry, "old", "hub") == ["10.1.0.4"])
    #expect(try Self.reaches(inquiry, "old", "far"))
    #expect(try Self.reaches(inquiry, "far", "old"))
    #expect(PeeringRow.rows(of: inquiry.topology).map(\.peeringState) == ["Connected"])
  }

  @Test("gateway transit works between regions today")
  func globalTransit() throws {
    var estate = EstateWriter()
    estate.network("hub", 1)
    estate.network("spoke", 2, region: "westeurope")
    estate.network("far", 3)
    estate.gateway(in: "hub", "\"enableBgp\": true")
    estate.gateway(in: "far", "\"enableBgp\": true, \"bgpSettings\": { \"asn\": 65001 }")
    estate.connect("hub", "far", "\"enableBgp\": true")
    estate.peer(
      "hub", "spoke", "\"allowGatewayTransit\": true", back: "\"useRemoteGateways\": true")
    let inquiry = try Self.inquiry(estate)
    #expect(try Self.reaches(inquiry, "spoke", "far"))
    #expect(try Self.reaches(inquiry, "far", "spoke"))
  }

  @Test("networks of one circuit use their peering, and the circuit without it")
  func peeringBesideCircuit() throws {
    var estate = EstateWriter()
    for (octet, name) in ["a", "b"].enumerated() {
      estate.network(name, octet + 1)
      estate.gateway(in: name, type: "ExpressRoute")
    }
    estate.add(
      resource: """
        { "type": "Microsoft.Network/expressRouteCircuits", "name": "circuit", "location": "eastus",
          "properties": { "peerings": [ { "name": "p", "properties": {
            "peeringType": "AzurePrivatePeering", "peerASN": 65010,
            "primaryPeerAddressPrefix": "192.168.0.0/30",
            "secondaryPeerAddressPrefix": "192.168.0.4/30" } } ] } }
        """)
    for name in ["a", "b"] {
      estate.add(
        resource: """
          { "type": "Microsoft.Network/connections", "name": "\(name)-circuit", "location": "eastus",
            "properties": { "connectionType": "ExpressRoute",
              "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "\(name)-er")),
              "peer": \(EstateWriter.id("expressRouteCircuits", "circuit")) } }
          """)
    }
    let byCircuit = try Self.hops(try Self.inquiry(estate), "a", "b")
    #expect(byCircuit.count == 3 && byCircuit.last == "10.2.0.4", "\(byCircuit)")
    estate.peer("a", "b")
    #expect(try Self.hops(try Self.inquiry(estate), "a", "b") == ["10.2.0.4"])
  }

  @Test("every side of a peering has a route for each range of the other, in every subnet")
  func routesInEverySubnet() throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.machine("second", in: "a", "10.1.1.4", subnet: "edge")
    estate.network("b", 2, region: "westus")
    estate.network("c", 3)
    estate.peer("a", "b")
    estate.peer("a", "c")
    let inquiry = try Self.inquiry(estate)
    for nic in ["a-nic", "second-nic"] {
      let routes = try #require(inquiry.estate.effectiveRoutes[nic])
        .map { "\($0.prefix) \($0.nextHopType.rawValue)" }
      #expect(routes.contains("10.2.0.0/16 VNetGlobalPeering"))
      #expect(routes.contains("10.3.0.0/16 VNetPeering"))
    }
  }
}
