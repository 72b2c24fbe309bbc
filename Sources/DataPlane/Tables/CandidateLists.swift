import Addressing
import CLookupKernels
import LongestPrefixMatch

/// The class of one address leaves few rules; these are compared with the packet, eight at a time.
///
/// For rules without broad prefixes on that side, however many there are: a list is as long as rules overlap, and the
/// memory grows with the rules, not with their combinations. What decides if no rule of the list matches is part of
/// the list; the rules behind a rule for everything are not.
struct CandidateLists: Sendable {
  private let classes: AddressClassifier
  private let isByDestination: Bool
  /// By class: the list's first block.
  private let starts: [UInt32]
  private let blocks: RuleBlocks
  let memoryBytes: Int
  /// Blocks of a list, the mean over all classes.
  let meanBlocks: Double

  /// Rules take so many places of a list at most: one for each combination of their ranges.
  private static let placesPerRule = 64
  /// Longer lists are not made: one byte counts the blocks that follow.
  private static let blocksPerList = 256

  /// The side whose lists are shorter; `nil` if they would take more than `memoryLimit` bytes, more than `meanLimit`
  /// blocks in the mean, or rules have too many combinations of ranges.
  init?(
    _ tables: [SecurityRuleTable], _ fields: ClassifiedFields, memoryLimit: Int,
    meanLimit: Double = 2
  ) {
    let sides = [false, true].compactMap { isByDestination in
      Plan(tables, fields, isByDestination: isByDestination)
    }
    guard let plan = sides.min(by: { $0.blockCount < $1.blockCount }) else { return nil }
    let classCount = plan.classes.count
    let mean = Double(plan.blockCount) / Double(classCount)
    let size = plan.blockCount * MemoryLayout<rule_block>.stride + classCount * 4
    guard mean <= meanLimit, size <= memoryLimit else { return nil }
    let blocks = RuleBlocks(count: plan.blockCount)
    var starts: [UInt32] = []
    starts.reserveCapacity(classCount)
    var next = 0
    for number in 0..<classCount {
      starts.append(UInt32(next))
      next += plan.write(number, to: blocks, at: next)
    }
    classes = AddressClassifier(plan.classes)
    isByDestination = plan.isByDestination
    self.starts = starts
    self.blocks = blocks
    meanBlocks = mean
    memoryBytes = size + classes.memoryBytes
    if memoryBytes > memoryLimit { return nil }
  }

  func decide(_ flow: FiveTuple) -> SecurityDecision {
    let list = starts[classes.find(isByDestination ? flow.destination : flow.source)]
    var decision: UInt32 = 0
    withUnsafePointer(to: list) { list in
      withUnsafePointer(to: flow) { flow in
        flow.withMemoryRebound(to: rule_packet.self, capacity: 1) { packet in
          rule_lists_portable(
            blocks.base, list, packet, isByDestination ? 0 : 1, &decision, 1)
        }
      }
    }
    return SecurityDecision(
      first: UInt16(truncatingIfNeeded: decision),
      second: UInt16(truncatingIfNeeded: decision >> 16)
    )
  }

  func decide(
    _ flows: Span<FiveTuple>, into results: inout MutableSpan<SecurityDecision>,
    using kernel: LookupKernel
  ) {
    flows.withUnsafeBufferPointer { flows in
      results.withUnsafeMutableBufferPointer { results in
        guard let flow = flows.baseAddress, let result = results.baseAddress else { return }
        starts.withUnsafeBufferPointer { starts in
          classes.withLookup { lookup in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: AddressBatch.size) { lists in
              let lists = lists.baseAddress.unsafelyUnwrapped
              let starts = starts.baseAddress.unsafelyUnwrapped
              var start = 0
              while start < flows.count {
                let count = min(AddressBatch.size, flows.count &- start)
                find(flow + start, lookup, starts, lists, count)
                ask(kernel, flow + start, lists, result + start, count)
                start &+= count
              }
            }
          }
        }
      }
    }
  }

  /// Finds the lists of a batch and asks for their memory.
  @inline(__always)
  private func find(
    _ flows: UnsafePointer<FiveTuple>, _ lookup: AddressClassifier.Lookup,
    _ starts: UnsafePointer<UInt32>, _ lists: UnsafeMutablePointer<UInt32>, _ count: Int
  ) {
    let base = UnsafeRawPointer(blocks.base)
    let useDestination = isByDestination
    for index in 0..<count {
      let address = useDestination ? flows[index].destination : flows[index].source
      let list = starts[lookup.find(address)]
      lists[index] = list
      let block = base + Int(list) &* MemoryLayout<rule_block>.stride
      lookup_prefetch(block)
      lookup_prefetch(block + 64)
      lookup_prefetch(block + 128)
    }
  }

  @inline(__always)
  private func ask(
    _ kernel: LookupKernel, _ flows: UnsafePointer<FiveTuple>, _ lists: UnsafePointer<UInt32>,
    _ results: UnsafeMutablePointer<SecurityDecision>, _ count: Int
  ) {
    let packets = UnsafeRawPointer(flows).assumingMemoryBound(to: rule_packet.self)
    let decisions = UnsafeMutableRawPointer(results).assumingMemoryBound(to: UInt32.self)
    // The class stands for one side; what is compared is the other one.
    let side: Int32 = isByDestination ? 0 : 1
    switch kernel {
    case .portable, .avx2: rule_lists_portable(blocks.base, lists, packets, side, decisions, count)
    case .avx512: rule_lists_avx512(blocks.base, lists, packets, side, decisions, count)
    }
  }

  // MARK: Building

  /// One side's lists before they are written.
  private struct Plan {
    let classes: FieldClasses
    let isByDestination: Bool
    /// Blocks of all lists.
    private(set) var blockCount = 0
    private let split: Int
    private let places: [[Place]]
    /// What decides in each group if nothing else does: its last rule.
    private let last: (first: UInt16, second: UInt16)

    /// One combination of a rule's ranges.
    struct Place {
      var addresses: ClosedRange<UInt32>
      var sourcePorts: ClosedRange<UInt32>
      var destinationPorts: ClosedRange<UInt32>
      var protocolCode: UInt16
      var rule: UInt16
      var isSecond: Bool
      var isForEverything: Bool {
        protocolCode == RULE_ANY_PROTOCOL && addresses == 0...UInt32.max
      }
    }

    init?(_ tables: [SecurityRuleTable], _ fields: ClassifiedFields, isByDestination: Bool) {
      classes = isByDestination ? fields.destinations : fields.sources
      self.isByDestination = isByDestination
      split = fields.split
      last = (
        UInt16(tables[0].rules.count - 1), tables.count > 1 ? UInt16(tables[1].rules.count - 1) : 0
      )
      // By position of the rule's bit in the sets.
      var places = [[Place]](repeating: [], count: fields.width * 64)
      for (group, table) in tables.enumerated() {
        let base = group == 0 ? 0 : fields.split * 64
        for (number, rule) in table.rules.dropLast().enumerated() {
          guard
            let own = Self.places(
              rule, number, isSecond: group == 1, isByDestination: isByDestination)
          else { return nil }
          places[base + number] = own
        }
      }
      self.places = places
      for number in 0..<classes.count {
        let count = list(number).places.count
        let wanted = max(1, (count + Int(RULES_PER_BLOCK) - 1) / Int(RULES_PER_BLOCK))
        guard wanted <= CandidateLists.blocksPerList else { return nil }
        blockCount += wanted
      }
    }

    /// `nil` if there are too many combinations.
    private static func places(
      _ rule: SecurityRuleTable.Rule, _ number: Int, isSecond: Bool, isByDestination: Bool
    ) -> [Place]? {
      let addresses = NumberRanges(isByDestination ? rule.sources : rule.destinations).ranges
      var sources = NumberRanges(rule.sourcePorts).ranges
      var destinations = NumberRanges(rule.destinationPorts).ranges
      let code: UInt16
      switch rule.protocolNumber {
      case nil: code = UInt16(rule.isForAllPorts ? RULE_ANY_PROTOCOL : RULE_ANY_WITH_PORTS)
      case .tcp, .udp: code = UInt16(rule.protocolNumber?.rawValue ?? 0)
      case let other?:
        code = UInt16(other.rawValue)
        sources = [0...65535]
        destinations = [0...65535]
      }
      guard addresses.count * sources.count * destinations.count <= placesPerRule else {
        return nil
      }
      var result: [Place] = []
      for address in addresses {
        for source in sources {
          for destination in destinations {
            result.append(
              Place(
                addresses: address, sourcePorts: source, destinationPorts: destination,
                protocolCode: code, rule: UInt16(number), isSecond: isSecond))
          }
        }
      }
      return result
    }

    /// The places of a class in the order of their rules, and what decides if none matches.
    private func list(
      _ number: Int
    ) -> (places: [Place], otherwise: (first: UInt16, second: UInt16)) {
      let width = classes.sets.width
      var result: [Place] = []
      var otherwise = last
      var word = 0
      words: while word < width {
        var rules = classes.sets.words[number * width + word]
        while rules != 0 {
          let position = word * 64 + rules.trailingZeroBitCount
          rules &= rules - 1
          for place in places[position] {
            guard place.isForEverything else {
              result.append(place)
              continue
            }
            if place.isSecond {
              otherwise.second = place.rule
              break words
            }
            otherwise.first = place.rule
            word = split
            continue words
          }
        }
        word += 1
      }
      return (result, otherwise)
    }

    /// Writes a class's list; returns its blocks.
    func write(_ number: Int, to blocks: RuleBlocks, at first: Int) -> Int {
      let (places, otherwise) = list(number)
      let size = Int(RULES_PER_BLOCK)
      let count = max(1, (places.count + size - 1) / size)
      for index in 0..<count {
        let part = places.dropFirst(index * size).prefix(size)
        blocks.write(
          Array(part).map {
            RuleBlocks.Entry(
              address: $0.addresses, sourcePorts: $0.sourcePorts,
              destinationPorts: $0.destinationPorts, protocolCode: $0.protocolCode,
              decision: $0.rule, isSecond: $0.isSecond)
          }, otherwise: otherwise, following: count - 1 - index, at: first + index)
      }
      return count
    }
  }
}
