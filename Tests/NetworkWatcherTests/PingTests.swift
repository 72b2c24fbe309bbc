import Addressing
import Testing

@testable import NetworkWatcher

@Suite("Running a ping")
struct PingTests {
  private let target = IPv4Address(10, 2, 30, 10)

  private func ping(_ style: ConsoleStyle, count: Int = 4) -> Ping {
    Ping(
      from: 0, path: Build.path(to: target), style: style, count: count, size: 32,
      timeToLive: 128)
  }

  @Test("Answered requests leave every second", arguments: ConsoleStyle.allCases)
  func answered(style: ConsoleStyle) {
    var network = ScriptedNetwork { [(.milliseconds(2), Answers.reply(to: $0, timeToLive: 126))] }
    let result = ping(style).run(over: &network)
    #expect(network.sent.map(\.at.nanoseconds) == [0, 1, 2, 3].map { $0 * 1_000_000_000 })
    #expect(result.replies.map(\.timeToLive) == [126, 126, 126, 126])
    #expect(result.duration == .milliseconds(3_002))
    #expect(network.now == EmulatedInstant(nanoseconds: 3_002_000_000))
  }

  @Test(
    "Windows waits for the timeout before the next request, Linux does not",
    arguments: [(ConsoleStyle.windows, 4 as Int64), (.linux, 1)])
  func silent(style: ConsoleStyle, step: Int64) {
    var network = ScriptedNetwork { _ in [] }
    let result = ping(style).run(over: &network)
    #expect(network.sent.map(\.at.nanoseconds) == [0, 1, 2, 3].map { $0 * step * 1_000_000_000 })
    #expect(result.probes.allSatisfy { $0.outcome == .timedOut })
    #expect(network.now.nanoseconds == (3 * step + 4) * 1_000_000_000)
  }

  @Test("Linux takes an answer that comes after the next request left")
  func lateAnswer() {
    var network = ScriptedNetwork { [(.milliseconds(1_500), Answers.reply(to: $0))] }
    let result = ping(.linux, count: 2).run(over: &network)
    #expect(result.replies.map(\.roundTrip) == [.milliseconds(1_500), .milliseconds(1_500)])
  }

  @Test("Sequence numbers wrap after 65535 requests")
  func wrapping() {
    var network = ScriptedNetwork { [(.microseconds(1), Answers.reply(to: $0))] }
    var ping = ping(.windows, count: 65_537)
    ping.interval = .microseconds(2)
    let result = ping.run(over: &network)
    #expect(result.replies.count == 65_537)
    #expect(result.probes.last?.sequence == 1)
  }

  @Test("An interrupted ping keeps what it has")
  func interrupted() {
    var network = ScriptedNetwork { [(.milliseconds(2), Answers.reply(to: $0))] }
    var asked = 0
    let result = ping(.windows).run(over: &network) {
      asked += 1
      return asked > 2
    }
    #expect(result.replies.count == 2)
  }
}
