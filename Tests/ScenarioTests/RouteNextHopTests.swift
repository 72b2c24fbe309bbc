import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Every next-hop type of a user's route, and what becomes of packets where it cannot be used (Azure: "Virtual network
/// traffic routing", user-defined).
struct RouteNextHopTests {
  /// What stands at 10.9.1.4 of the hub.
  enum Appliance {
    case forwarding
    case notForwarding
    case absent
  }

  /// `a` with the route, the hub of VPN gateway and appliance, `b` behind it, and `far`, which is no peer of `a`.
  private static func inquiry(
    _ routes: [(String, String, String?)], appliance: Appliance = .forwarding,
    usesGateway: Bool = true, year: String = "current"
  ) throws -> Inquiry {
    var estate = EstateWriter()
    estate.routeTable("rt", routes.map { ($0.0, $0.1, $0.2) })
    estate.routeTable("back", [("10.1.0.0/16", "VirtualNetworkGateway", nil)])
    estate.network("a", 1, routeTable: "rt")
    estate.network("b", 2, routeTable: "back")
    estate.network("hub", 9)
    estate.network("far", 7)
    switch appliance {
    case .forwarding:
      estate.machine("nva", in: "hub", "10.9.1.4", subnet: "edge", forwards: true)
    case .notForwarding: estate.machine("nva", in: "hub", "10.9.1.4", subnet: "edge")
    case .absent: break
    }
    for spoke in ["a", "b"] {
      estate.peer(
        "hub", spoke, "\"allowGatewayTransit\": true",
        back: "\"allowForwardedTraffic\": true, \"useRemoteGateways\": \(usesGateway)")
    }
    estate.peer("b", "far")
    estate.gateway(in: "hub")
    estate.add(
      section: """
        "gatewayProfiles": [{ "gateway": "hub-vpn", "timeToLive": "\(year)" }]
        """)
    return try PeeringTests.inquiry(estate)
  }

  private static let b = "10.2.0.0/16"

  /// A trace from `a` to `b`, which answers where the route leads there; the way back is the gateway's.
  @Test(
    "a user's route sends packets to an appliance of a peer, to a gateway of a peer, or back into the network",
    arguments: [
      ([(b, "VirtualAppliance", "10.9.1.4")], "current", ["10.9.1.4", "10.2.0.4"]),
      ([(b, "VirtualNetworkGateway", nil)], "current", ["10.2.0.4"]),
      ([(b, "VirtualNetworkGateway", nil)], "2018", ["10.9.255.4", "*", "10.2.0.4"]),
      (
        [(b, "None", nil), ("10.2.0.0/24", "VirtualAppliance", "10.9.1.4")], "current",
        ["10.9.1.4", "10.2.0.4"]
      ),
    ] as [([(String, String, String?)], String, [String])])
  func reached(_ routes: [(String, String, String?)], _ year: String, _ hops: [String]) throws {
    let inquiry = try Self.inquiry(routes, year: year)
    #expect(try PeeringTests.hops(inquiry, "a", "b") == hops)
  }

  @Test(
    "a user's route that cannot be used loses packets with the reason",
    arguments: [
      ((b, "VnetLocal", nil), Appliance.forwarding, true, DropReason.noSuchAddress),
      ((b, "Internet", nil), .forwarding, true, .internetNotModelled),
      ((b, "None", nil), .forwarding, true, .routeToNone),
      // Nobody has the address; it is of a network that is no peer; it has no IP forwarding.
      ((b, "VirtualAppliance", "10.9.1.4"), .absent, true, .nextHopUnavailable),
      ((b, "VirtualAppliance", "10.7.0.4"), .forwarding, true, .nextHopUnavailable),
      ((b, "VirtualAppliance", "10.9.1.4"), .notForwarding, true, .destinationNotOwnAddress),
      // The hub's gateway is not lent.
      ((b, "VirtualNetworkGateway", nil), .forwarding, false, .nextHopUnavailable),
    ] as [((String, String, String?), Appliance, Bool, DropReason)])
  func lost(
    _ route: (String, String, String?), _ appliance: Appliance, _ usesGateway: Bool,
    _ reason: DropReason
  ) throws {
    let inquiry = try Self.inquiry([route], appliance: appliance, usesGateway: usesGateway)
    let answer = try inquiry.ping(
      PingRequest(source: "a", destination: "b"), watch: Watch(keepsJourneys: true))
    #expect(answer.result.replies.isEmpty)
    let why = (answer.why ?? []).joined(separator: "\n")
    #expect(why.contains("dropped, \(reason.text)"), "\(why)")
  }

  @Test(
    "a user's route to a gateway or an appliance that is not there has the next hop None",
    arguments: [
      ((b, "VirtualAppliance", "10.9.1.4"), Appliance.forwarding, true, "10.9.1.4"),
      ((b, "VirtualAppliance", "10.9.1.4"), .notForwarding, true, "10.9.1.4"),
      ((b, "VirtualAppliance", "10.9.1.4"), .absent, true, "None"),
      ((b, "VirtualAppliance", "10.7.0.4"), .forwarding, true, "None"),
      ((b, "VirtualNetworkGateway", nil), .forwarding, true, ""),
      ((b, "VirtualNetworkGateway", nil), .forwarding, false, "None"),
      ((b, "Internet", nil), .forwarding, true, ""),
    ] as [((String, String, String?), Appliance, Bool, String)])
  func shownNextHop(
    _ route: (String, String, String?), _ appliance: Appliance, _ usesGateway: Bool, _ shown: String
  ) throws {
    let inquiry = try Self.inquiry([route], appliance: appliance, usesGateway: usesGateway)
    let rows = try inquiry.effectiveRoutes("a").rows
    let table = EffectiveRoutesTable.format(rows).split(separator: "\n")
    let line = try #require(table.first { $0.hasPrefix("User") })
    #expect(
      line.split(separator: " ").map(String.init)
        == ["User", "Active", "10.2.0.0/16", route.1] + (shown.isEmpty ? [] : [shown]))
  }

  @Test("service chaining goes over one peering, not over two")
  func oneTransit() throws {
    // `far` is a peer of `b` alone: the appliance in the hub has no route there.
    let inquiry = try Self.inquiry([("10.7.0.0/16", "VirtualAppliance", "10.9.1.4")])
    #expect(try PeeringTests.hops(inquiry, "a", "far") == ["10.9.1.4", "*", "*", "*"])
  }

  @Test("an appliance behind a route of its own subnet gets back what it sends")
  func loop() throws {
    var estate = EstateWriter()
    estate.routeTable("rt", [("10.2.0.0/16", "VirtualAppliance", "10.1.0.5")])
    estate.network("a", 1, routeTable: "rt")
    estate.machine("nva", in: "a", "10.1.0.5", subnet: "work", forwards: true)
    estate.network("b", 2)
    estate.peer("a", "b", back: "\"allowForwardedTraffic\": true")
    let result = TopologyLoader.load(bytes: Array(estate.text.utf8), file: "loop.jsonc")
    #expect(result.diagnostics.map(\.code) == [.applianceOnOwnRoute])
    let inquiry = try PeeringTests.inquiry(estate)
    #expect(
      try PeeringTests.hops(inquiry, "a", "b") == ["10.1.0.5", "10.1.0.5", "10.1.0.5", "10.1.0.5"])
  }
}
