import Addressing
import CLookupKernels

/// Up to ``capacity`` packets that go through one step of their journeys together: a structure of arrays.
///
/// The batch points at packets whose bytes somebody else owns and keeps in place. Packets may have come in at
/// different interfaces of different devices. Filled, processed, read and emptied over and over: only `init`
/// allocates.
package struct PacketBatch: ~Copyable, @unchecked Sendable {
  /// In packets.
  package static let capacity = Int(PACKET_BATCH)

  /// 0...``capacity``.
  package private(set) var count = 0
  /// Where each IPv4 packet begins, and how many bytes are there: the frame's rest, not the total length.
  package let packets: UnsafeMutablePointer<UnsafeMutableRawBufferPointer>
  /// Where each came in.
  package let ingress: UnsafeMutablePointer<InterfaceID>
  /// What became of each, once the batch was processed.
  package let verdicts: UnsafeMutablePointer<Verdict>
  /// Before every packet stand 14 bytes of Ethernet header, which are written anew when the packet is sent on.
  package let hasFrames: Bool
  /// What the stages keep of the packets.
  let columns: UnsafeMutablePointer<packet_columns>
  let flows: FlowColumns

  /// - Parameter hasFrames: the 14 bytes before each packet belong to it.
  package init(hasFrames: Bool = false) {
    self.hasFrames = hasFrames
    packets = .allocate(capacity: Self.capacity)
    ingress = .allocate(capacity: Self.capacity)
    verdicts = .allocate(capacity: Self.capacity)
    packets.initialize(
      repeating: UnsafeMutableRawBufferPointer(start: nil, count: 0), count: Self.capacity)
    ingress.initialize(repeating: InterfaceID(rawValue: 0), count: Self.capacity)
    verdicts.initialize(repeating: .deliver, count: Self.capacity)
    columns = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<packet_columns>.stride, alignment: 64
    ).initializeMemory(as: packet_columns.self, repeating: packet_columns(), count: 1)
    flows = FlowColumns()
  }

  deinit {
    packets.deallocate()
    ingress.deallocate()
    verdicts.deallocate()
    columns.deallocate()
    flows.deallocate()
  }

  package var isFull: Bool { count == Self.capacity }

  /// Other modules call this once for each packet, or write to ``packets`` and ``ingress`` and call
  /// ``setCount(_:)``.
  ///
  /// - Precondition: the batch is not full.
  @inline(__always)
  package mutating func append(_ packet: UnsafeMutableRawBufferPointer, at interface: InterfaceID) {
    precondition(!isFull, "the batch is full")
    packets[count] = packet
    ingress[count] = interface
    count &+= 1
  }

  package mutating func removeAll() { count = 0 }

  /// The batch has this many packets, whose ``packets`` and ``ingress`` the caller has set.
  ///
  /// - Parameter newCount: 0...``capacity``.
  package mutating func setCount(_ newCount: Int) {
    precondition((0...Self.capacity).contains(newCount), "a batch holds \(Self.capacity) packets")
    count = newCount
  }
}

/// The flows of those packets of a batch at ports that the kernel did not pass, in the packets' order.
struct FlowColumns {
  let keys: UnsafeMutablePointer<FlowKey>
  let events: UnsafeMutablePointer<FlowEvent>
  let slots: UnsafeMutablePointer<FlowSlot>
  let tuples: UnsafeMutablePointer<FiveTuple>
  /// What the rules of the port say of those that were not found, if it has any.
  let decisions: UnsafeMutablePointer<SecurityDecision>
  /// By packet, written by the kernel of ports.
  let kernelKeys: UnsafeMutablePointer<UInt64>
  let kernelEvents: UnsafeMutablePointer<UInt8>
  let kernelSlots: UnsafeMutablePointer<Int32>
  /// Which packet of the batch each is; behind the last one stands a number that no packet has.
  let packets: UnsafeMutablePointer<Int>

  init() {
    keys = .allocate(capacity: PacketBatch.capacity)
    events = .allocate(capacity: PacketBatch.capacity)
    slots = .allocate(capacity: PacketBatch.capacity)
    tuples = .allocate(capacity: PacketBatch.capacity)
    decisions = .allocate(capacity: PacketBatch.capacity)
    kernelKeys = UnsafeMutableRawPointer.allocate(
      byteCount: 2 * PacketBatch.capacity * MemoryLayout<UInt64>.stride, alignment: 64
    ).initializeMemory(as: UInt64.self, repeating: 0, count: 2 * PacketBatch.capacity)
    kernelEvents = .allocate(capacity: PacketBatch.capacity)
    kernelSlots = .allocate(capacity: PacketBatch.capacity)
    kernelEvents.initialize(repeating: 0, count: PacketBatch.capacity)
    kernelSlots.initialize(repeating: -1, count: PacketBatch.capacity)
    packets = .allocate(capacity: PacketBatch.capacity + 1)
    keys.initialize(repeating: FlowKey(first: 0, second: 0), count: PacketBatch.capacity)
    events.initialize(repeating: FlowEvent(rawValue: 0), count: PacketBatch.capacity)
    slots.initialize(repeating: .none, count: PacketBatch.capacity)
    tuples.initialize(
      repeating: FiveTuple(
        source: .any, destination: .any, sourcePort: Port(rawValue: 0),
        destinationPort: Port(rawValue: 0), protocolNumber: .udp), count: PacketBatch.capacity)
    decisions.initialize(repeating: SecurityDecision(first: 0), count: PacketBatch.capacity)
    packets.initialize(repeating: .max, count: PacketBatch.capacity + 1)
  }

  func deallocate() {
    keys.deallocate()
    events.deallocate()
    slots.deallocate()
    tuples.deallocate()
    decisions.deallocate()
    kernelKeys.deallocate()
    kernelEvents.deallocate()
    kernelSlots.deallocate()
    packets.deallocate()
  }
}
