import Addressing
import ResourceModel
import Testing

@testable import NetworkWatcher

@Suite("Comparing answers with expectations")
struct ScenarioComparisonTests {
  private typealias Hop = ScenarioExpectation.Hop
  private static let edge = IPv4Address(10, 10, 30, 132)
  private static let target = IPv4Address(10, 2, 30, 10)

  /// Edge, silence, target, at 2.2 ms and 3.9 ms.
  private static let result = TracertResult(
    path: Build.path(to: target), maximumHops: 30, packetLength: 92,
    hops: [
      Build.hop(
        1, [2, 2, 3].map { Build.answer(.timeExceeded, from: edge, microseconds: $0 * 1_100) }),
      Build.hop(2, Build.silence),
      Build.hop(
        3, [3, 3, 3].map { Build.answer(.echoReply, from: target, microseconds: $0 * 1_300) }),
    ])

  private static let right = [
    Hop(address: edge, milliseconds: 2...3), Hop(address: nil),
    Hop(address: target, milliseconds: 3...3),
  ]

  @Test("An answer as measured has no mismatch")
  func equal() {
    let expectation = ScenarioExpectation(reached: true, hops: Self.right)
    #expect(ScenarioComparison.mismatches(of: Self.result, with: expectation).isEmpty)
  }

  @Test(
    "Each difference is one sentence",
    arguments: [
      (ScenarioExpectation(reached: false), "the destination answered, unexpectedly"),
      (
        ScenarioExpectation(hops: Array(Self.right.prefix(2))),
        "the trace has 3 hops, expected 2"
      ),
      (
        ScenarioExpectation(hops: [Hop(address: nil)] + Self.right.dropFirst()),
        "hop 1 answered from 10.10.30.132, expected silence"
      ),
      (
        ScenarioExpectation(hops: [Self.right[0], Self.right[0], Self.right[2]]),
        "hop 2 is silent, expected 10.10.30.132"
      ),
      (
        ScenarioExpectation(hops: [Hop(address: Self.target)] + Self.right.dropFirst()),
        "hop 1 answered from 10.10.30.132, expected 10.2.30.10"
      ),
      (
        ScenarioExpectation(
          hops: [Hop(address: Self.edge, milliseconds: 6...7)] + Self.right.dropFirst(),
          tolerance: 2),
        "hop 1 took 2.2ms, expected 6 to 7 ms within 2 ms"
      ),
      (
        ScenarioExpectation(leadingHops: Array(Self.right.prefix(2))),
        "hop 3 answered from 10.2.30.10, expected silence"
      ),
    ])
  func differences(expectation: ScenarioExpectation, sentence: String) {
    #expect(ScenarioComparison.mismatches(of: Self.result, with: expectation) == [sentence])
  }

  @Test(
    "The tolerance widens the measured range at both ends",
    arguments: [(1...1, true), (0...0, false), (4...5, true), (5...6, false)])
  func tolerance(range: ClosedRange<Int>, isMet: Bool) {
    let hops = [Hop(address: Self.edge, milliseconds: range)] + Self.right.dropFirst()
    let expectation = ScenarioExpectation(hops: hops, tolerance: 2)
    let mismatches = ScenarioComparison.mismatches(of: Self.result, with: expectation)
    #expect(mismatches.isEmpty == isMet)
  }

  @Test("A measured hop must answer every probe")
  func partialLoss() {
    var result = Self.result
    result.hops[0].probes[1].outcome = .timedOut
    let measured = ScenarioExpectation(hops: Self.right)
    #expect(
      ScenarioComparison.mismatches(of: result, with: measured)
        == ["hop 1 left 1 of 3 probes unanswered"])
    let unmeasured = ScenarioExpectation(hops: [Hop(address: Self.edge)] + Self.right.dropFirst())
    #expect(ScenarioComparison.mismatches(of: result, with: unmeasured).isEmpty)
  }

  @Test(
    "A ping is compared by replies and their TTL",
    arguments: [
      (ScenarioExpectation(reached: true, received: 2, replyTimeToLive: 124), []),
      (ScenarioExpectation(received: 4), ["2 replies came back, expected 4"]),
      (
        ScenarioExpectation(reached: false, replyTimeToLive: 125),
        [
          "the destination answered, unexpectedly", "a reply came with TTL 124, expected 125",
        ]
      ),
    ] as [(ScenarioExpectation, [String])])
  func ping(expectation: ScenarioExpectation, sentences: [String]) {
    let reply = Build.answer(.echoReply, from: Self.target, microseconds: 2_000, ttl: 124)
    let result = PingResult(
      path: Build.path(to: Self.target), size: 32,
      probes: Build.probes([reply, .timedOut, reply, .timedOut]))
    #expect(ScenarioComparison.mismatches(of: result, with: expectation) == sentences)
  }
}
