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
  ]
}
