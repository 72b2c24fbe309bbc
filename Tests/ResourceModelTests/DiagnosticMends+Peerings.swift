import ResourceModel

extension DiagnosticMends {
  static let peerings: [DiagnosticCode: [Mend]] = [
    .duplicateRoute: [
      Mend(
        #""name": "q", "properties": { "addressPrefix": "10.0.0.0/8""#,
        #""name": "q", "properties": { "addressPrefix": "11.0.0.0/8""#)
    ],
    .networkInterfaceInGatewaySubnet: [
      Mend(
        #""v/GatewaySubnet""#,
        #""v/s""#),
      Mend(
        #""subnets": ["#,
        #""subnets": [{ "name": "s", "properties": { "addressPrefix": "10.0.0.0/24" } }, "#),
    ],
    .peeringNotAvailable: [
      Mend(
        #"azure-2015"#,
        #"azure-2018"#),
      Mend(
        #""virtualNetworkPeerings": []"#,
        #""virtualNetworkPeerings": [{ "name": "q", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'a')]" }, } }]"#
      ),
    ],
    .globalPeeringPreview: [
      Mend(
        #""location": "westus","#,
        #""location": "ukwest","#),
      Mend(
        #""profile": "azure-2017""#,
        #""profile": "azure-2017", "subscriptions": [{ "id": "s", "tenant": "t", "features": ["AllowGlobalVnetPeering"] }]"#
      ),
      Mend(
        #""virtualNetworkPeerings": []"#,
        #""virtualNetworkPeerings": [{ "name": "q", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'a')]" }, } }]"#
      ),
    ],
    .globalGatewayTransit: [
      Mend(
        #""location": "westus","#,
        #""location": "westus2","#)
    ],
    .peeringLimit: [
      Mend(
        #", { "name": "p51", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 's51')]" }, } }"#,
        #""#)
    ],
    .classicPeering: [
      Mend(
        #""Microsoft.ClassicNetwork/virtualNetworks", "name": "a""#,
        #""Microsoft.Network/virtualNetworks", "name": "a""#)
    ],
    .mixedModelGatewayTransit: [
      Mend(
        #""allowGatewayTransit": true"#,
        #""#)
    ],
    .peeringTenants: [
      Mend(
        #"fabrikam"#,
        #"contoso"#)
    ],
    .peeringPermission: [
      Mend(
        #""role": "Reader""#,
        #""role": "Network Contributor""#)
    ],
    .addressSpaceChangedWhilePeered: [
      Mend(
        #""remoteAddressSpace": { "addressPrefixes": ["10.2.0.0/16"] }"#,
        #""#)
    ],
    .peeringNotSynchronised: [
      Mend(
        #""remoteAddressSpace": { "addressPrefixes": ["10.2.0.0/16"] }"#,
        #""remoteAddressSpace": { "addressPrefixes": ["10.1.0.0/16"] }"#)
    ],
    .disconnectedPeering: [
      Mend(
        #", "peeringState": "Disconnected""#,
        #""#),
      Mend(
        #""virtualNetworkPeerings": []"#,
        #""virtualNetworkPeerings": [{ "name": "q", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'a')]" }, } }]"#
      ),
    ],
    .forwardedTrafficNotAllowed: [
      Mend(
        #""name": "p", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'hub')]" }, } }] } } ]"#,
        #""name": "p", "properties": { "remoteVirtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'hub')]" }, "allowForwardedTraffic": true } }] } } ]"#
      )
    ],
    .gatewaySku: [
      Mend(
        #"VpnGw9"#,
        #"VpnGw2"#)
    ],
    .regionMismatch: [
      Mend(
        #""location": "westus""#,
        #""location": "eastus""#)
    ],
    .circuitLimit: [
      Mend(
        #"ErGw1AZ"#,
        #"ErGw3AZ"#)
    ],
    .circuitNetworkLimit: [
      Mend(
        #""tier": "Standard""#,
        #""tier": "Premium""#)
    ],
    .applianceUnreachable: [
      Mend(
        #""10.9.0.4""#,
        #""10.0.1.4""#),
      Mend(
        #""subnets": ["#,
        #""subnets": [{ "name": "t", "properties": { "addressPrefix": "10.0.1.0/24" } }, "#),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/networkInterfaces", "name": "n", "location": "eastus", "properties": { "enableIPForwarding": true, "ipConfigurations": [{ "name": "c", "properties": { "privateIPAddress": "10.0.1.4", "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 't')]" } } }] } },"#
      ),
    ],
    .applianceWithoutForwarding: [
      Mend(
        #"}], } } ], }"#,
        #"}], "enableIPForwarding": true } } ], }"#)
    ],
    .localNetworkDiffers: [
      Mend(
        #""10.2.0.0/17""#,
        #""10.2.0.0/16""#)
    ],
    .securityGroupLimit: [
      Mend(
        #", { "id": "g11" }"#,
        #""#)
    ],
    .augmentedRule: [
      Mend(
        #", "VirtualNetwork""#,
        #""#)
    ],
    .applicationGroupNetworks: [
      Mend(
        #""name": "m", "location": "eastus", "properties": { "ipConfigurations": [{ "name": "c", "properties": { "applicationSecurityGroups": [{ "id": "web" }],"#,
        #""name": "m", "location": "eastus", "properties": { "ipConfigurations": [{ "name": "c", "properties": {"#
      )
    ],
    .unknownMachineSize: [
      Mend(
        #"Standard_D2_v33"#,
        #"Standard_D2_v3"#)
    ],
    .machineInterfaceLimit: [
      Mend(
        #"standard_d2s_v3"#,
        #"Standard_D8s_v3"#)
    ],
  ]
}
