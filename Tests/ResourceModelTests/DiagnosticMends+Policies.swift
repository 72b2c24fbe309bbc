import ResourceModel

extension DiagnosticMends {
  static let policies: [DiagnosticCode: [Mend]] = [
    .publicFrontEnd: [
      Mend(
        #""publicIPAddress": { "id": "[resourceId('Microsoft.Network/publicIPAddresses', 'p')]" }"#,
        #""subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'a', 's')]" }"#
      )
    ],
    .highAvailabilityPorts: [
      Mend(
        #""frontendPort": 80"#,
        #""frontendPort": 0"#)
    ],
    .highAvailabilityPortsMixed: [
      Mend(
        #""backendAddressPool": "lb/pool", "protocol": "Tcp""#,
        #""backendAddressPool": "lb/other", "protocol": "Tcp""#),
      Mend(
        #"[{ "name": "pool" }]"#,
        #"[{ "name": "pool" }, { "name": "other" }]"#),
      Mend(
        #"["lb/pool"]"#,
        #"["lb/pool", "lb/other"]"#),
    ],
    .duplicateBalancingRule: [
      Mend(
        #""frontendPort": 80 } }], "probes""#,
        #""frontendPort": 81 } }], "probes""#)
    ],
    .probeSku: [
      Mend(
        #""Basic""#,
        #""Standard""#)
    ],
    .probePort: [
      Mend(
        #""port": 25"#,
        #""port": 80"#)
    ],
    .probePath: [
      Mend(
        #""port": 80"#,
        #""port": 80, "requestPath": "/""#)
    ],
    .loadBalancerNetworks: [
      Mend(
        #"'b', 's'"#,
        #"'a', 's'"#),
      Mend(
        #"10.1.0.4"#,
        #"10.0.0.4"#),
    ],
    .poolMembership: [
      Mend(
        #", "lb2/other""#,
        #""#)
    ],
    .frontEndInGatewaySubnet: [
      Mend(
        #"'a', 'GatewaySubnet')"#,
        #"'a', 's')"#),
      Mend(
        #""subnets": ["#,
        #""subnets": [{ "name": "s", "properties": { "addressPrefix": "10.0.1.0/24" } }, "#),
      Mend(
        #"10.0.0.36"#,
        #"10.0.1.36"#),
    ],
    .emptyPool: [
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/networkInterfaces", "name": "n", "location": "eastus", "properties": { "ipConfigurations": [{ "name": "c", "properties": { "privateIPAddress": "10.0.0.4", "loadBalancerBackendAddressPools": ["lb/pool"], "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'a', 's')]" } } }] } },"#
      )
    ],
    .frontEndAcrossRegions: [
      Mend(
        #""Basic""#,
        #""Standard""#)
    ],
    .probeUnanswered: [
      Mend(
        #"} } ], }"#,
        #"} } ], "guests": [{ "name": "m", "listens": [80] }] }"#),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Compute/virtualMachines", "name": "m", "location": "eastus", "properties": { "networkProfile": { "networkInterfaces": [{ "id": "n" }] } } },"#
      ),
    ],
    .routeServiceTag: [
      Mend(
        #""addressPrefix": "Internet""#,
        #""addressPrefix": "0.0.0.0/0""#)
    ],
    .serviceEndpointService: [
      Mend(
        #"Microsoft.Compute"#,
        #"Microsoft.Storage"#)
    ],
    .serviceEndpointConflict: [
      Mend(
        #", { "service": "Microsoft.Sql", "locations": ["westus2"] }"#,
        #""#)
    ],
    .platformTagDirection: [
      Mend(
        #""sourceAddressPrefix": "AzurePlatformDNS", "destinationAddressPrefix": "*""#,
        #""sourceAddressPrefix": "*", "destinationAddressPrefix": "AzurePlatformDNS""#)
    ],
    .routeToPlatform: [
      Mend(
        #"168.63.129.16/32"#,
        #"168.63.129.17/32"#)
    ],
    .applianceOnOwnRoute: [
      Mend(
        #"'v', 's')]" } } }], "enable"#,
        #"'v', 't')]" } } }], "enable"#),
      Mend(
        #""subnets": ["#,
        #""subnets": [{ "name": "t", "properties": { "addressPrefix": "10.0.1.0/24" } }, "#),
      Mend(
        #""10.0.0.4""#,
        #""10.0.1.4""#),
    ],
    .notInProfile: [
      Mend(
        #"azure-2018"#,
        #"current"#)
    ],
    .microsoftPeeringPrefix: [
      Mend(
        #"192.168.0.0/30"#,
        #"203.0.113.0/30"#)
    ],
    .microsoftPeeringWithoutPrefixes: [
      Mend(
        #""advertisedPublicPrefixes": []"#,
        #""advertisedPublicPrefixes": ["198.51.100.0/24"]"#)
    ],
    .tunnelSource: [
      Mend(
        #""source": "Loopback1""#,
        #""source": "Loopback0""#)
    ],
    .tunnelGatewayAddress: [
      Mend(
        #""name": "a", "location": "eastus", "properties": { }"#,
        #""name": "a", "location": "eastus", "properties": { "ipAddress": "203.0.114.1" }"#)
    ],
    .tunnelSourceNotAdvertised: [
      Mend(
        #"198.51.101.0/24"#,
        #"198.51.100.0/24"#)
    ],
    .fastPath: [
      Mend(
        #"ErGw1AZ"#,
        #"ErGw3AZ"#)
    ],
    .circuitReach: [
      Mend(
        #""tier": "Standard""#,
        #""tier": "Premium""#)
    ],
    .circuitKind: [
      Mend(
        #"Premum"#,
        #"Premium"#)
    ],
    .circuitConnection: [
      Mend(
        #"192.168.8.0/30"#,
        #"192.168.8.0/29"#)
    ],
  ]
}
