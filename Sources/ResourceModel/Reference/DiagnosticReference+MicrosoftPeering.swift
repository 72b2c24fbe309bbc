extension DiagnosticReference {
  static let microsoftPeering: [DiagnosticReference] = [
    .init(
      .microsoftPeeringPrefix,
      rule:
        "Microsoft peering is between public addresses: of its links, and of what is advertised",
      source: "Azure: ExpressRoute routing requirements, IP addresses used for Microsoft peering",
      example: #""primaryPeerAddressPrefix": "192.168.0.0/30""#,
      mend: "use public prefixes that belong to you"),
    .init(
      .microsoftPeeringWithoutPrefixes,
      rule: "Microsoft takes only the prefixes that the peering lists",
      source: "Azure: Create and modify peering for an ExpressRoute circuit, Microsoft peering",
      example: #""microsoftPeeringConfig": { "advertisedPublicPrefixes": [] }"#,
      mend: "list the customer's prefixes in microsoftPeeringConfig.advertisedPublicPrefixes"),
    .init(
      .tunnelSource,
      rule:
        "A tunnel's outer packets leave from an interface of its router, with the address that the local network gateway has",
      source: "Azure: Configure a site-to-site VPN over ExpressRoute Microsoft peering",
      example: #""tunnel": { "connection": "c", "sharedKey": "k", "source": "Loopback0" }"#,
      mend: "name an interface that has the local network gateway's gatewayIpAddress"),
    .init(
      .tunnelGatewayAddress,
      rule: "A tunnel's outer packets go to the gateway's public address",
      source: "Azure: Configure a site-to-site VPN over ExpressRoute Microsoft peering",
      example: #""tunnel": { "connection": "c", "sharedKey": "k", "source": "Loopback0" }"#,
      mend: "give the gateway a publicIPAddress whose resource has an ipAddress"),
    .init(
      .tunnelSourceNotAdvertised,
      rule:
        "The gateway answers a tunnel only if Microsoft peering brought it a route to the tunnel's source",
      source: "Azure: Configure a site-to-site VPN over ExpressRoute Microsoft peering",
      example: #""microsoftPeeringConfig": { "advertisedPublicPrefixes": ["198.51.101.0/24"] }"#,
      mend:
        "add the prefix with the source's address to microsoftPeeringConfig.advertisedPublicPrefixes"
    ),
  ]
}
