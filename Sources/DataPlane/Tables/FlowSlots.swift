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
  /// Bytes of a mapping of its own; 0 is memory of the heap.
  private let mappedBytes: Int

  /// From so many bytes on the memory is mapped, so that it can be given back in pieces.
  private static let mappedFrom = 1 << 20
  private static let hugePage = 2 << 20
  /// Slots of 64 KB.
  static let releaseStep = 2048

  /// Zeroed memory.
  ///
  /// - Parameter isCommitted: writes every page now, so that no packet pays for it, and asks for huge pages, of which
  ///   random reads need fewer translations. Otherwise a page is committed as it is touched.
  init(count: Int, isCommitted: Bool = false) {
    precondition(count >= 16 && count & (count - 1) == 0, "a power of two")
    let bytes = count * MemoryLayout<FlowRecord>.stride
    let isMapped = bytes >= Self.mappedFrom
    let alignment = isMapped ? Self.hugePage : 64
    mappedBytes = isMapped ? bytes + alignment : 0
    let memory: UnsafeMutableRawPointer?
    if isMapped {
      memory = mmap(
        nil, mappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    } else {
      memory = calloc(bytes + alignment, 1)
    }
    guard let memory, memory != MAP_FAILED else {
      preconditionFailure("no memory for \(count) flow records")
    }
    self.count = count
    allocation = memory
    let aligned = memory.alignedUp(toMultipleOf: alignment)
    base = aligned.bindMemory(to: FlowRecord.self, capacity: count)
    guard isCommitted else { return }
    #if os(Linux)
      if isMapped { madvise(aligned, bytes, MADV_HUGEPAGE) }
    #endif
    aligned.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  func free() {
    if mappedBytes > 0 {
      munmap(allocation, mappedBytes)
    } else {
      freeHeap(allocation)
    }
  }

  /// Gives back the memory of ``releaseStep`` slots that are empty and are not asked for any more, or none if the
  /// table is small.
  func release(from slot: Int) {
    guard mappedBytes > 0 else { return }
    madvise(base + slot, Self.releaseStep * MemoryLayout<FlowRecord>.stride, MADV_DONTNEED)
  }

  private func freeHeap(_ memory: UnsafeMutableRawPointer) {
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

  /// The slot of the key's record; or, negative, the complement of the empty slot where it belongs.
  @inline(__always)
  func place(_ key: FlowKey) -> Int {
    var slot = home(key)
    while !base[slot].isEmpty {
      if base[slot].key == key { return slot }
      slot = next(slot)
    }
    return ~slot
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
