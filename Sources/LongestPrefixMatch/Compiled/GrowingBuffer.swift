/// Uninitialised memory that grows: what compiling appends words and leaves to.
///
/// Whoever holds it frees it; ``TrieStorage`` does so in the end.
struct GrowingBuffer<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private(set) var capacity: Int
  /// Whether memory that has become too small is kept for readers, in `outgrown`, instead of freed.
  var keepsOutgrown = false
  /// To be freed by the holder when nobody reads them any more.
  var outgrown: [UnsafeMutableRawPointer] = []

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    base = Self.allocate(self.capacity)
  }

  /// Bytes behind the last element that may be read: the vector kernels read four bytes at each leaf.
  private static var padding: Int { 4 }

  /// Memory for `capacity` elements, on large pages where it fills some.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let byteCount = byteCount(capacity)
    let largePage = 2 << 20
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: byteCount >= largePage ? largePage : 64)
    adviseHugePages(memory, byteCount)
    return memory.bindMemory(to: Element.self, capacity: capacity)
  }

  private static func byteCount(_ capacity: Int) -> Int {
    capacity * MemoryLayout<Element>.stride + padding
  }

  /// Bytes of the allocation.
  var memoryBytes: Int { Self.byteCount(capacity) }

  var elements: UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  func deallocate() {
    UnsafeMutableRawPointer(base).deallocate()
  }

  /// Extends the buffer by `extra` uninitialised elements and says where they begin.
  @inline(__always)
  mutating func extend(by extra: Int) -> Int {
    if count &+ extra > capacity { grow(to: count &+ extra) }
    defer { count &+= extra }
    return count
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    let index = extend(by: 1)
    base[index] = element
  }

  /// Gives back what was not used.
  mutating func shrink(to exactCapacity: Int) {
    if exactCapacity < capacity { reallocate(exactCapacity) }
  }

  @inline(never)
  private mutating func grow(to needed: Int) {
    reallocate(max(needed, capacity + capacity / 2 + 16))
  }

  private mutating func reallocate(_ newCapacity: Int) {
    let larger = Self.allocate(newCapacity)
    larger.update(from: base, count: count)
    if keepsOutgrown { outgrown.append(UnsafeMutableRawPointer(base)) } else { deallocate() }
    base = larger
    capacity = newCapacity
  }
}
