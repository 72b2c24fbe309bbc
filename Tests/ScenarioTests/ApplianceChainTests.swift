import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Two hubs in a row, each with an appliance between its spoke and the other hub.
struct ApplianceChainTests {
  /// `a` and `b` are spokes of the hubs `near` and `far`; the appliances are 10.8.0.4 and 10.9.0.4.
  ///
  /// - Parameters:
  ///   - hubsTake: `allowForwardedTraffic` of `far` towards `near`.
  ///   - hasRules: the machine of `a` has Azure's default rules.
  private static func document(hubsTake: Bool, hasRules: Bool = false) -> String {
    var estate = EstateWriter()
    let (a, b) = ("10.1.0.0/16", "10.2.0.0/16")
    let appliance = "VirtualAppliance"
    estate.routeTable("a-table", [(b, appliance, "10.8.0.4")])
    estate.routeTable("near-table", [(b, appliance, "10.9.0.4")])
    estate.routeTable("far-table", [(a, appliance, "10.8.0.4")])
    estate.routeTable(
      "b-table", ["10.1.0.0/16", "10.8.0.0/16"].map { ($0, appliance, "10.9.0.4") })
    estate.network("a", 1, routeTable: "a-table", hasRules: hasRules)
    estate.network("b", 2, routeTable: "b-table")
    for (name, octet) in [("near", 8), ("far", 9)] {
      estate.network(name, octet, routeTable: "\(name)-table", hasMachine: false)
      estate.machine(
        "\(name)-appliance", in: name, "10.\(octet).0.4", subnet: "work", forwards: true)
    }
    let takes = "\"allowForwardedTraffic\": true"
    estate.peer("near", "a", takes, back: takes)
    estate.peer("far", "b", takes, back: takes)
    estate.peer("near", "far", takes, back: "\"allowForwardedTraffic\": \(hubsTake)")
    return estate.text
  }

  private static func inquiry(hubsTake: Bool, hasRules: Bool = false) throws -> Inquiry {
    let text = document(hubsTake: hubsTake, hasRules: hasRules)
    return try Inquiry(try #require(load(text).topology))
  }

  private static func load(_ text: String) -> TopologyLoadResult {
    TopologyLoader.load(bytes: Array(text.utf8), file: "chain.jsonc")
  }

  @Test("through two hubs each appliance is a hop, whose answer the sender's rules may refuse")
  func twoHops() throws {
    let open = try Self.inquiry(hubsTake: true)
    #expect(try PeeringTests.hops(open, "a", "b") == ["10.8.0.4", "10.9.0.4", "10.2.0.4"])
    #expect(try PeeringTests.hops(open, "b", "a") == ["10.9.0.4", "10.8.0.4", "10.1.0.4"])
    // The far hub is no peer of `a`, and no route of `a` names it.
    let closed = try Self.inquiry(hubsTake: true, hasRules: true)
    #expect(try PeeringTests.hops(closed, "a", "b") == ["10.8.0.4", "*", "10.2.0.4"])
  }

  @Test(
    "what one appliance hands to the next enters its network only if that takes forwarded traffic")
  func nextAppliance() throws {
    let inquiry = try Self.inquiry(hubsTake: false)
    #expect(try PeeringTests.hops(inquiry, "a", "b") == ["10.8.0.4", "*", "*", "*"])
    #expect(try PeeringTests.reaches(inquiry, "near-appliance", "b"))
    // The other way round the side of the near hub is asked, which takes it; the answers belong to the flow.
    #expect(try PeeringTests.reaches(inquiry, "b", "a"))
    let why = try inquiry.ping(
      PingRequest(source: "a", destination: "b"), watch: Watch(keepsJourneys: true)
    ).why
    let text = (why ?? []).joined(separator: "\n")
    #expect(
      text.contains(
        "near-appliance-nic: dropped, peering/far-to-near, the destination's side, which takes no forwarded traffic"
      ),
      "\(text)")
  }

  @Test(
    "a route from an appliance to the next one is warned of where its network takes no forwarded traffic"
  )
  func warning() {
    #expect(Self.load(Self.document(hubsTake: true)).diagnostics.isEmpty)
    let warnings = Self.load(Self.document(hubsTake: false)).diagnostics
    #expect(warnings.map(\.code) == [.forwardedTrafficNotAllowed])
    #expect(warnings.first?.message.contains("\"far-to-near\"") == true)
  }

  @Test("a rule that stops what is for another does not say that it would have been delivered")
  func whyOfAppliance() throws {
    var estate = EstateWriter()
    estate.routeTable("a-table", [("0.0.0.0/0", "VirtualAppliance", "10.9.0.4")])
    estate.network("a", 1, routeTable: "a-table")
    estate.network("hub", 9, hasMachine: false)
    estate.machine("nva", in: "hub", "10.9.0.4", subnet: "work", forwards: true, hasRules: true)
    estate.peer("a", "hub")
    let why = try PeeringTests.inquiry(estate).ping(
      PingRequest(source: "a", destination: "192.0.2.1"), watch: Watch(keepsJourneys: true)
    ).why
    let text = (why ?? []).joined(separator: "\n")
    #expect(text.contains("without the rule it would have come to nva"), "\(text)")
  }
}
