import Addressing

/// Everything that decides what happens to a packet, compiled and immutable.
///
/// Built by the control plane in one go and published whole; a change of the estate makes a new value
/// with the next generation.
package struct ForwardingTables: Sendable {
  package var generation: UInt64
  /// Indexed by ``DeviceID``.
  package let devices: [Device]
  /// Indexed by ``InterfaceID``.
  package let interfaces: [Interface]
  /// Indexed by ``MappingTableID``.
  package let mappings: [MappingTable]
  /// Indexed by ``SecurityRuleTableID``. Ports with equal rules share one.
  package let securityRules: [SecurityRuleTable]
  /// Indexed by ``SecurityClassifierID``. Ports whose groups have equal rules share one.
  package let securityClassifiers: [SecurityClassifier]
  package let fabric: Fabric
  /// Both ends of every tunnel whose outer packets are real.
  package let tunnelEnds: [TunnelEnd]
  /// What front ends in the mappings stand for.
  package let balancing: LoadBalancingTables
  /// By the number that ``LinkID/selectors(_:)`` has.
  package let selectors: [TunnelSelectors]
  /// The same for the packet path.
  package let compiled: CompiledForwarding

  /// Compiles the security rules of the ports among `devices`, those that `cache` does not have.
  package init(
    generation: UInt64, devices: [Device], interfaces: [Interface], mappings: [MappingTable],
    securityRules: [SecurityRuleTable], fabric: Fabric,
    balancing: LoadBalancingTables = LoadBalancingTables(), tunnelEnds: [TunnelEnd] = [],
    selectors: [TunnelSelectors] = [],
    cache: SecurityClassifierCache = SecurityClassifierCache()
  ) {
    var devices = devices
    var security = PortSecurityCompiler(securityRules)
    for index in devices.indices {
      if var port = devices[index].port {
        security.assign(&port)
        devices[index].port = port
      }
    }
    securityClassifiers = cache.compile(security.groups)
    self.generation = generation
    self.devices = devices
    self.interfaces = interfaces
    self.mappings = mappings
    self.securityRules = securityRules
    self.fabric = fabric
    self.tunnelEnds = tunnelEnds
    self.balancing = balancing
    self.selectors = selectors
    compiled = CompiledForwarding(
      devices: devices, interfaces: interfaces, mappings: mappings, securityRules: securityRules,
      fabric: fabric, balancing: balancing, selectors: selectors)
  }

  private init(_ other: ForwardingTables, _ balancing: LoadBalancingTables) {
    generation = other.generation
    devices = other.devices
    interfaces = other.interfaces
    mappings = other.mappings
    securityRules = other.securityRules
    securityClassifiers = other.securityClassifiers
    fabric = other.fabric
    tunnelEnds = other.tunnelEnds
    selectors = other.selectors
    self.balancing = balancing
    compiled = CompiledForwarding(
      devices: devices, interfaces: interfaces, mappings: mappings, securityRules: securityRules,
      fabric: fabric, balancing: balancing, selectors: selectors)
  }

  /// The same with other backends, or others of them up. O(devices).
  package func replacing(_ balancing: LoadBalancingTables) -> ForwardingTables {
    ForwardingTables(self, balancing)
  }
}

/// One device's part of the tables.
package struct Device: Sendable {
  package enum Kind: UInt8, Sendable {
    /// The port of a host's virtual switch at which one network interface hangs. No hop: no TTL, no answer.
    case virtualSwitchPort
    /// One instance of a VPN gateway.
    case vpnGateway
    /// One instance of an ExpressRoute gateway.
    case expressRouteGateway
    /// A Microsoft enterprise edge router, as one circuit uses it.
    case enterpriseEdge
    /// An on-premises router or layer-3 switch.
    case router
    /// An on-premises host: sends and receives, never forwards.
    case host
  }

  package var kind: Kind
  package var routes: RoutingTable
  /// Mixed into the choice among equal next hops.
  package var ecmpSeed: UInt32
  /// Sends destination unreachable when it has no route (RFC 1812, 4.3.3.1).
  package var sendsUnreachables: Bool
  /// Answers an echo request to one of its own addresses.
  package var answersEcho: Bool
  /// Takes ESP packets to its own addresses.
  package var endsTunnels: Bool
  /// Set for a virtual switch port.
  package var port: VirtualSwitchPort?

  package init(
    kind: Kind, routes: RoutingTable, ecmpSeed: UInt32 = 0, sendsUnreachables: Bool = false,
    answersEcho: Bool = false, endsTunnels: Bool = false,
    port: VirtualSwitchPort? = nil
  ) {
    self.endsTunnels = endsTunnels
    self.kind = kind
    self.routes = routes
    self.ecmpSeed = ecmpSeed
    self.sendsUnreachables = sendsUnreachables
    self.answersEcho = answersEcho
    self.port = port
  }
}

/// What a virtual switch port knows besides routes.
package struct VirtualSwitchPort: Sendable {
  /// The addresses of the network interface, the primary one first.
  package var addresses: [IPv4Address]
  /// The guest may send and receive packets that are not its own.
  package var ipForwarding: Bool
  /// Security rules for each direction at each level; `nil` where no group is attached: all is allowed.
  package var networkInterfaceRules: SecurityRulePair?
  package var subnetRules: SecurityRulePair?
  /// How long a flow may be idle; Azure takes 4 to 30 minutes.
  package var flowTimeout: Nanoseconds
  /// Both levels of one direction, compiled; `nil` if neither has a group. The forwarding tables set them.
  package internal(set) var inboundSecurity: PortSecurity?
  package internal(set) var outboundSecurity: PortSecurity?

  package init(
    addresses: [IPv4Address], ipForwarding: Bool, networkInterfaceRules: SecurityRulePair?,
    subnetRules: SecurityRulePair?, flowTimeout: Nanoseconds = .seconds(240)
  ) {
    self.flowTimeout = flowTimeout
    self.addresses = addresses
    self.ipForwarding = ipForwarding
    self.networkInterfaceRules = networkInterfaceRules
    self.subnetRules = subnetRules
  }
}

/// The two halves of one network security group as one port sees it.
package struct SecurityRulePair: Hashable, Sendable {
  package var inbound: SecurityRuleTableID
  package var outbound: SecurityRuleTableID

  package init(inbound: SecurityRuleTableID, outbound: SecurityRuleTableID) {
    self.inbound = inbound
    self.outbound = outbound
  }
}

/// One interface of a device: where packets come in, and the address that answers for it.
package struct Interface: Sendable {
  /// What lies behind the interface.
  package enum Side: UInt8, Sendable {
    /// The guest of a virtual switch port.
    case guest
    /// A virtual network's fabric.
    case virtualNetwork
    /// An IPsec tunnel.
    case tunnel
    /// The last mile of a circuit, at either end.
    case circuit
    /// A network of an on-premises site.
    case lan
    /// Microsoft's network, where gateways have their public addresses.
    case microsoftNetwork
  }

  /// Whether the device tells a sender that its packet's TTL ran out here.
  package enum ExpiryAnswer: UInt8, Sendable {
    case always
    /// Only if the packet came in with TTL 1 (or 0): later decrements of the same device are silent.
    case firstDecrement
    case never
  }

  package var device: DeviceID
  /// The source of every ICMP error about a packet that came in here (RFC 1812, 4.3.2.4).
  package var address: IPv4Address
  package var side: Side
  /// What the device takes from the TTL of a packet that came in here and goes on.
  package var timeToLiveCost: UInt8
  package var expiryAnswer: ExpiryAnswer
  /// Where the interface stands in the fabric; `nil` outside of virtual networks.
  package var fabricPoint: FabricPoint?
  package var macAddress: MACAddress

  package init(
    device: DeviceID, address: IPv4Address, side: Side, timeToLiveCost: UInt8,
    expiryAnswer: ExpiryAnswer, fabricPoint: FabricPoint? = nil, macAddress: MACAddress
  ) {
    self.device = device
    self.address = address
    self.side = side
    self.timeToLiveCost = timeToLiveCost
    self.expiryAnswer = expiryAnswer
    self.fabricPoint = fabricPoint
    self.macAddress = macAddress
  }
}

/// A class of places in Azure's fabric that are equally far from every other class: a region's machines,
/// one gateway, one enterprise edge's end in one network.
package struct FabricPoint: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }
}

/// The links between all pairs of fabric points.
package struct Fabric: Sendable {
  package private(set) var pointCount: Int
  private var links: [LinkID]

  /// - Parameter links: row by row, `pointCount` squared; from the row's point to the column's.
  package init(pointCount: Int, links: [LinkID]) {
    precondition(links.count == pointCount * pointCount, "one link for every pair of points")
    self.pointCount = pointCount
    self.links = links
  }

  /// Row by row.
  var allLinks: [LinkID] { links }

  package func link(from: FabricPoint, to: FabricPoint) -> LinkID {
    links[Int(from.rawValue) * pointCount + Int(to.rawValue)]
  }
}
