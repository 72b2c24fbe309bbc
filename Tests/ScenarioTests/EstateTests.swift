import Addressing
import ControlPlane
import Foundation
import ResourceModel
import Testing

@testable import NetworkWatcher

/// Estates that are not bundled: the rules hold there too. Each document says how its expected traces were
/// derived.
struct EstateTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Estates")

  static func load(
    _ name: String, replacing old: String? = nil, with new: String = ""
  ) throws -> Topology {
    var text = try String(contentsOf: folder.appending(path: "\(name).jsonc"), encoding: .utf8)
    if let old {
      try #require(text.contains(old))
      text = text.replacingOccurrences(of: old, with: new)
    }
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "\(name).jsonc")
    for diagnostic in result.diagnostics {
      Issue.record("\(diagnostic.location): \(diagnostic.code.rawValue): \(diagnostic.message)")
    }
    return try #require(result.topology)
  }

  @Test(
    "every scenario of an estate ends as derived",
    arguments: [
      "hub-two-spokes", "two-circuits", "vpn-chain", "active-active", "two-edges", "two-links",
      "static-chain",
    ])
  func scenarios(estate: String) throws {
    let topology = try Self.load(estate)
    try #require(!topology.scenarios.isEmpty)
    for scenario in topology.scenarios {
      let result = try ScenarioRun(topology, scenario).perform()
      #expect(
        result.isAsExpected,
        "\(scenario.name): \(result.mismatches)\n\(result.consoleText)")
    }
  }

  @Test("a path over several bridged links fails with any of them", arguments: ["lan-a", "lan-b"])
  func bridgedPath(link: String) throws {
    let compiler = EstateCompiler(try Self.load("two-circuits"))
    let whole = compiler.compile()
    let bridged = whole.links.indices.filter { whole.links[$0].names == ["lan-a", "lan-b"] }
    #expect(bridged.count == 1)
    #expect(bridged.allSatisfy { whole.links[$0].isUp })
    let broken = compiler.compile(failedLinks: compiler.initiallyFailedLinks.union([link]))
    #expect(bridged.allSatisfy { !broken.links[$0].isUp })
  }

  @Test("a gateway instance with several tunnels is one next hop to the network")
  func instancesOnce() throws {
    let inquiry = try Inquiry(try Self.load("active-active"))
    #expect(
      inquiry.estate.effectiveRoutes["a-nic"]?
        .filter { $0.prefix.description == "10.2.0.0/16" }
        .map { $0.nextHopAddress?.description } == ["10.1.255.4", "10.1.255.5"])
  }

  @Test("the tunnels of an instance have names of their own")
  func tunnelNames() throws {
    let names = try Inquiry(try Self.load("active-active")).estate.interfaceNames
      .filter { $0.contains("(tunnel ") }
    #expect(names.count == 9)
    #expect(Set(names).count == 9, "\(names)")
    #expect(names.contains("east-vpn/1 (tunnel west-to-east to west-vpn/0)"))
    #expect(names.contains("west-vpn/0 (tunnel west-to-office)"))
  }

  @Test("why names the path that a gateway instance really takes")
  func whyOfInstances() throws {
    let inquiry = try Inquiry(try Self.load("active-active"))
    let addresses = ["east-vpn/0": "10.2.255.4", "east-vpn/1": "10.2.255.5"]
    var checked = 0
    for source in ["a", "s"] {
      let why = try inquiry.tracert(
        TracertRequest(source: source, destination: "b"), watch: Watch(keepsJourneys: true)
      ).why.joined()
      for line in why where line.hasPrefix("west-vpn/") && line.contains("BGP route") {
        let next = try #require(addresses[String(line.split(separator: " ").last ?? "")])
        #expect(line.contains("via \(next) "), "\(line)")
        checked += 1
      }
    }
    #expect(checked == 2)
  }

  @Test("a router's route over two equal paths names both")
  func whyOfEqualPaths() throws {
    let inquiry = try Inquiry(try Self.load("two-links"))
    let why = try inquiry.tracert(
      TracertRequest(source: "h", destination: "m"), watch: Watch(keepsJourneys: true)
    ).why.joined()
    #expect(why.contains { $0.hasPrefix("edge: eBGP 10.60.0.0/16 via 172.20.0.2, 172.20.0.6 (") })
  }

  @Test("without BGP the middle gateway of a chain carries nothing")
  func chainWithoutBGP() throws {
    let topology = try Self.load(
      "vpn-chain", replacing: "\"enableBgp\": true, \"sharedKey\"",
      with: "\"enableBgp\": false, \"sharedKey\"")
    let inquiry = try Inquiry(topology)
    let far = try inquiry.tracert(
      TracertRequest(source: "a", destination: "c", maximumHops: 4)
    ).result
    #expect(far.hops.allSatisfy { $0.address == nil })
    let near = try inquiry.tracert(TracertRequest(source: "a", destination: "b")).result
    #expect(
      near.hops.map { $0.address?.description }
        == ["10.1.255.4", nil, "10.2.255.4", "10.2.0.4"])
    #expect(
      inquiry.estate.effectiveRoutes["a-nic"]?
        .filter { $0.source == .virtualNetworkGateway }.map(\.prefix.description)
        == ["10.2.0.0/16"])
  }

  @Test("keys that differ keep a tunnel down, and the notes say so")
  func differentKeys() throws {
    let text = try String(
      contentsOf: Self.folder.appending(path: "vpn-chain.jsonc"), encoding: .utf8
    ).replacingOccurrences(
      of:
        "\"name\": \"c-to-b\", \"location\": \"eastus\",\n      \"properties\": { \"connectionType\": \"Vnet2Vnet\", \"enableBgp\": true, \"sharedKey\": \"two\"",
      with:
        "\"name\": \"c-to-b\", \"location\": \"eastus\",\n      \"properties\": { \"connectionType\": \"Vnet2Vnet\", \"enableBgp\": true, \"sharedKey\": \"other\""
    )
    let loaded = TopologyLoader.load(bytes: Array(text.utf8), file: "keys.jsonc")
    #expect(loaded.diagnostics.allSatisfy { $0.severity == .warning })
    #expect(!loaded.diagnostics.isEmpty)
    let inquiry = try Inquiry(try #require(loaded.topology))
    #expect(inquiry.notes.contains { $0.contains("pre-shared keys") && $0.contains("b-to-c") })
    let ping = try inquiry.ping(PingRequest(source: "a", destination: "c")).result
    #expect(ping.replies.isEmpty)
  }
}
