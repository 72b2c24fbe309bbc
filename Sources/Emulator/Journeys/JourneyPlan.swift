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
    /// Where the packet came in, or was sent.
    let interface: InterfaceID
    let device: DeviceID
    /// Whereto; of the last step, of no meaning.
    let adjacency: Adjacency
    /// Who keeps the packet; of any other step, of no meaning.
    let endpoint: Int
  }

  /// A journey over more links is not planned to its end.
  private static let capacity = 32

  let tuple: FiveTuple
  let role: FlowRole
  let flags: TCPFlags
  private var generation: UInt64?
  private var count: Int32 = 0
  /// By the number of links that a packet crossed.
  private let steps: UnsafeMutablePointer<Step>

  /// `nil` if the bytes are no valid packet.
  init?(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let packet = try? IPv4Packet(validating: bytes) else { return nil }
    tuple = packet.fiveTuple
    role = packet.flowRole
    flags = packet.tcpFlags
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
    return step.pointee.interface == interface ? step : nil
  }

  /// Keeps the next step. What was decided before the tables changed is forgotten.
  mutating func record(_ step: Step, _ number: Int32, generation: UInt64) {
    if self.generation != generation {
      self.generation = generation
      count = 0
    }
    guard number == count, Int(count) < Self.capacity else { return }
    (steps + Int(count)).initialize(to: step)
    count += 1
  }
}
