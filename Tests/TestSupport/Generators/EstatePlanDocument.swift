import Addressing

extension EstatePlan {
  /// The topology document that says the same.
  package var text: String {
    var writer = EstateWriter(profile: profile)
    write(&writer)
    return writer.text
  }

  package func write(_ writer: inout EstateWriter) {
    for network in networks {
      if let rules = network.rules {
        writer.securityGroup("\(network.name)-nsg", region: network.region, rules: text(rules))
      }
      if let routes = network.routes {
        writer.routeTable(
          "\(network.name)-routes",
          routes.map { ("\($0.prefix)", $0.type.rawValue, $0.appliance.map { "\($0)" }) },
          propagates: network.propagatesGatewayRoutes)
      }
      writer.network(
        network.name, network.octet, region: network.region,
        routeTable: network.routes.map { _ in "\(network.name)-routes" },
        securityGroup: network.rules.map { _ in "\(network.name)-nsg" }, hasMachine: false)
      if network.hasVPNGateway {
        let number = network.autonomousSystem.map {
          "\"enableBgp\": true, \"bgpSettings\": { \"asn\": \($0) }"
        }
        writer.gateway(in: network.name, region: network.region, number ?? "")
      }
    }
    for machine in machines {
      writer.machine(
        machine.name, in: "n\(machine.network)", "\(machine.address)",
        subnet: machine.isAppliance ? "edge" : "work",
        region: network(machine.network)?.region ?? "", forwards: machine.forwards,
        rules: machine.rules.map(text))
    }
    for peering in peerings {
      if let side = peering.firstSide {
        writer.peering("n\(peering.first)", to: "n\(peering.second)", side.text)
      }
      if let side = peering.secondSide {
        writer.peering("n\(peering.second)", to: "n\(peering.first)", side.text)
      }
    }
    for tunnel in tunnels {
      writer.connect(
        "n\(tunnel.first)", "n\(tunnel.second)", "\"enableBgp\": \(tunnel.hasBGP)")
    }
    var connected: Set<Int> = []
    for site in sites {
      if connected.insert(site.network).inserted { writeGateway(of: site, &writer) }
      write(site, &writer)
    }
    guard !sites.isEmpty else { return }
    writer.add(section: "\"sites\": [\(sites.map(\.text).joined(separator: ",\n"))]")
    writer.add(section: "\"links\": [\(sites.flatMap(\.links).joined(separator: ",\n"))]")
  }

  private func text(_ rules: [Rule]) -> [String] {
    rules.enumerated().map { number, rule in
      func prefix(_ octet: Int?) -> String { octet.map { "10.\($0).0.0/16" } ?? "*" }
      return """
        { "name": "rule\(number)", "properties": { "priority": \(rule.priority),
          "direction": "\(rule.isInbound ? "Inbound" : "Outbound")",
          "access": "\(rule.allows ? "Allow" : "Deny")", "protocol": "\(rule.protocolName)",
          "sourceAddressPrefix": "\(prefix(rule.source))", "sourcePortRange": "*",
          "destinationAddressPrefix": "\(prefix(rule.destination))",
          "destinationPortRange": "*" } }
        """
    }
  }

  /// The ExpressRoute gateway of the site's network, which is that of further sites there.
  private func writeGateway(of site: Site, _ writer: inout EstateWriter) {
    writer.gateway(
      in: "n\(site.network)", region: network(site.network)?.region ?? "", type: "ExpressRoute",
      site.gatewaySku.map { "\"sku\": { \"name\": \"\($0)\" }" } ?? "")
  }

  private func write(_ site: Site, _ writer: inout EstateWriter) {
    let bandwidth = site.bandwidthInMbps.map { ", \"bandwidthInMbps\": \($0)" } ?? ""
    writer.add(
      resource: """
        { "type": "Microsoft.Network/expressRouteCircuits", "name": "circuit\(site.number)",
          "location": "eastus", "properties": {
            "serviceProviderProperties": { "peeringLocation": "X"\(bandwidth) }, "peerings": [
            { "name": "AzurePrivatePeering", "properties": { "peeringType": "AzurePrivatePeering",
              "peerASN": \(65_050 + site.number),
              "primaryPeerAddressPrefix": "172.20.\(site.number).0/30",
              "secondaryPeerAddressPrefix": "172.20.\(site.number).4/30", "vlanId": 100 } } ] } }
        """)
    let network = "n\(site.network)"
    writer.add(
      resource: """
        { "type": "Microsoft.Network/connections", "name": "\(network)-circuit\(site.number)",
          "location": "eastus", "properties": { "connectionType": "ExpressRoute",
            "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "\(network)-er")),
            "peer": \(EstateWriter.id("expressRouteCircuits", "circuit\(site.number)")) } }
        """)
  }
}

extension EstatePlan.Side {
  fileprivate var text: String {
    """
    \(isDisconnected ? "\"peeringState\": \"Disconnected\", " : "")
    "allowVirtualNetworkAccess": \(allowVirtualNetworkAccess),
    "allowForwardedTraffic": \(allowForwardedTraffic),
    "allowGatewayTransit": \(allowGatewayTransit), "useRemoteGateways": \(useRemoteGateways)
    """
  }
}

extension EstatePlan.Site {
  fileprivate var text: String {
    let lan = 100 + number
    let claimed = claim.map {
      ", { \"name\": \"claim\", \"address\": \"\($0.address.advanced(by: 1))/\($0.length)\" }"
    }
    let hosts = (0..<hosts).map {
      """
      { "name": "h\(number)-\($0)", "address": "10.\(lan).0.\(10 + $0)/24", "gateway": "10.\(lan).0.1" }
      """
    }
    return """
      { "name": "site\(number)", "routers": [ { "name": "edge\(number)", "interfaces": [
          { "name": "lan", "address": "10.\(lan).0.1/24" },
          { "name": "e1", "address": "172.20.\(number).1/30" },
          { "name": "e2", "address": "172.20.\(number).5/30" }\(claimed ?? "") ],
        "bgp": { "asn": \(65_050 + number),
          "networks": ["10.\(lan).0.0/24"\(claim.map { ", \"\($0)\"" } ?? "")], "neighbors": [
          { "address": "172.20.\(number).2", "remoteAsn": 12076 },
          { "address": "172.20.\(number).6", "remoteAsn": 12076 } ] } } ],
        "hosts": [ \(hosts.joined(separator: ", ")) ] }
      """
  }

  fileprivate var links: [String] {
    (0..<hosts).map {
      "{ \"name\": \"lan\(number)-\($0)\", \"between\": [\"h\(number)-\($0)\", \"edge\(number)/lan\"] }"
    } + [
      "{ \"name\": \"primary\(number)\", \"between\": [\"edge\(number)/e1\", \"circuit\(number)/primary\"] }",
      "{ \"name\": \"secondary\(number)\", \"between\": [\"edge\(number)/e2\", \"circuit\(number)/secondary\"] }",
    ]
  }
}
