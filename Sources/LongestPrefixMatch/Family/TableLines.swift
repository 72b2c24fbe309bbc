import CLookupKernels

/// One table of a family as cache lines: a search tree of 17 branches whose leaves hold 11 intervals each.
///
/// ```
///  inner line:  | last address of branch 0 | ... of branch 15 |                     16 x 4 bytes
///  leaf line:   | last address of interval 0 | ... of interval 9 | 11 next hops |   10 x 4 + 11 x 2 bytes
/// ```
///
/// A key belongs to the branch (the interval) whose number is the count of last addresses below it: one
/// comparison of a whole line. The lines of a level stand side by side; branch `b` of line `n` is line
/// `17 n + b` of the next level, so that no line holds a pointer.
struct TableLines {
  static let intervalsPerLeaf = 11
  static let branches = 17
  /// Each line as sixteen words; a level after the other, the root first.
  private(set) var lines: [UInt32] = []
  /// Lines of each level.
  private(set) var levels: [Int] = []

  static var maximumIntervals: Int {
    (0..<Int(LOOKUP_INNER_LEVELS)).reduce(intervalsPerLeaf) { count, _ in count * branches }
  }

  /// - Precondition: there are at most ``maximumIntervals``.
  init(_ intervals: AddressIntervals) {
    precondition(intervals.ends.count <= Self.maximumIntervals, "too many intervals for a table")
    var parts: [[UInt32]] = [Self.leaves(intervals)]
    // The last address of each line of the level that is built upon.
    var lasts = stride(from: 0, to: intervals.ends.count, by: Self.intervalsPerLeaf).map {
      intervals.ends[min($0 + Self.intervalsPerLeaf, intervals.ends.count) - 1]
    }
    while lasts.count > 1 {
      var level: [UInt32] = []
      var above: [UInt32] = []
      for start in stride(from: 0, to: lasts.count, by: Self.branches) {
        let group = lasts[start..<min(start + Self.branches, lasts.count)]
        // The last branch needs no end.
        level += group.dropLast()
        level += repeatElement(UInt32.max, count: 16 - (group.count - 1))
        above.append(group[group.endIndex - 1])
      }
      parts.append(level)
      lasts = above
    }
    for part in parts.reversed() {
      levels.append(part.count / 16)
      lines += part
    }
  }

  private static func leaves(_ intervals: AddressIntervals) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity((intervals.ends.count / intervalsPerLeaf + 1) * 16)
    for start in stride(from: 0, to: intervals.ends.count, by: intervalsPerLeaf) {
      let end = min(start + intervalsPerLeaf, intervals.ends.count)
      for index in start..<start + intervalsPerLeaf - 1 {
        result.append(index < end - 1 ? intervals.ends[index] : UInt32.max)
      }
      // The next hops in pairs, the first one in the low half, as the processor's memory has them.
      for index in stride(from: start, to: start + 12, by: 2) {
        let low = index < end ? intervals.hops[index] : 0
        let high = index + 1 < end ? intervals.hops[index + 1] : 0
        result.append(UInt32(low) | UInt32(high) << 16)
      }
    }
    return result
  }
}
