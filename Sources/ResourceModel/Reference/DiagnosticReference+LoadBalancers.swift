extension DiagnosticReference {
  static let loadBalancers: [DiagnosticReference] = [
    .init(
      .publicFrontEnd,
      rule: "A front end stands in a subnet: the Internet, and so a public one, is not modelled",
      source: "vnetem: Limitations",
      example:
        #""publicIPAddress": { "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'p')]" }"#,
      mend: "give the front end a subnet"),
    .init(
      .highAvailabilityPorts,
      rule:
        "High-availability ports are protocol All with both ports 0, at an internal Standard load balancer",
      source: "Azure: High availability ports overview",
      example: #""protocol": "All", "frontendPort": 80"#,
      mend: "make both ports 0 and the SKU Standard, or name a protocol and its ports"),
    .init(
      .highAvailabilityPortsMixed,
      rule:
        "A pool, and a front end, has high-availability ports or rules for single ports, not both",
      source: "Azure: High availability ports overview, limitations",
      example: #""protocol": "All", "frontendPort": 0"#,
      mend: "give the rules pools and front ends of their own"),
    .init(
      .duplicateBalancingRule,
      rule:
        "A port of a front end has one rule, and without floating IP a port of a pool has one as well",
      source: "Azure: Multiple frontends for Azure Load Balancer",
      example:
        #"{ "name": "again", "properties": { "frontendIPConfiguration": "lb/fe", "backendAddressPool": "lb/pool", "protocol": "Tcp", "frontendPort": 80"#,
      mend: "remove one of the rules, or change its port"),
    .init(
      .probeSku,
      rule: "Probes of HTTPS are the Standard SKU's",
      source: "Azure: Azure Load Balancer SKUs",
      example: #""protocol": "Https""#,
      mend: "use the Standard SKU, or probe by Tcp or Http"),
    .init(
      .probePort,
      rule: "A probe of HTTP asks none of the ports 19, 21, 25, 70, 110, 119, 143, 220, 993",
      source: "Azure: Azure Load Balancer health probes, limitations",
      example: #""protocol": "Http", "port": 25"#,
      mend: "use another port, or probe by Tcp"),
    .init(
      .probePath,
      rule: "A probe of HTTP or HTTPS names a path, and one of TCP does not",
      source: "Azure: Azure Load Balancer health probes",
      example: #""protocol": "Tcp", "port": 80, "requestPath": "/""#,
      mend: "add the path, or remove it"),
    .init(
      .loadBalancerNetworks,
      rule: "Front ends and backends of a load balancer are in one network",
      source: "Azure: Azure Load Balancer components, backend pools",
      example: #""loadBalancerBackendAddressPools": ["lb/pool"]"#,
      mend: "use a load balancer in each network"),
    .init(
      .poolMembership,
      rule: "An IP configuration is in pools of at most one internal load balancer",
      source: "Azure: Azure Load Balancer components, limitations",
      example: #""loadBalancerBackendAddressPools": ["lb/pool", "lb2/other"]"#,
      mend: "keep it in one, or add another IP configuration"),
    .init(
      .frontEndInGatewaySubnet,
      rule: "GatewaySubnet is for gateways alone",
      source: "Azure: About VPN Gateway configuration settings",
      example:
        #""subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'a', 'GatewaySubnet')]" }"#,
      mend: "put the front end into another subnet"),
    .init(
      .emptyPool,
      rule: "A rule leads to a pool that somebody belongs to",
      source: "Azure: Troubleshoot Azure Load Balancer",
      example: #""backendAddressPool": "lb/pool""#,
      mend: "name the pool at a network interface's IP configuration"),
    .init(
      .frontEndAcrossRegions,
      rule:
        "Over a peering between regions no front end is reached in 2017 and 2018, and later one of a Standard load balancer alone",
      source:
        "Virtual network peering, 09/2017, requirements and constraints; Azure: Virtual Network frequently asked questions",
      example: #""sku": { "name": "Basic" }"#,
      mend: "use the Standard SKU, or in 2017 and 2018 connect the networks by VPN gateways"),
    .init(
      .probeUnanswered,
      rule: "A backend listens at the port that the probe asks, or it gets no new flow",
      source: "Azure: Azure Load Balancer health probes, probe down behaviour",
      example: #""probes": [{ "name": "p", "properties": { "protocol": "Tcp", "port": 80 } }]"#,
      mend: "let the machine listen there, or change the probe"),
  ]
}
