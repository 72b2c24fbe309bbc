import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Two networks that are local network sites to each other: "Configure a VNet to VNet connection", 05/2015.
struct LocalSiteTests {
  private static func load(
    _ document: LocalSiteDocument, _ profile: EraProfile = .azure2015
  ) -> TopologyLoadResult {
    TopologyLoader.load(bytes: Array(document.text(profile: profile).utf8), file: "sites.jsonc")
  }

  private static func received(_ topology: Topology, _ from: String, _ to: String) throws -> Int {
    try Inquiry(topology).ping(PingRequest(source: from, destination: to)).result.replies.count
  }

  @Test("networks that are local network sites to each other are connected, in every profile")
  func connected() throws {
    for profile in EraProfile.allCases {
      let result = Self.load(LocalSiteDocument(), profile)
      #expect(result.diagnostics.map(\.message) == [])
      let topology = try #require(result.topology)
      #expect(try Self.received(topology, "VNet1", "VNet2") == 4)
      #expect(try Self.received(topology, "VNet2", "VNet1") == 4)
    }
  }

  @Test(
    "a local network with other ranges than its network's is refused in 2015, and routed as it says later"
  )
  func otherRanges() throws {
    let part = LocalSiteDocument(space: "10.2.128.0/17")
    #expect(Self.load(part).diagnostics.map(\.code) == [.localNetworkDiffers])
    let topology = try #require(Self.load(part, .current).topology)
    // 10.2.0.4 is not in the part that the site has.
    #expect(try Self.received(topology, "VNet1", "VNet2") == 0)
  }

  @Test(
    "a placeholder that was left as the gateway's address keeps the tunnel down, and the help says what to put"
  )
  func placeholder() throws {
    let result = Self.load(LocalSiteDocument(device: "198.51.100.1"))
    let found = try #require(result.diagnostics.first { $0.code == .connectionWithoutTunnel })
    #expect(found.severity == .warning)
    #expect(found.help?.contains("\"site-VNet2\" the public address of its gateway") == true)
    let topology = try #require(result.topology)
    #expect(try Self.received(topology, "VNet1", "VNet2") == 0)
    let rows = try Inquiry(topology).connections()
    let row = try #require(rows.first { $0.virtualNetworkGateway1 == "VNet1-gateway" })
    #expect(row.connectionStatus == "NotConnected")
    #expect(row.reason == "nobody ends the tunnel at 198.51.100.1, the address of site-VNet2")
  }

  @Test("keys that differ keep the tunnel of two local network sites down")
  func otherKey() throws {
    let result = Self.load(LocalSiteDocument(key: "other"))
    #expect(result.diagnostics.map(\.code) == [.sharedKeyMismatch])
    #expect(try Self.received(try #require(result.topology), "VNet1", "VNet2") == 0)
  }
}
