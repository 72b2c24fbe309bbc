import Addressing
import CLookupKernels
import Synchronization

/// A longest-prefix-match table that changes while it is searched.
///
/// Writers take turns; readers never block, wait or see a torn state. A single change is atomic for each
/// address: a reader gets the answer from before or from after it, and every lookup that begins after the
/// call has returned gets the one from after. ``replaceAll(_:)`` is atomic for the whole table.
///
/// How a change happens: the routes are kept in a ``RouteTrie``. The words of the compiled trie that depend on
/// the changed prefix are encoded again into runs that nobody reads; then one eight-byte store in the root
/// replaces the old word by the new one. The old runs are used again when every reader that had begun to
/// read before that store has ended.
public final class LiveTable: @unchecked Sendable {
  private let lock = Mutex<Void>(())
  let publication: LivePublication
  // Under the lock.
  private var writer: LiveTableWriter
  private var readers: [ReaderSlot] = []

  /// - Parameter geometry: `nil` lets the number of routes decide, once and for all changes.
  ///   ``TrieGeometry/medium`` cannot change in place: the table is compact.
  public init(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = [], geometry: TrieGeometry? = nil
  ) {
    writer = LiveTableWriter(
      RouteTrie(routes), geometry: (geometry ?? .preferred(forRoutes: routes.count)).changing)
    publication = LivePublication(view: UInt(bitPattern: writer.view))
  }

  deinit {
    writer.free()
  }

  /// Adds a route or changes its next hop; visible when the call returns.
  public func insert(_ prefix: IPv4Prefix, _ nextHop: NextHopIndex) {
    lock.withLock { _ in
      writer.insert(prefix, nextHop, epoch: publication.epoch.load(ordering: .relaxed))
      publish()
    }
  }

  /// Removes a route; visible when the call returns. Its next hop, or `nil` if there was no such route.
  @discardableResult
  public func remove(_ prefix: IPv4Prefix) -> NextHopIndex? {
    lock.withLock { _ in
      let removed = writer.remove(prefix, epoch: publication.epoch.load(ordering: .relaxed))
      publish()
      return removed
    }
  }

  /// Replaces all routes at once: every batch of a reader sees either the old table or the new one.
  public func replaceAll(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]) {
    let trie = RouteTrie(routes)
    lock.withLock { _ in
      writer.replaceAll(trie, epoch: publication.epoch.load(ordering: .relaxed))
      publish()
    }
  }

  /// Publishes a new view if there is one, and frees what nobody sees any more if that is due.
  private func publish() {
    let view = UInt(bitPattern: writer.view)
    if publication.view.load(ordering: .relaxed) != view {
      publication.view.store(view, ordering: .sequentiallyConsistent)
    }
    if writer.reclaimer.isDue { writer.collect(epoch: publication.epoch, readers: readers) }
  }

  /// A reader for one thread at a time. It keeps the table alive.
  public func makeReader() -> LiveTableReader {
    let slot = ReaderSlot()
    lock.withLock { _ in readers.append(slot) }
    return LiveTableReader(self, slot)
  }

  func removeReader(_ slot: ReaderSlot) {
    lock.withLock { _ in readers.removeAll { $0 === slot } }
  }

  /// The routes of this moment.
  public var routes: RouteTrie { lock.withLock { _ in writer.trie } }

  /// Bytes of the part that is searched, with the room that it has for changes.
  public var memoryBytes: Int { lock.withLock { _ in writer.memoryBytes } }

  public var geometry: TrieGeometry { lock.withLock { _ in writer.geometry } }
}
