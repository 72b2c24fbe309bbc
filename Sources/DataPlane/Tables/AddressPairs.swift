/// What the classes of source and destination leave of the rules, as short lists of words: the rules that
/// protocol and ports may still choose from. Equal lists have one number.
struct AddressPairs {
  /// Source classes by destination classes: the number of the list.
  private(set) var numbers: [UInt16] = []
  /// Where the list of each number begins; one more than there are lists.
  private(set) var starts: [Int] = [0]
  /// The lists: which word of the set, and its rules.
  private(set) var words: [UInt8] = []
  private(set) var bits: [UInt64] = []
  private var index = [UInt32](repeating: 0, count: 1024)

  /// More pairs than these are not compiled.
  static let pairLimit = 16 << 20

  var count: Int { starts.count - 1 }

  /// `nil` if there are too many pairs, lists or rules.
  init?(_ fields: ClassifiedFields, memoryLimit: Int) {
    let width = fields.width
    let columns = fields.destinations.count
    guard width <= 64, fields.sources.count * columns <= min(Self.pairLimit, memoryLimit / 2) else {
      return nil
    }
    let firstGroup: UInt64 = fields.split >= 64 ? .max : 1 << UInt64(fields.split) - 1
    let sourceSummaries = Self.summaries(fields.sources.sets)
    let destinationSummaries = Self.summaries(fields.destinations.sets)
    numbers.reserveCapacity(fields.sources.count * columns)
    var listWords = [UInt8](repeating: 0, count: width)
    var listBits = [UInt64](repeating: 0, count: width)
    for source in 0..<fields.sources.count {
      for destination in 0..<columns {
        var open = sourceSummaries[source] & destinationSummaries[destination]
        var length = 0
        var hash: UInt64 = 0
        while open != 0 {
          let word = open.trailingZeroBitCount
          open &= open &- 1
          var rules =
            fields.sources.sets.words[source &* width &+ word]
            & fields.destinations.sets.words[destination &* width &+ word]
          if rules == 0 { continue }
          let final = rules & fields.anyTransport[word]
          if final != 0 {
            // Behind a rule for any protocol and port nothing of its group can decide.
            rules &= final ^ (final &- 1)
            open &= word < fields.split ? ~firstGroup : 0
          }
          listWords[length] = UInt8(truncatingIfNeeded: word)
          listBits[length] = rules
          length &+= 1
          let product = (hash ^ 0x9E37_79B9_7F4A_7C15 &+ UInt64(word))
            .multipliedFullWidth(by: rules ^ 0xC2B2_AE3D_27D4_EB4F)
          hash = product.high ^ product.low
        }
        let number = number(listWords, listBits, length, hash)
        guard number <= UInt16.max else { return nil }
        numbers.append(UInt16(number))
      }
    }
  }

  private static func summaries(_ sets: RuleSets) -> [UInt64] {
    (0..<sets.count).map { number in
      (0..<sets.width).reduce(0) { summary, word in
        sets.words[number * sets.width + word] == 0 ? summary : summary | 1 << UInt64(word)
      }
    }
  }

  private mutating func number(
    _ listWords: [UInt8], _ listBits: [UInt64], _ length: Int, _ hash: UInt64
  ) -> Int {
    var place = Int(truncatingIfNeeded: hash) & (index.count - 1)
    while index[place] != 0 {
      let known = Int(index[place]) - 1
      let start = starts[known]
      if starts[known + 1] - start == length,
        (0..<length).allSatisfy({
          words[start + $0] == listWords[$0] && bits[start + $0] == listBits[$0]
        })
      {
        return known
      }
      place = (place + 1) & (index.count - 1)
    }
    let number = count
    // Room for 65,536 numbers at most: the index is made large once it is needed.
    if number == index.count / 2 {
      grow()
      return self.number(listWords, listBits, length, hash)
    }
    index[place] = UInt32(number + 1)
    words.append(contentsOf: listWords[0..<length])
    bits.append(contentsOf: listBits[0..<length])
    hashes.append(hash)
    starts.append(words.count)
    return number
  }

  private var hashes: [UInt64] = []

  private mutating func grow() {
    index = [UInt32](repeating: 0, count: index.count * 4)
    for (number, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & (index.count - 1)
      while index[place] != 0 { place = (place + 1) & (index.count - 1) }
      index[place] = UInt32(number + 1)
    }
  }
}
