extension DiagnosticReference {
  static let circuits: [DiagnosticReference] = [
    .init(
      .fastPath,
      rule: "FastPath needs an ExpressRoute gateway of SKU UltraPerformance or ErGw3AZ",
      source: "Azure: About FastPath",
      example: #""expressRouteGatewayBypass": true"#,
      mend: "use one of these SKUs, or leave FastPath off"),
    .init(
      .circuitReach,
      rule:
        "A standard circuit reaches its geopolitical region, a local one the regions at its location, a premium one all",
      source: "Azure: ExpressRoute FAQ; ExpressRoute peering locations, 2024 and 2026",
      example: #""sku": { "tier": "Standard" }"#,
      mend: "use the premium tier, or a circuit of a nearer location"),
    .init(
      .circuitKind,
      rule:
        "A circuit is Standard, Premium or Local and has 50 Mbps to 10 Gbps in Azure's steps, a local one 1 Gbps or more, one on ExpressRoute Direct 1 to 100 Gbps",
      source: "Azure: ExpressRoute FAQ; About ExpressRoute Direct",
      example: #""serviceProviderProperties": { "bandwidthInMbps": 300 }"#,
      mend: "use a tier and a bandwidth that exist"),
    .init(
      .circuitConnection,
      rule:
        "Global Reach joins two circuits with private peerings by a /29 of its own; of two geopolitical regions both are premium",
      source: "Azure: About ExpressRoute Global Reach",
      example: #""addressPrefix": "192.168.8.0/30""#,
      mend: "name another circuit, and a /29 that nothing else uses"),
    .init(
      .circuitAuthorization,
      rule:
        "A connection to a circuit of another subscription redeems one of the circuit's authorizations, at most 10; each is for one connection",
      source:
        "Azure: Connect a virtual network to an ExpressRoute circuit; Remove-AzExpressRouteCircuitAuthorization",
      example: #""authorizationKey": "key""#,
      mend: "give the circuit an authorization more, and the connection its key"),
  ]
}
