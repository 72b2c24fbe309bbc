import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// A gateway's tunnel to a policy-based device with two networks.
struct TrafficSelectorTests {
  private struct Office {
    /// Of the gateway.
    var gateway = ""
    /// Of the connection.
    var connection = ""
    /// Of the device's tunnel.
    var device = ""
    var hasBgp = false

    static let policy =
      #""ipsecPolicies": [{ "saLifeTimeSeconds": 27000, "ipsecEncryption": "GCMAES256" }], "#
    static let policyBased = policy + #""usePolicyBasedTrafficSelectors": true, "#

    static func ranges(_ list: [(local: String, remote: String)]) -> String {
      "["
        + list.map {
          #"{ "localAddressRanges": ["\#($0.local)"], "remoteAddressRanges": ["\#($0.remote)"] }"#
        }.joined(separator: ", ") + "]"
    }

    static func custom(_ list: (local: String, remote: String)...) -> String {
      policyBased + "\"trafficSelectorPolicies\": \(ranges(list)), "
    }

    /// As the device sees it.
    static func device(_ list: (local: String, remote: String)...) -> String {
      ", \"trafficSelectors\": " + ranges(list)
    }

    /// VNet1 10.1.0.0/16 with `VNet1` 10.1.0.4 and `other` 10.1.1.4, `VNet2` of a peer that uses the gateway, and the
    /// hosts `one` 192.168.1.10 and `two` 192.168.2.10.
    var text: String {
      var estate = EstateWriter()
      estate.network("VNet1", 1)
      estate.machine("other", in: "VNet1", "10.1.1.4", subnet: "edge")
      estate.network("VNet2", 2)
      estate.peer(
        "VNet1", "VNet2", "\"allowGatewayTransit\": true", back: "\"useRemoteGateways\": true")
      let bgp = "\"enableBgp\": \(hasBgp)"
      estate.gateway(in: "VNet1", gateway + bgp)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/localNetworkGateways", "name": "office", "location": "eastus",
            "properties": { "gatewayIpAddress": "203.0.113.9",
              "bgpSettings": { "asn": 64701, "bgpPeeringAddress": "192.168.1.1" },
              "localNetworkAddressSpace": { "addressPrefixes": ["192.168.1.0/24", "192.168.2.0/24"] } } }
          """)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/connections", "name": "to-office", "location": "eastus",
            "properties": { "connectionType": "IPsec", "sharedKey": "key", \(bgp), \(connection)
              "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "VNet1-vpn")),
              "localNetworkGateway2": \(EstateWriter.id("localNetworkGateways", "office")) } }
          """)
      estate.add(
        section: """
          "sites": [{ "name": "site", "routers": [{ "name": "edge", "interfaces": [
              { "name": "lan1", "address": "192.168.1.1/24" },
              { "name": "lan2", "address": "192.168.2.1/24" },
              { "name": "tunnel", "address": "172.31.0.1/32",
                "tunnel": { "connection": "to-office", "sharedKey": "key"\(device) } }],
            "staticRoutes": [{ "prefix": "10.0.0.0/8", "nextHop": "tunnel" }],
            "bgp": { "asn": 64701, "networks": ["192.168.1.0/24"], "neighbors": [
              { "address": "10.1.255.30", "remoteAsn": 65515, "updateSource": "lan1" }] } }],
            "hosts": [{ "name": "one", "address": "192.168.1.10/24", "gateway": "192.168.1.1" },
              { "name": "two", "address": "192.168.2.10/24", "gateway": "192.168.2.1" }] }]
          """)
      estate.add(
        section: """
          "links": [{ "name": "lan1", "between": ["one", "edge/lan1"] },
            { "name": "lan2", "between": ["two", "edge/lan2"] }]
          """)
      return estate.text
    }

    func load() throws -> (inquiry: Inquiry, codes: [DiagnosticCode]) {
      let loaded = TopologyLoader.load(bytes: Array(text.utf8), file: "office.jsonc")
      let topology = try #require(loaded.topology, "\(loaded.diagnostics.map(\.message))")
      return (try Inquiry(topology), loaded.diagnostics.map(\.code))
    }
  }

  private static let pairs = [
    ("VNet1", "one"), ("VNet1", "two"), ("other", "one"), ("other", "two"), ("VNet2", "one"),
    ("VNet2", "two"),
  ]

  /// The pairs that reach each other, both ways alike.
  private static func reached(_ inquiry: Inquiry) throws -> [String] {
    try pairs.compactMap { machine, host in
      let there = try VPNClientTests.reaches(inquiry, machine, host)
      #expect(try VPNClientTests.reaches(inquiry, host, machine) == there)
      return there ? "\(machine)-\(host)" : nil
    }
  }

  private static func why(_ inquiry: Inquiry, _ from: String, _ to: String) throws -> String {
    try inquiry.ping(
      PingRequest(source: from, destination: to, count: 1), watch: Watch(keepsJourneys: true)
    ).text(.windows)
  }

  @Test("without selectors a tunnel carries everything")
  func wildcard() throws {
    let (inquiry, codes) = try Office().load()
    #expect(codes == [])
    #expect(try Self.reached(inquiry).count == 6)
  }

  @Test(
    "policy-based, a tunnel carries the network's ranges and the site's alone: peers do not transit",
    arguments: [
      ("", Office.policyBased), (#""vpnType": "PolicyBased", "sku": { "name": "Basic" }, "#, ""),
    ])
  func ofAddressSpaces(gateway: String, connection: String) throws {
    let (inquiry, codes) = try Office(gateway: gateway, connection: connection).load()
    #expect(codes == [])
    #expect(try Self.reached(inquiry) == ["VNet1-one", "VNet1-two", "other-one", "other-two"])
    #expect(
      try Self.why(inquiry, "VNet2", "one").contains(
        "VNet1-vpn/0: dropped, no traffic selector of the tunnel covers"))
  }

  @Test("custom selectors carry their own ranges, at both ends")
  func custom() throws {
    let (inquiry, codes) = try Office(
      connection: Office.custom(
        ("10.1.0.0/24", "192.168.1.0/24"), ("10.1.1.0/24", "192.168.2.0/24"))
    ).load()
    #expect(codes == [])
    #expect(try Self.reached(inquiry) == ["VNet1-one", "other-two"])
    #expect(
      try Self.why(inquiry, "VNet1", "two").contains(
        "VNet1-vpn/0: dropped, no traffic selector of the tunnel covers"))
    #expect(
      try Self.why(inquiry, "two", "VNet1").contains(
        "edge: dropped, no traffic selector of the tunnel covers"))
  }

  @Test("both ends need the same selectors, or the tunnel stays down")
  func disagreement() throws {
    let (inquiry, codes) = try Office(
      connection: Office.custom(("10.1.0.0/24", "192.168.1.0/24")),
      device: Office.device(("192.168.1.0/24", "10.1.0.0/16"))
    ).load()
    #expect(codes == [.trafficSelectorMismatch])
    #expect(try Self.reached(inquiry) == [])
    let row = try #require(inquiry.connections().first)
    #expect(row.connectionStatus == "Connecting")
    #expect(row.reason == "its two ends have no traffic selector in common")
    let (same, none) = try Office(
      connection: Office.custom(("10.1.0.0/24", "192.168.1.0/24")),
      device: Office.device(("192.168.1.0/24", "10.1.0.0/24"))
    ).load()
    #expect(none == [])
    #expect(try Self.reached(same) == ["VNet1-one"])
  }

  @Test("a policy-based device does not come together with a route-based connection")
  func routeBased() throws {
    let device = Office.device(
      ("192.168.1.0/24", "10.1.0.0/16"), ("192.168.2.0/24", "10.1.0.0/16"))
    let (inquiry, codes) = try Office(device: device).load()
    #expect(codes == [.trafficSelectorMismatch])
    #expect(try Self.reached(inquiry) == [])
    let (mended, none) = try Office(connection: Office.policyBased, device: device).load()
    #expect(none == [])
    #expect(try Self.reached(mended).count == 4)
  }

  @Test("what one end alone has a selector for does not go through the tunnel")
  func partly() throws {
    let (inquiry, codes) = try Office(
      connection: Office.policyBased, device: Office.device(("192.168.2.0/24", "10.1.0.0/16"))
    ).load()
    #expect(codes == [.trafficSelectorMismatch])
    #expect(inquiry.connections().first?.connectionStatus == "Connected")
    #expect(try Self.reached(inquiry) == ["VNet1-two", "other-two"])
  }

  @Test("a BGP session needs a selector for its own addresses")
  func session() throws {
    let (inquiry, _) = try Office(
      gateway: #""bgpSettings": { "asn": 65515 }, "#,
      connection: Office.custom(("10.1.0.0/24", "192.168.1.0/24")), hasBgp: true
    ).load()
    let row = try #require(inquiry.connections().first)
    #expect(row.connectionStatus == "Connected")
    #expect(row.reason == "no BGP: no traffic selector covers 10.1.255.30 and 192.168.1.1")
    let (covered, _) = try Office(
      gateway: #""bgpSettings": { "asn": 65515 }, "#, connection: Office.policyBased, hasBgp: true
    ).load()
    #expect(covered.connections().first?.reason == nil)
  }

  @Test("between two networks both connections need the selectors")
  func networks() throws {
    func estate(_ first: String, _ second: String) throws -> (Inquiry, [DiagnosticCode]) {
      var estate = EstateWriter()
      for number in 1...2 {
        estate.network("VNet\(number)", number)
        estate.gateway(in: "VNet\(number)")
      }
      estate.connect("VNet1", "VNet2")
      let name = "\"name\": \"VNet2-VNet1\", \"location\": \"eastus\",\n  \"properties\": {"
      #expect(estate.text.contains(name))
      let text = estate.text
        .replacing(name, with: name + second)
        .replacing(
          "\"name\": \"VNet1-VNet2\", \"location\": \"eastus\",\n  \"properties\": {",
          with: "\"name\": \"VNet1-VNet2\", \"location\": \"eastus\", \"properties\": {" + first)
      let loaded = TopologyLoader.load(bytes: Array(text.utf8), file: "networks.jsonc")
      let topology = try #require(loaded.topology, "\(loaded.diagnostics.map(\.message))")
      return (try Inquiry(topology), loaded.diagnostics.map(\.code))
    }
    let (one, codes) = try estate(Office.policyBased, "")
    #expect(codes == [.trafficSelectorMismatch])
    #expect(try !VPNClientTests.reaches(one, "VNet1", "VNet2"))
    let (both, none) = try estate(Office.policyBased, Office.policyBased)
    #expect(none == [])
    #expect(try VPNClientTests.reaches(both, "VNet1", "VNet2"))
  }

  @Test("packets in and outside of the selectors fare in the bulk path as in the emulation")
  func bulk() throws {
    let (inquiry, _) = try Office(
      connection: Office.custom(
        ("10.1.0.0/24", "192.168.1.0/24"), ("10.1.1.0/24", "192.168.2.0/24"))
    ).load()
    for seed in [1, 2] as [UInt64] {
      try BulkEstateTests.expectEqual(inquiry.estate, seed: seed, count: 400)
    }
    let outside = inquiry.estate.endpoints.firstIndex { $0.name == "VNet1" }
    let destination = inquiry.estate.endpoints.first { $0.name == "two" }?.address
    let bytes = PacketBuilder.echoRequest(
      from: inquiry.estate.endpoints[try #require(outside)].address,
      to: try #require(destination))
    let (driven, _) = try BulkComparison.drive(
      inquiry.estate,
      (0..<200).map {
        .init(
          bytes: bytes, endpoint: outside ?? 0,
          at: EmulatedInstant(nanoseconds: Int64($0) * 1_000_000))
      }, BulkSettings())
    #expect(driven.result.totals.dropped(.outsideTrafficSelectors).packets == 200)
  }
}
