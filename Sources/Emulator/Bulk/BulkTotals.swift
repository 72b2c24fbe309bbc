import DataPlane

/// What became of all packets of a bulk run.
package struct BulkTotals: Hashable, Sendable {
  /// What came in.
  package var packets = Tally()
  /// ICMP errors and echo replies that devices and machines made.
  package var made = Tally()
  /// What reached the guest, host or device that it was for.
  package var delivered = Tally()
  /// By ``DropReason/number``.
  package private(set) var droppedByReason = [Tally](
    repeating: Tally(), count: DropReason.allCases.count)
  /// How often a packet was looked at by a device.
  package var hops: UInt64 = 0

  package init() {}

  package func dropped(_ reason: DropReason) -> Tally { droppedByReason[reason.number] }

  package var dropped: Tally { droppedByReason.reduce(Tally(), +) }

  /// Whether everything that came in or was made was delivered or dropped.
  package var isBalanced: Bool {
    packets.packets + made.packets == delivered.packets + dropped.packets
  }

  mutating func drop(_ reason: DropReason, bytes: Int) {
    droppedByReason[reason.number].packets &+= 1
    droppedByReason[reason.number].bytes &+= UInt64(truncatingIfNeeded: bytes)
  }

  package static func - (first: Self, second: Self) -> Self {
    var result = first
    result.packets = first.packets - second.packets
    result.made = first.made - second.made
    result.delivered = first.delivered - second.delivered
    for index in first.droppedByReason.indices {
      result.droppedByReason[index] =
        first.droppedByReason[index] - second.droppedByReason[index]
    }
    result.hops = first.hops - second.hops
    return result
  }

  package static func += (first: inout Self, second: Self) {
    first.packets += second.packets
    first.made += second.made
    first.delivered += second.delivered
    for index in first.droppedByReason.indices {
      first.droppedByReason[index] += second.droppedByReason[index]
    }
    first.hops += second.hops
  }
}

extension Tally {
  @inline(__always)
  mutating func add(bytes: Int) {
    packets &+= 1
    self.bytes &+= UInt64(truncatingIfNeeded: bytes)
  }
}
