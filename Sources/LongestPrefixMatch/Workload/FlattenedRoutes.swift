import Addressing

/// A route table as disjoint ranges of addresses, found by bisection: the plain twin of every trie, for tables
/// that are too large to scan line by line.
public struct FlattenedRoutes: Sendable {
  /// Where each range begins, ascending from 0.0.0.0; it ends before the next one.
  public let starts: [IPv4Address]
  /// The answer in each range; ``NextHopIndex/noRoute`` where no prefix matches.
  public let answers: [NextHopIndex]

  /// Takes O(n log n). Where a prefix occurs twice, its last occurrence counts.
  public init(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]) {
    let order = routes.indices.sorted { (routes[$0].prefix, $0) < (routes[$1].prefix, $1) }
    var starts: [IPv4Address] = []
    var answers: [NextHopIndex] = []
    starts.reserveCapacity(routes.count * 2 + 1)
    answers.reserveCapacity(routes.count * 2 + 1)
    func begin(_ start: UInt64, _ answer: NextHopIndex) {
      guard start <= UInt64(UInt32.max) else { return }
      let address = IPv4Address(rawValue: UInt32(start))
      if starts.last == address {
        starts.removeLast()
        answers.removeLast()
      }
      if answers.last == answer { return }
      starts.append(address)
      answers.append(answer)
    }
    begin(0, .noRoute)
    // The prefixes that contain the current position, the longest one last.
    var open: [(end: UInt64, answer: NextHopIndex)] = []
    func close(before position: UInt64) {
      while let innermost = open.last, innermost.end < position {
        open.removeLast()
        begin(innermost.end + 1, open.last?.answer ?? .noRoute)
      }
    }
    for index in order {
      let (prefix, nextHop) = routes[index]
      let start = UInt64(prefix.address.rawValue)
      close(before: start)
      begin(start, nextHop)
      open.append((UInt64(prefix.lastAddress.rawValue), nextHop))
    }
    close(before: .max)
    self.starts = starts
    self.answers = answers
  }

  /// The next hop of the longest prefix that contains `address`, or `nil` if none does.
  public func lookup(_ address: IPv4Address) -> NextHopIndex? {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= address { low = middle } else { high = middle }
    }
    let answer = answers[low]
    return answer == .noRoute ? nil : answer
  }
}
