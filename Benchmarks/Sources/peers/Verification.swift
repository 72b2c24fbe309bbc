import Addressing
import LongestPrefixMatch

/// Compares an engine with the oracle before it is measured: every border of every prefix, and all keys of
/// all streams.
struct Verification {
  private let keys: [IPv4Address]
  private let expected: [NextHopIndex]

  init(_ table: TestTable) {
    keys = table.borders + table.streams.flatMap(\.keys)
    expected = keys.map { table.oracle.lookup($0) ?? .noRoute }
  }

  var count: Int { keys.count }

  func check(_ engine: any Engine) throws(PeerError) {
    let answers = engine.answers(keys)
    for index in keys.indices where answers[index] != expected[index] {
      throw PeerError(
        reason: "wrong answer for \(keys[index]): \(answers[index].rawValue), "
          + "not \(expected[index].rawValue)")
    }
  }
}
