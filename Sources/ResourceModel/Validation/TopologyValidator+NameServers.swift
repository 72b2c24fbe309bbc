import Addressing

/// Whom machines and hosts ask for names.
extension TopologyValidator {
  func checkNameServers() {
    for network in topology.virtualNetworks {
      check(
        network.dnsServers, of: network.name, network.source,
        [.property("dhcpOptions"), .property("dnsServers")])
    }
    for nic in topology.networkInterfaces {
      check(
        nic.dnsServers, of: nic.name, nic.source,
        [.property("dnsSettings"), .property("dnsServers")])
    }
    for host in hosts {
      check(host.dnsServers, of: host.name, host.source, [.property("dnsServers")])
    }
  }

  private func check(
    _ servers: [IPv4Address], of name: String, _ source: SourceLocation,
    _ path: [DocumentIndex.Step]
  ) {
    for server in servers where server != AzureNameService.address && !answersNames(server) {
      collector.warning(
        .nameServer, "nobody at \(server), a DNS server of \"\(name)\", answers names here",
        at: index.span(source, path),
        help: "give the machine there \"dnsRecords\" in \"guests\"")
    }
  }

  /// Whether a guest with records has the address, or may be given it, or stands behind it.
  private func answersNames(_ address: IPv4Address) -> Bool {
    let servers = topology.guests.filter { !$0.dnsRecords.isEmpty }
    guard !servers.isEmpty else { return false }
    let frontEnds = topology.loadBalancers.flatMap(\.frontEnds)
    if frontEnds.contains(where: { $0.privateIPAddress == address }) { return true }
    return servers.contains { guest in
      if guest.loopbackAddresses.contains(address) { return true }
      if hosts.contains(where: { $0.name == guest.name && $0.address.address == address }) {
        return true
      }
      let machine = topology.virtualMachines.first { $0.name == guest.name }
      let names = (machine?.networkInterfaces ?? []) + [guest.name]
      return topology.networkInterfaces.contains { nic in
        names.contains(nic.name) && nic.ipConfigurations.contains { mayHave(address, $0) }
      }
    }
  }

  private func mayHave(_ address: IPv4Address, _ configuration: IPConfiguration) -> Bool {
    if let fixed = configuration.privateIPAddress { return fixed == address }
    let network = virtualNetwork(configuration.subnet.virtualNetwork)
    let subnet = network?.subnets.first { $0.name == configuration.subnet.subnet }
    return subnet?.addressPrefix.contains(address) == true
  }
}
