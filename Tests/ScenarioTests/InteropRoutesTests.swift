import Addressing
import ControlPlane
import ResourceModel
import Testing

/// Who sees whom in the test bed: the tables of the article's control plane analysis and of the labs behind it.
struct InteropRoutesTests {
  static func topology() throws -> Topology {
    try #require(
      TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop").topology)
  }

  /// `prefix next-hop AS-path origin`, in the order of the tables.
  static func rows(_ estate: CompiledEstate, _ speaker: String) throws -> [String] {
    try #require(estate.learnedRoutes[speaker]).map {
      "\($0.network) \($0.nextHop?.description ?? "-") \($0.asPathText.isEmpty ? "-" : $0.asPathText) "
        + "\($0.origin.rawValue) \($0.weight)"
    }
  }

  @Test("every gateway, edge and router has learned what the labs show")
  func learnedRoutes() throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    let expected: [String: [String]] = [
      "hub-expressroute": [
        "10.1.31.0/25 10.10.30.134 12076-65020 EBgp 32769",
        "10.1.31.0/25 10.10.30.135 12076-65020 EBgp 32769",
        "10.2.30.0/25 10.10.30.132 12076-65021 EBgp 32769",
        "10.2.30.0/25 10.10.30.254 65021 IBgp 32768",
        "10.10.30.0/24 - - Network 32768", "10.11.30.0/26 - - Network 32768",
        "10.11.30.64/26 10.10.30.254 65516 IBgp 32768",
        "10.17.30.0/26 10.10.30.132 12076-12076 EBgp 32769",
        "10.17.30.0/26 10.10.30.133 12076-12076 EBgp 32769",
      ],
      "hub-vpn": [
        "10.2.30.0/25 10.2.30.125 65021 EBgp 32768",
        "10.10.30.0/24 - - Network 32768", "10.10.30.0/24 10.10.30.140 - IBgp 32769",
        "10.11.30.0/26 - - Network 32768", "10.11.30.0/26 10.10.30.140 - IBgp 32769",
        "10.11.30.64/26 10.11.30.126 65516 EBgp 32768",
      ],
      "branch-vpn": [
        "10.2.30.0/25 10.10.30.254 65515-65021 EBgp 32768",
        "10.10.30.0/24 10.10.30.254 65515 EBgp 32768",
        "10.11.30.0/26 10.10.30.254 65515 EBgp 32768", "10.11.30.64/26 - - Network 32768",
      ],
      "remote-expressroute": [
        "10.2.30.0/25 10.17.30.36 12076-65021 EBgp 32769",
        "10.10.30.0/24 10.17.30.36 12076-12076 EBgp 32769",
        "10.10.30.0/24 10.17.30.37 12076-12076 EBgp 32769",
        "10.11.30.0/26 10.17.30.36 12076-12076 EBgp 32769",
        "10.11.30.0/26 10.17.30.37 12076-12076 EBgp 32769", "10.17.30.0/26 - - Network 32768",
      ],
      "ExpressRoute1/primary": [
        "10.2.30.0/25 192.168.30.17 65021 EBgp 0", "10.10.30.0/24 10.10.30.140 65515 EBgp 0",
        "10.11.30.0/26 10.10.30.140 65515 EBgp 0", "10.17.30.0/26 10.17.30.44 65515 EBgp 0",
      ],
      // The customer's side of the second link is shut.
      "ExpressRoute1/secondary": [
        "10.10.30.0/24 10.10.30.140 65515 EBgp 0", "10.11.30.0/26 10.10.30.140 65515 EBgp 0",
        "10.17.30.0/26 10.17.30.44 65515 EBgp 0",
      ],
      "ExpressRoute2/primary": [
        "10.1.31.0/25 192.168.31.17 65020 EBgp 0", "10.10.30.0/24 10.10.30.140 65515 EBgp 0",
        "10.11.30.0/26 10.10.30.140 65515 EBgp 0",
      ],
      "location1-ce1": [
        "10.2.30.0/25 - - Network 32768",
        "10.10.30.0/24 192.168.30.18 12076 EBgp 0", "10.10.30.0/24 10.10.30.254 65515 EBgp 0",
        "10.11.30.0/26 192.168.30.18 12076 EBgp 0", "10.11.30.0/26 10.10.30.254 65515 EBgp 0",
        "10.11.30.64/26 10.10.30.254 65515-65516 EBgp 0",
        "10.17.30.0/26 192.168.30.18 12076 EBgp 0",
      ],
      "location2-ce1": [
        "10.1.31.0/25 - - Network 32768", "10.10.30.0/24 192.168.31.18 12076 EBgp 0",
        "10.11.30.0/26 192.168.31.18 12076 EBgp 0",
      ],
      "location2-ce2": [
        "10.1.31.0/25 - - Network 32768", "10.10.30.0/24 192.168.31.22 12076 EBgp 0",
        "10.11.30.0/26 192.168.31.22 12076 EBgp 0",
      ],
    ]
    for (speaker, rows) in expected {
      #expect(try Self.rows(estate, speaker) == rows, "\(speaker)")
    }
    let preferences = try #require(estate.learnedRoutes["location1-ce1"])
      .filter { $0.origin != .network }.map { $0.localPreference ?? 0 }
    #expect(preferences == [200, 100, 200, 100, 100, 200])
  }

  @Test(
    "every machine sees the networks that the article says, and by which next hops",
    arguments: [
      "hub-nic": [
        "10.10.30.0/24 VnetLocal", "10.11.30.0/26 VNetPeering",
        "10.1.31.0/25 VirtualNetworkGateway 10.2.146.52",
        "10.1.31.0/25 VirtualNetworkGateway 10.2.146.53",
        "10.2.30.0/25 VirtualNetworkGateway 10.20.78.137",
        "10.11.30.64/26 VirtualNetworkGateway 10.10.30.142",
        "10.17.30.0/26 VirtualNetworkGateway 10.20.78.137",
        "10.17.30.0/26 VirtualNetworkGateway 10.20.78.138",
      ],
      "spoke-nic": [
        "10.11.30.0/26 VnetLocal", "10.10.30.0/24 VNetPeering",
        "10.1.31.0/25 VirtualNetworkGateway 10.2.146.52",
        "10.1.31.0/25 VirtualNetworkGateway 10.2.146.53",
        "10.2.30.0/25 VirtualNetworkGateway 10.20.78.137",
        "10.11.30.64/26 VirtualNetworkGateway 10.10.30.142",
        "10.17.30.0/26 VirtualNetworkGateway 10.20.78.137",
        "10.17.30.0/26 VirtualNetworkGateway 10.20.78.138",
      ],
      "branch-nic": [
        "10.11.30.64/26 VnetLocal", "10.2.30.0/25 VirtualNetworkGateway 10.11.30.100",
        "10.10.30.0/24 VirtualNetworkGateway 10.11.30.100",
        "10.11.30.0/26 VirtualNetworkGateway 10.11.30.100",
      ],
      "remote-nic": [
        "10.17.30.0/26 VnetLocal", "10.2.30.0/25 VirtualNetworkGateway 10.20.78.137",
        "10.10.30.0/24 VirtualNetworkGateway 10.20.78.137",
        "10.10.30.0/24 VirtualNetworkGateway 10.20.78.138",
        "10.11.30.0/26 VirtualNetworkGateway 10.20.78.137",
        "10.11.30.0/26 VirtualNetworkGateway 10.20.78.138",
      ],
    ])
  func effectiveRoutes(networkInterface: String, expected: [String]) throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    let routes = try #require(estate.effectiveRoutes[networkInterface])
    #expect(routes.allSatisfy { $0.state == .active })
    let text = routes.map { route in
      "\(route.prefix) \(route.nextHopType.rawValue)"
        + (route.nextHopAddress.map { " \($0)" } ?? "")
    }
    let defaults = [
      "0.0.0.0/0 Internet", "10.0.0.0/8 None", "172.16.0.0/12 None", "192.168.0.0/16 None",
      "100.64.0.0/10 None",
    ]
    #expect(text == expected + defaults)
  }

  @Test("without the customer's export filter the remote network leaks to the branch")
  func leakWithoutExportFilter() throws {
    var topology = try Self.topology()
    for site in topology.sites.indices {
      for router in topology.sites[site].routers.indices {
        guard var bgp = topology.sites[site].routers[router].bgp else { continue }
        for neighbor in bgp.neighbors.indices
        where bgp.neighbors[neighbor].remoteAsn == .gatewayDefault {
          bgp.neighbors[neighbor].exportPrefixes = nil
        }
        topology.sites[site].routers[router].bgp = bgp
      }
    }
    let estate = EstateCompiler(topology).compile()
    let leaked = "10.17.30.0/26 10.10.30.254 65515-65021-12076 EBgp 32768"
    #expect(try Self.rows(estate, "branch-vpn").contains(leaked))
    // The hub itself keeps the circuit's way.
    #expect(
      try #require(estate.effectiveRoutes["hub-nic"]).contains {
        $0.prefix.description == "10.17.30.0/26" && $0.detail?.contains("12076-12076") == true
      })
  }

  @Test("with the primary link down, location 1 is reached by VPN alone")
  func failover() throws {
    let compiler = EstateCompiler(try Self.topology())
    let estate = compiler.compile(
      failedLinks: compiler.initiallyFailedLinks.union(["location1-primary"]))
    let hub = try #require(estate.effectiveRoutes["hub-nic"])
      .filter { $0.prefix.description == "10.2.30.0/25" }
    #expect(hub.map { $0.nextHopAddress?.description } == ["10.10.30.142"])
    #expect(
      try Self.rows(estate, "location1-ce1") == [
        "10.2.30.0/25 - - Network 32768", "10.10.30.0/24 10.10.30.254 65515 EBgp 0",
        "10.11.30.0/26 10.10.30.254 65515 EBgp 0",
        "10.11.30.64/26 10.10.30.254 65515-65516 EBgp 0",
      ])
    #expect(try !Self.rows(estate, "remote-expressroute").contains { $0.hasPrefix("10.2.30.0") })
  }
}
