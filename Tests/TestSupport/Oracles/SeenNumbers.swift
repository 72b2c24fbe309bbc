/// The slow twin of an anti-replay window: a set of all numbers that were ever accepted.
package struct SeenNumbers {
  package enum Judgement: Hashable, Sendable {
    case fresh
    case replayed
    case tooOld
  }

  private let size: Int
  private var seen: Set<UInt64> = []
  private var highest: UInt64 = 0

  package init(size: Int) {
    self.size = size
  }

  package func judge(_ number: UInt64) -> Judgement {
    if number == 0 { return .tooOld }
    if number + UInt64(size) <= highest { return .tooOld }
    return seen.contains(number) ? .replayed : .fresh
  }

  package mutating func accept(_ number: UInt64) {
    seen.insert(number)
    highest = max(highest, number)
  }
}
