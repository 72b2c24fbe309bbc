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

/// Where packets go in: each to the worker of its conversation, in its order.
package final class BulkInlet {
  private let exchange: BulkExchange
  private let clockStep: Int64
  private var open: [PacketBlock]
  private var count: UInt64 = 0
  private var now: Int64 = 0

  init(_ exchange: BulkExchange, workers: Int, clockStep: Nanoseconds) {
    self.exchange = exchange
    self.clockStep = max(1, clockStep.count)
    open = (0..<workers).map { exchange.takeFree($0) }
  }

  /// Lets an IPv4 packet in, whatever is wrong with it. Its bytes are copied.
  ///
  /// - Parameter time: does not run backwards: an earlier one than the last counts as the last one.
  package func append(
    _ bytes: UnsafeRawBufferPointer, from entry: BulkEntry, at time: EmulatedInstant
  ) {
    count &+= 1
    if time.nanoseconds >= now &+ clockStep {
      now = time.nanoseconds &- time.nanoseconds % clockStep
    }
    let conversation = Conversation(bytes)
    let worker = open.count == 1 ? 0 : conversation.worker(of: open.count)
    let code: Int32 =
      switch entry {
      case .endpoint(let index): Int32(truncatingIfNeeded: index)
      case .interface(let interface): ~interface.rawValue
      }
    let block = open[worker]
    block.append(
      bytes, code, conversation, at: EmulatedInstant(nanoseconds: now), number: count)
    if block.isFull { open[worker] = exchange.handOver(block, to: worker) }
  }

  /// Hands over what has not filled a block.
  func finish() {
    for (worker, block) in open.enumerated() where block.count > 0 {
      open[worker] = exchange.handOver(block, to: worker)
    }
  }
}
