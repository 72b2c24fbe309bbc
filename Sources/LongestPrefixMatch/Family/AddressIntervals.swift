import Addressing

/// The address space cut where the longest match changes: intervals that ascend and follow each other.
struct AddressIntervals {
  /// The last address of each interval; the last one's is 255.255.255.255.
  private(set) var ends: [UInt32] = []
  private(set) var hops: [UInt16] = []

  /// - Parameter routes: ascending by address, then length; each prefix at most once.
  init(_ routes: UnsafeBufferPointer<PackedRoutes.Route>) {
    // Routes that contain the next address, shortest first.
    var open: [(end: UInt32, hop: UInt16)] = [(UInt32.max, NextHopIndex.noRoute.rawValue)]
    var next: UInt64 = 0
    for route in routes {
      let address = UInt32(truncatingIfNeeded: route >> 32)
      close(upTo: UInt64(address), &open, &next)
      let end = address | ~IPv4Prefix.mask(length: PackedRoutes.length(of: route))
      open.append((end, UInt16(truncatingIfNeeded: route)))
    }
    close(upTo: 1 << 32, &open, &next)
  }

  /// Writes intervals up to `limit`, by the innermost open route.
  private mutating func close(
    upTo limit: UInt64, _ open: inout [(end: UInt32, hop: UInt16)], _ next: inout UInt64
  ) {
    while next < limit, let innermost = open.last {
      let end = min(UInt64(innermost.end) + 1, limit)
      if end > next {
        append(end: UInt32(end - 1), hop: innermost.hop)
        next = end
      }
      if UInt64(innermost.end) < limit { open.removeLast() }
    }
  }

  private mutating func append(end: UInt32, hop: UInt16) {
    if hops.last == hop {
      ends[ends.count - 1] = end
    } else {
      ends.append(end)
      hops.append(hop)
    }
  }
}
