import Addressing

/// Topology documents that nobody drew: networks in several regions, peered and joined by tunnels at random, machines
/// with and without security rules, appliances, and perhaps an office behind a circuit, over links that take their
/// time, with and without jitter, some of them down.
package struct RandomTopology {
  package let text: String

  package init(seed: UInt64) {
    var writer = Writer(seed: seed)
    text = writer.write()
  }

  private struct Writer {
    var generator: SeededGenerator
    var estate = EstateWriter()
    var links: [String] = []
    /// Octets of the networks' ranges.
    var networks: [Int] = []

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func write() -> String {
      networks = Array(1...2 + generator.below(4))
      for octet in networks { network(octet) }
      var hasGateway: Set<Int> = []
      for (first, second) in zip(networks, networks.dropFirst()) {
        switch generator.below(3) {
        case 0:
          for octet in [first, second] where hasGateway.insert(octet).inserted {
            estate.gateway(in: name(octet), region: region(octet))
          }
          estate.connect(name(first), name(second))
          let names = [(first, second), (second, first)].map { "\(name($0.0))-\(name($0.1))" }
          link(
            "tunnel-\(first)",
            "\"connections\": [\(names.map { "\"\($0)\"" }.joined(separator: ", "))]")
        case _:
          let forwards = "\"allowForwardedTraffic\": \(generator.below(2) == 0)"
          estate.peer(name(first), name(second), forwards, back: forwards)
        }
      }
      if generator.below(3) > 0 { office(behind: networks[generator.below(networks.count)]) }
      if !links.isEmpty { estate.add(section: "\"links\": [\(links.joined(separator: ",\n"))]") }
      return estate.text
    }

    func name(_ octet: Int) -> String { "n\(octet)" }

    /// Some neighbours are of one region.
    func region(_ octet: Int) -> String { ["eastus", "eastus", "westeurope"][octet % 3] }

    /// A network with machines, and perhaps an appliance through which they send what is for another network.
    private mutating func network(_ octet: Int) {
      let region = region(octet)
      let hasAppliance = generator.below(3) == 0
      if hasAppliance {
        let other = networks[generator.below(networks.count)]
        var routes: [(prefix: String, type: String, address: String?)] = [
          ("192.0.2.0/24", "None", nil)
        ]
        if other != octet {
          routes.append(("10.\(other).0.0/16", "VirtualAppliance", "10.\(octet).1.4"))
        }
        estate.routeTable("routes-\(octet)", routes)
      }
      estate.network(
        name(octet), octet, region: region, routeTable: hasAppliance ? "routes-\(octet)" : nil,
        hasRules: generator.below(2) == 0)
      for number in 0..<generator.below(3) {
        estate.machine(
          "m\(octet)-\(number)", in: name(octet), "10.\(octet).0.\(5 + number)", subnet: "work",
          region: region, hasRules: generator.below(2) == 0)
      }
      if hasAppliance {
        estate.machine(
          "appliance-\(octet)", in: name(octet), "10.\(octet).1.4", subnet: "edge",
          region: region, forwards: true)
      }
    }

    /// A site with one router that has both links of a circuit.
    private mutating func office(behind octet: Int) {
      let network = name(octet)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/expressRouteCircuits", "name": "circuit", "location": "eastus",
            "properties": { "serviceProviderProperties": { "peeringLocation": "X" }, "peerings": [
              { "name": "AzurePrivatePeering", "properties": { "peeringType": "AzurePrivatePeering",
                "peerASN": 65050, "primaryPeerAddressPrefix": "172.20.0.0/30",
                "secondaryPeerAddressPrefix": "172.20.0.4/30", "vlanId": 100 } } ] } }
          """)
      estate.gateway(in: network, region: region(octet), type: "ExpressRoute")
      estate.add(
        resource: """
          { "type": "Microsoft.Network/connections", "name": "\(network)-circuit", "location": "eastus",
            "properties": { "connectionType": "ExpressRoute",
              "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "\(network)-er")),
              "peer": \(EstateWriter.id("expressRouteCircuits", "circuit")) } }
          """)
      let hosts = (0...generator.below(3)).map { number in
        """
        { "name": "h\(number)", "address": "10.50.0.\(10 + number)/24", "gateway": "10.50.0.1" }
        """
      }
      let paths = 1 + generator.below(2)
      estate.add(
        section: """
          "sites": [ { "name": "office", "routers": [ { "name": "edge",
            "interfaces": [ { "name": "lan", "address": "10.50.0.1/24" },
              { "name": "e1", "address": "172.20.0.1/30" }, { "name": "e2", "address": "172.20.0.5/30" } ],
            "bgp": { "asn": 65050, "networks": ["10.50.0.0/24"], "maximumPaths": \(paths), "neighbors": [
              { "address": "172.20.0.2", "remoteAsn": 12076 },
              { "address": "172.20.0.6", "remoteAsn": 12076 } ] } } ],
            "hosts": [ \(hosts.joined(separator: ", ")) ] } ]
          """)
      for number in hosts.indices {
        link("lan-\(number)", "\"between\": [\"h\(number)\", \"edge/lan\"]")
      }
      link("primary", "\"between\": [\"edge/e1\", \"circuit/primary\"]", mayBeDown: true)
      link("secondary", "\"between\": [\"edge/e2\", \"circuit/secondary\"]")
      link("circuit-link", "\"connection\": \"\(network)-circuit\"")
    }

    private mutating func link(_ name: String, _ ends: String, mayBeDown: Bool = false) {
      let jitter =
        generator.below(2) == 0 ? "" : ", \"jitter\": \"\(1 + generator.below(900))us\""
      let isUp = !mayBeDown || generator.below(4) > 0
      links.append(
        """
        { "name": "\(name)", \(ends), "roundTripTime": "\(2 * (1 + generator.below(9000)))us"\(jitter),
          "up": \(isUp), "detectionTime": "\(1 + generator.below(3000))ms" }
        """)
    }
  }
}
