import Addressing
import DataPlane

/// Where a bulk run's packets come from: a capture, a generator. Asked by one worker at a time.
package protocol BulkSource: AnyObject, Sendable {
  /// Puts the next packets in, some hundreds at a time.
  ///
  /// - Returns: `false` if there are no more; what was put in counts.
  /// - Throws: what ends the input early; what was put in counts.
  func fill(_ inlet: BulkInlet) throws -> Bool
}

/// A packet before it is let in, whatever is wrong with it.
package struct BulkPacket: @unchecked Sendable {
  /// Where its IPv4 header begins, or should.
  package var base: UnsafeRawPointer
  /// In bytes: at most 131,072.
  package var length: Int32
  /// An endpoint, or the complement of an interface's number: ``BulkEntry/code``.
  package var entryCode: Int32
  package var time: EmulatedInstant

  package init(
    _ bytes: UnsafeRawBufferPointer, from entry: BulkEntry, at time: EmulatedInstant
  ) {
    // An empty packet has no address of its own.
    base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64).unsafelyUnwrapped
    length = Int32(truncatingIfNeeded: bytes.count)
    self.time = time
    entryCode = entry.code
  }
}

/// Where packets go in, in their order.
package final class BulkInlet {
  @exclusivity(unchecked) private var clock: BulkClock
  /// Takes what comes in now.
  @exclusivity(unchecked) var block: PacketBlock?

  init(_ clock: BulkClock) {
    self.clock = clock
  }

  /// Lets an IPv4 packet in, whatever is wrong with it. Its bytes are copied.
  ///
  /// - Parameter time: does not run backwards: an earlier one than the last counts as the last one.
  package func append(
    _ bytes: UnsafeRawBufferPointer, from entry: BulkEntry, at time: EmulatedInstant
  ) {
    var packet = BulkPacket(bytes, from: entry, at: time)
    withUnsafePointer(to: &packet) {
      append(UnsafeBufferPointer(start: $0, count: 1))
    }
  }

  /// Lets packets in, in this order; their bytes are copied. Times are as for a single one.
  package func append(_ packets: UnsafeBufferPointer<BulkPacket>) {
    block?.append(packets, &clock)
  }
}
