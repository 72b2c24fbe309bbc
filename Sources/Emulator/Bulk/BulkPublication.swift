import ControlPlane
import DataPlane
import Synchronization

/// What workers forward by: tables, and which links are up. Never changed.
final class BulkState: Sendable {
  /// A pointer: asked for every packet, it counts no references, which workers would count in turn.
  nonisolated(unsafe) let shared: UnsafePointer<ForwardingTables>
  /// Indexed by ``LinkID``. A pointer: asked for every packet, it counts no references.
  nonisolated(unsafe) let linkIsUp: UnsafePointer<Bool>
  /// Indexed by ``LinkID``: a tunnel whose packets go over other links, and which works. ``linkIsUp`` says no of it.
  let linkCarries: [Bool]
  let membership: NetworkMembership

  var tables: ForwardingTables { shared.pointee }

  /// - Parameters:
  ///   - before: what it follows; other tables than those have the next generation.
  ///   - downLinks: the links that are down, where routing may not know yet; `nil` for those of the estate.
  init(
    _ estate: CompiledEstate, after before: BulkState? = nil, downLinks: Set<String>? = nil
  ) {
    membership = estate.membership
    let links = estate.links.map { link in
      var link = link
      if let downLinks { link.isUp = downLinks.isDisjoint(with: link.names) }
      return link
    }
    var tables = estate.tables
    if let before {
      let isSame = tables.compiled === before.tables.compiled
      tables.generation = before.tables.generation + (isSame ? 0 : 1)
    }
    let place = UnsafeMutablePointer<ForwardingTables>.allocate(capacity: 1)
    place.initialize(to: tables)
    shared = UnsafePointer(place)
    let states = UnsafeMutablePointer<Bool>.allocate(capacity: max(1, links.count))
    for (index, link) in links.enumerated() {
      (states + index).initialize(to: link.isUp && !link.isCarried)
    }
    linkCarries = links.map { $0.isUp && $0.isCarried }
    linkIsUp = UnsafePointer(states)
  }

  deinit {
    UnsafeMutablePointer(mutating: shared).deinitialize(count: 1)
    shared.deallocate()
    linkIsUp.deallocate()
  }
}

/// Hands a new state to workers while they run.
///
/// A worker looks at a number before each block of packets; only when it has risen does the worker take the state, under
/// a lock that is held for as long as a reference is copied. The old tables go when the last worker has moved on.
final class BulkPublication: Sendable {
  private let number = Atomic<UInt64>(1)
  private let state: Mutex<BulkState>

  init(_ state: BulkState) {
    self.state = Mutex(state)
  }

  func publish(_ estate: CompiledEstate) {
    state.withLock { $0 = BulkState(estate, after: $0) }
    number.add(1, ordering: .releasing)
  }

  /// The number of the newest state; rises.
  @inline(__always)
  var newest: UInt64 { number.load(ordering: .acquiring) }

  /// The state of that number, or a newer one.
  var current: BulkState { state.withLock { $0 } }
}
