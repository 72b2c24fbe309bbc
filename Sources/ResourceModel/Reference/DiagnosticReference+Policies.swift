extension DiagnosticReference {
  static let policies: [DiagnosticReference] = [
    .init(
      .securityRulePriority,
      rule: "A rule's priority is in 100 to 4096",
      source: "Azure: Network security groups overview",
      example: #""priority": 99"#,
      mend: "choose another priority"),
    .init(
      .duplicateSecurityRulePriority,
      rule: "A priority is given once in a group and direction",
      source: "Azure: Network security groups overview",
      example: #""name": "q", "properties": { "priority": 100"#,
      mend: "choose another priority"),
    .init(
      .securityGroupOnGatewaySubnet,
      rule: "GatewaySubnet has no network security group",
      source: "Azure: VPN Gateway configuration settings, GatewaySubnet",
      example: #""networkSecurityGroup": { "id": "n" }"#,
      mend: "remove the group; filter at the machines' subnets"),
    .init(
      .routeNextHopAddress,
      rule: "A route of type VirtualAppliance has an address, and no other has",
      source: "Azure: Virtual network traffic routing",
      example: #""nextHopType": "VirtualAppliance""#,
      mend: "add or remove nextHopIpAddress"),
    .init(
      .routeToExpressRouteGateway,
      rule: "A user-defined route leads to a VPN gateway, never to an ExpressRoute gateway",
      source:
        "Azure: Virtual network traffic routing; Virtual network peering, 09/2017 and 03/2018",
      example: #""nextHopType": "VirtualNetworkGateway""#,
      mend: "let BGP propagate the circuit's routes, or route to an appliance"),
    .init(
      .routeWithoutGateway,
      rule:
        "A route to a virtual network gateway needs one: the network's own, or that of a peer whose gateways it uses",
      source: "Azure: Diagnose a virtual machine routing problem, next hop type None",
      example: #""nextHopType": "VirtualNetworkGateway""#,
      mend: "declare the gateway, or let the network use a peer's: useRemoteGateways"),
    .init(
      .gatewaySubnetRouteTable,
      rule: "The route table of GatewaySubnet has no default route and does not stop propagation",
      source: "Azure: Virtual network traffic routing",
      example: #""routeTable": { "id": "t" }"#,
      mend: "use another table there, or none"),
    .init(
      .duplicateRoute,
      rule: "A route table has one route to a prefix",
      source: "Azure: Virtual network traffic routing",
      example: #""name": "q", "properties": { "addressPrefix": "10.0.0.0/8""#,
      mend: "remove one of the two routes"),
    .init(
      .networkInterfaceInGatewaySubnet,
      rule: "GatewaySubnet is for gateways alone",
      source: "Azure: VPN Gateway configuration settings, GatewaySubnet",
      example: #""subnet": { "id": "v/GatewaySubnet" }"#,
      mend: "put the machine into another subnet"),
    .init(
      .applianceUnreachable,
      rule:
        "An appliance that a route names is in the own network or in one that is peered with it, and somebody has its address",
      source: "Azure: Virtual network traffic routing",
      example: #""nextHopIpAddress": "10.9.0.4""#,
      mend: "peer the networks, or use an appliance in reach"),
    .init(
      .applianceWithoutForwarding,
      rule: "An appliance's interface has IP forwarding, or packets for others are dropped there",
      source: "Azure: Virtual network traffic routing",
      example: #""nextHopIpAddress": "10.0.0.4""#,
      mend: "set enableIPForwarding at the interface"),
    .init(
      .securityGroupLimit,
      rule:
        "A group has at most 1000 rules, a rule's side 4000 addresses or 10 application security groups, an IP configuration 20 of these",
      source: "Azure: Azure subscription and service limits",
      example: #"{ "id": "g10" }, { "id": "g11" }]"#,
      mend: "split the rule, or the group"),
    .init(
      .augmentedRule,
      rule: "A list of addresses has no service tag and no *: those stand alone",
      source: "Azure: Network security groups overview",
      example: #""sourceAddressPrefixes": ["10.0.0.0/8", "VirtualNetwork"]"#,
      mend: "make the tag a rule of its own"),
    .init(
      .applicationGroupNetworks,
      rule:
        "The interfaces of an application security group are of one network, and so are the groups at both sides of a rule",
      source: "Azure: Application security groups",
      example: #""applicationSecurityGroups": [{ "id": "web" }]"#,
      mend: "make a group for each network; name addresses at one side"),
  ]
}
