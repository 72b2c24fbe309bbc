import Addressing
import CLookupKernels

/// Memory of rules for the kernels, eight to a block; `RuleKernels.h` draws a block.
final class RuleBlocks: @unchecked Sendable {
  /// One rule of a block: its ranges, and what a match decides.
  struct Entry {
    var address: ClosedRange<UInt32>
    var sourcePorts: ClosedRange<UInt32>
    var destinationPorts: ClosedRange<UInt32>
    var protocolCode: UInt16
    var decision: UInt16
    var isSecond: Bool
  }

  let base: UnsafePointer<rule_block>
  private let memory: UnsafeMutablePointer<rule_block>

  /// Blocks that match nothing.
  init(count: Int) {
    precondition(
      MemoryLayout<FiveTuple>.stride == MemoryLayout<rule_packet>.stride
        && MemoryLayout<FiveTuple>.offset(of: \.protocolNumber)
          == MemoryLayout<rule_packet>.offset(of: \.`protocol`),
      "the kernels read five-tuples as they lie in memory")
    memory = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<rule_block>.stride,
      alignment: 64
    ).bindMemory(to: rule_block.self, capacity: count)
    memory.initialize(repeating: rule_block(), count: count)
    base = UnsafePointer(memory)
  }

  deinit { memory.deallocate() }

  /// - Parameters:
  ///   - entries: at most eight.
  ///   - otherwise: what is decided if none matches; counts in the first block of a list.
  ///   - following: blocks of the same list behind this one.
  func write(
    _ entries: [Entry], otherwise: (first: UInt16, second: UInt16), following: Int, at index: Int
  ) {
    precondition(entries.count <= Int(RULES_PER_BLOCK), "a block has eight places")
    let block = UnsafeMutableRawPointer(memory + index)
    func set<Number>(_ field: PartialKeyPath<rule_block>, _ place: Int, _ value: Number) {
      let offset = MemoryLayout<rule_block>.offset(of: field).unsafelyUnwrapped
      block.storeBytes(
        of: value, toByteOffset: offset + place * MemoryLayout<Number>.stride, as: Number.self)
    }
    for place in 0..<Int(RULES_PER_BLOCK) { set(\.protocol, place, UInt16(RULE_NOTHING)) }
    var second: UInt8 = 0
    for (place, entry) in entries.enumerated() {
      set(\.address_low, place, entry.address.lowerBound)
      set(\.address_span, place, entry.address.upperBound - entry.address.lowerBound)
      set(\.source_low, place, UInt16(entry.sourcePorts.lowerBound))
      set(\.source_span, place, UInt16(entry.sourcePorts.upperBound - entry.sourcePorts.lowerBound))
      set(\.destination_low, place, UInt16(entry.destinationPorts.lowerBound))
      set(
        \.destination_span, place,
        UInt16(entry.destinationPorts.upperBound - entry.destinationPorts.lowerBound))
      set(\.protocol, place, entry.protocolCode)
      set(\.decision, place, entry.decision)
      if entry.isSecond { second |= 1 << UInt8(place) }
    }
    set(\.decision, Int(RULES_PER_BLOCK), otherwise.first)
    set(\.decision, Int(RULES_PER_BLOCK) + 1, otherwise.second)
    memory[index].second_group = second
    memory[index].following = UInt8(following)
  }
}
