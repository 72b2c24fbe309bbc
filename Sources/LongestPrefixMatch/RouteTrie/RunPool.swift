/// Runs of neighbouring elements in one array, found again by where they begin.
///
/// Capacities are powers of two; a run that is given back is used again for the next of its capacity.
struct RunPool<Element: BitwiseCopyable>: Sendable where Element: Sendable {
  private(set) var elements: [Element]
  private var free: [[UInt32]] = Array(repeating: [], count: 8)
  private let blank: Element

  init(blank: Element) {
    self.blank = blank
    elements = []
  }

  @inline(__always)
  subscript(_ index: Int) -> Element {
    get { elements[index] }
    set { elements[index] = newValue }
  }

  /// The smallest capacity that holds `count` elements, as a power of two.
  @inline(__always)
  private static func sizeClass(_ count: Int) -> Int {
    Int.bitWidth - (count &- 1).leadingZeroBitCount
  }

  private mutating func allocate(_ sizeClass: Int) -> Int {
    if let index = free[sizeClass].popLast() { return Int(index) }
    elements.append(contentsOf: repeatElement(blank, count: 1 << sizeClass))
    return elements.count - 1 << sizeClass
  }

  /// Inserts an element at `rank` of the run of `count` elements at `start`; where the run begins now.
  mutating func insert(_ element: Element, at rank: Int, of count: Int, start: Int) -> Int {
    let new = Self.sizeClass(count + 1)
    if count > 0, Self.sizeClass(count) == new {
      elements.withUnsafeMutableBufferPointer { elements in
        let run = elements.baseAddress.unsafelyUnwrapped + start
        (run + rank + 1).update(from: run + rank, count: count - rank)
        run[rank] = element
      }
      return start
    }
    let moved = allocate(new)
    elements.withUnsafeMutableBufferPointer { elements in
      let base = elements.baseAddress.unsafelyUnwrapped
      (base + moved).update(from: base + start, count: rank)
      base[moved + rank] = element
      (base + moved + rank + 1).update(from: base + start + rank, count: count - rank)
    }
    if count > 0 { free[Self.sizeClass(count)].append(UInt32(start)) }
    return moved
  }

  /// Removes the element at `rank` of the run of `count` elements at `start`; where the run begins now.
  mutating func remove(at rank: Int, of count: Int, start: Int) -> Int {
    let old = Self.sizeClass(count)
    if count == 1 {
      free[old].append(UInt32(start))
      return 0
    }
    elements.withUnsafeMutableBufferPointer { elements in
      let hole = elements.baseAddress.unsafelyUnwrapped + start + rank
      hole.update(from: hole + 1, count: count - rank - 1)
    }
    let new = Self.sizeClass(count - 1)
    if new == old { return start }
    let moved = allocate(new)
    elements.withUnsafeMutableBufferPointer { elements in
      let base = elements.baseAddress.unsafelyUnwrapped
      (base + moved).update(from: base + start, count: count - 1)
    }
    free[old].append(UInt32(start))
    return moved
  }

  /// Elements in runs that have been given back.
  var freeElements: Int {
    free.indices.reduce(0) { $0 + free[$1].count << $1 }
  }
}
