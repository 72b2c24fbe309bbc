extension DiagnosticReference {
  static let gateways: [DiagnosticReference] = [
    .init(
      .duplicateGateway,
      rule: "A network has one gateway of each type",
      source:
        "Virtual network peering, 09/2017; Azure: VPN Gateway configuration settings, GatewaySubnet",
      example: #""type": "Microsoft.Network/virtualNetworkGateways", "name": "h""#,
      mend: "remove one, or move it to another network"),
    .init(
      .gatewayOutsideGatewaySubnet,
      rule: "Gateways stand in the subnet that is called GatewaySubnet",
      source: "Azure: VPN Gateway configuration settings, GatewaySubnet",
      example: #""subnet": { "id": "v/s" }"#,
      mend: "refer to GatewaySubnet"),
    .init(
      .gatewaySubnetTooSmall,
      rule:
        "GatewaySubnet is a /29 or larger, a /27 for two gateways, and has an address for each instance and edge",
      source: "Azure: VPN Gateway configuration settings, GatewaySubnet",
      example: #""name": "GatewaySubnet", "properties": { "addressPrefix": "10.0.0.0/28""#,
      mend: "use a /27 or larger"),
    .init(
      .defaultSite,
      rule:
        "The default site of forced tunnelling is a local network gateway that a connection of the same route-based VPN gateway leads to",
      source: "Azure: Configure forced tunneling for site-to-site connections",
      example: #""gatewayDefaultSite": { "id": "l" }"#,
      mend: "connect the gateway with the site, or remove the default site"),
    .init(
      .reservedASN,
      rule: "Azure and IANA keep some autonomous system numbers for themselves",
      source: "Azure: About BGP with VPN Gateway",
      example: #""bgpSettings": { "asn": 12076 }"#,
      mend: "use 64512 to 65514, 65516 or 65521 to 65534"),
    .init(
      .sameASN,
      rule: "Both ends of a BGP session over a tunnel have different numbers",
      source: "Azure: About BGP with VPN Gateway",
      example: #""enableBgp": true"#,
      mend: "give one gateway another number"),
    .init(
      .fixedASN,
      rule: "An ExpressRoute gateway's number is 65515",
      source: "Azure: About ExpressRoute virtual network gateways",
      example: #""bgpSettings": { "asn": 65001 }"#,
      mend: "remove the number"),
    .init(
      .duplicateConnection,
      rule:
        "Two ends are joined by one connection: redundant tunnels between a pair are not supported",
      source: "Configure a VNet to VNet connection, 05/2015",
      example: #""type": "Microsoft.Network/connections", "name": "c""#,
      mend: "remove one of the two; make the gateways active-active for redundancy"),
    .init(
      .gatewayInstanceCount,
      rule: "A gateway has two instances",
      source: "Azure: About gateway redundancy",
      example: #""privateIPAddress": "10.0.255.6""#,
      mend: "pin at most two addresses"),
    .init(
      .connectionEnds,
      rule:
        "A connection's type fits its gateways: Vnet2Vnet and IPsec need VPN gateways, Vnet2Vnet route-based ones, ExpressRoute an ExpressRoute gateway",
      source: "Configure a VNet to VNet connection, 05/2015",
      example: #""virtualNetworkGateway1": { "id": "g" }"#,
      mend:
        "change the type, or refer to another gateway; a policy-based (static routing) gateway must be replaced by a route-based one"
    ),
    .init(
      .connectionWithoutReverse,
      rule: "A VNet-to-VNet tunnel comes up when both gateways have a connection",
      source: "Configure a VNet to VNet connection, 05/2015",
      example: #""connectionType": "Vnet2Vnet""#,
      mend: "declare the connection of the other gateway"),
    .init(
      .sharedKeyMismatch,
      rule: "A tunnel comes up when both ends have the same pre-shared key",
      source: "Configure a VNet to VNet connection, 05/2015",
      example: #""sharedKey": "b""#,
      mend: "give both ends the same key"),
    .init(
      .connectionBgpMismatch,
      rule: "BGP is on at both connections of a pair, or at none",
      source: "Azure: About BGP with VPN Gateway",
      example: #""enableBgp": false"#,
      mend: "enable or disable it at both"),
    .init(
      .connectionWithoutTunnel,
      rule:
        "A tunnel comes up when a device ends it at the local network gateway's address; a placeholder is nobody's",
      source: "Configure a VNet to VNet connection, 05/2015, add local networks",
      example: #""connectionType": "IPsec""#,
      mend:
        #"give a router's interface a "tunnel" with this connection, or the local network gateway the other gateway's address"#
    ),
    .init(
      .bgpNotEnabled,
      rule:
        "A connection with BGP needs BGP at the gateway, which is route-based and not of SKU Basic, and at the other end",
      source: "Azure: About BGP with VPN Gateway",
      example: #""enableBgp": true"#,
      mend: "enable BGP at the ends, or disable it at the connection"),
    .init(
      .circuitWithoutPrivatePeering,
      rule: "A circuit carries networks by its private peering",
      source: "Azure: ExpressRoute circuits and peering",
      example: #""type": "Microsoft.Network/expressRouteCircuits", "name": "x""#,
      mend: "add a peering of type AzurePrivatePeering"),
    .init(
      .circuitPeeringPrefix,
      rule: "A circuit's two links have a /30 each, which do not overlap",
      source: "Azure: ExpressRoute routing requirements",
      example: #""primaryPeerAddressPrefix": "192.168.0.0/29""#,
      mend: "use two /30 of one /29"),
    .init(
      .emptyLocalNetwork,
      rule: "Without BGP a site's prefixes are those of its local network gateway",
      source: "Azure: VPN Gateway configuration settings, local network gateways",
      example: #""localNetworkAddressSpace": { "addressPrefixes": [] }"#,
      mend: "list the prefixes, or enable BGP"),
    .init(
      .tunnelLimit,
      rule:
        "A VPN gateway has at most ten tunnels in 2015; later 10 to 100 by its SKU, and one if it is policy-based",
      source: "Configure a VNet to VNet connection, 05/2015; Azure: About VPN gateway SKUs",
      example: #""type": "Microsoft.Network/connections", "name": "g-h""#,
      mend: "use a larger SKU, or another gateway"),
    .init(
      .gatewaySku,
      rule:
        "A gateway has a SKU of its type; a policy-based one is Basic, and Basic does not stand beside ExpressRoute",
      source: "Azure: About VPN gateway SKUs; ExpressRoute and VPN coexistence",
      example: #""sku": { "name": "VpnGw9" }"#,
      mend: "use the SKU that the help names"),
    .init(
      .regionMismatch,
      rule: "A network's region is fixed, and its interfaces, machines and gateways are there",
      source: "Configure a VNet to VNet connection, 05/2015, location",
      example: #""location": "westus""#,
      mend: "move the resource to the network's region, or into a network of its own region"),
    .init(
      .circuitLimit,
      rule:
        "An ExpressRoute gateway has 4 to 16 circuits by its SKU, at most 4 of one peering location",
      source: "Azure: About ExpressRoute virtual network gateways",
      example: #""sku": { "name": "ErGw1AZ" }"#,
      mend: "use a larger SKU, or circuits of another location"),
    .init(
      .circuitNetworkLimit,
      rule: "A circuit connects 10 gateways, of the premium tier 20 to 100 by its bandwidth",
      source: "Azure: ExpressRoute limits",
      example: #""sku": { "tier": "Standard" }"#,
      mend: "use the premium tier, or another circuit"),
    .init(
      .unknownMachineSize,
      rule:
        "A machine sends no more than its size allows; of a size that is not known nothing is limited",
      source:
        "Azure: Virtual machine network bandwidth; the pages of the Dv2, Dv3, Dv5 and Fsv2 series",
      example: #""hardwareProfile": { "vmSize": "Standard_D2_v33" }"#,
      mend: "use the size that the help names, or leave it for a machine without a limit"),
    .init(
      .machineInterfaceLimit,
      rule: "A machine has 2 to 8 network interfaces at most, by its size",
      source: "Azure: the pages of the Dv2, Dv3, Dv5 and Fsv2 series",
      example: #""hardwareProfile": { "vmSize": "standard_d2s_v3" }"#,
      mend: "use a larger size, or fewer interfaces"),
    .init(
      .localNetworkDiffers,
      rule:
        "In 2015 a local network that stands for a virtual network has exactly that network's ranges",
      era: .localNetworkIsExact,
      example: #""localNetworkAddressSpace": { "addressPrefixes": ["10.2.0.0/17"] }"#,
      mend: "copy the network's ranges"),
  ]
}
