import Addressing

/// A priority queue of what is going to happen: the earliest first, and of equal times what was scheduled first.
struct EventQueue<Event> {
  private struct Entry {
    var at: EmulatedInstant
    var number: UInt64
    var event: Event

    func precedes(_ other: Entry) -> Bool { (at, number) < (other.at, other.number) }
  }

  private var heap: [Entry] = []
  private var scheduled: UInt64 = 0

  /// When the next event is due; `nil` if there is none.
  var nextTime: EmulatedInstant? { heap.first?.at }

  /// O(log n).
  mutating func schedule(_ event: Event, at time: EmulatedInstant) {
    heap.append(Entry(at: time, number: scheduled, event: event))
    scheduled += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].precedes(heap[parent]) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the next event. O(log n).
  mutating func next() -> (at: EmulatedInstant, event: Event)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var parent = 0
      while true {
        var least = parent
        for child in [2 * parent + 1, 2 * parent + 2]
        where child < heap.count && heap[child].precedes(heap[least]) {
          least = child
        }
        guard least != parent else { break }
        heap.swapAt(parent, least)
        parent = least
      }
    }
    return (first.at, first.event)
  }
}
