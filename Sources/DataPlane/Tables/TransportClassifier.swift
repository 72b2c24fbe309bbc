import Addressing

/// The class of a packet's protocol and ports.
///
/// Only TCP and UDP have ports: of the rest a rule for any protocol matches a packet if it names no ports, a rule
/// for the packet's protocol whatever it names.
struct TransportClassifier: Sendable {
  /// The sets of rules of the classes.
  let sets: RuleSets
  /// By protocol number: where the protocol's classes begin in ``classes``.
  private let bases: [UInt32]
  /// By port, the port's part of the way into ``classes``: rows of source ports, columns of destination ports.
  /// Both are 0 for protocols without ports, which the mask sees to.
  private let sourceOffsets: [UInt32]
  private let destinationOffsets: [UInt32]
  private let portMasks: [UInt16]
  private let classes: [UInt16]

  /// More combinations than these are not compiled.
  static let combinationLimit = 1 << 20

  /// `nil` if protocols and ports have too many combinations.
  init?(_ rules: [SecurityRuleTable.Rule], positions: [Int], width: Int) {
    let sourcePorts = FieldClasses(
      rules.map { NumberRanges($0.sourcePorts) }, positions: positions, width: width, last: 65535)
    let destinationPorts = FieldClasses(
      rules.map { NumberRanges($0.destinationPorts) }, positions: positions, width: width,
      last: 65535)
    let columns = destinationPorts.count
    let plane = sourcePorts.count * columns
    guard plane <= Self.combinationLimit else { return nil }

    // Protocols that rules name are apart; all others are alike.
    var bases = [UInt32](repeating: 0, count: 256)
    var masks = [UInt16](repeating: 0, count: 256)
    var classes: [UInt16] = []
    var sets = RuleSets(width: width)
    let named = Set(rules.compactMap { $0.protocolNumber?.rawValue }).union([6, 17]).sorted()
    var set = [UInt64](repeating: 0, count: width)
    func matching(_ number: UInt8?) -> [UInt64] {
      let hasPorts = number == IPProtocol.tcp.rawValue || number == IPProtocol.udp.rawValue
      var result = [UInt64](repeating: 0, count: width)
      for (rule, position) in zip(rules, positions) {
        let isForIt =
          rule.protocolNumber.map { $0.rawValue == number } ?? (hasPorts || rule.isForAllPorts)
        if isForIt { result[position >> 6] |= 1 << UInt64(position & 63) }
      }
      return result
    }
    classes.append(UInt16(sets.number(of: matching(nil))))
    for number in named {
      bases[Int(number)] = UInt32(classes.count)
      let allowed = matching(number)
      guard number == IPProtocol.tcp.rawValue || number == IPProtocol.udp.rawValue else {
        classes.append(UInt16(sets.number(of: allowed)))
        continue
      }
      masks[Int(number)] = .max
      for source in 0..<sourcePorts.count {
        for destination in 0..<columns {
          for word in 0..<width {
            set[word] =
              allowed[word] & sourcePorts.sets.words[source * width + word]
              & destinationPorts.sets.words[destination * width + word]
          }
          let found = sets.number(of: set)
          guard found < 65535 else { return nil }
          classes.append(UInt16(found))
        }
      }
    }
    self.sets = sets
    self.bases = bases
    self.classes = classes
    portMasks = masks
    sourceOffsets = Self.offsets(sourcePorts, times: columns)
    destinationOffsets = Self.offsets(destinationPorts, times: 1)
  }

  /// The class of each port, times a factor; one element if all ports are alike.
  private static func offsets(_ field: FieldClasses, times factor: Int) -> [UInt32] {
    guard field.count > 1 else { return [0] }
    var result: [UInt32] = []
    result.reserveCapacity(65536)
    for (number, interval) in field.intervals.enumerated() {
      let end = number + 1 < field.intervals.count ? Int(field.intervals[number + 1].start) : 65536
      result.append(
        contentsOf: repeatElement(
          UInt32(interval.class * factor), count: end - Int(interval.start)))
    }
    return result
  }

  /// Bytes of the tables.
  var memoryBytes: Int {
    classes.count * 2 + (sourceOffsets.count + destinationOffsets.count) * 4 + 256 * 6
  }

  /// Calls with the tables as pointers, for one packet or many.
  @inline(__always)
  func withLookup<Result>(_ body: (Lookup) -> Result) -> Result {
    bases.withUnsafeBufferPointer { bases in
      sourceOffsets.withUnsafeBufferPointer { source in
        destinationOffsets.withUnsafeBufferPointer { destination in
          portMasks.withUnsafeBufferPointer { masks in
            classes.withUnsafeBufferPointer { classes in
              body(
                Lookup(
                  bases: bases.baseAddress.unsafelyUnwrapped,
                  masks: masks.baseAddress.unsafelyUnwrapped,
                  source: source.baseAddress.unsafelyUnwrapped,
                  destination: destination.baseAddress.unsafelyUnwrapped,
                  classes: classes.baseAddress.unsafelyUnwrapped,
                  sourceMask: source.count > 1 ? .max : 0,
                  destinationMask: destination.count > 1 ? .max : 0))
            }
          }
        }
      }
    }
  }

  struct Lookup {
    let bases: UnsafePointer<UInt32>
    let masks: UnsafePointer<UInt16>
    let source: UnsafePointer<UInt32>
    let destination: UnsafePointer<UInt32>
    let classes: UnsafePointer<UInt16>
    let sourceMask: UInt16
    let destinationMask: UInt16

    @inline(__always)
    func find(_ flow: FiveTuple) -> Int {
      let number = Int(flow.protocolNumber.rawValue)
      // Of a protocol without ports the offsets count for nothing.
      let hasPorts = UInt32(masks[number]) &* 0x1_0001
      let row = source[Int(flow.sourcePort.rawValue & sourceMask)] & hasPorts
      let column = destination[Int(flow.destinationPort.rawValue & destinationMask)] & hasPorts
      return Int(classes[Int(bases[number] &+ row &+ column)])
    }
  }
}
