import Addressing
import Glibc

/// Draws ranks by Zipf's law: rank k, counted from 1, in proportion to 1 / k^exponent (G. K. Zipf, Human Behavior and the
/// Principle of Least Effort, 1949).
struct ZipfRanks {
  /// The share of all ranks up to each, times 2^53.
  private let shares: [UInt64]

  /// O(count). `count` is at least 1.
  init(_ count: Int, exponent: Double) {
    var sum = 0.0
    let sums = (1...count).map { rank -> Double in
      sum += pow(Double(rank), -exponent)
      return sum
    }
    shares = sums.map { UInt64(($0 / sum * 0x1p53).rounded()) }
  }

  /// 0..<count, 0 the most frequent. O(log count).
  func draw(_ generator: inout SplitMix64) -> Int {
    let drawn = generator.next() >> 11
    var low = 0
    var high = shares.count - 1
    while low < high {
      let middle = (low + high) / 2
      if drawn < shares[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
