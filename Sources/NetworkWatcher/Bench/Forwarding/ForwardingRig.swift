import Addressing
import DataPlane

/// What sends packets through one estate's tables over and over. Its owner borrows it once a pass, not once a packet.
struct ForwardingRig: ~Copyable {
  let tables: ForwardingTables
  var batch: PacketBatch
  var flows: FlowTable
  var counters: ForwardingCounters
  /// The size of each frame of a batch, in bytes.
  let sizes: UnsafeMutablePointer<UInt32>

  init(_ tables: ForwardingTables, flows: consuming FlowTable, hasFrames: Bool = false) {
    self.tables = tables
    batch = PacketBatch(hasFrames: hasFrames)
    self.flows = flows
    counters = ForwardingCounters(tables)
    sizes = .allocate(capacity: PacketBatch.capacity)
    sizes.initialize(repeating: UInt32(FrameArena.frameLength), count: PacketBatch.capacity)
  }

  deinit { sizes.deallocate() }

  @inline(__always)
  mutating func process(now: EmulatedInstant = .start) {
    Pipeline.process(&batch, tables, flows: &flows, now: now, counters: &counters)
  }
}
