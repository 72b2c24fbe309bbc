import ResourceModel

extension DiagnosticMends {
  static let connections: [DiagnosticCode: [Mend]] = [
    .defaultSite: [
      Mend(#""gatewayDefaultSite": { "id": "l" },"#, "")
    ],
    .gatewaySubnetRouteTable: [
      Mend(
        #""routeTable": { "id": "t" }"#,
        #""#)
    ],
    .connectionEnds: [
      Mend(
        #""gatewayType": "Vpn""#,
        #""gatewayType": "ExpressRoute""#)
    ],
    .connectionWithoutReverse: [
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/connections", "name": "d", "location": "eastus", "properties": { "connectionType": "Vnet2Vnet", "virtualNetworkGateway1": { "id": "[resourceId('Microsoft.Network/virtualNetworkGateways', 'h')]" }, "virtualNetworkGateway2": { "id": "[resourceId('Microsoft.Network/virtualNetworkGateways', 'g')]" } } },"#
      )
    ],
    .sharedKeyMismatch: [
      Mend(
        #""sharedKey": "b""#,
        #""sharedKey": "a""#)
    ],
    .connectionBgpMismatch: [
      Mend(
        #""enableBgp": false"#,
        #""enableBgp": true"#)
    ],
    .connectionWithoutTunnel: [
      Mend(
        #"} ], }"#,
        #"} ], "sites": [{ "name": "site", "routers": [{ "name": "ce", "interfaces": [{ "name": "t", "address": "172.16.0.1/32", "tunnel": { "connection": "c", "sharedKey": "k" } }] }] }] }"#
      )
    ],
    .bgpNotEnabled: [
      Mend(
        #""gatewayType": "Vpn","#,
        #""gatewayType": "Vpn", "enableBgp": true,"#)
    ],
    .duplicateConnection: [
      Mend(
        #", { "type": "Microsoft.Network/connections", "name": "c", "location": "eastus", "properties": { "connectionType": "Vnet2Vnet", "virtualNetworkGateway2": { "id": "[resourceId('Microsoft.Network/virtualNetworkGateways', 'h')]" }, "sharedKey": "k", "virtualNetworkGateway1": { "id": "[resourceId('Microsoft.Network/virtualNetworkGateways', 'g')]" } } } ],"#,
        #" ],"#)
    ],
    .circuitWithoutPrivatePeering: [
      Mend(
        #""MicrosoftPeering""#,
        #""AzurePrivatePeering""#)
    ],
    .circuitPeeringPrefix: [
      Mend(
        #"192.168.0.0/29"#,
        #"192.168.0.0/30"#),
      Mend(
        #"192.168.0.8/30"#,
        #"192.168.0.4/30"#),
    ],
    .emptyLocalNetwork: [
      Mend(
        #""addressPrefixes": []"#,
        #""addressPrefixes": ["172.16.0.0/24"]"#)
    ],
    .gatewayInstanceCount: [
      Mend(
        #", { "name": "c", "properties": { "subnet": { "id": "v/GatewaySubnet" }, "privateIPAddress": "10.0.255.6" } }"#,
        #""#)
    ],
  ]
}
