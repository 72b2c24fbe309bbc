extension DiagnosticReference {
  static let sites: [DiagnosticReference] = [
    .init(
      .unknownLinkEnd,
      rule: "A link ends at a host, a router's interface or a circuit's side",
      source: "vnetem: topology documents",
      example: #""between": ["switch/up", "ce/down"]"#,
      mend: "correct the spelling, or declare the device"),
    .init(
      .linkEndsDiffer,
      rule: "The two ends of a link are on one network",
      source: "vnetem: topology documents",
      example: #""between": ["host", "switch/up"]"#,
      mend: "correct one of the addresses"),
    .init(
      .linkEndTaken,
      rule: "An interface, a host or a circuit's side has one link",
      source: "vnetem: topology documents",
      example: #""between": ["HOST", "switch/lan"]"#,
      mend: "remove one of the links"),
    .init(
      .circuitLinkAddress,
      rule: "The customer has the first usable address of a circuit's /30, Microsoft the second",
      source: "Azure: ExpressRoute routing requirements",
      example: #""address": "192.168.0.2/30""#,
      mend: "use the address that the message names"),
    .init(
      .hostGateway,
      rule: "A host's gateway is a router's address on the host's network",
      source: "vnetem: topology documents",
      example: #""gateway": "172.16.1.1""#,
      mend: "use the router's address"),
    .init(
      .hostWithoutLink,
      rule: "A host has a link",
      source: "vnetem: topology documents",
      example: #""hosts": [{ "name": "host""#,
      mend: "add a link between the host and a router's interface"),
    .init(
      .neighborUnreachable,
      rule: "A BGP neighbour is on a connected network, or a static route leads there",
      source: "RFC 4271, 8",
      example: #""address": "10.0.1.2""#,
      mend: "correct the address, or add the route"),
    .init(
      .invalidTunnel,
      rule: "A tunnel names an IPsec connection and an instance that its gateway has",
      source: "vnetem: topology documents",
      example: #""tunnel": { "connection": "g-h", "sharedKey": "k" }"#,
      mend: "name another connection or instance"),
    .init(
      .staticRouteNextHop,
      rule:
        "A static route's next hop is an interface, a neighbour, or an address to which another route leads",
      source: "vnetem: topology documents",
      example: #""nextHop": "10.0.1.1""#,
      mend: "name a neighbour or an interface, or add a route to the next hop"),
    .init(
      .unknownInterface,
      rule: "A router's settings name its own interfaces",
      source: "vnetem: topology documents",
      example: #""ospf": { "interfaces": ["a", "b"] }"#,
      mend: "correct the spelling, or declare the interface"),
    .init(
      .neighborASN,
      rule: "A BGP session comes up when each side has the number that the other one expects",
      source: "RFC 4271, 6.2",
      example: #""remoteAsn": 65515"#,
      mend: "write the number that the neighbour has"),
    .init(
      .bgpPeeringAddress,
      rule: "The peering address that Azure is told of is the device's",
      source: "Azure: About BGP with VPN Gateway",
      example: #""bgpPeeringAddress": "172.16.0.99""#,
      mend: "write an address of the tunnel's router"),
    .init(
      .linkConnections,
      rule: "A link stands for one connection, or for the two of a VNet-to-VNet pair",
      source: "vnetem: topology documents",
      example: #""connections": ["c", "h-i"]"#,
      mend: "name the two connections of one pair"),
  ]
}
