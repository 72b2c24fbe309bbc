import Addressing
import ControlPlane
import ResourceModel
import Testing

@testable import NetworkWatcher

/// Global Reach between the two circuits of `expressroute-vpn-failover`, whose sites take Azure's networks alone from
/// their tunnels.
struct GlobalReachTests {
  static let reach = """
    "connections": [{ "name": "reach", "properties": { "addressPrefix": "192.168.200.0/29",
      "peerExpressRouteCircuitPeering": { "id": "plant-circuit/AzurePrivatePeering" } } }],
    """

  static func inquiry(
    reaches: Bool = true, sections: String = "", failed: [String] = []
  ) throws -> Inquiry {
    var text = String(decoding: BundledTopology.expressRouteVPNFailover.bytes, as: UTF8.self)
    // What a tunnel brings of the other site is not taken, so that only the circuits can lead there.
    for octet in ["50", "60"] {
      text = text.replacing(
        "\"exportPrefixes\": [\"10.\(octet).0.0/24\"] },\n            ]",
        with: "\"exportPrefixes\": [\"10.\(octet).0.0/24\"], "
          + "\"importPrefixes\": [\"10.40.0.0/24\"] },\n            ]")
    }
    if reaches {
      text = text.replacing(
        "\"peeringType\": \"AzurePrivatePeering\", \"peerASN\": 65050",
        with: reach + "\"peeringType\": \"AzurePrivatePeering\", \"peerASN\": 65050")
    }
    text = text.replacing("\"circuits\": [", with: sections + "\"circuits\": [")
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "reach.jsonc")
    let topology = try #require(
      result.topology, "\(result.diagnostics.map { "\($0.location) \($0.message)" })")
    return try Inquiry(topology, failedLinks: failed)
  }

  static func hops(_ inquiry: Inquiry, _ source: String, _ destination: String) throws -> [String] {
    try inquiry.tracert(
      TracertRequest(source: source, destination: destination, maximumHops: 8)
    ).result.hops.map { $0.address?.description ?? "*" }
  }

  @Test("two sites of different circuits reach each other by Global Reach, and not without")
  func joins() throws {
    let without = try Self.inquiry(reaches: false)
    #expect(
      try without.ping(PingRequest(source: "office", destination: "plant")).result.replies.isEmpty)
    let with = try Self.inquiry()
    #expect(
      try Self.hops(with, "office", "plant") == [
        "10.50.0.1", "172.20.0.2", "192.168.200.2", "172.20.1.1", "10.60.0.10",
      ])
    let there = try with.ping(PingRequest(source: "plant", destination: "office")).result
    #expect(there.replies.count == 4)
    let rows = try #require(with.estate.learnedRoutes["office-circuit/primary"])
    #expect(rows.map(\.network.description) == ["10.40.0.0/24", "10.50.0.0/24", "10.60.0.0/24"])
    // The network has both sites from their own circuits as before.
    #expect(
      with.estate.effectiveRoutes["app-nic"] == without.estate.effectiveRoutes["app-nic"])
  }

  @Test("Global Reach can fail, and its secondary half stands in for the primary one")
  func fails() throws {
    let down = try Self.inquiry(failed: ["reach"])
    #expect(
      try down.ping(PingRequest(source: "office", destination: "plant")).result.replies.isEmpty)
    let half = try Self.inquiry(failed: ["plant-primary"])
    #expect(
      try Self.hops(half, "office", "plant") == [
        "10.50.0.1", "172.20.0.6", "192.168.200.6", "172.20.1.5", "10.60.0.10",
      ])
  }

  @Test("what the second edge takes of the TTL is a setting")
  func hopPattern() throws {
    let hidden = try Self.inquiry(
      sections: "\"globalReach\": [{ \"connection\": \"reach\", \"timeToLive\": 0 }],")
    #expect(
      try Self.hops(hidden, "office", "plant") == [
        "10.50.0.1", "172.20.0.2", "172.20.1.1", "10.60.0.10",
      ])
    let silent = try Self.inquiry(
      sections: "\"globalReach\": [{ \"connection\": \"reach\", \"answers\": false }],")
    #expect(
      try Self.hops(silent, "office", "plant") == [
        "10.50.0.1", "172.20.0.2", "*", "172.20.1.1", "10.60.0.10",
      ])
  }
}
