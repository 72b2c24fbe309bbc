import Addressing
import DataPlane
import ResourceModel

/// What a device is in the user's terms.
package enum DeviceRole: Hashable, Sendable {
  case networkInterface(String)
  case gateway(String, instance: Int)
  case enterpriseEdge(circuit: String, CircuitSide)
  /// The same edge on Microsoft peering: a routing table of its own.
  case microsoftEdge(circuit: String, CircuitSide)
  case router(String)
  case host(String)
}

/// Every device, interface and way between them, numbered once for a topology.
///
/// The numbers do not depend on which links have failed, so that tables of different states fit together. Where a layout
/// follows another one, because resources were created, changed or deleted, what is still there keeps its numbers; the
/// numbers of what is gone stand for nothing but themselves, and come back with a thing of the same name.
package struct EstateLayout: Sendable {
  /// A neighbour over a link: as an adjacency, with what names it.
  struct Neighbor: Hashable, Sendable {
    var adjacency: Adjacency
    /// The neighbour's address on the way.
    var address: IPv4Address
    /// The links by which the way fails.
    var links: [String]
  }

  /// What an edge reaches by Global Reach.
  struct ReachNeighbor: Hashable, Sendable {
    var circuit: String
    var side: CircuitSide
    var neighbor: Neighbor
  }

  package let topology: Topology
  let index: TopologyIndex
  package let addresses: AddressPlan
  package let linkNames: LinkNames
  package let tunnels: [IPsecTunnel]
  /// In the document's order.
  package let frontEnds: [FrontEndPlan]

  package private(set) var roles: [DeviceRole] = []
  private(set) var interfaces: [Interface] = []
  package private(set) var interfaceNames: [String] = []
  private(set) var linkPlan: LinkPlan
  private(set) var fabric = Fabric(pointCount: 0, links: [])

  var links: [CompiledLink] { linkPlan.links }
  /// Indexed by ``DeviceID``: whether the device is there.
  private(set) var isThere: [Bool] = []
  private var deviceNumbers: [DeviceRole: DeviceID] = [:]
  /// Those of devices that are gone included.
  private var allDeviceNumbers: [DeviceRole: DeviceID] = [:]
  private var interfaceNumbers: [InterfaceKey: InterfaceID] = [:]
  /// Network interfaces that had a machine in this state or an earlier one. Without it they are at no host.
  private var everAttached: Set<String> = []

  private struct InterfaceKey: Hashable {
    var device: DeviceID
    var name: String
    var isGuest: Bool
  }

  /// The interface in the virtual network: of ports, gateways.
  private(set) var fabricInterfaces: [DeviceRole: InterfaceID] = [:]
  private(set) var guestInterfaces: [String: InterfaceID] = [:]
  /// Where packets from an enterprise edge reach a gateway instance.
  private(set) var edgeSideInterfaces: [DeviceRole: InterfaceID] = [:]
  /// An edge's interface in a connected network, by connection and side.
  private(set) var connectionInterfaces: [String: [CircuitSide: InterfaceID]] = [:]
  /// The far ends of Global Reach, as each edge sees them.
  private(set) var reachNeighbors: [ReachNeighbor] = []
  /// Interfaces of routers and hosts and the circuits' sides.
  var linkEndInterfaces: [LinkEnd: InterfaceID] = [:]
  /// In Microsoft's network: gateways' public addresses, and edges on Microsoft peering.
  var publicInterfaces: [DeviceRole: InterfaceID] = [:]
  /// Between those, from the first to the second.
  var publicAdjacencies: [InterfaceID: [InterfaceID: Adjacency]] = [:]
  /// The sides of circuits with Microsoft peering, in the document's order.
  var microsoftEdges: [LinkEnd] = []
  /// The gateways' that are reached over it, in the document's order.
  var publicAddresses: [IPv4Address] = []
  /// By public address: the gateway's region.
  var publicRegions: [IPv4Address: String] = [:]
  /// By tunnel, then by end.
  private(set) var tunnelNeighbors: [[IPsecTunnel.End: Neighbor]] = []
  /// Of both ends of every tunnel that has some.
  private(set) var tunnelSelectors: [TunnelSelectors] = []
  /// By point-to-site client.
  var clientTunnels: [String: ClientTunnel] = [:]
  /// Neighbours on each network of a router, host or circuit side, by the neighbour's address.
  private(set) var lanNeighbors: [InterfaceID: [Neighbor]] = [:]

  /// - Parameter previous: the layout before a change of the resources.
  package init(_ topology: Topology, after previous: EstateLayout? = nil) {
    let declared = topology.inService
    addresses = AddressPlan(declared, keeping: previous?.addresses)
    let topology = ApplicationGroupMembers(declared, addresses).expanded(declared)
    self.topology = topology
    index = TopologyIndex(topology)
    linkNames = LinkNames(topology)
    frontEnds = FrontEndPlan.plans(of: topology, addresses)
    tunnels = TunnelPlan.tunnels(of: topology, links: linkNames)
    var fabric = FabricPlan(topology)
    linkPlan = LinkPlan(after: previous?.linkPlan)
    everAttached = Set(topology.virtualMachines.flatMap(\.networkInterfaces))
    if let previous { follow(previous) }
    addPorts(&fabric)
    addGateways(&fabric)
    addEnterpriseEdges(&fabric)
    addGlobalReach()
    addSites()
    addVPNClients()
    addTunnels()
    addMicrosoftPeerings()
    addPhysicalLinks()
    self.fabric = fabric.build(links: &linkPlan, names: linkNames)
  }

  /// Takes over the numbers. Nobody is at them yet.
  private mutating func follow(_ previous: EstateLayout) {
    roles = previous.roles
    isThere = Array(repeating: false, count: roles.count)
    allDeviceNumbers = previous.allDeviceNumbers
    interfaceNumbers = previous.interfaceNumbers
    interfaceNames = previous.interfaceNames
    interfaces = previous.interfaces.map { interface in
      Interface(
        device: interface.device, address: interface.address, side: .lan, timeToLiveCost: 0,
        expiryAnswer: .never, macAddress: interface.macAddress)
    }
    everAttached.formUnion(previous.everAttached)
  }

  package func device(_ role: DeviceRole) -> DeviceID? { deviceNumbers[role] }

  package var deviceNames: [String] { roles.map(\.name) }

  // MARK: Numbering

  mutating func add(_ role: DeviceRole) -> DeviceID {
    if let known = allDeviceNumbers[role] {
      isThere[known.index] = true
      deviceNumbers[role] = known
      return known
    }
    let number = DeviceID(rawValue: Int32(roles.count))
    roles.append(role)
    isThere.append(true)
    allDeviceNumbers[role] = number
    deviceNumbers[role] = number
    return number
  }

  mutating func addInterface(
    _ device: DeviceID, name: String, address: IPv4Address, side: Interface.Side,
    cost: UInt8 = 1, answer: Interface.ExpiryAnswer = .always, point: FabricPoint? = nil,
    macAddress: MACAddress? = nil
  ) -> InterfaceID {
    let key = InterfaceKey(device: device, name: name, isGuest: side == .guest)
    let number = interfaceNumbers[key] ?? InterfaceID(rawValue: Int32(interfaces.count))
    interfaceNumbers[key] = number
    // Azure's own range for what Azure has, a locally administered one (IEEE 802) for the rest.
    let base: UInt64
    switch side {
    case .guest, .virtualNetwork, .tunnel, .microsoftNetwork: base = 0x000D_3A00_0000
    case .circuit, .lan: base = 0x0200_0000_0000
    }
    let interface = Interface(
      device: device, address: address, side: side, timeToLiveCost: cost, expiryAnswer: answer,
      fabricPoint: point,
      macAddress: macAddress ?? MACAddress(rawValue: base | UInt64(number.rawValue)))
    if number.index < interfaces.count {
      interfaces[number.index] = interface
    } else {
      interfaces.append(interface)
      interfaceNames.append(name)
    }
    return number
  }

  mutating func addLink(_ link: CompiledLink, _ key: LinkPlan.Key) -> LinkID {
    linkPlan.add(link, key)
  }

  /// The two directions of a link.
  private mutating func addLinkPair(
    _ name: String, _ first: InterfaceID, _ second: InterfaceID, isCarried: Bool = false,
    unlessDeclared distance: Nanoseconds = Link.defaultRoundTripTime
  ) -> (there: LinkID, back: LinkID) {
    let declaration = linkNames.declaration(of: name)
    let roundTrip = declaration?.roundTripTime ?? distance
    let back = Nanoseconds(roundTrip.count / 2)
    func direction(_ delay: Nanoseconds) -> CompiledLink {
      CompiledLink(
        names: [name], delay: delay, jitter: declaration?.jitter ?? .zero,
        isUp: declaration?.isUp ?? true,
        detectionTime: declaration?.detectionTime ?? Link.defaultDetectionTime,
        isCarried: isCarried)
    }
    return (
      linkPlan.add(direction(roundTrip - back), .pair(name, from: first, to: second)),
      linkPlan.add(direction(back), .pair(name, from: second, to: first))
    )
  }

  // MARK: Azure

  private mutating func addPorts(_ fabric: inout FabricPlan) {
    let attached = Set(topology.virtualMachines.flatMap(\.networkInterfaces))
    for interface in topology.networkInterfaces {
      guard let address = addresses.networkInterfaces[interface.name]?.first,
        attached.contains(interface.name) || !everAttached.contains(interface.name)
      else { continue }
      let role = DeviceRole.networkInterface(interface.name)
      let device = add(role)
      guestInterfaces[interface.name] = addInterface(
        device, name: interface.name, address: address, side: .guest, cost: 0, answer: .never,
        macAddress: interface.macAddress)
      let guestMAC = guestInterfaces[interface.name].map { interfaces[$0.index].macAddress }
      fabricInterfaces[role] = addInterface(
        device, name: interface.name, address: address, side: .virtualNetwork, cost: 0,
        answer: .never, point: fabric.region(interface.location), macAddress: guestMAC)
    }
  }

  private mutating func addGateways(_ fabric: inout FabricPlan) {
    for gateway in topology.virtualNetworkGateways {
      guard let plan = addresses.gateways[gateway.name] else { continue }
      let profile = index.gatewayProfiles[gateway.name]
      let timeToLive: GatewayTimeToLive
      switch gateway.gatewayType {
      case .vpn: timeToLive = profile?.timeToLive ?? .vpnDefault(in: topology.profile)
      case .expressRoute: timeToLive = profile?.timeToLive ?? .expressRoute
      }
      let answer: Interface.ExpiryAnswer
      switch timeToLive.answers {
      case .all: answer = .always
      case .first: answer = .firstDecrement
      case .none: answer = .never
      }
      let point = fabric.gateway(gateway, roundTripTime: profile?.roundTripTime ?? .zero)
      for (instance, address) in plan.instances.enumerated() {
        let role = DeviceRole.gateway(gateway.name, instance: instance)
        let device = add(role)
        fabricInterfaces[role] = addInterface(
          device, name: role.name, address: address, side: .virtualNetwork,
          cost: timeToLive.fromVirtualNetwork, answer: answer, point: point)
        if gateway.gatewayType == .expressRoute {
          edgeSideInterfaces[role] = addInterface(
            device, name: "\(role.name) (edge)", address: address, side: .tunnel,
            cost: timeToLive.fromTunnel, answer: answer, point: point)
        }
      }
    }
  }

  private mutating func addEnterpriseEdges(_ fabric: inout FabricPlan) {
    for circuit in topology.expressRouteCircuits {
      for side in CircuitSide.allCases {
        let role = DeviceRole.enterpriseEdge(circuit: circuit.name, side)
        let device = add(role)
        if let peering = circuit.privatePeering {
          let prefix =
            side == .primary
            ? peering.primaryPeerAddressPrefix : peering.secondaryPeerAddressPrefix
          linkEndInterfaces[.circuit(circuit.name, side)] = addInterface(
            device, name: "\(role.name) (customer)",
            address: Self.microsoftAddress(of: prefix), side: .circuit)
        }
        for connection in topology.connections
        where connection.peer == .expressRouteCircuit(circuit.name) {
          guard let pair = addresses.enterpriseEdges[connection.name] else { continue }
          connectionInterfaces[connection.name, default: [:]][side] = addInterface(
            device, name: "\(role.name) (\(connection.name))", address: pair.address(side),
            side: .virtualNetwork, point: fabric.edge(connection))
        }
      }
    }
  }

  /// A link between the two primary edges, and one between the two secondary ones, which fail by one name.
  private mutating func addGlobalReach() {
    for connection in topology.circuitConnections {
      let profile = topology.globalReachProfiles.first { $0.connection == connection.name }
      let name = linkNames.resolve(connection.name) ?? connection.name
      for side in CircuitSide.allCases {
        let circuits = [connection.circuit, connection.peerCircuit]
        let ends = circuits.compactMap { circuit -> InterfaceID? in
          let role = DeviceRole.enterpriseEdge(circuit: circuit, side)
          guard let device = deviceNumbers[role] else { return nil }
          return addInterface(
            device, name: "\(role.name) (\(connection.name))",
            address: connection.address(of: circuit, side), side: .circuit,
            cost: profile?.timeToLive ?? 1,
            answer: profile?.answers == false ? .never : .always)
        }
        guard ends.count == 2 else { continue }
        let links = addLinkPair(name, ends[0], ends[1])
        for (near, link) in [(0, links.there), (1, links.back)] {
          let far = ends[1 - near]
          reachNeighbors.append(
            ReachNeighbor(
              circuit: circuits[near], side: side,
              neighbor: Neighbor(
                adjacency: Adjacency(egress: ends[near], ingress: far, link: link),
                address: interfaces[far.index].address, links: [name])))
        }
      }
    }
  }

  /// Microsoft has the second usable address of a circuit's prefix (Azure: "ExpressRoute routing
  /// requirements").
  static func microsoftAddress(of prefix: IPv4Prefix) -> IPv4Address {
    customerAddress(of: prefix).advanced(by: 1)
  }

  /// The customer has the first usable address.
  static func customerAddress(of prefix: IPv4Prefix) -> IPv4Address {
    prefix.address.advanced(by: prefix.length >= 31 ? 0 : 1)
  }

  // MARK: Sites

  private mutating func addSites() {
    for site in topology.sites {
      for router in site.routers {
        let device = add(.router(router.name))
        for interface in router.interfaces {
          linkEndInterfaces[.routerInterface(router: router.name, interface: interface.name)] =
            addInterface(
              device, name: "\(router.name) \(interface.name)",
              address: interface.address.address, side: interface.tunnel == nil ? .lan : .tunnel)
        }
      }
      for host in site.hosts {
        let device = add(.host(host.name))
        linkEndInterfaces[.host(host.name)] = addInterface(
          device, name: host.name, address: host.address.address, side: .lan, cost: 0,
          answer: .never)
      }
    }
  }

  private mutating func addTunnels() {
    // One tunnel interface for each gateway instance and tunnel: packets of different tunnels are told
    // apart in a capture.
    let distances = ConnectionDistances(topology)
    for tunnel in tunnels {
      let first = tunnelInterface(tunnel, at: tunnel.first)
      let second = tunnelInterface(tunnel, at: tunnel.second)
      guard let first, let second else {
        tunnelNeighbors.append([:])
        continue
      }
      let pair = addLinkPair(
        tunnel.link, first, second, isCarried: tunnel.underlay != nil,
        unlessDeclared: distances.roundTripTime(tunnel))
      let there = Adjacency(egress: first, ingress: second, link: pair.there)
      let back = Adjacency(egress: second, ingress: first, link: pair.back)
      tunnelNeighbors.append([
        tunnel.first: Neighbor(
          adjacency: selecting(there, tunnel.selectors),
          address: interfaces[second.index].address, links: [tunnel.link]),
        tunnel.second: Neighbor(
          adjacency: selecting(back, tunnel.selectors.reversed),
          address: interfaces[first.index].address, links: [tunnel.link]),
      ])
    }
  }

  /// The way into a tunnel, by its traffic selectors if it has some.
  private mutating func selecting(
    _ adjacency: Adjacency, _ selectors: TrafficSelectors
  ) -> Adjacency {
    guard case .pairs(let pairs) = selectors else { return adjacency }
    tunnelSelectors.append(
      TunnelSelectors(
        adjacency: adjacency, pairs: pairs.map { .init(local: $0.local, remote: $0.remote) }))
    var asking = adjacency
    asking.link = .selectors(tunnelSelectors.count - 1)
    return asking
  }

  private mutating func tunnelInterface(
    _ tunnel: IPsecTunnel, at end: IPsecTunnel.End
  ) -> InterfaceID? {
    switch end {
    case .router(let router, let interface):
      return linkEndInterfaces[.routerInterface(router: router, interface: interface)]
    case .gateway(let gateway, let instance):
      let role = DeviceRole.gateway(gateway, instance: instance)
      guard let device = deviceNumbers[role], let fabricInterface = fabricInterfaces[role] else {
        return nil
      }
      let profile = index.gatewayProfiles[gateway]
      // Between active-active gateways an instance has two tunnels of one connection.
      let isAlone =
        tunnels.count {
          $0.connections == tunnel.connections && ($0.first == end || $0.second == end)
        } == 1
      let far = isAlone ? "" : " to \(tunnel.other(than: end).name)"
      return addInterface(
        device, name: "\(role.name) (tunnel \(tunnel.connections[0])\(far))",
        address: interfaces[fabricInterface.index].address, side: .tunnel,
        cost: (profile?.timeToLive ?? .vpnDefault(in: topology.profile)).fromTunnel,
        answer: interfaces[fabricInterface.index].expiryAnswer)
    }
  }

  /// Physical links make networks: all that hangs together through links and shared interfaces is one
  /// network, on which each can reach each.
  private mutating func addPhysicalLinks() {
    var edges: [InterfaceID: [(to: InterfaceID, out: LinkID)]] = [:]
    var order: [InterfaceID] = []
    for link in topology.links {
      guard case .physical(let first, let second) = link.kind,
        let one = linkEndInterfaces[first], let two = linkEndInterfaces[second]
      else { continue }
      let pair = addLinkPair(link.name, one, two)
      for end in [one, two] where edges[end] == nil { order.append(end) }
      edges[one, default: []].append((two, pair.there))
      edges[two, default: []].append((one, pair.back))
    }
    for start in order {
      // Breadth first, in the document's order: the way with the fewest links.
      var reached: [(interface: InterfaceID, path: [LinkID])] = [(start, [])]
      var seen: Set<InterfaceID> = [start]
      var next = 0
      while next < reached.count {
        let here = reached[next]
        next += 1
        for edge in edges[here.interface] ?? [] where seen.insert(edge.to).inserted {
          reached.append((edge.to, here.path + [edge.out]))
        }
      }
      for far in reached.dropFirst() {
        let link =
          far.path.count == 1
          ? far.path[0]
          : linkPlan.add(
            Self.chain(far.path, links), .chain(from: start, to: far.interface))
        lanNeighbors[start, default: []].append(
          Neighbor(
            adjacency: Adjacency(egress: start, ingress: far.interface, link: link),
            address: interfaces[far.interface.index].address, links: links[link.index].names))
      }
    }
  }

  /// Several links in a row, bridged by what stands between.
  private static func chain(_ path: [LinkID], _ links: [CompiledLink]) -> CompiledLink {
    let parts = path.map { links[$0.index] }
    return CompiledLink(
      names: parts.flatMap(\.names), delay: parts.reduce(.zero) { $0 + $1.delay },
      jitter: parts.reduce(.zero) { $0 + $1.jitter }, isUp: parts.allSatisfy(\.isUp),
      detectionTime: parts.map(\.detectionTime).max() ?? .zero)
  }
}

extension EstateLayout {
  /// From where a gateway's instance speaks BGP through a tunnel: its APIPA address where the peer has one. `nil` if it has
  /// none for such a peer, or if the end is a router's.
  func bgpAddress(of tunnel: IPsecTunnel, at end: IPsecTunnel.End) -> IPv4Address? {
    guard case .gateway(let name, let instance) = end, tunnel.peering?.lacksCustomAddress != true,
      let peers = addresses.gateways[name]?.bgpPeers
    else { return nil }
    return tunnel.peering?.customAddress ?? peers[Swift.min(instance, peers.count - 1)]
  }
}

extension DeviceRole {
  /// The name that people know a device by.
  package var name: String {
    switch self {
    case .networkInterface(let name), .router(let name), .host(let name): name
    case .gateway(let name, let instance): "\(name)/\(instance)"
    case .enterpriseEdge(let circuit, let side): "\(circuit)/\(side.rawValue)"
    case .microsoftEdge(let circuit, let side): "\(circuit)/\(side.rawValue)/microsoft"
    }
  }
}
