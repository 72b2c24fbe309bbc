import Addressing

/// The numbers that one side of a rule names, as ascending ranges that neither touch nor overlap.
struct NumberRanges: Hashable, Sendable {
  /// First and last number of each range.
  private(set) var ranges: [ClosedRange<UInt32>] = []

  /// The union of ranges in any order.
  init(union unordered: [ClosedRange<UInt32>]) {
    for range in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard let last = ranges.last,
        range.lowerBound <= last.upperBound &+ 1 || last.upperBound == .max
      else {
        ranges.append(range)
        continue
      }
      ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
    }
  }

  /// What one of the sets contains.
  init(_ sets: [SecurityRuleTable.AddressSet]) {
    self.init(
      union: sets.flatMap { set in
        let included = Self(union: set.included.map(Self.range))
        if set.excluded.isEmpty { return included.ranges }
        return included.subtracting(Self(union: set.excluded.map(Self.range)))
      })
  }

  init(_ ports: [ClosedRange<UInt16>]) {
    self.init(union: ports.map { UInt32($0.lowerBound)...UInt32($0.upperBound) })
  }

  private static func range(_ prefix: IPv4Prefix) -> ClosedRange<UInt32> {
    prefix.address.rawValue...prefix.lastAddress.rawValue
  }

  private func subtracting(_ other: Self) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var position = 0
    for range in ranges {
      while position < other.ranges.count, other.ranges[position].upperBound < range.lowerBound {
        position += 1
      }
      var start = UInt64(range.lowerBound)
      var index = position
      while index < other.ranges.count, other.ranges[index].lowerBound <= range.upperBound {
        let hole = other.ranges[index]
        if UInt64(hole.lowerBound) > start {
          result.append(UInt32(start)...hole.lowerBound - 1)
        }
        start = UInt64(hole.upperBound) + 1
        index += 1
      }
      if start <= UInt64(range.upperBound) { result.append(UInt32(start)...range.upperBound) }
    }
    return result
  }
}
