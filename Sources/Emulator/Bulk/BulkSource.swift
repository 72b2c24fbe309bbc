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

/// Where packets go in: each to the worker of its conversation, in its order.
package final class BulkInlet {
  private let exchange: BulkExchange
  private let clockStep: Int64
  /// A block for each worker.
  private var open: [PacketBlock]
  /// What is in each of those.
  private let contents: UnsafeMutablePointer<UnsafeMutablePointer<PacketBlock.Content>>
  private var count: UInt64 = 0
  private var now: Int64 = 0

  init(_ exchange: BulkExchange, workers: Int, clockStep: Nanoseconds) {
    self.exchange = exchange
    self.clockStep = max(1, clockStep.count)
    open = (0..<workers).map { exchange.takeFree($0) }
    contents = .allocate(capacity: workers)
    for (worker, block) in open.enumerated() {
      (contents + worker).initialize(to: block.content)
    }
  }

  deinit {
    contents.deallocate()
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
    let contents = contents
    let workers = open.count
    let step = clockStep
    var number = count
    var now = now
    for packet in packets {
      number &+= 1
      let time = packet.time.nanoseconds
      if time >= now &+ step { now = time &- time % step }
      let conversation = Conversation(
        UnsafeRawBufferPointer(start: packet.base, count: Int(packet.length)))
      let worker = workers == 1 ? 0 : conversation.worker(of: workers)
      contents[worker].pointee.append(
        packet, conversation, at: EmulatedInstant(nanoseconds: now), number: number)
      if contents[worker].pointee.isFull { handOver(worker) }
    }
    count = number
    self.now = now
  }

  @inline(never)
  private func handOver(_ worker: Int) {
    open[worker] = exchange.handOver(open[worker], to: worker)
    contents[worker] = open[worker].content
  }

  /// Hands over what has not filled a block.
  func finish() {
    for (worker, block) in open.enumerated() where block.count > 0 { handOver(worker) }
  }
}
