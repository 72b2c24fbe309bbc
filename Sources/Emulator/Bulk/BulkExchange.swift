import Synchronization

/// Blocks on their way from the source to the workers and back.
///
/// There is no thread that only reads: a worker without packets reads for all until every worker has some blocks in
/// store, while the others go on. Each worker has a few blocks. A reader stops when one worker's are nearly all
/// waiting; if it has no packets of its own then, it waits for that worker.
final class BulkExchange: @unchecked Sendable {
  private static let blocksPerWorker = 8
  /// So many ready blocks keep a worker from running out while another reads.
  private static let store = 2

  private let monitor = Monitor()
  // Under the monitor.
  private var ready: [[PacketBlock]]
  private var free: [[PacketBlock]]
  private var isReading = false
  private var isAtEnd = false
  private var failure: (any Error)?

  private let stopped = Atomic<Bool>(false)
  private let finishedPackets = Atomic<Int>(0)
  private let flowCount = Atomic<Int>(0)

  init(workers: Int) {
    ready = Array(repeating: [], count: workers)
    free = (0..<workers).map { _ in (0..<Self.blocksPerWorker).map { _ in PacketBlock() } }
  }

  /// What ended the input early.
  var error: (any Error)? {
    monitor.lock()
    defer { monitor.unlock() }
    return failure
  }

  /// Packets whose journeys are over.
  var finished: Int { finishedPackets.load(ordering: .relaxed) }

  /// Flows that all workers hold.
  var flows: Int { flowCount.load(ordering: .relaxed) }

  /// Nothing more is read.
  func stop() { stopped.store(true, ordering: .relaxed) }

  // MARK: The worker's side

  /// The next block for `worker`, which reads itself if there is none; `nil` at the end.
  func next(for worker: Int, _ source: any BulkSource, _ inlet: BulkInlet) -> PacketBlock? {
    monitor.lock()
    defer { monitor.unlock() }
    while true {
      if !ready[worker].isEmpty { return ready[worker].removeFirst() }
      if isAtEnd { return nil }
      guard !isReading else {
        monitor.wait()
        continue
      }
      isReading = true
      monitor.unlock()
      read(source, inlet, for: worker)
      monitor.lock()
      isReading = false
      monitor.wakeAll()
    }
  }

  /// - Parameter newFlows: by how many flows the worker's table has grown; negative if it has shrunk.
  func giveBack(_ block: PacketBlock, by worker: Int, newFlows: Int) {
    finishedPackets.add(block.count, ordering: .relaxed)
    flowCount.add(newFlows, ordering: .relaxed)
    block.removeAll()
    monitor.lock()
    free[worker].append(block)
    monitor.wakeAll()
    monitor.unlock()
  }

  private func read(_ source: any BulkSource, _ inlet: BulkInlet, for worker: Int) {
    do {
      while try !stopped.load(ordering: .relaxed) && source.fill(inlet) {
        if isEnough(for: worker) { return }
      }
      end(inlet, nil)
    } catch {
      end(inlet, error)
    }
  }

  /// Whether a reader should go back to its own packets.
  private func isEnough(for worker: Int) -> Bool {
    monitor.lock()
    defer { monitor.unlock() }
    guard !ready[worker].isEmpty else { return false }
    return ready.allSatisfy { $0.count >= Self.store } || free.contains { $0.count < 2 }
  }

  private func end(_ inlet: BulkInlet, _ error: (any Error)?) {
    inlet.finish()
    monitor.lock()
    isAtEnd = true
    failure = error
    monitor.unlock()
  }

  // MARK: The inlet's side

  /// Takes a full block; gives an empty one, waiting for it if need be.
  func handOver(_ block: PacketBlock, to worker: Int) -> PacketBlock {
    monitor.lock()
    ready[worker].append(block)
    monitor.wakeAll()
    monitor.unlock()
    return takeFree(worker)
  }

  func takeFree(_ worker: Int) -> PacketBlock {
    monitor.lock()
    defer { monitor.unlock() }
    while true {
      if let block = free[worker].popLast() { return block }
      monitor.wait()
    }
  }
}
