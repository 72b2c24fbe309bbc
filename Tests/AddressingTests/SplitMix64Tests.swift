import Addressing
import Testing

struct SplitMix64Tests {
  @Test("the sequence of seed 1234567 is the one that the algorithm's reference code gives")
  func reference() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test(
    "numbers up to a bound reach both of its ends and never pass it",
    arguments: [0, 1, 6, 1000] as [Int64])
  func bounded(maximum: Int64) {
    var generator = SplitMix64(seed: 1)
    let numbers = (0..<20000).map { _ in generator.next(upTo: maximum) }
    #expect(numbers.min() == 0)
    #expect(numbers.max() == maximum)
  }
}
