/// The slow twin of an anti-replay window: a set of all numbers that were ever accepted.
package struct SeenNumbers {
  package enum Judgement: Hashable, Sendable {
    case fresh
    case replayed
    case tooOld
  }

  private let size: Int
  private var seen: Set<UInt32> = []
  private var highest: UInt32 = 0

  package init(size: Int) {
    self.size = size
  }

  package func judge(_ number: UInt32) -> Judgement {
    if number == 0 { return .tooOld }
    if Int(number) + size <= Int(highest) { return .tooOld }
    return seen.contains(number) ? .replayed : .fresh
  }

  package mutating func accept(_ number: UInt32) {
    seen.insert(number)
    highest = max(highest, number)
  }
}
