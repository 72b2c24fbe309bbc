import Addressing

/// Up to ``capacity`` packets that go through one step of their journeys together: a structure of arrays.
///
/// The batch points at packets whose bytes somebody else owns and keeps in place. Packets may have come in at
/// different interfaces of different devices. Filled, processed, read and emptied over and over: only `init`
/// allocates.
package struct PacketBatch: ~Copyable, @unchecked Sendable {
  /// In packets.
  package static let capacity = 256

  /// 0...``capacity``.
  package private(set) var count = 0
  /// Where each IPv4 packet begins, and how many bytes are there: the frame's rest, not the total length.
  package let packets: UnsafeMutablePointer<UnsafeMutableRawBufferPointer>
  /// Where each came in.
  package let ingress: UnsafeMutablePointer<InterfaceID>
  /// What became of each, once the batch was processed.
  package let verdicts: UnsafeMutablePointer<Verdict>

  package init() {
    packets = .allocate(capacity: Self.capacity)
    ingress = .allocate(capacity: Self.capacity)
    verdicts = .allocate(capacity: Self.capacity)
    packets.initialize(
      repeating: UnsafeMutableRawBufferPointer(start: nil, count: 0), count: Self.capacity)
    ingress.initialize(repeating: InterfaceID(rawValue: 0), count: Self.capacity)
    verdicts.initialize(repeating: .deliver, count: Self.capacity)
  }

  deinit {
    packets.deallocate()
    ingress.deallocate()
    verdicts.deallocate()
  }

  package var isFull: Bool { count == Self.capacity }

  /// - Precondition: the batch is not full.
  package mutating func append(_ packet: UnsafeMutableRawBufferPointer, at interface: InterfaceID) {
    precondition(!isFull, "a batch holds \(Self.capacity) packets")
    packets[count] = packet
    ingress[count] = interface
    count += 1
  }

  package mutating func removeAll() { count = 0 }
}
