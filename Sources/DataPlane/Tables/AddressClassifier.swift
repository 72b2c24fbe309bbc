import Addressing

/// The class of an address in three loads without a branch: by its first 16 bits, the next eight, the last eight.
///
/// ```
/// entry   31        30                                    0
///         divided   where the next level's entries begin
/// ```
/// An entry that is divided has 256 entries in the next level, any other one only one. The first entries of the
/// second and third level are the undivided ones, by class.
struct AddressClassifier: Sendable {
  private let root: [UInt32]
  private let middle: [UInt32]
  private let leaves: [UInt16]

  private static let divided: UInt32 = 1 << 31

  /// - Precondition: there are at most 65,536 classes.
  init(_ classes: FieldClasses) {
    let intervals = classes.intervals
    var current = 0
    /// The class of all of `first...last`, or `nil` if there are several. Calls ascend.
    func uniform(_ first: UInt32, _ last: UInt32) -> UInt32? {
      while current + 1 < intervals.count, intervals[current + 1].start <= first { current += 1 }
      if current + 1 < intervals.count, intervals[current + 1].start <= last { return nil }
      return UInt32(intervals[current].class)
    }
    var root: [UInt32] = []
    root.reserveCapacity(65536)
    var middle = (0..<UInt32(classes.count)).map { $0 }
    var leaves = (0..<classes.count).map { UInt16($0) }
    for high in 0..<UInt32(65536) {
      let block = high << 16
      if let all = uniform(block, block | 0xFFFF) {
        root.append(all)
        continue
      }
      root.append(UInt32(middle.count) | Self.divided)
      for next in 0..<UInt32(256) {
        let part = block | next << 8
        if let all = uniform(part, part | 0xFF) {
          middle.append(all)
          continue
        }
        middle.append(UInt32(leaves.count) | Self.divided)
        for low in 0..<UInt32(256) {
          leaves.append(UInt16(uniform(part | low, part | low).unsafelyUnwrapped))
        }
      }
    }
    self.root = root
    self.middle = middle
    self.leaves = leaves
  }

  /// Bytes of the tables.
  var memoryBytes: Int { (root.count + middle.count) * 4 + leaves.count * 2 }

  func find(_ address: IPv4Address) -> Int { withLookup { $0.find(address) } }

  /// Calls with the tables as pointers.
  @inline(__always)
  func withLookup<Result>(_ body: (Lookup) -> Result) -> Result {
    root.withUnsafeBufferPointer { root in
      middle.withUnsafeBufferPointer { middle in
        leaves.withUnsafeBufferPointer { leaves in
          body(
            Lookup(
              root: root.baseAddress.unsafelyUnwrapped,
              middle: middle.baseAddress.unsafelyUnwrapped,
              leaves: leaves.baseAddress.unsafelyUnwrapped))
        }
      }
    }
  }

  struct Lookup {
    let root: UnsafePointer<UInt32>
    let middle: UnsafePointer<UInt32>
    let leaves: UnsafePointer<UInt16>

    @inline(__always)
    func find(_ address: IPv4Address) -> Int {
      let bits = address.rawValue
      let upper = root[Int(bits &>> 16)]
      let lower = middle[Self.place(upper, bits &>> 8)]
      return Int(leaves[Self.place(lower, bits)])
    }

    /// Where a divided entry leads by eight bits, and any other one whatever they are.
    @inline(__always)
    private static func place(_ entry: UInt32, _ bits: UInt32) -> Int {
      let mask = UInt32(bitPattern: Int32(bitPattern: entry) &>> 31) & 255
      return Int((entry & ~AddressClassifier.divided) &+ (bits & mask))
    }
  }
}
