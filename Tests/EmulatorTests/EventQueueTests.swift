import Addressing
import Testing

@testable import Emulator

struct EventQueueTests {
  @Test("the earliest comes first, and of equal times what was scheduled first")
  func order() {
    var queue = EventQueue<StaticString>()
    queue.schedule("late", at: EmulatedInstant(nanoseconds: 30))
    queue.schedule("first of ten", at: EmulatedInstant(nanoseconds: 10))
    queue.schedule("second of ten", at: EmulatedInstant(nanoseconds: 10))
    queue.schedule("start", at: .start)
    queue.schedule("third of ten", at: EmulatedInstant(nanoseconds: 10))
    let first = queue.nextTime
    #expect(first == .start)
    var seen: [String] = []
    while let (_, event) = queue.next() { seen.append(event.description) }
    #expect(seen == ["start", "first of ten", "second of ten", "third of ten", "late"])
    let last = queue.nextTime
    #expect(last == EmulatedInstant(nanoseconds: .max))
  }

  @Test("it agrees with a stable sort over thousands of events, removals in between")
  func oracle() {
    var generator = SplitMix64(seed: 7)
    var queue = EventQueue<Int>()
    var waiting: [(time: Int64, number: Int)] = []
    var number = 0
    for _ in 0..<3000 {
      if generator.next() % 3 > 0 {
        let time = Int64(generator.next() % 50)
        queue.schedule(number, at: EmulatedInstant(nanoseconds: time))
        waiting.append((time, number))
        number += 1
      } else {
        let expected = waiting.indices.min {
          (waiting[$0].time, waiting[$0].number) < (waiting[$1].time, waiting[$1].number)
        }
        let got = queue.next()
        #expect(got?.event == expected.map { waiting[$0].number })
        #expect(got?.at.nanoseconds == expected.map { waiting[$0].time })
        if let expected { waiting.remove(at: expected) }
      }
    }
  }
}
