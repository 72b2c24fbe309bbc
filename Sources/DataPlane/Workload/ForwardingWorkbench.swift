import Addressing
import CLookupKernels
import LongestPrefixMatch
import Wire

/// Frames that go through the data plane over and over, for measurements: the tables, stages and counters of every
/// other packet.
///
/// Frames are 64 bytes of Ethernet (UDP with 22 bytes of data, frame check sequence not counted) and differ from each
/// other. They are in one memory, one after the other, and are taken in that order, 256 a batch.
public final class ForwardingWorkbench {
  /// Bytes of a frame.
  public static let frameLength = 64
  /// So often are frames processed in place before they are written anew: a TTL of 255 is enough for that.
  static let turnsInPlace = 240

  private let tables: ForwardingTables
  private var flows: FlowTable
  private var counters: ForwardingCounters
  private var batch = PacketBatch(hasFrames: true)
  private let kernel: LookupKernel
  /// Where each frame comes in.
  private let ingress: [InterfaceID]
  private let source: UnsafeMutableRawPointer
  /// Where frames are processed, and to where they are copied.
  private let arena: UnsafeMutableRawPointer
  private let output: UnsafeMutableRawPointer
  private let references: FrameReferences
  private var turns = 0
  private let now = EmulatedInstant.start

  /// Frames in one round.
  public var frameCount: Int { ingress.count }

  init(
    _ tables: ForwardingTables, frames: [WorkbenchFrame], flowSettings: FlowTable.Settings,
    kernel: LookupKernel
  ) {
    precondition(!frames.isEmpty, "frames to forward")
    self.tables = tables
    self.kernel = kernel
    flows = FlowTable(flowSettings)
    flows.adopt(tables)
    counters = ForwardingCounters(tables)
    ingress = frames.map(\.ingress)
    let length = Self.frameLength
    func memory(_ frames: Int) -> UnsafeMutableRawPointer {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: frames * length, alignment: 64)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: frames * length)
      return memory
    }
    let source = memory(frames.count)
    let arena = memory(frames.count)
    let output = memory(frames.count)
    self.source = source
    self.arena = arena
    self.output = output
    for (index, frame) in frames.enumerated() {
      frame.bytes.withUnsafeBytes {
        (source + index * length).copyMemory(from: $0.baseAddress!, byteCount: length)
      }
    }
    references = FrameReferences(
      source: source, arena: arena, output: output, count: frames.count)
    restore()
  }

  deinit {
    source.deallocate()
    arena.deallocate()
    output.deallocate()
    references.deallocate()
  }

  private func restore() {
    arena.copyMemory(from: source, byteCount: frameCount * Self.frameLength)
    turns = 0
  }

  /// Copies each frame in, forwards it, and copies what is sent on out: `rounds` times all frames.
  ///
  /// - Returns: how many were sent on or delivered.
  public func runWithCopies(rounds: Int) -> Int {
    var done = 0
    let kernels = kernel.packets
    let length = Self.frameLength
    for _ in 0..<rounds {
      var start = 0
      while start < frameCount {
        let step = min(PacketBatch.capacity, frameCount &- start)
        // The same 16 KB take one batch after the other.
        kernels.pointee.copy(
          references.arena, references.source + start, references.sizes, step)
        batch.removeAll()
        for index in 0..<step {
          batch.append(packet(in: arena + index &* length), at: ingress[start &+ index])
        }
        Pipeline.process(
          &batch, tables, flows: &flows, now: now, counters: &counters, using: kernel)
        var sent = 0
        for index in 0..<step {
          references.sent[sent] = UnsafePointer(references.arena[index])
          if case .drop = batch.verdicts[index] { continue }
          sent &+= 1
        }
        kernels.pointee.copy(references.output + start, references.sent, references.sizes, sent)
        done &+= sent
        start &+= step
      }
    }
    restore()
    return done
  }

  /// Forwards each frame where it stands: `rounds` times all frames. Every ``turnsInPlace`` rounds the frames are
  /// written anew.
  ///
  /// - Returns: how many were sent on or delivered.
  public func runInPlace(rounds: Int) -> Int {
    var done = 0
    let length = Self.frameLength
    for _ in 0..<rounds {
      if turns == Self.turnsInPlace { restore() }
      turns += 1
      var start = 0
      while start < frameCount {
        let step = min(PacketBatch.capacity, frameCount &- start)
        batch.removeAll()
        for index in start..<start &+ step {
          batch.append(packet(in: arena + index &* length), at: ingress[index])
        }
        Pipeline.process(
          &batch, tables, flows: &flows, now: now, counters: &counters, using: kernel)
        for index in 0..<step {
          if case .drop = batch.verdicts[index] { continue }
          done &+= 1
        }
        start &+= step
      }
    }
    return done
  }

  /// The frame as it was sent on last, of those that ``runWithCopies(rounds:)`` sent.
  public func sentFrame(_ index: Int) -> [UInt8] {
    precondition((0..<frameCount).contains(index), "no such frame")
    return Array(
      UnsafeRawBufferPointer(start: output + index * Self.frameLength, count: Self.frameLength))
  }

  /// The packets that were sent on, delivered and dropped so far.
  public var totals: (forwarded: UInt64, delivered: UInt64, dropped: UInt64) {
    (counters.forwarded.packets, counters.delivered.packets, counters.dropped.packets)
  }

  /// Flows that the ports know.
  public var flowCount: Int { flows.count }

  @inline(__always)
  private func packet(in frame: UnsafeMutableRawPointer) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: frame + EthernetHeader.length, count: Self.frameLength &- EthernetHeader.length)
  }
}

/// One frame of a workbench, and where it comes in.
struct WorkbenchFrame {
  var bytes: [UInt8]
  var ingress: InterfaceID

  /// UDP in 64 bytes.
  init(
    from source: IPv4Address, _ sourcePort: UInt16, to destination: IPv4Address,
    _ destinationPort: UInt16, at ingress: InterfaceID, number: Int
  ) {
    self.ingress = ingress
    var datagram: [UInt8] = []
    for word in [sourcePort, destinationPort, 30, 0] {
      datagram += [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)]
    }
    datagram += [UInt8](repeating: 0x62, count: 22)
    let packet = IPv4Header(
      source: source, destination: destination, protocolNumber: .udp, timeToLive: 255,
      identification: UInt16(truncatingIfNeeded: number)
    ).packet(carrying: datagram)
    bytes = EthernetFrame.carrying(
      packet, from: MACAddress(rawValue: 0x0200_0000_0001),
      to: MACAddress(rawValue: 0x0200_0000_0002))
    precondition(bytes.count == ForwardingWorkbench.frameLength, "a frame of 64 bytes")
  }
}

/// Pointers to frames, for the copying kernel.
private struct FrameReferences {
  let source: UnsafeMutablePointer<UnsafePointer<UInt8>?>
  let output: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
  /// One batch.
  let arena: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
  let sent: UnsafeMutablePointer<UnsafePointer<UInt8>?>
  let sizes: UnsafeMutablePointer<UInt32>

  init(
    source: UnsafeMutableRawPointer, arena: UnsafeMutableRawPointer,
    output: UnsafeMutableRawPointer, count: Int
  ) {
    func frames(_ memory: UnsafeMutableRawPointer, _ count: Int) -> UnsafeMutablePointer<
      UnsafeMutablePointer<UInt8>?
    > {
      let pointers = UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>.allocate(capacity: count)
      for index in 0..<count {
        (pointers + index).initialize(
          to: (memory + index * ForwardingWorkbench.frameLength)
            .assumingMemoryBound(to: UInt8.self))
      }
      return pointers
    }
    let batch = PacketBatch.capacity
    self.source = UnsafeMutableRawPointer(frames(source, count))
      .assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
    self.output = frames(output, count)
    self.arena = frames(arena, min(batch, count))
    sent = .allocate(capacity: batch)
    sent.initialize(repeating: nil, count: batch)
    sizes = .allocate(capacity: batch)
    sizes.initialize(repeating: UInt32(ForwardingWorkbench.frameLength), count: batch)
  }

  func deallocate() {
    source.deallocate()
    output.deallocate()
    arena.deallocate()
    sent.deallocate()
    sizes.deallocate()
  }
}
