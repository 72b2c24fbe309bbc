import Addressing

extension TopologyValidator {
  /// What no virtual network may contain (Azure: "Virtual Network frequently asked questions").
  private static let forbidden: [IPv4Prefix] = [
    IPv4Prefix(containing: IPv4Address(127, 0, 0, 0), length: 8),
    IPv4Prefix(containing: IPv4Address(168, 63, 129, 16), length: 32),
    IPv4Prefix(containing: IPv4Address(169, 254, 0, 0), length: 16),
    IPv4Prefix(containing: IPv4Address(224, 0, 0, 0), length: 4),
    IPv4Prefix(containing: .broadcast, length: 32),
  ]

  func checkAddressing() {
    for network in topology.virtualNetworks {
      checkAddressSpace(network)
      checkSubnets(network)
      checkAddresses(network)
    }
    checkMachines()
  }

  private func checkAddressSpace(_ network: VirtualNetwork) {
    let space = network.addressSpace
    for (first, second) in pairs(space.count) where space[first].overlaps(space[second]) {
      error(
        .addressSpaceOverlap,
        "\(space[second]) overlaps \(space[first]) in the address space of \"\(network.name)\"",
        at: network.source, "addressSpace", "addressPrefixes", .prefix(second, of: space),
        notes: [
          note(
            "\(space[first]) is here", at: network.source, "addressSpace", "addressPrefixes",
            .prefix(first, of: space))
        ])
    }
    for (position, prefix) in space.enumerated() {
      guard let bad = Self.forbidden.first(where: { $0.overlaps(prefix) }) else { continue }
      error(
        .forbiddenAddressSpace, "\(prefix) overlaps \(bad), which no virtual network may contain",
        at: network.source, "addressSpace", "addressPrefixes", .prefix(position, of: space))
    }
  }

  private func checkSubnets(_ network: VirtualNetwork) {
    let subnets = network.subnets
    for subnet in subnets {
      let prefix = subnet.addressPrefix
      let isGatewaySubnet = subnet.name.lowercased() == Subnet.gatewaySubnetName.lowercased()
      if prefix.length < 8 || (prefix.length > 29 && !isGatewaySubnet) {
        error(
          .subnetSize, "a subnet is between /8 and /29, not \(prefix)", at: subnet.source,
          "addressPrefix")
      }
      // An empty space is a complaint of its own.
      if !network.addressSpace.isEmpty,
        !network.addressSpace.contains(where: { $0.covers(prefix) })
      {
        let space = network.addressSpace.map(\.description).joined(separator: ", ")
        error(
          .subnetOutsideAddressSpace,
          "\(prefix) is not inside the address space of \"\(network.name)\"", at: subnet.source,
          "addressPrefix",
          notes: space.isEmpty
            ? []
            : [
              note(
                "the address space is \(space)", at: network.source, "addressSpace",
                "addressPrefixes")
            ])
      }
    }
    for (first, second) in pairs(subnets.count)
    where subnets[first].addressPrefix.overlaps(subnets[second].addressPrefix) {
      error(
        .subnetOverlap,
        "\(subnets[second].addressPrefix) overlaps \(subnets[first].addressPrefix) of "
          + "\"\(subnets[first].name)\"",
        at: subnets[second].source, "addressPrefix",
        notes: [
          note(
            "\(subnets[first].addressPrefix) is here", at: subnets[first].source, "addressPrefix")
        ])
    }
  }

  /// Addresses of network interfaces and pinned ones of gateways in one network.
  private func checkAddresses(_ network: VirtualNetwork) {
    var owners: [IPv4Address: Range<Int>] = [:]
    var counts: [String: UInt64] = [:]
    func claim(_ address: IPv4Address, _ span: Range<Int>) {
      guard let earlier = owners[address] else {
        owners[address] = span
        return
      }
      collector.error(
        .duplicateAddress, "\(address) is given twice in \"\(network.name)\"", at: span,
        notes: [
          .init(
            location: collector.source.location(at: earlier.lowerBound), message: "first here")
        ])
    }
    for nic in topology.networkInterfaces {
      for configuration in nic.ipConfigurations
      where configuration.subnet.virtualNetwork == network.name {
        guard
          let subnet = network.subnets.first(where: { $0.name == configuration.subnet.subnet })
        else { continue }
        if subnet.name == Subnet.gatewaySubnetName {
          error(
            .networkInterfaceInGatewaySubnet,
            "\"\(nic.name)\" cannot be in \(Subnet.gatewaySubnetName), which is for gateways alone",
            at: configuration.source, "subnet", "id", notes: [note("the subnet", at: subnet.source)]
          )
        }
        counts[subnet.name, default: 0] += 1
        if counts[subnet.name] == usableCount(subnet.addressPrefix) + 1 {
          error(
            .subnetExhausted, "\"\(subnet.name)\" has no address left for \"\(nic.name)\"",
            at: nic.source, notes: [note("the subnet", at: subnet.source, "addressPrefix")],
            help: "Azure keeps five addresses of every subnet")
        }
        guard let address = configuration.privateIPAddress else { continue }
        let span = index.span(configuration.source, ["privateIPAddress"])
        if check(address, in: subnet, at: span) { claim(address, span) }
      }
    }
    for frontEnd in topology.loadBalancers.flatMap(\.frontEnds)
    where frontEnd.subnet.virtualNetwork == network.name {
      guard let subnet = network.subnets.first(where: { $0.name == frontEnd.subnet.subnet })
      else { continue }
      counts[subnet.name, default: 0] += 1
      if counts[subnet.name] == usableCount(subnet.addressPrefix) + 1 {
        error(
          .subnetExhausted, "\"\(subnet.name)\" has no address left for \"\(frontEnd.name)\"",
          at: frontEnd.source, notes: [note("the subnet", at: subnet.source, "addressPrefix")],
          help: "Azure keeps five addresses of every subnet")
      }
      guard let address = frontEnd.privateIPAddress else { continue }
      let span = index.span(frontEnd.source, ["privateIPAddress"])
      if check(address, in: subnet, at: span) { claim(address, span) }
    }
    let gatewaySubnet = network.subnets.first { $0.name == Subnet.gatewaySubnetName }
    for gateway in gateways(in: network.name) {
      guard let gatewaySubnet else { continue }
      for address in gateway.instanceAddresses {
        let span = index.span(
          gateway.source,
          ["ipConfigurations", .elementNaming(address.description), "privateIPAddress"])
        if check(address, in: gatewaySubnet, at: span) { claim(address, span) }
      }
      if let address = gateway.bgpPeeringAddress, !gateway.instanceAddresses.contains(address),
        !IPv4Prefix(containing: IPv4Address(169, 254, 0, 0), length: 16).contains(address)
      {
        let span = index.span(gateway.source, ["bgpSettings", "bgpPeeringAddress"])
        if check(address, in: gatewaySubnet, at: span) { claim(address, span) }
      }
    }
  }

  private func usableCount(_ prefix: IPv4Prefix) -> UInt64 {
    prefix.addressCount > 5 ? prefix.addressCount - 5 : 0
  }

  /// Whether an address is in its subnet and may be given there.
  private func check(_ address: IPv4Address, in subnet: Subnet, at span: Range<Int>) -> Bool {
    let prefix = subnet.addressPrefix
    let subnetNote = note("the subnet is \(prefix)", at: subnet.source, "addressPrefix")
    guard prefix.contains(address) else {
      collector.error(
        .addressOutsideSubnet, "\(address) is not inside \(prefix) of \"\(subnet.name)\"",
        at: span, notes: [subnetNote],
        help: prefix.length <= 29
          ? "the subnet's first free address is \(prefix.address.advanced(by: 4))" : nil)
      return false
    }
    let position = address.rawValue - prefix.address.rawValue
    guard position >= 4, address != prefix.lastAddress else {
      collector.error(
        .reservedAddress,
        "\(address) is one of the five addresses that Azure keeps in \"\(subnet.name)\"", at: span,
        notes: [subnetNote],
        help: "the first four and the last are kept: begin at \(prefix.address.advanced(by: 4))")
      return false
    }
    return true
  }

  private func checkMachines() {
    var owners: [String: VirtualMachine] = [:]
    for machine in topology.virtualMachines {
      for nic in machine.networkInterfaces {
        guard let earlier = owners[nic] else {
          owners[nic] = machine
          continue
        }
        error(
          .sharedNetworkInterface, "\"\(nic)\" already belongs to \"\(earlier.name)\"",
          at: machine.source, "networkProfile", "networkInterfaces", .elementNaming(nic), "id",
          notes: [note("the other machine", at: earlier.source)])
      }
    }
  }
}
