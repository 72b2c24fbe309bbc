import Addressing
import ControlPlane
import ResourceModel
import Testing

@testable import NetworkWatcher

/// What the two documents about gateways show beside their scenarios: which routes stand behind the traces.
struct FailoverTests {
  static func load(_ document: BundledTopology) throws -> Topology {
    try #require(TopologyLoader.load(bytes: document.bytes, file: document.rawValue).topology)
  }

  static func hops(_ inquiry: Inquiry, _ source: String, _ destination: String) throws -> [String] {
    try inquiry.tracert(TracertRequest(source: source, destination: destination)).result.hops
      .map { $0.address?.description ?? "*" }
  }

  @Test("a customer that prefers the VPN has one way there and another back")
  func asymmetry() throws {
    let inquiry = try Inquiry(try Self.load(.expressRouteVPNFailover))
    // The same prefix on both ways; each side has both and uses its own favourite.
    let router = try #require(inquiry.estate.learnedRoutes["plant-edge"])
      .filter { $0.network.description == "10.40.0.0/24" }
    #expect(router.count == 3)
    #expect(router.filter(\.isUsed).map(\.asPathText) == ["65515"])
    let azure = inquiry.estate.effectiveRoutes["app-nic"]?
      .filter { $0.prefix.description == "10.60.0.0/24" }
    #expect(azure?.map { $0.nextHopAddress?.description } == ["10.200.1.1", "10.200.1.2"])
    let there = try Self.hops(inquiry, "plant", "app")
    let back = try Self.hops(inquiry, "app", "plant")
    #expect(there == ["10.60.0.1", "10.40.0.4"])
    #expect(back.count == 3 && back[0].hasPrefix("10.40.0.13"), "\(back)")
    // The office agrees with Azure: both ways by ExpressRoute.
    #expect(try Self.hops(inquiry, "office", "app").contains("172.20.0.2"))
    #expect(try Self.hops(inquiry, "app", "office").first == "10.40.0.132")
  }

  @Test(
    "a site falls back to its VPN and returns, and loses what routing has not noticed",
    arguments: ["office-to-app.failover", "app-to-office.failover", "plant-to-app.failover"])
  func failover(name: String) throws {
    let topology = try Self.load(.expressRouteVPNFailover)
    let scenario = try #require(topology.scenarios.first { $0.name == name })
    let result = try ScenarioRun(topology, scenario).perform()
    #expect(result.isAsExpected, "\(result.mismatches)\n\(result.consoleText)")
    // Without the failure nothing is lost: the losses are the failure's.
    var calm = scenario
    calm.timeline = []
    let undisturbed = try ScenarioRun(topology, calm).perform()
    #expect(undisturbed.consoleText.contains("(0% loss)"))
    #expect(!result.consoleText.contains("(0% loss)"))
  }

  @Test("at a multi-site gateway those that speak BGP reach each other, and nobody else does")
  func transit() throws {
    let inquiry = try Inquiry(try Self.load(.multiSiteVPN))
    let speakers = ["hq", "till", "east-vm"]
    let silent = ["depot", "lab-vm"]
    for source in speakers + silent {
      for destination in speakers + silent where destination != source {
        let ping = try inquiry.ping(
          PingRequest(source: source, destination: destination, count: 1)
        ).result
        let reaches = speakers.contains(source) && speakers.contains(destination)
        #expect(ping.replies.count == (reaches ? 1 : 0), "\(source) to \(destination)")
      }
      let hub = try inquiry.ping(PingRequest(source: source, destination: "hub-vm", count: 1))
      #expect(hub.result.replies.count == 1, "\(source) to the hub")
    }
  }
}
