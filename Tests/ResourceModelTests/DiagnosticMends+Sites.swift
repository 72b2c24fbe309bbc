import ResourceModel

extension DiagnosticMends {
  static let sites: [DiagnosticCode: [Mend]] = [
    .unknownLinkEnd: [
      Mend(
        #", { "name": "x", "between": ["switch/up", "ce/down"] }"#,
        #""#)
    ],
    .linkEndsDiffer: [
      Mend(
        #"["host", "switch/up"]"#,
        #"["host", "switch/lan"]"#)
    ],
    .linkEndTaken: [
      Mend(
        #", { "name": "x", "between": ["HOST", "switch/lan"] }"#,
        #""#)
    ],
    .circuitLinkAddress: [
      Mend(
        #"192.168.0.2/30"#,
        #"192.168.0.1/30"#)
    ],
    .hostGateway: [
      Mend(
        #"172.16.1.1""#,
        #"172.16.0.1""#)
    ],
    .hostWithoutLink: [
      Mend(
        #""hosts": [{ "name": "host", "address": "172.16.0.10/24", "gateway": "172.16.0.1" }] }]"#,
        #""hosts": [{ "name": "host", "address": "172.16.0.10/24", "gateway": "172.16.0.1" }] }], "links": [{ "name": "l", "between": ["host", "switch/lan"] }]"#
      )
    ],
    .neighborUnreachable: [
      Mend(
        #"10.0.1.2"#,
        #"10.0.0.2"#)
    ],
    .invalidTunnel: [
      Mend(
        #""connection": "g-h""#,
        #""connection": "c""#),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/localNetworkGateways", "name": "l", "location": "eastus", "properties": { "localNetworkAddressSpace": { "addressPrefixes": ["172.16.0.0/24"] } } }, { "type": "Microsoft.Network/connections", "name": "c", "location": "eastus", "properties": { "connectionType": "IPsec", "sharedKey": "k", "virtualNetworkGateway1": { "id": "[resourceId('Microsoft.Network/virtualNetworkGateways', 'g')]" }, "localNetworkGateway2": { "id": "[resourceId('Microsoft.Network/localNetworkGateways', 'l')]" } } },"#
      ),
    ],
    .staticRouteNextHop: [
      Mend(
        #"10.0.1.1"#,
        #"10.0.0.2"#)
    ],
    .unknownInterface: [
      Mend(
        #"["a", "b"]"#,
        #"["a"]"#)
    ],
    .neighborASN: [
      Mend(
        #""remoteAsn": 65515"#,
        #""remoteAsn": 12076"#)
    ],
    .bgpPeeringAddress: [
      Mend(
        #"172.16.0.99"#,
        #"172.16.0.1"#)
    ],
    .linkConnections: [
      Mend(
        #"["c", "h-i"]"#,
        #"["i-h", "h-i"]"#)
    ],
    .customBgpAddress: [
      Mend(
        #"169.254.20.255"#,
        #"169.254.21.1"#)
    ],
    .apipaPeer: [
      Mend(
        #""bgpPeeringAddresses": []"#,
        #""bgpPeeringAddresses": [{ "ipconfigurationId": "c", "customBgpIpAddresses": ["169.254.21.1"] }]"#
      )
    ],
    .scenarioName: [
      Mend(
        #""a b""#,
        #""a-b""#)
    ],
    .scenarioEndpoint: [
      Mend(
        #""hast""#,
        #""host""#)
    ],
    .scenarioLink: [
      Mend(
        #""wan""#,
        #""lan""#)
    ],
    .negativeTimelineTime: [
      Mend(
        #""-1s""#,
        #""1s""#)
    ],
    .expectationMismatch: [
      Mend(
        #""hops": []"#,
        #""received": 4"#)
    ],
    .changedResourceMissing: [
      Mend(
        #"subnets/t""#,
        #"subnets/s2""#),
      Mend(
        #""timeline": ["#,
        #""timeline": [{ "at": "500ms", "create": { "type": "Microsoft.Network/virtualNetworks/subnets", "name": "a/s2", "properties": { "addressPrefix": "10.0.9.0/24" } } }, "#
      ),
    ],
    .fixedLocation: [
      Mend(
        #""location": "westus""#,
        #""location": "eastus""#)
    ],
    .remotePeeringDisconnected: [
      Mend(
        #"{ "at": "3s", "delete": "virtualNetworks/a/virtualNetworkPeerings/p" },"#,
        #"{ "at": "3s", "delete": "virtualNetworks/a/virtualNetworkPeerings/p" }, { "at": "3500ms", "delete": "virtualNetworks/b/virtualNetworkPeerings/p" },"#
      )
    ],
    .circuitAuthorization: [
      Mend(
        #""connectionType": "ExpressRoute","#,
        #""connectionType": "ExpressRoute", "authorizationKey": "key","#),
      Mend(
        #""name": "a", "properties": { }"#,
        #""name": "a", "properties": { "authorizationKey": "key" }"#),
    ],
    .routeFilterRule: [
      Mend(
        #", { "name": "s", "properties": { "access": "Allow", "communities": ["12076:51006"] } }"#,
        #""#),
      Mend(
        #"["12076:51004"]"#,
        #"["12076:51004", "12076:51006"]"#),
    ],
    .routeFilterMissing: [
      Mend(
        #""peeringType": "MicrosoftPeering","#,
        #""peeringType": "MicrosoftPeering", "routeFilter": { "id": "routeFilters/f" },"#),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/routeFilters", "name": "f", "location": "eastus", "properties": { "rules": [{ "name": "r", "properties": { "access": "Allow", "communities": ["12076:51004"] } }] } },"#
      ),
    ],
    .tunnelGatewayNotTold: [
      Mend(
        #"12076:51006"#,
        #"12076:51004"#)
    ],
    .unknownCommunity: [
      Mend(
        #"12076:51404"#,
        #"12076:51004"#)
    ],
    .routeWithoutGateway: [
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/virtualNetworkGateways", "name": "g", "location": "eastus", "properties": { "gatewayType": "Vpn", "ipConfigurations": [{ "name": "c", "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'GatewaySubnet')]" } } }] } },"#
      ),
      Mend(
        #""subnets": ["#,
        #""subnets": [{ "name": "GatewaySubnet", "properties": { "addressPrefix": "10.0.255.0/27" } }, "#
      ),
    ],
  ]
}
