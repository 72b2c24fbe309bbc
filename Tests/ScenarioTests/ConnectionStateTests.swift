import ControlPlane
import Foundation
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// What `vnetem connections` says of connections, and why.
struct ConnectionStateTests {
  private static func rows(
    _ document: BundledTopology, failing: [String] = [], _ change: (String) -> String = { $0 }
  ) throws -> [String: ConnectionRow] {
    let text = change(String(decoding: document.bytes, as: UTF8.self))
    let loaded = TopologyLoader.load(bytes: Array(text.utf8), file: "states.jsonc")
    let topology = try #require(loaded.topology, "\(loaded.diagnostics.map(\.message))")
    let rows = try Inquiry(topology, failedLinks: failing).connections()
    #expect(rows.map(\.name) == topology.connections.map(\.name))
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
  }

  @Test("every connection of a sound document is Connected", arguments: BundledTopology.allCases)
  func connected(document: BundledTopology) throws {
    for row in try Self.rows(document).values {
      #expect(row.connectionStatus == "Connected", "\(row.name)")
      #expect(row.tunnelConnectionStatus.allSatisfy { $0.connectionStatus == "Connected" })
    }
  }

  @Test("keys that differ leave both connections of a pair Connecting, and it says so")
  func otherKey() throws {
    let rows = try Self.rows(.vnetToVnet) { text in
      let key = "\"sharedKey\": \"A1b2C3D4\""
      let first = text.range(of: key)!
      return text.replacingCharacters(in: first, with: "\"sharedKey\": \"other\"")
    }
    for name in ["VNet1-to-VNet2", "VNet2-to-VNet1"] {
      #expect(rows[name]?.connectionStatus == "Connecting")
      #expect(rows[name]?.reason == "the pre-shared keys of its two ends differ")
      #expect(
        rows[name]?.tunnelConnectionStatus == [
          .init(
            tunnel: "VNet1-gateway/0 to VNet2-gateway/0", connectionStatus: "Connecting",
            reason: "the pre-shared keys of its two ends differ")
        ])
    }
  }

  @Test("a connection that the other gateway does not answer with its own is NotConnected")
  func oneSided() throws {
    let rows = try Self.rows(.vnetToVnet) { text in
      let start = text.range(
        of: "    {\n      \"type\": \"Microsoft.Network/connections\", \"name\": \"VNet2-to-VNet1\""
      )!
      let end = text.range(of: "\n    },\n", range: start.lowerBound..<text.endIndex)!
      return text.replacingCharacters(in: start.lowerBound..<end.upperBound, with: "")
        .replacingOccurrences(
          of: "\"connections\": [\"VNet1-to-VNet2\", \"VNet2-to-VNet1\"]",
          with: "\"connection\": \"VNet1-to-VNet2\"")
    }
    #expect(rows.count == 1)
    #expect(rows["VNet1-to-VNet2"]?.connectionStatus == "NotConnected")
    #expect(
      rows["VNet1-to-VNet2"]?.reason == "VNet2-gateway has no connection to VNet1-gateway")
  }

  @Test("a connection is Connected while one of its tunnels is up, and the others are told")
  func partly() throws {
    // Both tunnels of the shop have the same key in Azure; the second one's router has another.
    let rows = try Self.rows(.multiSiteVPN) {
      $0.replacingOccurrences(
        of: #""sharedKey": "hub-and-shop", "instance": 1"#,
        with: #""sharedKey": "mistyped", "instance": 1"#)
    }
    let row = try #require(rows["hub-to-shop"])
    #expect(row.connectionStatus == "Connected")
    #expect(
      row.reason == "1 of 2 tunnels are up; the pre-shared keys of its two ends differ")
    #expect(row.tunnelConnectionStatus.map(\.connectionStatus) == ["Connected", "Connecting"])
    #expect(
      row.tunnelConnectionStatus.map(\.tunnel) == [
        "hub-vpn/0 to shop-edge tunnel-0", "hub-vpn/1 to shop-edge tunnel-1",
      ])
  }

  @Test("a failed link is the reason of every connection on it")
  func failedLinks() throws {
    let rows = try Self.rows(.multiSiteVPN, failing: ["hq-vpn-1"])
    #expect(rows["hub-to-headquarters-1"]?.connectionStatus == "Connecting")
    #expect(rows["hub-to-headquarters-1"]?.reason == "link hq-vpn-1 has failed")
    #expect(rows["hub-to-headquarters-2"]?.connectionStatus == "Connected")
    let circuits = try Self.rows(
      .s2sOverExpressRoute, failing: ["primary-microsoft", "secondary-microsoft"])
    #expect(
      circuits["hub-to-site"]?.reason
        == "no routes lead between its outer addresses, there and back")
  }
}
