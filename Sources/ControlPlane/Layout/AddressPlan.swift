import Addressing
import ResourceModel

/// The addresses that Azure gives out by itself: to network interfaces without one, to gateways, and to the
/// ends that enterprise edges have in a network.
///
/// Measured, not documented: the article "Gateway addresses" of the documentation has the samples.
package struct AddressPlan: Sendable {
  package struct Gateway: Hashable, Sendable {
    /// The addresses of the two instances; fewer only in a GatewaySubnet too small for two.
    package var instances: [IPv4Address]
    /// What BGP sessions of an instance use: the last usable address of the subnet for the one active
    /// instance, the instance's own address with two. An ExpressRoute gateway uses its own.
    package var bgpPeers: [IPv4Address]
  }

  package struct EnterpriseEdgePair: Hashable, Sendable {
    package var primary: IPv4Address
    package var secondary: IPv4Address

    package func address(_ side: CircuitSide) -> IPv4Address {
      switch side {
      case .primary: primary
      case .secondary: secondary
      }
    }
  }

  /// By network interface, the primary configuration's first.
  package private(set) var networkInterfaces: [String: [IPv4Address]] = [:]
  /// The front ends of load balancers, by load balancer in their order.
  package private(set) var frontEnds: [String: [IPv4Address]] = [:]
  /// By gateway.
  package private(set) var gateways: [String: Gateway] = [:]
  /// By ExpressRoute connection: the edges' ends in the connected network.
  package private(set) var enterpriseEdges: [String: EnterpriseEdgePair] = [:]
  /// By point-to-site client.
  package let vpnClients: [String: IPv4Address]

  /// - Parameter earlier: what was given out before a change of the resources: it is kept where it still fits.
  package init(_ topology: Topology, keeping earlier: AddressPlan? = nil) {
    vpnClients = Self.clientAddresses(topology, earlier)
    planNetworkInterfaces(topology, earlier)
    for network in topology.virtualNetworks {
      guard let subnet = network.subnets.first(where: { $0.name == Subnet.gatewaySubnetName })
      else { continue }
      planGateways(of: network, in: subnet.addressPrefix, topology, earlier)
    }
  }

  /// Static addresses first, then each dynamic one the lowest that is free, in the document's order.
  private mutating func planNetworkInterfaces(_ topology: Topology, _ earlier: AddressPlan?) {
    var taken: [SubnetReference: Set<IPv4Address>] = [:]
    for interface in topology.networkInterfaces {
      for configuration in interface.ipConfigurations {
        if let address = configuration.privateIPAddress {
          taken[configuration.subnet, default: []].insert(address)
        }
      }
    }
    for frontEnd in topology.loadBalancers.flatMap(\.frontEnds) {
      if let address = frontEnd.privateIPAddress {
        taken[frontEnd.subnet, default: []].insert(address)
      }
    }
    var prefixes: [SubnetReference: IPv4Prefix] = [:]
    for network in topology.virtualNetworks {
      for subnet in network.subnets {
        prefixes[SubnetReference(virtualNetwork: network.name, subnet: subnet.name)] =
          subnet.addressPrefix
      }
    }
    var kept: [String: [Int: IPv4Address]] = [:]
    for interface in topology.networkInterfaces {
      guard let known = earlier?.networkInterfaces[interface.name] else { continue }
      for (place, configuration) in interface.primaryFirst.enumerated()
      where configuration.privateIPAddress == nil && place < known.count {
        guard prefixes[configuration.subnet]?.contains(known[place]) == true,
          taken[configuration.subnet, default: []].insert(known[place]).inserted
        else { continue }
        kept[interface.name, default: [:]][place] = known[place]
      }
    }
    var keptFrontEnds: [String: [Int: IPv4Address]] = [:]
    for balancer in topology.loadBalancers {
      guard let known = earlier?.frontEnds[balancer.name] else { continue }
      for (place, frontEnd) in balancer.frontEnds.enumerated()
      where frontEnd.privateIPAddress == nil && place < known.count {
        guard prefixes[frontEnd.subnet]?.contains(known[place]) == true,
          taken[frontEnd.subnet, default: []].insert(known[place]).inserted
        else { continue }
        keptFrontEnds[balancer.name, default: [:]][place] = known[place]
      }
    }
    // Where the search of each subnet goes on: what lies before is taken.
    var searches: [SubnetReference: AnyIterator<IPv4Address>] = [:]
    func next(in subnet: SubnetReference) -> IPv4Address? {
      guard let prefix = prefixes[subnet] else { return nil }
      let search = searches[subnet] ?? Self.usableAddresses(of: prefix).makeIterator()
      searches[subnet] = search
      while let address = search.next() {
        if taken[subnet]?.contains(address) != true { return address }
      }
      return nil
    }
    for interface in topology.networkInterfaces {
      networkInterfaces[interface.name] = interface.primaryFirst.enumerated().compactMap {
        $1.privateIPAddress ?? kept[interface.name]?[$0] ?? next(in: $1.subnet)
      }
    }
    for balancer in topology.loadBalancers {
      frontEnds[balancer.name] = balancer.frontEnds.enumerated().compactMap {
        $1.privateIPAddress ?? keptFrontEnds[balancer.name]?[$0] ?? next(in: $1.subnet)
      }
    }
  }

  private mutating func planGateways(
    of network: VirtualNetwork, in subnet: IPv4Prefix, _ topology: Topology,
    _ earlier: AddressPlan?
  ) {
    let here = topology.virtualNetworkGateways.filter { $0.virtualNetwork == network.name }
    let usable = Self.usableAddresses(of: subnet)
    var taken = Set(here.flatMap(\.instanceAddresses))
    func keep(_ addresses: [IPv4Address]?) -> [IPv4Address]? {
      guard let addresses, addresses.allSatisfy({ usable.contains($0) && !taken.contains($0) })
      else { return nil }
      taken.formUnion(addresses)
      return addresses
    }
    var standing: [String: [IPv4Address]] = [:]
    for gateway in here where gateway.instanceAddresses.isEmpty {
      standing[gateway.name] = keep(earlier?.gateways[gateway.name]?.instances)
    }
    var standingEdges: [String: EnterpriseEdgePair] = [:]
    for connection in topology.connections {
      guard let pair = earlier?.enterpriseEdges[connection.name],
        here.contains(where: { $0.name == connection.virtualNetworkGateway1 }),
        keep([pair.primary, pair.secondary]) != nil
      else { continue }
      standingEdges[connection.name] = pair
    }
    func take(_ preferred: Int, _ count: Int) -> [IPv4Address] {
      let wanted = (0..<count).map { subnet.address.advanced(by: preferred + $0) }
      if wanted.allSatisfy({ usable.contains($0) && !taken.contains($0) }) {
        taken.formUnion(wanted)
        return wanted
      }
      let free = usable.filter { !taken.contains($0) }.prefix(count)
      taken.formUnion(free)
      return Array(free)
    }
    for (position, gateway) in here.enumerated() {
      let instances: [IPv4Address]
      if let known = standing[gateway.name] {
        instances = known
      } else if gateway.instanceAddresses.isEmpty {
        switch gateway.gatewayType {
        case .expressRoute:
          instances = take(12, 2)
        case .vpn:
          let expressRouteFirst = here[..<position].contains { $0.gatewayType == .expressRoute }
          instances = take(expressRouteFirst ? 14 : 4, 2)
        }
      } else {
        instances = gateway.instanceAddresses
      }
      let last = subnet.lastAddress.advanced(by: -1)
      let peers: [IPv4Address]
      if let pinned = gateway.bgpPeeringAddress {
        peers = [pinned]
      } else if gateway.gatewayType == .vpn, !gateway.activeActive {
        peers = [last]
      } else {
        peers = instances
      }
      gateways[gateway.name] = Gateway(
        instances: instances.isEmpty ? [last] : instances, bgpPeers: peers.isEmpty ? [last] : peers)
    }
    for connection in topology.connections
    where connection.connectionType == .expressRoute
      && here.contains(where: { $0.name == connection.virtualNetworkGateway1 })
    {
      if let pair = standingEdges[connection.name] {
        enterpriseEdges[connection.name] = pair
        continue
      }
      let pair = take(4, 2)
      enterpriseEdges[connection.name] = EnterpriseEdgePair(
        primary: pair.first ?? subnet.lastAddress, secondary: pair.last ?? subnet.lastAddress)
    }
  }

  /// The addresses that Azure gives out: all but the first four and the last one.
  private static func usableAddresses(of prefix: IPv4Prefix) -> UsableAddresses {
    UsableAddresses(
      first: prefix.address.advanced(by: 4), end: prefix.lastAddress)
  }

  /// A lazily counted range of addresses.
  private struct UsableAddresses: Sequence {
    var first: IPv4Address
    /// One beyond the last.
    var end: IPv4Address

    func contains(_ address: IPv4Address) -> Bool { address >= first && address < end }

    func makeIterator() -> AnyIterator<IPv4Address> {
      var next = first
      let end = self.end
      return AnyIterator {
        guard next < end else { return nil }
        defer { next = next.advanced(by: 1) }
        return next
      }
    }
  }
}
