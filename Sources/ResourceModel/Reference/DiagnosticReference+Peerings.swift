extension DiagnosticReference {
  static let peerings: [DiagnosticReference] = [
    .init(
      .gatewayTransitNotAllowed,
      rule: "useRemoteGateways needs allowGatewayTransit at the other side",
      source: "Azure: Create, change, or delete a virtual network peering",
      example: #""useRemoteGateways": true"#,
      mend: "set allowGatewayTransit at the other side"),
    .init(
      .remoteGatewayMissing,
      rule: "useRemoteGateways needs a gateway in the other network",
      source: "Azure: Create, change, or delete a virtual network peering",
      example: #""useRemoteGateways": true"#,
      mend: "declare a gateway there, or clear the flag"),
    .init(
      .remoteGatewayBesideOwn,
      rule: "A network that uses a remote gateway has none of its own",
      source: "Virtual network peering, 09/2017 and 03/2018, gateways and on-premises connectivity",
      example: #""useRemoteGateways": true"#,
      mend: "remove the own gateway, or clear the flag"),
    .init(
      .severalRemoteGateways,
      rule: "A network uses the gateways of one peer only",
      source: "Azure: Create, change, or delete a virtual network peering",
      example: #""useRemoteGateways": true"#,
      mend: "clear the flag at all peerings but one"),
    .init(
      .oneSidedPeering,
      rule: "A peering needs both sides: alone it is Initiated and carries nothing",
      source: "Virtual network peering, 09/2017, monitor",
      example: #""virtualNetworkPeerings": [{ "name": "p""#,
      mend: "declare the other side"),
    .init(
      .invalidPeering,
      rule: "A network has one peering with another, and none with itself",
      source: "Azure: Create, change, or delete a virtual network peering",
      example: #""remoteVirtualNetwork": { "id": "a" }"#,
      mend: "remove the peering, or name another network"),
    .init(
      .peeringNotAvailable,
      rule: "In 2015 networks are joined by gateways: there is no peering",
      era: .peeringIsMissing,
      example: #""virtualNetworkPeerings": [{ "name": "p""#,
      mend: "connect the networks by VPN gateways, or name a later profile"),
    .init(
      .globalPeeringPreview,
      rule: "In 2017 peering between regions is a preview in ten regions",
      era: .globalPeeringIsPreview,
      example: #""virtualNetworkPeerings": [{ "name": "p""#,
      mend: "use networks in the preview's regions, or connect them by VPN gateways"),
    .init(
      .globalGatewayTransit,
      rule: "Up to 2019 a peering between regions has no gateway transit and no remote gateways",
      era: .noGatewayTransitAcrossRegions,
      example: #""allowGatewayTransit": true"#,
      mend: "put both networks into one region, or give each its own gateway"),
    .init(
      .peeringLimit,
      rule: "A network has a limited number of peerings: 50 in 2017 and 2018, 100 in 2019, 500 now",
      source: "Azure: Azure subscription and service limits",
      example: #"{ "name": "p51""#,
      mend: "peer fewer networks with it: use several hubs"),
    .init(
      .classicPeering,
      rule:
        "Two classic networks cannot peer, and the peering of a classic network is made at the Resource Manager network alone",
      source: "Virtual network peering, 09/2017, requirements and constraints",
      example: #""virtualNetworkPeerings": [{ "name": "p""#,
      mend:
        "between two classic networks use VPN gateways; otherwise remove the classic network's side"
    ),
    .init(
      .mixedModelGatewayTransit,
      rule:
        "The gateway that a peer uses stands in a Resource Manager network; in 2017 and 2018 both networks are Resource Manager's",
      source:
        "Virtual network peering, 09/2017, and 03/2018, gateways and on-premises connectivity",
      example: #""allowGatewayTransit": true"#,
      mend: "give the network a gateway of its own"),
    .init(
      .peeringTenants,
      rule: "In 2017 and 2018 peered networks belong to subscriptions of one tenant",
      era: .peersShareTenant,
      example: #""tenant": "fabrikam""#,
      mend: "connect the networks by VPN gateways"),
    .init(
      .peeringPermission,
      rule:
        "Whoever makes a peering may write peerings at the own network and peer at the other one: Network Contributor or Classic Network Contributor, or the actions",
      source: "Virtual network peering, 09/2017, permissions",
      example: #""role": "Reader""#,
      mend: "assign the role or the action at the network that the message names"),
    .init(
      .addressSpaceChangedWhilePeered,
      rule: "Up to 2019 a peered network's address space cannot change",
      era: .addressSpaceIsFixedWhilePeered,
      example: #""remoteAddressSpace": { "addressPrefixes": ["10.2.0.0/16"] }"#,
      mend: "delete the peering, change the address space, and make the peering anew"),
    .init(
      .peeringNotSynchronised,
      rule:
        "After a change of address space each peering is synchronised, or the other network keeps to the old one",
      source: "Azure: Update the address space for a peered virtual network",
      example: #""remoteAddressSpace": { "addressPrefixes": ["10.2.0.0/16"] }"#,
      mend: "make remoteAddressSpace the present one"),
    .init(
      .disconnectedPeering,
      rule: "When one side of a peering is deleted the other is Disconnected and carries nothing",
      source: "Virtual network peering, 09/2017, monitor",
      example: #""peeringState": "Disconnected""#,
      mend: "delete both sides and make them anew"),
    .init(
      .forwardedTrafficNotAllowed,
      rule:
        "A network takes what an appliance of its peer forwards for others, to its machines or to its next appliance, only if its side of the peering allows forwarded traffic; else it is dropped at the appliance",
      source: "Azure: Create, change, or delete a virtual network peering",
      example: #""nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.9.1.4""#,
      mend: "set allowForwardedTraffic at the receiving network's side"),
  ]
}
