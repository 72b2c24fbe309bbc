import Addressing
import IPsec
import TestSupport
import Testing

struct AntiReplayWindowTests {
  private static func same(
    _ one: AntiReplayWindow.Judgement, _ other: SeenNumbers.Judgement
  ) -> Bool {
    switch (one, other) {
    case (.fresh, .fresh), (.replayed, .replayed), (.tooOld, .tooOld): true
    case (.fresh, _), (.replayed, _), (.tooOld, _): false
    }
  }

  @Test(
    "says of every number what a set of all seen numbers says",
    arguments: [64, 128, 256, 1024], [1, 2, 3] as [UInt64])
  func agreesWithTheSet(size: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var window = AntiReplayWindow(size: size)
    var oracle = SeenNumbers(size: size)
    var highest = 1
    for step in 0..<20_000 {
      // In order, a little late, far late, far ahead, and again what was there.
      let number =
        switch generator.next() % 16 {
        case 0..<8: highest + 1
        case 8..<12: highest - Int.random(in: 0..<size, using: &generator)
        case 12..<14: highest - Int.random(in: size - 2..<size + 2, using: &generator)
        case 14: highest + Int.random(in: 1..<3 * size, using: &generator)
        default: Int.random(in: 0...highest, using: &generator)
        }
      let value = UInt32(max(0, number))
      let judgement = window.judge(value)
      #expect(Self.same(judgement, oracle.judge(value)), "step \(step), number \(value)")
      guard judgement == .fresh, generator.next() % 8 != 0 else { continue }
      window.accept(value)
      oracle.accept(value)
      highest = max(highest, Int(value))
    }
    #expect(highest > 10_000)
  }

  @Test("keeps its place at the ends of the numbers")
  func ends() {
    var window = AntiReplayWindow()
    #expect(window.judge(0) == .tooOld)
    #expect(window.judge(1) == .fresh)
    window.accept(1)
    #expect(window.judge(1) == .replayed)
    window.accept(.max)
    #expect(window.judge(.max) == .replayed)
    #expect(window.judge(.max - 63) == .fresh)
    #expect(window.judge(.max - 64) == .tooOld)
    #expect(window.judge(1) == .tooOld)
  }
}
