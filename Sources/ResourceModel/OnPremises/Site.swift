import Addressing

/// A place outside Azure: its routers and hosts. Our own section `sites`.
package struct Site: Sendable {
  package var name: String
  package var routers: [Router]
  package var hosts: [Host]
  package var source: SourceLocation

  package init(name: String, routers: [Router] = [], hosts: [Host] = [], source: SourceLocation) {
    self.name = name
    self.routers = routers
    self.hosts = hosts
    self.source = source
  }
}

/// A router, or a layer-3 switch, of a site.
package struct Router: Sendable {
  /// Unique in the document.
  package var name: String
  package var interfaces: [RouterInterface]
  package var staticRoutes: [StaticRoute]
  package var ospf: OSPFSettings?
  package var bgp: RouterBGP?
  /// Whether ICMP destination unreachable is sent (RFC 1812, 4.3.3.1); time exceeded always is.
  package var icmpUnreachables: Bool
  package var source: SourceLocation

  package init(
    name: String, interfaces: [RouterInterface], staticRoutes: [StaticRoute] = [],
    ospf: OSPFSettings? = nil, bgp: RouterBGP? = nil, icmpUnreachables: Bool = true,
    source: SourceLocation
  ) {
    self.name = name
    self.interfaces = interfaces
    self.staticRoutes = staticRoutes
    self.ospf = ospf
    self.bgp = bgp
    self.icmpUnreachables = icmpUnreachables
    self.source = source
  }
}

package struct RouterInterface: Sendable {
  /// Unique at the router.
  package var name: String
  package var address: IPv4InterfaceAddress
  /// Set for the interface of an IPsec tunnel to Azure.
  package var tunnel: Tunnel?
  package var source: SourceLocation

  package init(
    name: String, address: IPv4InterfaceAddress, tunnel: Tunnel? = nil, source: SourceLocation
  ) {
    self.name = name
    self.address = address
    self.tunnel = tunnel
    self.source = source
  }
}

/// The on-premises end of an IPsec connection.
package struct Tunnel: Sendable {
  /// The name of the IPsec ``Connection`` in Azure.
  package var connection: String
  /// The pre-shared key of this end; the tunnel comes up only if Azure's end has the same.
  package var sharedKey: String
  /// The gateway instance that the tunnel ends at, 0 or 1; 1 only with an active-active gateway.
  package var instance: Int
  /// The interface whose address the tunnel's outer packets have, by name: they follow the router's routes to the
  /// gateway's public address, encrypted. `nil` for a tunnel over an Internet that is not modelled.
  package var sourceInterface: String?
  /// Sequence numbers of 64 bits, both ways; with ``sourceInterface``.
  package var extendedSequenceNumbers = false
  /// What this end proposes, if it is policy-based; `nil` is whatever Azure's end does.
  package var trafficSelectors: [TrafficSelectorPolicy]?
  package var source: SourceLocation

  package init(
    connection: String, sharedKey: String, instance: Int = 0, sourceInterface: String? = nil,
    source: SourceLocation
  ) {
    self.sourceInterface = sourceInterface
    self.connection = connection
    self.sharedKey = sharedKey
    self.instance = instance
    self.source = source
  }
}

package struct StaticRoute: Sendable {
  package enum NextHop: Hashable, Sendable {
    /// The address of a neighbour on a connected network.
    case address(IPv4Address)
    /// A point-to-point interface of this router, by name.
    case interface(String)
  }

  package var prefix: IPv4Prefix
  package var nextHop: NextHop
  package var source: SourceLocation

  package init(prefix: IPv4Prefix, nextHop: NextHop, source: SourceLocation) {
    self.prefix = prefix
    self.nextHop = nextHop
    self.source = source
  }
}

/// One OSPF area for the whole site, as far as forwarding shows it: shortest paths by cost between the
/// site's routers, connected networks inside, external routes of type 2 (RFC 2328).
package struct OSPFSettings: Sendable {
  /// The interfaces that take part, by name; `nil` is all of them except tunnels.
  package var interfaces: [String]?
  /// The cost of each of the router's interfaces, 1...65535.
  package var cost: Int
  /// Whether routes learned by BGP are made known as external ones, with metric 1.
  package var redistributeBgp: Bool
  /// The metric with which 0.0.0.0/0 is made known, always; `nil` if it is not.
  package var defaultInformationOriginateMetric: Int?

  package init(
    interfaces: [String]? = nil, cost: Int = 1, redistributeBgp: Bool = false,
    defaultInformationOriginateMetric: Int? = nil
  ) {
    self.interfaces = interfaces
    self.cost = cost
    self.redistributeBgp = redistributeBgp
    self.defaultInformationOriginateMetric = defaultInformationOriginateMetric
  }
}

package struct RouterBGP: Sendable {
  package var asn: ASN
  /// Made known if the routing table holds exactly this prefix (a `network` statement).
  package var networks: [IPv4Prefix]
  /// How many equal paths are used at once, at least 1.
  package var maximumPaths: Int
  package var neighbors: [BGPNeighbor]

  package init(
    asn: ASN, networks: [IPv4Prefix] = [], maximumPaths: Int = 1, neighbors: [BGPNeighbor] = []
  ) {
    self.asn = asn
    self.networks = networks
    self.maximumPaths = maximumPaths
    self.neighbors = neighbors
  }
}

package struct BGPNeighbor: Sendable {
  package var address: IPv4Address
  package var remoteAsn: ASN
  /// The interface whose address this end uses; `nil` is the one that faces the neighbour.
  package var updateSource: String?
  /// Set by an inbound route map. `nil` leaves what an internal neighbour tells, and is 100 for an external one.
  package var localPreference: Int?
  /// Set by an inbound route map that matches communities: the first that a path has decides, before ``localPreference``.
  package var communityPreferences: [CommunityPreference] = []
  /// An outbound prefix list: only these prefixes, exactly, are told to the neighbour; `nil` is all.
  package var exportPrefixes: [IPv4Prefix]?
  /// An inbound prefix list: only these prefixes, exactly, are taken from the neighbour; `nil` is all.
  package var importPrefixes: [IPv4Prefix]?
  /// How often the own number is put before the path on the way out, in addition to the once.
  package var asPathPrepend: Int
  package var nextHopSelf: Bool
  package var source: SourceLocation

  package init(
    address: IPv4Address, remoteAsn: ASN, updateSource: String? = nil, localPreference: Int? = nil,
    exportPrefixes: [IPv4Prefix]? = nil, importPrefixes: [IPv4Prefix]? = nil,
    asPathPrepend: Int = 0, nextHopSelf: Bool = false, source: SourceLocation
  ) {
    self.address = address
    self.remoteAsn = remoteAsn
    self.updateSource = updateSource
    self.localPreference = localPreference
    self.exportPrefixes = exportPrefixes
    self.importPrefixes = importPrefixes
    self.asPathPrepend = asPathPrepend
    self.nextHopSelf = nextHopSelf
    self.source = source
  }
}

/// What a path with a community is worth.
package struct CommunityPreference: Hashable, Sendable {
  package var community: BGPCommunity
  package var localPreference: Int
}

/// An end host of a site.
package struct Host: Sendable {
  /// Unique among hosts, machines and network interfaces.
  package var name: String
  package var address: IPv4InterfaceAddress
  /// The default gateway, an address of a router on the host's network.
  package var gateway: IPv4Address
  package var osType: OperatingSystem
  /// Whom the host asks for names.
  package var dnsServers: [IPv4Address] = []
  package var source: SourceLocation

  package init(
    name: String, address: IPv4InterfaceAddress, gateway: IPv4Address,
    osType: OperatingSystem = .windows, source: SourceLocation
  ) {
    self.name = name
    self.address = address
    self.gateway = gateway
    self.osType = osType
    self.source = source
  }
}
