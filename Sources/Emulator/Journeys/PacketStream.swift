import Addressing

/// Packets that an endpoint's guest sends at regular times.
package struct PacketStream: Hashable, Sendable {
  /// IPv4 packets, sent one after the other and over again.
  package var packets: [[UInt8]]
  package var endpoint: Int
  package var start: EmulatedInstant
  /// From one packet to the next.
  package var interval: Nanoseconds
  package var count: UInt64

  /// - Precondition: there is a packet, and the interval is not negative.
  package init(
    _ packets: [[UInt8]], from endpoint: Int, start: EmulatedInstant = .start,
    interval: Nanoseconds, count: UInt64
  ) {
    precondition(!packets.isEmpty, "a stream has packets")
    precondition(interval >= .zero, "time does not run backwards")
    self.packets = packets
    self.endpoint = endpoint
    self.start = start
    self.interval = interval
    self.count = count
  }
}

/// A stream that is being sent.
struct StreamRuntime: ~Copyable {
  let endpoint: Int
  let interval: Nanoseconds
  private(set) var remaining: UInt64
  /// The packets one behind the other, and where each begins.
  private let bytes: UnsafeMutableRawPointer
  private let starts: UnsafeMutablePointer<Int>
  /// One for each packet; `nil` if it is not valid.
  private let plans: UnsafeMutablePointer<UnsafeMutablePointer<JourneyPlan>?>
  private let count: Int
  private var next = 0

  init(_ stream: PacketStream) {
    endpoint = stream.endpoint
    interval = stream.interval
    remaining = stream.count
    count = stream.packets.count
    let length = stream.packets.reduce(0) { $0 + $1.count }
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(1, length), alignment: 64)
    let starts = UnsafeMutablePointer<Int>.allocate(capacity: stream.packets.count + 1)
    var position = 0
    for (index, packet) in stream.packets.enumerated() {
      (starts + index).initialize(to: position)
      packet.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(start: bytes + position, count: packet.count)
          .copyMemory(from: $0)
      }
      position += packet.count
    }
    (starts + stream.packets.count).initialize(to: position)
    let plans = UnsafeMutablePointer<UnsafeMutablePointer<JourneyPlan>?>.allocate(
      capacity: stream.packets.count)
    for index in stream.packets.indices {
      let packet = UnsafeMutableRawBufferPointer(
        start: bytes + starts[index], count: starts[index + 1] - starts[index])
      let plan = JourneyPlan(packet).map { plan in
        let place = UnsafeMutablePointer<JourneyPlan>.allocate(capacity: 1)
        place.initialize(to: plan)
        return place
      }
      (plans + index).initialize(to: plan)
    }
    self.plans = plans
    self.bytes = bytes
    self.starts = starts
  }

  deinit {
    bytes.deallocate()
    starts.deallocate()
    for index in 0..<count {
      guard let plan = plans[index] else { continue }
      plan.pointee.free()
      plan.deallocate()
    }
    plans.deallocate()
  }

  /// The packet to send now, which stays where it is, and its plan.
  ///
  /// - Precondition: one remains.
  mutating func take() -> (
    bytes: UnsafeRawBufferPointer, plan: UnsafeMutablePointer<JourneyPlan>?
  ) {
    let packet = (
      UnsafeRawBufferPointer(
        start: bytes + starts[next], count: starts[next &+ 1] &- starts[next]), plans[next]
    )
    next &+= 1
    if next == count { next = 0 }
    remaining &-= 1
    return packet
  }
}
