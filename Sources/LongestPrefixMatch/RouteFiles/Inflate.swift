/// Decompresses DEFLATE data (RFC 1951).
struct Inflate {
  private let input: UnsafeBufferPointer<UInt8>
  private(set) var position: Int
  private var bits: UInt64 = 0
  private var bitCount = 0
  private(set) var output: [UInt8] = []

  /// - Parameter position: where the compressed data begin.
  init(_ input: UnsafeBufferPointer<UInt8>, from position: Int) {
    self.input = input
    self.position = position
    output.reserveCapacity(input.count * 4)
  }

  /// Decompresses all blocks; afterwards ``position`` is the first byte behind them.
  mutating func run() throws(RouteFileError) {
    var last = false
    while !last {
      last = try take(1) == 1
      switch try take(2) {
      case 0: try storedBlock()
      case 1: try codedBlock(literals: Self.fixedLiterals, distances: Self.fixedDistances)
      case 2:
        let (literals, distances) = try dynamicTables()
        try codedBlock(literals: literals, distances: distances)
      case _: throw broken("unknown block type")
      }
    }
    // Whole bytes that were read ahead belong to whoever comes next.
    position -= bitCount / 8
    bitCount = 0
  }

  private func broken(_ what: String) -> RouteFileError {
    .damagedCompression(what: what, offset: min(position - bitCount / 8, input.count))
  }

  @inline(__always)
  private mutating func refill() {
    while bitCount <= 56, position < input.count {
      bits |= UInt64(input[position]) &<< UInt64(bitCount)
      position &+= 1
      bitCount &+= 8
    }
  }

  @inline(__always)
  private mutating func take(_ count: Int) throws(RouteFileError) -> Int {
    refill()
    guard bitCount >= count else { throw broken("the data end early") }
    let value = Int(bits & (1 &<< UInt64(count) &- 1))
    drop(count)
    return value
  }

  @inline(__always)
  private mutating func drop(_ count: Int) {
    bits = bits &>> UInt64(count)
    bitCount &-= count
  }

  private mutating func storedBlock() throws(RouteFileError) {
    drop(bitCount % 8)
    let length = try take(16)
    guard try take(16) == ~length & 0xFFFF else { throw broken("stored length and its complement") }
    for _ in 0..<length { output.append(UInt8(truncatingIfNeeded: try take(8))) }
  }

  @inline(__always)
  private mutating func symbol(_ table: HuffmanTable) throws(RouteFileError) -> Int {
    refill()
    let entry = table.entries[Int(bits & 0x7FFF)]
    let length = Int(entry & 15)
    guard length > 0 else { throw broken("a code that stands for nothing") }
    guard length <= bitCount else { throw broken("the data end early") }
    drop(length)
    return Int(entry &>> 4)
  }

  private mutating func codedBlock(
    literals: HuffmanTable, distances: HuffmanTable
  ) throws(RouteFileError) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        output.append(UInt8(truncatingIfNeeded: symbol))
      } else if symbol == 256 {
        return
      } else {
        guard symbol < 286 else { throw broken("length code above 285") }
        let length = Self.lengthBase[symbol - 257] + (try take(Self.lengthExtra[symbol - 257]))
        let code = try self.symbol(distances)
        guard code < 30 else { throw broken("distance code above 29") }
        let distance = Self.distanceBase[code] + (try take(Self.distanceExtra[code]))
        guard distance <= output.count else { throw broken("a distance before the first byte") }
        var source = output.count - distance
        for _ in 0..<length {
          output.append(output[source])
          source &+= 1
        }
      }
    }
  }

  private mutating func dynamicTables() throws(RouteFileError) -> (HuffmanTable, HuffmanTable) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let codeCount = try take(4) + 4
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for index in 0..<codeCount { codeLengths[Self.codeOrder[index]] = UInt8(try take(3)) }
    guard let codes = HuffmanTable(codeLengths) else { throw broken("oversubscribed code lengths") }
    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      switch try symbol(codes) {
      case let length where length < 16: lengths.append(UInt8(length))
      case 16:
        guard let previous = lengths.last else { throw broken("a repetition of nothing") }
        for _ in 0..<3 + (try take(2)) { lengths.append(previous) }
      case 17: for _ in 0..<3 + (try take(3)) { lengths.append(0) }
      case _: for _ in 0..<11 + (try take(7)) { lengths.append(0) }
      }
    }
    guard lengths.count == literalCount + distanceCount,
      let literals = HuffmanTable(Array(lengths[..<literalCount])),
      let distances = HuffmanTable(Array(lengths[literalCount...]))
    else { throw broken("code lengths that make no code") }
    return (literals, distances)
  }

  private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  private static let lengthBase = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthExtra = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBase = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceExtra = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]
  private static let fixedLiterals = HuffmanTable(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
  private static let fixedDistances = HuffmanTable([UInt8](repeating: 5, count: 30))!
}

/// A canonical Huffman code (RFC 1951, 3.2.2) as one table over the next 15 bits.
private struct HuffmanTable {
  /// The symbol in the high bits, the length of its code in the low four; 0 where no code begins so.
  let entries: [UInt16]

  /// `nil` if the lengths ask for more codes than there are.
  init?(_ lengths: [UInt8]) {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    var next = [Int](repeating: 0, count: 16)
    var code = 0
    for length in 1...15 {
      code = (code + counts[length - 1]) << 1
      next[length] = code
      if code + counts[length] > 1 << length { return nil }
    }
    var entries = [UInt16](repeating: 0, count: 1 << 15)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      var reversed = 0
      for bit in 0..<length where next[length] >> bit & 1 == 1 {
        reversed |= 1 << (length - 1 - bit)
      }
      next[length] += 1
      var index = reversed
      while index < entries.count {
        entries[index] = UInt16(symbol << 4 | length)
        index += 1 << length
      }
    }
    self.entries = entries
  }
}
