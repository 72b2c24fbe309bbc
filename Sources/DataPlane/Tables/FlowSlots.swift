#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The memory of flow records: open addressing with linear probing from the home pair.
///
/// A key's home is a pair of slots, one cache line. A record stands in the first slot from its home that was
/// free, wrapping at the end; between its home and itself no slot is empty, so that a search ends at the first
/// empty one. Removal moves later records back instead of leaving a mark.
///
/// The struct does not own the memory: ``FlowTable`` does, and frees it.
struct FlowSlots {
  let base: UnsafeMutablePointer<FlowRecord>
  /// A power of two, at least 16.
  let count: Int
  private let allocation: UnsafeMutableRawPointer

  /// Zeroed memory, committed page by page as it is touched.
  init(count: Int) {
    precondition(count >= 16 && count & (count - 1) == 0, "a power of two")
    let line = 64
    guard let memory = calloc(count * MemoryLayout<FlowRecord>.stride + line, 1) else {
      preconditionFailure("no memory for \(count) flow records")
    }
    self.count = count
    allocation = memory
    base = memory.alignedUp(toMultipleOf: line).bindMemory(to: FlowRecord.self, capacity: count)
  }

  /// Writes every page once, so that no packet pays for it.
  func commit() {
    UnsafeMutableRawPointer(base).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<FlowRecord>.stride)
  }

  func free() { unsafeFree(allocation) }

  private func unsafeFree(_ memory: UnsafeMutableRawPointer) {
    #if canImport(Glibc)
      Glibc.free(memory)
    #elseif canImport(Musl)
      Musl.free(memory)
    #elseif canImport(Darwin)
      Darwin.free(memory)
    #endif
  }

  /// The first slot of the key's home.
  @inline(__always)
  func home(_ key: FlowKey) -> Int {
    Int(truncatingIfNeeded: key.hash) & (count &- 1) & ~1
  }

  @inline(__always)
  func next(_ slot: Int) -> Int { (slot &+ 1) & (count &- 1) }

  /// The slot of the key's record, or -1.
  func find(_ key: FlowKey) -> Int {
    var slot = home(key)
    while !base[slot].isEmpty {
      if base[slot].key == key { return slot }
      slot = next(slot)
    }
    return -1
  }

  /// Puts a record whose key is not here into its slot, which is returned. One slot must be empty.
  @discardableResult
  func add(_ record: FlowRecord) -> Int {
    var slot = home(record.key)
    while !base[slot].isEmpty { slot = next(slot) }
    base[slot] = record
    return slot
  }

  /// Empties a slot; records behind it may move back, one of them into it.
  func remove(at slot: Int) {
    var hole = slot
    var candidate = next(hole)
    while !base[candidate].isEmpty {
      // How far each stands behind the candidate's home: a record may not move before its home.
      let distance = (candidate &- home(base[candidate].key)) & (count &- 1)
      if distance >= (candidate &- hole) & (count &- 1) {
        base[hole] = base[candidate]
        hole = candidate
      }
      candidate = next(candidate)
    }
    base[hole] = .none
  }
}
