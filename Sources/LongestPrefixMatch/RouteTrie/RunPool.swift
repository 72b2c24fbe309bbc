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
      for index in stride(from: start + count, to: start + rank, by: -1) {
        elements[index] = elements[index - 1]
      }
      elements[start + rank] = element
      return start
    }
    let moved = allocate(new)
    for index in 0..<rank { elements[moved + index] = elements[start + index] }
    elements[moved + rank] = element
    for index in rank..<max(rank, count) { elements[moved + index + 1] = elements[start + index] }
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
    for index in start + rank..<start + count - 1 { elements[index] = elements[index + 1] }
    let new = Self.sizeClass(count - 1)
    if new == old { return start }
    let moved = allocate(new)
    for index in 0..<count - 1 { elements[moved + index] = elements[start + index] }
    free[old].append(UInt32(start))
    return moved
  }

  /// Elements in runs that have been given back.
  var freeElements: Int {
    free.indices.reduce(0) { $0 + free[$1].count << $1 }
  }
}
