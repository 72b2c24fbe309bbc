/// Properties of ARM resources that are known, have no effect on packets here and are passed over silently.
enum ResourceProperties {
  /// Of every resource and sub-resource.
  static let common: Set<String> = [
    "id", "type", "apiVersion", "dependsOn", "tags", "etag", "comments", "sku", "zones", "kind",
    "identity", "plan", "managedBy", "provisioningState", "resourceGuid", "resourceGroup",
    "subscriptionId", "tenantId", "extendedLocation", "location", "name", "properties", "scope",
    "metadata", "systemData",
  ]

  static let virtualNetwork: Set<String> = [
    "enableDdosProtection", "enableVmProtection", "ddosProtectionPlan",
    "encryption", "privateEndpointVNetPolicies",
  ]

  static let subnet: Set<String> = [
    "delegations", "defaultOutboundAccess", "privateEndpointNetworkPolicies",
    "privateLinkServiceNetworkPolicies", "privateEndpoints", "purpose", "ipConfigurations",
    "ipConfigurationProfiles", "resourceNavigationLinks", "serviceAssociationLinks",
  ]

  /// What Azure reports of a peering; the state follows from the two sides.
  static let peering: Set<String> = [
    "peeringSyncLevel", "remoteVirtualNetworkAddressSpace",
    "localAddressSpace", "localVirtualNetworkAddressSpace", "remoteBgpCommunities",
    "remoteVirtualNetworkEncryption", "doNotVerifyRemoteGateways", "peerCompleteVnets",
  ]

  static let routeTable: Set<String> = ["subnets"]
  static let route: Set<String> = ["hasBgpOverride"]

  static let networkSecurityGroup: Set<String> = [
    "defaultSecurityRules", "networkInterfaces", "subnets", "flushConnection", "flowLogs",
  ]

  static let securityRule: Set<String> = ["description"]

  static let networkInterface: Set<String> = [
    "enableAcceleratedNetworking", "virtualMachine", "primary", "hostedWorkloads",
    "tapConfigurations", "nicType", "auxiliaryMode", "auxiliarySku", "disableTcpStateTracking",
    "vnetEncryptionSupported", "allowPort25Out", "defaultOutboundConnectivityEnabled",
  ]

  static let dnsSettings: Set<String> = [
    "appliedDnsServers", "internalDnsNameLabel", "internalFqdn", "internalDomainNameSuffix",
  ]

  static let ipConfiguration: Set<String> = ["publicIPAddress", "privateIPAddressVersion"]

  static let virtualMachine: Set<String> = [
    "diagnosticsProfile", "availabilitySet", "licenseType", "vmId",
    "proximityPlacementGroup", "securityProfile", "priority", "evictionPolicy", "billingProfile",
    "additionalCapabilities", "instanceView", "timeCreated", "userData", "extensionsTimeBudget",
    "resources",
  ]

  static let virtualNetworkGateway: Set<String> = [
    "enablePrivateIpAddress", "resilencyModel",
    "enableDnsForwarding", "inboundDnsForwardingEndpoint",
  ]

  /// How clients prove who they are.
  static let vpnClientConfiguration: Set<String> = [
    "vpnAuthenticationTypes", "vpnClientRootCertificates", "vpnClientRevokedCertificates",
    "radiusServerAddress", "radiusServerSecret", "radiusServers", "aadTenant", "aadAudience",
    "aadIssuer", "vpnClientIpsecPolicies", "vngClientConnectionConfigurations",
  ]

  static let connection: Set<String> = [
    "connectionStatus", "connectionMode", "connectionProtocol", "ipsecPolicies",
    "ingressBytesTransferred", "egressBytesTransferred",
    "tunnelConnectionStatus", "dpdTimeoutSeconds", "authenticationType",
  ]

  static let loadBalancer: Set<String> = ["inboundNatRules", "inboundNatPools", "outboundRules"]
  static let frontEnd: Set<String> = [
    "privateIPAddressVersion", "inboundNatRules", "inboundNatPools", "outboundRules",
    "loadBalancingRules", "gatewayLoadBalancer",
  ]
  static let backendAddressPool: Set<String> = [
    "backendIPConfigurations", "loadBalancerBackendAddresses", "loadBalancingRules",
    "outboundRules", "outboundRule", "inboundNatRules", "drainPeriodInSeconds", "syncMode",
  ]
  static let loadBalancingRule: Set<String> = [
    "enableTcpReset", "disableOutboundSnat", "backendAddressPools", "enableConnectionTracking",
  ]
  static let probe: Set<String> = ["loadBalancingRules", "noHealthyBackendsBehavior"]

  static let expressRouteCircuit: Set<String> = [
    "serviceKey", "stag", "circuitProvisioningState", "serviceProviderProvisioningState",
    "serviceProviderNotes", "allowClassicOperations", "gatewayManagerEtag",
  ]

  static let circuitPeering: Set<String> = [
    "azureASN", "primaryAzurePort", "secondaryAzurePort", "state", "gatewayManagerEtag",
    "lastModifiedBy", "stats", "sharedKey", "expressRouteConnection",
    "peeredConnections",
  ]
}
