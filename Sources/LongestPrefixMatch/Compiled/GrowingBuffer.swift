/// Uninitialised memory that grows: what compiling appends words and leaves to.
///
/// Whoever holds it frees it; ``TrieStorage`` does so in the end.
struct GrowingBuffer<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    base = Self.allocate(self.capacity)
  }

  /// Cache-line aligned memory for `capacity` elements.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: capacity)
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
    deallocate()
    base = larger
    capacity = newCapacity
  }
}
