import Addressing
import DataPlane
import ResourceModel

/// What the control plane makes of a topology and the state of its links: the tables that forward, and
/// what is needed to run and to explain them.
package struct CompiledEstate: Sendable {
  package var topology: Topology
  package var tables: ForwardingTables
  /// Indexed by ``DeviceID``: the name that people know the device by, such as `hub-vpn/0`.
  package var deviceNames: [String]
  /// Indexed by ``InterfaceID``: unique except for the two sides of a virtual switch port, which are one
  /// interface to the guest and share its name.
  package var interfaceNames: [String]
  /// Indexed by ``LinkID``.
  package var links: [CompiledLink]
  /// Machines in the document's order, then hosts; behind them what was created later. An endpoint that is gone keeps its
  /// place; what it sends ends at once.
  package var endpoints: [Endpoint]
  /// Indexed by ``DeviceID``.
  package var roles: [DeviceRole] = []
  /// Which network what stands in, and which network's addresses mappings know.
  package var membership = NetworkMembership()
  /// What limits throughput; the same whatever links are down.
  package var rates = RateTable()
  /// Canonical names of the links that are down.
  package var failedLinks: Set<String> = []
  /// By network interface, in the order in which Azure's tools list them.
  package var effectiveRoutes: [String: [EffectiveRoute]] = [:]
  /// By gateway, by router, and by circuit and side (`ExpressRoute1/primary`).
  package var learnedRoutes: [String: [LearnedRoute]] = [:]
  /// By connection that is in service.
  package var connections: [String: ConnectionStatus] = [:]
  /// What a reader of a trace should know: tunnels that are down and why. Sentences without full stop.
  package var notes: [String] = []
  /// The security associations of tunnels whose outer packets are real, two a tunnel, as ``TunnelEnd`` numbers them.
  package var associations: [AssociationPlan] = []
  /// Which probes ask which backends, sorted by key.
  package var healthChecks: [HealthCheck] = []
  package internal(set) var addresses: AddressPlan?
  /// The interfaces at the ends of physical links.
  package var linkEnds: [LinkEnd: InterfaceID] = [:]
  /// Indexed by ``DeviceID``: all routes of a device, used and not.
  var candidates: [[RouteCandidate]] = []

  package init(
    topology: Topology, tables: ForwardingTables, deviceNames: [String], interfaceNames: [String],
    links: [CompiledLink], endpoints: [Endpoint]
  ) {
    self.topology = topology
    self.tables = tables
    self.deviceNames = deviceNames
    self.interfaceNames = interfaceNames
    self.links = links
    self.endpoints = endpoints
  }

  /// Why `device` sends packets for `destination` where it does. O(routes of the device).
  package func explainRoute(device: DeviceID, destination: IPv4Address) -> RouteExplanation {
    RouteExplanation(
      candidates.indices.contains(device.index) ? candidates[device.index] : [],
      destination: destination)
  }
}

/// One direction of a link, as the emulator runs it.
package struct CompiledLink: Sendable {
  /// The links whose failure takes this one down: itself, or all of a bridged path; empty for what cannot fail,
  /// such as the fabric of a region.
  package var names: [String]
  package var delay: Nanoseconds
  package var jitter: Nanoseconds
  package var isUp: Bool
  package var detectionTime: Nanoseconds
  /// A tunnel whose packets go over other links, encrypted: nothing is put on this one.
  package var isCarried: Bool

  package init(
    names: [String], delay: Nanoseconds, jitter: Nanoseconds = .zero, isUp: Bool = true,
    detectionTime: Nanoseconds = .zero, isCarried: Bool = false
  ) {
    self.isCarried = isCarried
    self.names = names
    self.delay = delay
    self.jitter = jitter
    self.isUp = isUp
    self.detectionTime = detectionTime
  }
}

/// A machine's network interface or an on-premises host: what sends, receives and answers.
package struct Endpoint: Sendable {
  /// The machine's or host's name.
  package var name: String
  /// The network interface's name; `nil` for a host.
  package var networkInterface: String?
  package var address: IPv4Address
  /// Where its packets enter: the guest's side of its port, or the host's own interface.
  package var attachment: InterfaceID
  package var osType: OperatingSystem
  /// Forwards what is not its own, as an appliance does: one hop, answering with its address.
  package var forwards: Bool
  /// What its system does with TCP; `nil` if it answers no segment.
  package var guest: GuestProfile?

  package init(
    name: String, networkInterface: String?, address: IPv4Address, attachment: InterfaceID,
    osType: OperatingSystem, forwards: Bool
  ) {
    self.name = name
    self.networkInterface = networkInterface
    self.address = address
    self.attachment = attachment
    self.osType = osType
    self.forwards = forwards
  }
}
