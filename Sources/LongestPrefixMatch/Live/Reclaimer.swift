import Synchronization

/// Holds back freed memory until every reader that may still see it has left (epoch-based reclamation,
/// Fraser 2004).
///
/// Whatever is unlinked is tagged with the epoch of that moment. From time to time the epoch advances and the
/// readers' epochs are read: what is older than the oldest of them cannot be seen any more. Neither the
/// writer nor a reader ever waits. Used by one writer at a time.
struct Reclaimer {
  /// Something that was unlinked.
  enum Garbage {
    case words(start: Int, length: Int)
    case leaves(start: Int, length: Int)
    case memory(UnsafeMutableRawPointer)
  }

  private var waiting: [(epoch: UInt64, garbage: Garbage)] = []
  private var head = 0
  private var sinceScan = 0
  private static let scanInterval = 128

  @inline(__always)
  mutating func retire(_ garbage: Garbage, epoch: UInt64) {
    waiting.append((epoch, garbage))
    sinceScan &+= 1
  }

  var isDue: Bool { sinceScan >= Self.scanInterval }

  /// Gives back what no reader can see any more.
  mutating func collect(
    epoch: borrowing Atomic<UInt64>, readers: [ReaderSlot], _ give: (Garbage) -> Void
  ) {
    sinceScan = 0
    // What was unlinked before is unlinked for everybody who enters from here on.
    var oldest = epoch.add(1, ordering: .sequentiallyConsistent).newValue
    for reader in readers {
      let entered = reader.epoch.load(ordering: .sequentiallyConsistent)
      if entered != 0 { oldest = min(oldest, entered) }
    }
    while head < waiting.count, waiting[head].epoch < oldest {
      give(waiting[head].garbage)
      head += 1
    }
    if head > 1_024, head * 2 > waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
  }

  /// Drops runs whose memory will be freed as a whole.
  mutating func forgetRuns() {
    waiting.removeFirst(head)
    head = 0
    waiting.removeAll {
      switch $0.garbage {
      case .words, .leaves: true
      case .memory: false
      }
    }
  }

  /// Gives back everything, when there are no readers any more.
  mutating func collectAll(_ give: (Garbage) -> Void) {
    while head < waiting.count {
      give(waiting[head].garbage)
      head += 1
    }
    waiting = []
    head = 0
  }
}
