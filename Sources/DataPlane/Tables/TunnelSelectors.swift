import Addressing

/// What may go into one end of a tunnel that has traffic selectors (RFC 7296, 2.9).
package struct TunnelSelectors: Hashable, Sendable {
  package struct Pair: Hashable, Sendable {
    /// Where packets come from.
    package var local: IPv4Prefix
    /// Where they go to.
    package var remote: IPv4Prefix

    package init(local: IPv4Prefix, remote: IPv4Prefix) {
      self.local = local
      self.remote = remote
    }
  }

  /// The way of what goes in.
  package var adjacency: Adjacency
  package var pairs: [Pair]

  package init(adjacency: Adjacency, pairs: [Pair]) {
    self.adjacency = adjacency
    self.pairs = pairs
  }
}

extension LinkID {
  /// Stands where traffic selectors are asked before the link.
  package static func selectors(_ number: Int) -> Self {
    Self(rawValue: Int32.min + Int32(number))
  }

  @inline(__always)
  var isSelectors: Bool { rawValue < -0x4000_0000 }

  @inline(__always)
  var selectorsNumber: Int { Int(rawValue) &- Int(Int32.min) }
}

/// The same as the packet path reads it: pointers only, not written after it is made.
struct SelectorsView {
  struct Entry {
    var adjacency: Adjacency
    var pairs: UnsafeBufferPointer<TunnelSelectors.Pair>
  }

  let entries: UnsafeMutableBufferPointer<Entry>
  private let pairs: UnsafeMutableBufferPointer<TunnelSelectors.Pair>

  init(_ selectors: [TunnelSelectors]) {
    let all = selectors.flatMap(\.pairs)
    pairs = .allocate(capacity: all.count)
    _ = pairs.initialize(from: all)
    entries = .allocate(capacity: selectors.count)
    var first = 0
    for (number, one) in selectors.enumerated() {
      let own = UnsafeBufferPointer(
        rebasing: UnsafeBufferPointer(pairs)[first..<first + one.pairs.count])
      first += one.pairs.count
      entries.initializeElement(at: number, to: Entry(adjacency: one.adjacency, pairs: own))
    }
  }

  func deallocate() {
    entries.deallocate()
    pairs.deallocate()
  }
}
