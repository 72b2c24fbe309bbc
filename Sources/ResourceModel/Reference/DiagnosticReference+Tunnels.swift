extension DiagnosticReference {
  static let tunnels: [DiagnosticReference] = [
    .init(
      .customBgpAddress,
      rule:
        "A VPN gateway's APIPA addresses for BGP are in 169.254.21.0 to 169.254.22.255, other ones for each instance and device",
      source: "Azure: Configure BGP for VPN Gateway",
      example: #""customBgpIpAddresses": ["169.254.20.255"]"#,
      mend: "use an address of the range, at one of the gateway's IP configurations"),
    .init(
      .apipaPeer,
      rule:
        "A device that speaks BGP from an APIPA address needs an APIPA address of the gateway as its neighbour",
      source: "Azure: Configure BGP for VPN Gateway",
      example: #""bgpPeeringAddress": "169.254.21.2""#,
      mend:
        "give the gateway an APIPA address in bgpPeeringAddresses, and the device a neighbour with it"
    ),
    .init(
      .trafficSelectors,
      rule:
        "Policy-based traffic selectors of a route-based gateway need a custom policy for IPsec, which SKU Basic does not have, and ranges at both ends",
      source:
        "Azure: Connect a VPN gateway to multiple on-premises policy-based VPN devices; Custom traffic selectors",
      example: #""usePolicyBasedTrafficSelectors": true"#,
      mend: "add ipsecPolicies and set usePolicyBasedTrafficSelectors, or leave the selectors away"),
    .init(
      .trafficSelectorMismatch,
      rule:
        "A tunnel carries what both ends have a traffic selector for; a route-based end has one for everything alone",
      source: "Azure: Connect a VPN gateway to multiple on-premises policy-based VPN devices",
      example: #""remoteAddressRanges": ["10.0.0.0/17"]"#,
      mend: "give both ends the same ranges"),
    .init(
      .clientAddressPool,
      rule:
        "Point-to-site needs a route-based VPN gateway, SSTP alone with SKU Basic, and a pool that overlaps no network or site that clients reach",
      source: "Azure: About Point-to-Site VPN; About VPN gateway SKUs",
      example: #""vpnClientAddressPool": { "addressPrefixes": ["10.0.3.0/24"] }"#,
      mend: "use a route-based gateway, and a range that nobody has"),
    .init(
      .vpnClient,
      rule:
        "A client speaks a protocol of its gateway, SSTP only on Windows, has an address of the pool, and is one of at most 128 by SSTP and 250 to 10,000 by IKEv2 and OpenVPN",
      source: "Azure: About Point-to-Site VPN; About VPN gateway SKUs",
      example: #""protocol": "OpenVPN""#,
      mend: "use a protocol that the gateway has, an address of its pool, or a larger SKU"),
  ]
}
