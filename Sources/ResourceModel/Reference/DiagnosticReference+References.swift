extension DiagnosticReference {
  static let references: [DiagnosticReference] = [
    .init(
      .unknownReference,
      rule: "A reference leads to something in the document",
      source: "vnetem: topology documents",
      example: #""networkSecurityGroup": { "id": "groop" }"#,
      mend: "correct the spelling, or declare what is missing"),
    .init(
      .duplicateName,
      rule: "Two things of one kind have two names; letter case does not distinguish them",
      source: "Azure: naming rules and restrictions for Azure resources",
      example: #""type": "Microsoft.Network/virtualNetworks", "name": "V""#,
      mend: "rename one of them"),
    .init(
      .ambiguousReference,
      rule: "A name stands for one thing",
      source: "vnetem: topology documents",
      example: #""ecmpSeeds": [{ "device": "x", "seed": 1 }]"#,
      mend: "rename all but one of the things of that name"),
    .init(
      .sharedNetworkInterface,
      rule: "A network interface belongs to one machine",
      source: "Azure: create, change, or delete a network interface",
      example: #""networkInterfaces": [{ "id": "n" }]"#,
      mend: "give each machine an interface of its own"),
    .init(
      .hostBitsSet,
      rule: "A prefix has no bit set beyond its length",
      source: "Azure: Virtual network frequently asked questions",
      example: #""addressPrefixes": ["10.0.0.1/16"]"#,
      mend: "use the network that the help names"),
    .init(
      .addressSpaceOverlap,
      rule: "The ranges of one network's address space do not overlap",
      source: "Azure: Virtual network frequently asked questions",
      example: #""addressPrefixes": ["10.0.0.0/16", "10.0.1.0/24"]"#,
      mend: "remove the range that the other one contains"),
    .init(
      .peeredAddressSpaceOverlap,
      rule:
        "Peered networks have no address in common, nor have two peers of one network (Azure: VnetAddressSpacesOverlap, VnetAddressSpaceOverlapsWithAlreadyPeeredVnet)",
      source:
        "Azure: Create, change, or delete a virtual network peering; Virtual network peering, 09/2017; for two peers the error that Azure prints (Azure/ResourceModules issue 731, 12/2021)",
      example: #""addressPrefixes": ["10.1.0.0/16", "10.0.1.0/24"]"#,
      mend: "give one of the two networks other ranges"),
    .init(
      .connectedAddressSpaceOverlap,
      rule: "Networks and sites that connections join have no address in common",
      source: "Configure a VNet to VNet connection, 05/2015",
      example: #""addressPrefixes": ["10.1.0.0/16", "10.0.0.0/24"]"#,
      mend: "give one of the two other ranges"),
    .init(
      .subnetOutsideAddressSpace,
      rule: "A subnet lies inside of one range of its network",
      source: "Azure: Virtual network frequently asked questions",
      example: #""addressPrefix": "10.1.0.0/24""#,
      mend: "move the subnet, or add a range to the network"),
    .init(
      .subnetOverlap,
      rule: "The subnets of a network do not overlap",
      source: "Azure: Virtual network frequently asked questions",
      example: #""addressPrefix": "10.0.0.128/25""#,
      mend: "shrink or move one of the subnets"),
    .init(
      .addressOutsideSubnet,
      rule: "An address lies inside of its subnet",
      source: "Azure: Virtual network frequently asked questions",
      example: #""privateIPAddress": "10.0.1.4""#,
      mend: "choose an address of the subnet; the help names its first free one"),
    .init(
      .reservedAddress,
      rule: "The first four addresses and the last one of a subnet are Azure's",
      source: "Azure: Virtual network frequently asked questions",
      example: #""privateIPAddress": "10.0.0.3""#,
      mend: "begin at the fifth address"),
    .init(
      .duplicateAddress,
      rule: "An address is given once in a network",
      source: "Azure: Virtual network frequently asked questions",
      example: #""privateIPAddress": "10.0.0.4""#,
      mend: "choose another address for one of the two"),
    .init(
      .forbiddenAddressSpace,
      rule:
        "No network contains 127.0.0.0/8, 168.63.129.16, 169.254.0.0/16, 224.0.0.0/4 or 255.255.255.255",
      source: "Azure: Virtual network frequently asked questions",
      example: #""addressPrefixes": ["169.254.0.0/24"]"#,
      mend: "use a private range of RFC 1918"),
    .init(
      .subnetSize,
      rule: "A subnet is at most a /8 and at least a /29",
      source: "Azure: Virtual network frequently asked questions",
      example: #""addressPrefix": "10.0.0.0/30""#,
      mend: "use a length between 8 and 29"),
    .init(
      .subnetExhausted,
      rule: "A subnet has an address for each interface in it, besides Azure's five",
      source: "Azure: Virtual network frequently asked questions",
      example: #""subnets": [{ "name": "s", "properties": { "addressPrefix": "10.0.0.0/29""#,
      mend: "use a larger subnet"),
  ]
}
