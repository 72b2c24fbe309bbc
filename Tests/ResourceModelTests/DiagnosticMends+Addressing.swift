import ResourceModel

extension DiagnosticMends {
  static let addressing: [DiagnosticCode: [Mend]] = [
    .hostBitsSet: [
      Mend(
        #"10.0.0.1/16"#,
        #"10.0.0.0/16"#)
    ],
    .addressSpaceOverlap: [
      Mend(
        #", "10.0.1.0/24""#,
        #""#)
    ],
    .peeredAddressSpaceOverlap: [
      Mend(
        #", "10.0.1.0/24""#,
        #""#)
    ],
    .connectedAddressSpaceOverlap: [
      Mend(
        #", "10.0.0.0/24""#,
        #""#)
    ],
    .subnetOutsideAddressSpace: [
      Mend(
        #"10.1.0.0/24"#,
        #"10.0.1.0/24"#)
    ],
    .subnetOverlap: [
      Mend(
        #"10.0.0.128/25"#,
        #"10.0.1.0/25"#)
    ],
    .addressOutsideSubnet: [
      Mend(
        #"10.0.1.4"#,
        #"10.0.0.4"#)
    ],
    .reservedAddress: [
      Mend(
        #"10.0.0.3"#,
        #"10.0.0.4"#)
    ],
    .duplicateAddress: [
      Mend(
        #""name": "o", "location": "eastus", "properties": { "ipConfigurations": [{ "name": "c", "properties": { "privateIPAddress": "10.0.0.4""#,
        #""name": "o", "location": "eastus", "properties": { "ipConfigurations": [{ "name": "c", "properties": { "privateIPAddress": "10.0.0.5""#
      )
    ],
    .forbiddenAddressSpace: [
      Mend(
        #"169.254.0.0/24"#,
        #"10.0.0.0/24"#)
    ],
    .subnetSize: [
      Mend(
        #"10.0.0.0/30"#,
        #"10.0.0.0/29"#)
    ],
    .subnetExhausted: [
      Mend(
        #"10.0.0.0/29"#,
        #"10.0.0.0/28"#)
    ],
    .duplicateGateway: [
      Mend(
        #""name": "h", "location": "eastus", "properties": { "gatewayType": "Vpn", "ipConfigurations": [{ "name": "c", "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'g-vnet', 'GatewaySubnet')]" }"#,
        #""name": "h", "location": "eastus", "properties": { "gatewayType": "Vpn", "ipConfigurations": [{ "name": "c", "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'w', 'GatewaySubnet')]" }"#
      ),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/virtualNetworks", "name": "w", "location": "eastus", "properties": { "addressSpace": { "addressPrefixes": ["10.7.0.0/16"] }, "subnets": [{ "name": "GatewaySubnet", "properties": { "addressPrefix": "10.7.0.0/24" } }] } },"#
      ),
    ],
    .gatewayOutsideGatewaySubnet: [
      Mend(
        #""v/s""#,
        #""v/GatewaySubnet""#)
    ],
    .gatewaySubnetTooSmall: [
      Mend(
        #"10.0.0.0/28"#,
        #"10.0.0.0/27"#)
    ],
    .reservedASN: [
      Mend(
        #"12076"#,
        #"65001"#)
    ],
    .sameASN: [
      Mend(
        #""name": "g", "location": "eastus", "properties": { "gatewayType": "Vpn","#,
        #""name": "g", "location": "eastus", "properties": { "gatewayType": "Vpn", "bgpSettings": { "asn": 65001 },"#
      )
    ],
    .fixedASN: [
      Mend(
        #""bgpSettings": { "asn": 65001 }, "#,
        #""#)
    ],
    .gatewayTransitNotAllowed: [
      Mend(
        #"{ "id": "[resourceId('Microsoft.Network/virtualNetworks', 'spoke')]" },"#,
        #"{ "id": "[resourceId('Microsoft.Network/virtualNetworks', 'spoke')]" }, "allowGatewayTransit": true"#
      )
    ],
    .remoteGatewayMissing: [
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/virtualNetworkGateways", "name": "g", "location": "eastus", "properties": { "gatewayType": "Vpn", "ipConfigurations": [{ "name": "c", "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'hub', 'GatewaySubnet')]" } } }] } },"#
      )
    ],
    .remoteGatewayBesideOwn: [
      Mend(
        #""useRemoteGateways": true"#,
        #""useRemoteGateways": false"#)
    ],
    .severalRemoteGateways: [
      Mend(
        #"{ "id": "[resourceId('Microsoft.Network/virtualNetworks', 'other')]" }, "useRemoteGateways": true"#,
        #"{ "id": "[resourceId('Microsoft.Network/virtualNetworks', 'other')]" }, "useRemoteGateways": false"#
      )
    ],
    .oneSidedPeering: [
      Mend(
        #""virtualNetworkPeerings": []"#,
        #""virtualNetworkPeerings": [{ "name": "q", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'a')]" }, } }]"#
      )
    ],
    .invalidPeering: [
      Mend(
        #""remoteVirtualNetwork": { "id": "a" }"#,
        #""remoteVirtualNetwork": { "id": "b" }"#),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/virtualNetworks", "name": "b", "location": "eastus", "properties": { "addressSpace": { "addressPrefixes": ["10.7.0.0/16"] }, "subnets": [], "virtualNetworkPeerings": [{ "name": "q", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'a')]" }, } }] } },"#
      ),
    ],
    .securityRulePriority: [
      Mend(
        #""priority": 99"#,
        #""priority": 100"#)
    ],
    .duplicateSecurityRulePriority: [
      Mend(
        #""name": "q", "properties": { "priority": 100"#,
        #""name": "q", "properties": { "priority": 101"#)
    ],
    .securityGroupOnGatewaySubnet: [
      Mend(
        #""networkSecurityGroup": { "id": "n" }"#,
        #""#)
    ],
    .routeNextHopAddress: [
      Mend(
        #""nextHopType": "VirtualAppliance""#,
        #""nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4""#)
    ],
    .routeToExpressRouteGateway: [
      Mend(
        #""nextHopType": "VirtualNetworkGateway""#,
        #""nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4""#),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/networkInterfaces", "name": "n", "location": "eastus", "properties": { "enableIPForwarding": true, "ipConfigurations": [{ "name": "c", "properties": { "privateIPAddress": "10.0.1.4", "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 't')]" } } }] } },"#
      ),
      Mend(
        #""subnets": ["#,
        #""subnets": [{ "name": "t", "properties": { "addressPrefix": "10.0.1.0/24" } }, "#),
      Mend(
        #""10.0.0.4""#,
        #""10.0.1.4""#),
    ],
  ]
}
