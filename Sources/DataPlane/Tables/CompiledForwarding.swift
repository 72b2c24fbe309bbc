import Addressing
import CLookupKernels
import LongestPrefixMatch

/// What the packet path reads of the tables, flat and never written: made once for each generation.
///
/// ```
/// ways      | one an interface: routing, lane, cost | ... and one a device, for what it sends |
/// routings  | table and actions, of one device or of many ports |
/// actions   | 32 bytes a route's number: verdict and Ethernet header, or a group of next hops |
/// members   | next hops, group by group |
/// ```
/// Ports whose tables differ only in the interface by which packets leave share actions and members: there, the
/// interface is ``ForwardingView/ownEgress``, for which the way knows the number.
package final class CompiledForwarding: @unchecked Sendable {
  package let counters: CounterLayout
  let view: ForwardingView
  /// Beside the view, which the path of every packet passes on.
  let selectors: SelectorsView
  /// Own the memory that the ways' tables point at.
  private let devices: [Device]
  private let mappings: [MappingTable]
  private let emptyTable = CompiledTrie([])
  private var routings: [CompiledRouting] = []

  init(
    devices: [Device], interfaces: [Interface], mappings: [MappingTable],
    securityRules: [SecurityRuleTable], fabric: Fabric, balancing: LoadBalancingTables,
    selectors: [TunnelSelectors]
  ) {
    let counters = CounterLayout(
      interfaces: interfaces.count, rules: securityRules.lazy.map(\.rules.count),
      routes: devices.lazy.map(\.routes.numberCount),
      scopes: devices.lazy.map { device in
        if device.port == nil { return .beyondPorts }
        return balancing.frontEnds.isEmpty ? .port : .balancedPort
      })
    self.counters = counters
    self.devices = devices
    self.mappings = mappings
    let view = ForwardingView(
      interfaces: interfaces, devices: devices, mappings: mappings, fabric: fabric,
      balancing: balancing, counters: counters)
    self.view = view
    self.selectors = SelectorsView(selectors)

    var egresses = [InterfaceID?](repeating: nil, count: devices.count)
    for (index, interface) in interfaces.enumerated()
    where devices[interface.device.index].port != nil && interface.side == .virtualNetwork {
      egresses[interface.device.index] = InterfaceID(rawValue: Int32(index))
    }
    var known: [CompiledRouting.Shape: Int] = [:]
    for (number, device) in devices.enumerated() {
      let shape = CompiledRouting.Shape(device.routes, ownEgress: egresses[number])
      let routing: Int
      if device.port != nil, let same = known[shape] {
        routing = same
      } else {
        routing = routings.count
        routings.append(CompiledRouting(shape, view))
        known[shape] = routing
      }
      view.ways[interfaces.count + number] = routings[routing].way(
        device, number: number, tallies: counters.routes[number], egress: egresses[number])
    }
    // What goes to a guest is not routed: its lookups shall not fetch a table.
    let unrouted = CompiledRouting(CompiledRouting.Shape(RoutingTable([]), ownEgress: nil), view)
    routings.append(unrouted)
    let nowhere = UnsafePointer(unrouted.routing(emptyTable.kernelView))
    for (number, interface) in interfaces.enumerated() {
      let device = devices[interface.device.index]
      var way = view.ways[interfaces.count + interface.device.index]
      way.cost = interface.timeToLiveCost
      switch interface.side {
      case .guest:
        way.lane = UInt8(device.port == nil ? FORWARD_LANE_OTHER : FORWARD_LANE_FROM_GUEST)
      case .virtualNetwork where device.port != nil: way.lane = UInt8(FORWARD_LANE_TO_GUEST)
      case .virtualNetwork, .tunnel, .circuit, .lan, .microsoftNetwork:
        way.lane = UInt8(device.kind == .host ? FORWARD_LANE_OTHER : FORWARD_LANE_TRANSIT)
      }
      // What is translated goes the way of single packets.
      if view.balancing.translates(interface.device) { way.lane = UInt8(FORWARD_LANE_OTHER) }
      if way.lane == FORWARD_LANE_TO_GUEST { way.routing = nowhere }
      view.ways[number] = way
    }
  }

  deinit {
    view.deallocate()
    selectors.deallocate()
  }
}

/// The memory of ``CompiledForwarding``: pointers only, valid as long as the tables live.
struct ForwardingView {
  /// By interface; behind them, by device, for packets that the device itself sends.
  let ways: UnsafeMutablePointer<forward_way>
  let interfaces: UnsafeMutablePointer<Interface>
  let devices: UnsafeMutablePointer<DeviceFacts>
  /// Of all ports.
  private let addresses: UnsafeMutablePointer<IPv4Address>
  let mappings: UnsafeMutablePointer<MappingView>
  /// Row by row, from the row's point to the column's.
  let fabricLinks: UnsafeMutablePointer<LinkID>
  let interfaceCount: Int
  let deviceCount: Int
  let fabricPoints: Int
  let balancing: BalancingView
  /// By drop reason's number (``CounterLayout/dropPlaces``).
  let dropPlaces: UnsafeMutablePointer<UInt8>

  /// Stands for the interface by which packets leave a port.
  static var ownEgress: InterfaceID { InterfaceID(rawValue: -1) }

  fileprivate init(
    interfaces: [Interface], devices: [Device], mappings: [MappingTable], fabric: Fabric,
    balancing: LoadBalancingTables, counters: CounterLayout
  ) {
    func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
      let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
      memory.initialize(from: array, count: array.count)
      return memory
    }
    let wayCount = interfaces.count + devices.count
    ways = UnsafeMutableRawPointer.allocate(
      byteCount: max(wayCount, 1) * MemoryLayout<forward_way>.stride, alignment: 64
    ).bindMemory(to: forward_way.self, capacity: wayCount)
    ways.initialize(repeating: forward_way(), count: wayCount)
    self.interfaces = copy(interfaces)
    let own = devices.map { $0.port?.addresses ?? [] }
    addresses = copy(own.flatMap(\.self))
    var first = addresses
    self.devices = .allocate(capacity: max(devices.count, 1))
    for (number, device) in devices.enumerated() {
      let count = own[number].count
      (self.devices + number).initialize(
        to: DeviceFacts(
          device, addresses: UnsafeBufferPointer(start: first, count: count),
          drops: counters.drops[number]))
      first += count
    }
    self.mappings = copy(mappings.map(\.view))
    fabricLinks = copy(fabric.allLinks)
    dropPlaces = copy(counters.dropPlaces)
    interfaceCount = interfaces.count
    deviceCount = devices.count
    fabricPoints = fabric.pointCount
    self.balancing = BalancingView(balancing, interfaces, devices: devices.count)
    for (device, rules) in balancing.implicitRules {
      self.devices[device.index].implicitRules = rules
    }
  }

  fileprivate func deallocate() {
    ways.deallocate()
    interfaces.deallocate()
    devices.deallocate()
    addresses.deallocate()
    mappings.deallocate()
    fabricLinks.deallocate()
    dropPlaces.deallocate()
    balancing.deallocate()
  }

  /// The link of the fabric between two interfaces; `nil` unless both stand in it.
  @inline(__always)
  func fabricLink(from egress: InterfaceID, to ingress: InterfaceID) -> LinkID? {
    guard let from = interfaces[egress.index].fabricPoint,
      let to = interfaces[ingress.index].fabricPoint
    else { return nil }
    return fabricLinks[Int(from.rawValue) &* fabricPoints &+ Int(to.rawValue)]
  }

  /// The way of what a device itself sends.
  @inline(__always)
  func ownWay(_ device: DeviceID) -> UnsafePointer<forward_way> {
    UnsafePointer(ways + (interfaceCount &+ device.index))
  }
}

/// What the stages ask of a device besides its routes.
struct DeviceFacts {
  var kind: Device.Kind
  var answersEcho: Bool
  var sendsUnreachables: Bool
  var endsTunnels: Bool
  var isPort: Bool
  /// Of a port: its guest may send and receive packets that are not its own.
  var ipForwarding: Bool
  /// Of a port: the guest's own.
  var addresses: UnsafeBufferPointer<IPv4Address>
  var networkInterfaceRules: SecurityRulePair?
  var subnetRules: SecurityRulePair?
  /// Of a port: the compiled rules of both levels.
  var inboundSecurity: PortSecurity?
  var outboundSecurity: PortSecurity?
  var flowTimeout: Nanoseconds
  /// Where its drops are counted.
  let drops: CounterLayout.Drops
  /// Of a Standard load balancer's backend without groups: what its front ends' flows must be allowed by.
  var implicitRules: SecurityRuleTableID?

  init(
    _ device: Device, addresses: UnsafeBufferPointer<IPv4Address>, drops: CounterLayout.Drops
  ) {
    self.addresses = addresses
    self.drops = drops
    ipForwarding = device.port?.ipForwarding == true
    networkInterfaceRules = device.port?.networkInterfaceRules
    subnetRules = device.port?.subnetRules
    kind = device.kind
    answersEcho = device.answersEcho
    sendsUnreachables = device.sendsUnreachables
    endsTunnels = device.endsTunnels
    isPort = device.port != nil
    inboundSecurity = device.port?.inboundSecurity
    outboundSecurity = device.port?.outboundSecurity
    flowTimeout = device.port?.flowTimeout ?? .zero
  }

  @inline(__always)
  func has(_ address: IPv4Address) -> Bool {
    for own in addresses where own == address { return true }
    return false
  }
}
