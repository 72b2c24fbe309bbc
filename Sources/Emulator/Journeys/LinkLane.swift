import Addressing

/// One direction of a link as the packets see it, with those that are under way.
///
/// Packets on one link do not overtake each other, so that what is under way is a queue of its own; only its
/// first waits in the ``EventQueue``.
struct LinkLane {
  struct Arrival {
    var key: EventKey
    var packet: PacketSlot
  }

  var delay: Nanoseconds
  var jitter: Nanoseconds
  var isUp: Bool
  /// When the last packet arrives.
  private var lastArrival = EmulatedInstant.start
  /// A ring of a power of two places; none until the first packet waits.
  private var ring: UnsafeMutablePointer<Arrival>?
  private var capacity = 0
  private var head = 0
  private(set) var count = 0

  init(delay: Nanoseconds, jitter: Nanoseconds, isUp: Bool) {
    self.delay = delay
    self.jitter = jitter
    self.isUp = isUp
  }

  func free() { ring?.deallocate() }

  /// When a packet that is put on the link now arrives.
  @inline(__always)
  mutating func arrival(
    at now: EmulatedInstant, _ generator: inout SplitMix64
  ) -> EmulatedInstant {
    guard jitter.count > 0 else { return now + delay }
    let time = max(
      now + delay + Nanoseconds(generator.next(upTo: jitter.count)), lastArrival)
    lastArrival = time
    return time
  }

  /// The packet that arrives first.
  ///
  /// - Precondition: one is under way.
  var first: Arrival { ring.unsafelyUnwrapped[head] }

  mutating func append(_ arrival: Arrival) {
    if count == capacity { grow() }
    ring.unsafelyUnwrapped[(head &+ count) & (capacity &- 1)] = arrival
    count &+= 1
  }

  /// - Precondition: one is under way.
  mutating func removeFirst() {
    head = (head &+ 1) & (capacity &- 1)
    count &-= 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Arrival>.allocate(capacity: max(8, capacity * 2))
    if let ring {
      let tail = capacity - head
      larger.initialize(from: ring + head, count: tail)
      (larger + tail).initialize(from: ring, count: head)
      ring.deallocate()
    }
    ring = larger
    capacity = max(8, capacity * 2)
    head = 0
  }
}
