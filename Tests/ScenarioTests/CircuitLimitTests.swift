import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing
import Wire

@testable import NetworkWatcher

/// What a circuit's tier and a gateway's SKU let through: prefix limits and FastPath.
struct CircuitLimitTests {
  static func inquiry(_ estate: CircuitEstate, failed: Set<String> = []) throws -> Inquiry {
    let result = TopologyLoader.load(bytes: Array(estate.text.utf8), file: "circuit.jsonc")
    let topology = try #require(
      result.topology, "\(result.diagnostics.map { "\($0.location) \($0.message)" })")
    return try Inquiry(topology, failedLinks: failed.sorted())
  }

  static func hops(_ inquiry: Inquiry, _ source: String, _ destination: String) throws -> [String] {
    try inquiry.tracert(TracertRequest(source: source, destination: destination)).result.hops
      .map { $0.address?.description ?? "*" }
  }

  /// So many prefixes besides the site's two.
  static func prefixes(_ count: Int) -> [String] {
    (0..<count).map { "20.\($0 / 256).\($0 % 256).0/24" }
  }

  @Test("a circuit's session closes above 4,000 prefixes and is back below")
  func standardCircuit() throws {
    var estate = CircuitEstate()
    estate.prefixes = Self.prefixes(3_999)
    let above = try Self.inquiry(estate)
    #expect(
      above.notes == [
        "the BGP session of edge and x/primary is down: edge tells 4001 prefixes, and 4000 is the limit"
      ])
    #expect(try above.ping(PingRequest(source: "v", destination: "desk")).result.replies.isEmpty)
    // The link of one prefix fails: 4,000 are left, and the session is up again.
    let below = try Self.inquiry(estate, failed: ["lab"])
    #expect(below.notes == ["link lab is down"])
    #expect(try below.ping(PingRequest(source: "v", destination: "desk")).result.replies.count == 4)
  }

  @Test("a premium circuit takes more, and then the gateway's SKU is what closes the session")
  func premiumCircuit() throws {
    var estate = CircuitEstate()
    estate.prefixes = Self.prefixes(3_999)
    estate.tier = "Premium"
    let large = try Self.inquiry(estate)
    #expect(large.notes.isEmpty)
    #expect(try large.ping(PingRequest(source: "v", destination: "desk")).result.replies.count == 4)
    estate.gatewaySku = "ErGw1AZ"
    let small = try Self.inquiry(estate)
    #expect(
      small.notes == [
        "the BGP session of x/primary and v-er is down: x/primary tells 4001 prefixes, and 4000 is the limit"
      ])
    #expect(try small.ping(PingRequest(source: "v", destination: "desk")).result.replies.isEmpty)
  }

  @Test("FastPath takes the gateway out of the way in, and not out of a spoke's")
  func fastPath() throws {
    var estate = CircuitEstate()
    estate.hasSpoke = true
    let way = ["10.80.0.1", "172.16.0.2"]
    let without = try Self.inquiry(estate)
    #expect(try Self.hops(without, "desk", "v") == way + ["*", "10.1.0.4"])
    #expect(try Self.hops(without, "desk", "spoke") == way + ["*", "10.2.0.4"])
    estate.connection = "\"expressRouteGatewayBypass\": true,"
    let with = try Self.inquiry(estate)
    #expect(try Self.hops(with, "desk", "v") == way + ["10.1.0.4"])
    #expect(try Self.hops(with, "desk", "spoke") == way + ["*", "10.2.0.4"])
    // The way out never had the gateway in it.
    #expect(try Self.hops(with, "v", "desk") == Self.hops(without, "v", "desk"))
    let why = try with.tracert(
      TracertRequest(source: "desk", destination: "v"), watch: Watch(keepsJourneys: true)
    ).why.joined()
    #expect(why.contains { $0.contains("by FastPath") })
    // Over ports of the customer's own, peered networks too.
    estate.circuit = "\"expressRoutePort\": { \"id\": \"port\" },"
    let direct = try Self.inquiry(estate)
    #expect(try Self.hops(direct, "desk", "spoke") == way + ["10.2.0.4"])
  }

  @Test("FastPath reaches peered networks of the gateway's region only, and none before it did")
  func fastPathOfPeers() throws {
    var estate = CircuitEstate()
    estate.hasSpoke = true
    estate.connection = "\"expressRouteGatewayBypass\": true,"
    estate.circuit = "\"expressRoutePort\": { \"id\": \"port\" }, \"bandwidthInGbps\": 5,"
    estate.tier = "Premium"
    func hops(_ destination: String) throws -> Int {
      try Self.hops(try Self.inquiry(estate), "desk", destination).count
    }
    #expect(try hops("v") == 3 && hops("spoke") == 3)
    estate.spokeRegion = "westus2"
    #expect(try hops("v") == 3 && hops("spoke") == 4)
    estate.spokeRegion = "eastus"
    estate.profile = "azure-2019"
    #expect(try hops("v") == 3 && hops("spoke") == 4)
  }

  @Test(
    "a Basic load balancer's front end is reached by the gateway, FastPath or not",
    arguments: [("Basic", true, true), ("Standard", true, false), ("Standard", false, true)])
  func fastPathToFrontEnds(sku: String, hasFastPath: Bool, takesGateway: Bool) throws {
    var estate = CircuitEstate()
    if hasFastPath { estate.connection = "\"expressRouteGatewayBypass\": true," }
    estate.resources = [
      """
      { "type": "Microsoft.Network/loadBalancers", "name": "lb", "location": "eastus",
        "sku": { "name": "\(sku)" }, "properties": { "frontendIPConfigurations": [ { "name": "fe",
          "properties": { "privateIPAddress": "10.1.0.36",
            "subnet": \(EstateWriter.id("virtualNetworks/subnets", "v", "work")) } } ] } }
      """
    ]
    let compiled = try Self.inquiry(estate).estate
    let sender = try #require(compiled.endpoints.firstIndex { $0.name == "desk" })
    let emulation = Emulation(compiled, resolve: { $0 }, recompile: { _ in compiled })
    var devices: [String] = []
    emulation.observer = { devices.append(compiled.deviceNames[$0.device.index]) }
    emulation.send(
      IPv4Header(
        source: compiled.endpoints[sender].address, destination: IPv4Address(10, 1, 0, 36),
        protocolNumber: .udp, timeToLive: 64
      ).packet(carrying: [0, 7, 0, 7, 0, 8, 0, 0]), from: sender)
    emulation.run(until: .start + .seconds(5))
    emulation.observer = nil
    #expect(devices.contains("x/primary") || devices.contains("x/primary (edge)"), "\(devices)")
    #expect(devices.contains("v-er/0") == takesGateway, "\(devices)")
  }

  @Test("FastPath is asked for of a gateway that has it, and the tiers' reach is kept")
  func kinds() throws {
    var estate = CircuitEstate()
    estate.circuit = "\"serviceProviderProperties\": { \"peeringLocation\": \"Amsterdam\" },"
    func codes() -> [DiagnosticCode] {
      TopologyLoader.load(bytes: Array(estate.text.utf8), file: "circuit.jsonc").diagnostics
        .map(\.code)
    }
    #expect(codes() == [.circuitReach])
    estate.tier = "Premium"
    #expect(codes() == [])
    estate.connection = "\"expressRouteGatewayBypass\": true,"
    #expect(codes() == [])
    estate.gatewaySku = "ErGw2AZ"
    #expect(codes() == [.fastPath])
  }
}
