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
    .init(
      .routeFilterRule,
      rule:
        "A route filter is for Microsoft peering and has one rule, which allows communities such as 12076:51004",
      source: "Azure: Configure route filters for Microsoft peering",
      example: #""access": "Deny""#,
      mend: "list all communities that are to be told in one rule of access Allow"),
    .init(
      .routeFilterMissing,
      rule:
        "Microsoft peering tells the customer nothing until a route filter is attached; before August 2017 it told all",
      era: .microsoftPeeringNeedsFilter,
      example: #""peeringType": "MicrosoftPeering""#,
      mend: "name a filter in the peering's routeFilter"),
    .init(
      .tunnelGatewayNotTold,
      rule:
        "A router finds the gateway of a tunnel only if a circuit's route filter and tier let its region's prefixes through",
      source: "Azure: Configure a site-to-site VPN over ExpressRoute Microsoft peering",
      example: #""communities": ["12076:51006"]"#,
      mend: "allow the community of the gateway's region"),
    .init(
      .unknownCommunity,
      rule: "A route filter names the communities of regions and services",
      source: "Azure: ExpressRoute routing requirements, support for BGP communities, 2025",
      example: #""communities": ["12076:51404"]"#,
      mend: "compare it with Microsoft's list; nothing of the document has this one"),
  ]
}
