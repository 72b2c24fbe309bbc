import Addressing
import Testing
import Wire

@testable import NetworkWatcher

@Suite("Running a tracert")
struct TracertTests {
  private let target = IPv4Address(10, 2, 30, 10)
  private let first = IPv4Address(10, 10, 30, 132)

  private func tracert(_ style: ConsoleStyle = .windows, maximumHops: Int = 30) -> Tracert {
    Tracert(
      from: 0, path: Build.path(to: target), style: style, maximumHops: maximumHops,
      timeout: .seconds(4))
  }

  /// One router that answers, one that is silent, then the target.
  private func network() -> ScriptedNetwork {
    ScriptedNetwork { [first] request in
      switch request[8] {
      case 1:
        [(.milliseconds(2), Answers.error(.timeExceeded, from: first, about: request))]
      case 2: []
      default: [(.milliseconds(3), Answers.reply(to: request, timeToLive: 124))]
      }
    }
  }

  @Test("Three probes a hop, each sent when the last is answered or given up")
  func schedule() {
    var network = network()
    let result = tracert().run(over: &network)
    #expect(network.sent.map { $0.bytes[8] } == [1, 1, 1, 2, 2, 2, 3, 3, 3])
    #expect(
      network.sent.map(\.at.nanoseconds) == [
        0, 2_000_000, 4_000_000, 6_000_000, 4_006_000_000, 8_006_000_000, 12_006_000_000,
        12_009_000_000, 12_012_000_000,
      ])
    #expect(result.hops.map(\.address) == [first, nil, target])
    #expect(result.reached)
    let last = result.hops[2].probes[2]
    #expect(last.sequence == 9)
    #expect(last.outcome.answer?.roundTrip == .milliseconds(3))
    #expect(last.outcome.answer?.timeToLive == 124)
    #expect(last.packetID == 9 && last.outcome.answer?.packetID == 1_009)
  }

  @Test(
    "Requests are echo requests of zeros with right checksums",
    arguments: [(ConsoleStyle.windows, 92), (.linux, 60)])
  func requests(style: ConsoleStyle, length: Int) {
    var network = network()
    _ = tracert(style).run(over: &network)
    var identifiers: Set<[UInt8]> = []
    for (index, request) in network.sent.map(\.bytes).enumerated() {
      #expect(request.count == length)
      #expect(request[20] == 8 && request[21] == 0)
      #expect(request[26] == 0 && request[27] == UInt8(index + 1))
      #expect(request[28...].allSatisfy { $0 == 0 })
      #expect(Self.sum(request[..<20]) == 0xFFFF && Self.sum(request[20...]) == 0xFFFF)
      identifiers.insert(Array(request[24..<26]))
    }
    #expect(identifiers.count == 1)
  }

  @Test("The trace ends at the maximum of hops")
  func maximumHops() {
    var network = ScriptedNetwork { _ in [] }
    let result = tracert(maximumHops: 4).run(over: &network)
    #expect(result.hops.count == 4)
    #expect(!result.reached)
    #expect(network.sent.count == 12)
  }

  @Test(
    "Windows stops at an unreachable, Linux behind its hop",
    arguments: [(ConsoleStyle.windows, 1), (.linux, 3)])
  func unreachable(style: ConsoleStyle, probes: Int) {
    var network = ScriptedNetwork { [first] request in
      [
        (
          .milliseconds(1),
          Answers.error(.destinationUnreachable, code: 1, from: first, about: request)
        )
      ]
    }
    let result = tracert(style).run(over: &network)
    #expect(result.hops.count == 1)
    #expect(result.hops[0].probes.count == probes)
    #expect(result.hops[0].probes[0].outcome.answer?.kind == .unreachable(code: 1))
    #expect(!result.reached)
  }

  @Test("Messages about other packets answer nothing")
  func foreignPackets() {
    let other = EchoProbe(
      source: IPv4Address(10, 10, 30, 4), destination: target, identifier: 77, sequence: 1
    ).request(timeToLive: 1, dataLength: 64)
    var network = ScriptedNetwork { [first] request in
      [
        (.milliseconds(1), Answers.reply(to: other)),
        (.milliseconds(1), Answers.error(.timeExceeded, from: first, about: other)),
        (.milliseconds(2), [0x45, 0, 0]), (.milliseconds(2), request),
        (.milliseconds(5), Answers.reply(to: request)),
      ]
    }
    let result = tracert().run(over: &network)
    #expect(
      result.hops[0].probes.map(\.outcome.answer?.roundTrip) == [
        .milliseconds(5), .milliseconds(5), .milliseconds(5),
      ])
  }

  @Test("An interrupted trace keeps its complete hops")
  func interrupted() {
    var network = network()
    var asked = 0
    var reported: [Int] = []
    let result = tracert().run(
      over: &network,
      isInterrupted: {
        asked += 1
        return asked > 5
      }, report: { reported.append($0.number) })
    #expect(result.hops.map(\.number) == [1])
    #expect(reported == [1])
  }

  /// The one's complement sum over 16-bit words.
  private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum: UInt32 = 0
    for index in stride(from: bytes.startIndex, to: bytes.endIndex, by: 2) {
      sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return sum
  }
}
