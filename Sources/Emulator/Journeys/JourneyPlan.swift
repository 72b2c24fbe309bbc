import Addressing
import DataPlane
import Wire

/// What every device on the way decided about a packet that a stream sends over and over.
///
/// A device's decision about a packet depends on the interface at which it came in, the bytes that no device changes,
/// its TTL, the tables, and at a port on the flow's record. So the first packet of a stream goes through all stages
/// of all devices, and the plan keeps what they said; the others ask for the flow's record, give their TTL and go
/// where the first went. Whenever anything is not as it was (the tables are of another generation, the port does not
/// know the flow any more, the TTL runs out, a link is down), all stages are asked again.
struct JourneyPlan {
  struct Step {
    enum Kind {
      /// From a guest over its port: the port must know the flow.
      case fromGuest
      /// From a host or device itself.
      case origin
      /// Over a gateway, edge or router, which takes the cost from the TTL.
      case transit
      /// Over the port to its guest, which keeps the packet: the port must know the flow.
      case toGuest
      /// To a host, which keeps the packet.
      case toHost
    }

    let kind: Kind
    let cost: UInt8
    /// Of the flow at a port; else of no meaning.
    let event: FlowEvent
    let key: FlowKey
    /// Where the packet came in, or was sent.
    let interface: InterfaceID
    /// Whereto; of the last step, of no meaning.
    let adjacency: Adjacency
    /// Who keeps the packet; of any other step, of no meaning.
    let endpoint: Int

    var isLast: Bool {
      switch kind {
      case .fromGuest, .origin, .transit: false
      case .toGuest, .toHost: true
      }
    }
  }

  /// The whole journey at once: over links without jitter that are up.
  struct Express {
    /// The state of the links for which it stands.
    var epoch: UInt64
    /// What all devices take from the TTL.
    var cost: Int
    var delay: Nanoseconds
    var links: Int32
  }

  /// A journey over more links is not planned to its end.
  private static let capacity = 32

  private let tuple: FiveTuple
  private let role: FlowRole
  private let flags: TCPFlags
  private(set) var generation: UInt64 = .max
  private(set) var count: Int32 = 0
  /// By the number of links that a packet crossed.
  let steps: UnsafeMutablePointer<Step>
  private(set) var express: Express?

  /// `nil` if the bytes are no valid packet, or one of which no flow record knows: an ICMP message that is no echo.
  init?(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let packet = try? IPv4Packet(validating: bytes) else { return nil }
    tuple = packet.fiveTuple
    role = packet.flowRole
    flags = packet.tcpFlags
    switch role {
    case .error: return nil
    case .either where packet.protocolNumber == .icmp: return nil
    case .either, .request, .reply: break
    }
    steps = .allocate(capacity: Self.capacity)
  }

  func free() { steps.deallocate() }

  /// What was decided at `interface` about packets that crossed so many links.
  @inline(__always)
  func step(
    _ number: Int32, at interface: InterfaceID, generation: UInt64
  ) -> UnsafeMutablePointer<Step>? {
    guard number < count, self.generation == generation else { return nil }
    let step = steps + Int(number)
    return step.pointee.interface.rawValue == interface.rawValue ? step : nil
  }

  /// Keeps the next step. What was decided before the tables changed is forgotten.
  mutating func record(
    _ kind: Step.Kind, at interface: InterfaceID, to adjacency: Adjacency, endpoint: Int,
    _ number: Int32, _ tables: ForwardingTables
  ) {
    if generation != tables.generation {
      generation = tables.generation
      count = 0
      express = nil
    }
    guard number == count, Int(count) < Self.capacity else { return }
    let place = tables.interfaces[interface.index]
    let direction: TraceStep.Direction =
      switch kind {
      case .toGuest: .inbound
      case .fromGuest, .origin, .transit, .toHost: .outbound
      }
    (steps + Int(count)).initialize(
      to: Step(
        kind: kind, cost: place.timeToLiveCost, event: FlowEvent(flags, direction),
        key: FlowKey(tuple, direction, role: role, port: place.device), interface: interface,
        adjacency: adjacency, endpoint: endpoint))
    count += 1
  }

  /// Looks whether the whole journey can be done at once as the links are.
  mutating func prepareExpress(_ links: borrowing LinkRuntime) {
    guard count > 1, steps[Int(count) - 1].isLast else { return }
    var whole = Express(epoch: links.epoch, cost: 0, delay: .zero, links: count - 1)
    for number in 0..<Int(count) - 1 {
      let step = steps[number]
      let lane = links.lanes[step.adjacency.link.index]
      // A way that cannot be done at once costs more than any packet has.
      if !lane.isUp || lane.jitter > .zero { whole.cost = 256 }
      whole.delay = whole.delay + lane.delay
      if step.kind == .transit { whole.cost += Int(step.cost) }
    }
    express = whole
  }
}
