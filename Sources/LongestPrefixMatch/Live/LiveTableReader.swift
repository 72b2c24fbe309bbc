import Addressing
import CLookupKernels
import Synchronization

/// Searches a ``LiveTable``, by one thread at a time.
public final class LiveTableReader {
  private let table: LiveTable
  private let publication: LivePublication
  private let slot: ReaderSlot

  init(_ table: LiveTable, _ slot: ReaderSlot) {
    self.table = table
    publication = table.publication
    self.slot = slot
  }

  deinit {
    table.removeReader(slot)
  }

  /// Memory that is unlinked from now on stays readable until `body` returns, and so does the view.
  @inline(__always)
  private func reading<Result>(_ body: (UnsafePointer<lookup_trie>) -> Result) -> Result {
    let now = publication.epoch.load(ordering: .acquiring)
    // The store must come before every load of the table, which only sequential consistency promises.
    slot.epoch.store(now, ordering: .sequentiallyConsistent)
    let view = publication.view.load(ordering: .sequentiallyConsistent)
    let pointer = UnsafePointer<lookup_trie>(bitPattern: view).unsafelyUnwrapped
    let result = body(pointer)
    slot.epoch.store(0, ordering: .releasing)
    return result
  }

  /// The next hop of the longest prefix that contains `address`, or `nil` if none does.
  public func lookup(_ address: IPv4Address) -> NextHopIndex? {
    let hop = NextHopIndex(rawValue: reading { lookup_single($0, address.rawValue) })
    return hop == .noRoute ? nil : hop
  }

  /// Looks up many addresses: `results[i]` becomes the next hop of `addresses[i]`, or
  /// ``NextHopIndex/noRoute``.
  ///
  /// Old memory is kept until the call returns, so a call should not have more than some thousand addresses.
  ///
  /// - Precondition: `results` has at least as many elements as `addresses`, and the processor runs `kernel`.
  public func lookup(
    _ addresses: Span<IPv4Address>, into results: inout MutableSpan<NextHopIndex>,
    using kernel: LookupKernel = .fastest
  ) {
    precondition(results.count >= addresses.count, "fewer results than addresses")
    reading { kernel.run($0, addresses: addresses, results: &results) }
  }
}
