/// Different sets of rules, numbered as they come: each `width` words of 64 rules, all in one memory.
struct RuleSets: Sendable {
  /// Words of one set.
  let width: Int
  private(set) var words: [UInt64] = []
  private(set) var count = 0
  /// Numbers by hash, open addressing; 0 is free, else the number plus one.
  private var index = [UInt32](repeating: 0, count: 64)

  init(width: Int) {
    self.width = width
  }

  /// The number of a set; a new one if it was not here. Sets are found by hash and compared in full.
  mutating func number(of set: UnsafePointer<UInt64>) -> Int {
    var hash: UInt64 = 0
    for word in 0..<width { hash = Self.mixed(hash, set[word]) }
    var place = Int(truncatingIfNeeded: hash) & (index.count - 1)
    while index[place] != 0 {
      let known = Int(index[place]) - 1
      if isEqual(known, set) { return known }
      place = (place + 1) & (index.count - 1)
    }
    index[place] = UInt32(count + 1)
    words.append(contentsOf: UnsafeBufferPointer(start: set, count: width))
    count += 1
    if count * 2 > index.count { grow() }
    return count - 1
  }

  mutating func number(of set: [UInt64]) -> Int {
    set.withUnsafeBufferPointer { number(of: $0.baseAddress.unsafelyUnwrapped) }
  }

  private func isEqual(_ number: Int, _ set: UnsafePointer<UInt64>) -> Bool {
    words.withUnsafeBufferPointer { words in
      for word in 0..<width where words[number * width + word] != set[word] { return false }
      return true
    }
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: 0, count: index.count * 4)
    for number in 0..<count {
      var hash: UInt64 = 0
      for word in 0..<width { hash = Self.mixed(hash, words[number * width + word]) }
      var place = Int(truncatingIfNeeded: hash) & (larger.count - 1)
      while larger[place] != 0 { place = (place + 1) & (larger.count - 1) }
      larger[place] = UInt32(number + 1)
    }
    index = larger
  }

  @inline(__always)
  private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ 0x9E37_79B9_7F4A_7C15)
      .multipliedFullWidth(by: word ^ 0xC2B2_AE3D_27D4_EB4F)
    return product.high ^ product.low
  }
}

/// Numbers that the rules cannot tell apart, as classes: each is a set of the rules that match.
struct FieldClasses: Sendable {
  /// The first number of each interval, ascending from 0, and the class of the interval.
  private(set) var intervals: [(start: UInt32, class: Int)] = []
  private(set) var sets: RuleSets

  /// - Parameters:
  ///   - rules: the numbers that each rule names.
  ///   - positions: each rule's bit in the sets.
  ///   - last: the highest number of the field.
  init(_ rules: [NumberRanges], positions: [Int], width: Int, last: UInt32) {
    sets = RuleSets(width: width)
    var set = [UInt64](repeating: 0, count: width)
    // Where a rule begins or ceases to match, its bit turns over.
    var turns: [(at: UInt32, bit: UInt32)] = []
    for (rule, position) in zip(rules, positions) {
      for range in rule.ranges {
        if range.lowerBound == 0 {
          set[position >> 6] |= 1 << UInt64(position & 63)
        } else {
          turns.append((range.lowerBound, UInt32(position)))
        }
        if range.upperBound < last { turns.append((range.upperBound + 1, UInt32(position))) }
      }
    }
    turns.sort { $0.at < $1.at }
    var start: UInt32 = 0
    var index = 0
    while true {
      let number = sets.number(of: set)
      if intervals.last?.class != number { intervals.append((start, number)) }
      guard index < turns.count else { return }
      start = turns[index].at
      while index < turns.count, turns[index].at == start {
        let bit = Int(turns[index].bit)
        set[bit >> 6] ^= 1 << UInt64(bit & 63)
        index += 1
      }
    }
  }

  var count: Int { sets.count }
}
