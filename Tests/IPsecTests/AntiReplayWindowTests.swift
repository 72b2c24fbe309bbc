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
      let value = UInt64(max(0, number))
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

  @Test(
    "numbers of which half is sent are found again, over the ends of subspaces and with losses",
    arguments: [64, 128, 1024], [1, 2, 3] as [UInt64])
  func extended(size: Int, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var window = AntiReplayWindow(size: size)
    var oracle = SeenNumbers(size: size)
    var subspaces: Set<UInt64> = []
    // A little before the end of each subspace, and a little behind it.
    for subspace in 1...5 as ClosedRange<UInt64> {
      var highest = max(window.highest, subspace << 32 - 500)
      window.accept(highest)
      oracle.accept(highest)
      for _ in 0..<1_000 {
        let number =
          switch generator.next() % 16 {
          case 0..<9: highest + 1
          case 9..<15: highest - UInt64.random(in: 0..<UInt64(size), using: &generator)
          default: highest + UInt64.random(in: 1..<UInt64(3 * size), using: &generator)
          }
        #expect(window.extended(UInt32(truncatingIfNeeded: number)) == number)
        let judgement = window.judge(number)
        #expect(Self.same(judgement, oracle.judge(number)), "\(number) after \(highest)")
        guard judgement == .fresh else { continue }
        window.accept(number)
        oracle.accept(number)
        highest = max(highest, number)
        subspaces.insert(highest >> 32)
      }
    }
    #expect(subspaces.count == 6)
  }

  @Test(
    "what is left of the window is taken for the next subspace, and before the first there is none")
  func extendedEnds() {
    var window = AntiReplayWindow()
    #expect(window.extended(1) == 1)
    #expect(window.extended(.max) == nil)
    window.accept(1_000)
    #expect(window.extended(937) == 937)
    #expect(window.extended(936) == 1 << 32 | 936)
    window.accept(1 << 32 | 10)
    #expect(window.extended(UInt32.max) == UInt64(UInt32.max))
    #expect(window.extended(UInt32.max - 52) == UInt64(UInt32.max - 52))
    #expect(window.extended(UInt32.max - 53) == 1 << 32 | UInt64(UInt32.max - 53))
    window.accept(.max)
    #expect(window.extended(.max) == .max)
    #expect(window.extended(7) == nil)
  }
}
