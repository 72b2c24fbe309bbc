import Addressing

/// When something is due, and behind what was scheduled earlier for the same time: one number of 128 bits, so that
/// a comparison is one.
struct EventKey: BitwiseCopyable, Comparable {
  private var bits: UInt128

  init(at time: EmulatedInstant, number: UInt64) {
    bits = UInt128(UInt64(bitPattern: time.nanoseconds)) << 64 | UInt128(number)
  }

  var at: EmulatedInstant { EmulatedInstant(nanoseconds: Int64(truncatingIfNeeded: bits >> 64)) }

  static func < (lhs: Self, rhs: Self) -> Bool { lhs.bits < rhs.bits }
}

/// A priority queue of what is going to happen: the earliest first, and of equal times what was scheduled first.
///
/// A heap of four children a node over plain memory.
struct EventQueue<Event: BitwiseCopyable>: ~Copyable {
  private struct Entry: BitwiseCopyable {
    var key: EventKey
    var event: Event
  }

  private var heap: UnsafeMutablePointer<Entry>
  private var capacity = 64
  private(set) var count = 0
  private var scheduled: UInt64 = 0

  init() {
    heap = .allocate(capacity: capacity)
  }

  deinit {
    heap.deallocate()
  }

  /// When the next event is due; the end of time if there is none.
  var nextTime: EmulatedInstant {
    count == 0 ? EmulatedInstant(nanoseconds: .max) : heap[0].key.at
  }

  /// - Precondition: there is one.
  var first: Event { heap[0].event }

  /// The next place in the order of equal times.
  mutating func takeNumber() -> UInt64 {
    scheduled &+= 1
    return scheduled
  }

  /// O(log n).
  mutating func schedule(_ event: Event, at time: EmulatedInstant) {
    let number = takeNumber()
    schedule(event, EventKey(at: time, number: number))
  }

  /// O(log n).
  mutating func schedule(_ event: Event, _ key: EventKey) {
    if count == capacity { grow() }
    var place = count
    count &+= 1
    while place > 0 {
      let parent = (place &- 1) &>> 2
      guard key < heap[parent].key else { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = Entry(key: key, event: event)
  }

  /// The first event happens again, or one that takes its place, not earlier. O(log n).
  ///
  /// - Precondition: there is one.
  mutating func rescheduleFirst(_ key: EventKey) {
    sink(Entry(key: key, event: heap[0].event))
  }

  /// O(log n).
  ///
  /// - Precondition: there is one.
  mutating func removeFirst() {
    count &-= 1
    if count > 0 { sink(heap[count]) }
  }

  /// Takes the next event. O(log n).
  mutating func next() -> (at: EmulatedInstant, event: Event)? {
    guard count > 0 else { return nil }
    let first = heap[0]
    removeFirst()
    return (first.key.at, first.event)
  }

  /// Puts `entry` into the place of the first.
  private mutating func sink(_ entry: Entry) {
    let heap = heap
    let count = count
    var place = 0
    while true {
      let child = place &* 4 &+ 1
      guard child < count else { break }
      var least = heap + child
      var leastKey = least.pointee.key
      let end = heap + min(child &+ 4, count)
      var other = least + 1
      while other < end {
        let key = other.pointee.key
        if key < leastKey {
          least = other
          leastKey = key
        }
        other += 1
      }
      guard leastKey < entry.key else { break }
      heap[place] = least.pointee
      place = least - heap
    }
    heap[place] = entry
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.update(from: heap, count: count)
    heap.deallocate()
    heap = larger
    capacity *= 2
  }
}
