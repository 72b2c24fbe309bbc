import Addressing
import Testing

@testable import NetworkWatcher

@Suite("Windows' console")
struct WindowsConsoleTests {
  private let target = IPv4Address(10, 2, 30, 10)
  private let edge = IPv4Address(10, 10, 30, 132)

  @Test("A tracert with a silent hop is laid out as measured")
  func tracert() {
    let result = TracertResult(
      path: Build.path(to: target, named: "location1"), maximumHops: 30, packetLength: 92,
      hops: [
        Build.hop(
          1, [24_000, 2_100, 999].map { Build.answer(.timeExceeded, from: edge, microseconds: $0) }
        ),
        Build.hop(2, Build.silence),
        Build.hop(
          3,
          [3_999, 150_000, 2_000].map { Build.answer(.echoReply, from: target, microseconds: $0) }),
      ])
    #expect(
      WindowsTracert.format(result) == """

        Tracing route to 10.2.30.10 over a maximum of 30 hops

          1    24 ms     2 ms    <1 ms  10.10.30.132
          2     *        *        *     Request timed out.
          3     3 ms   150 ms     2 ms  10.2.30.10

        Trace complete.

        """)
    #expect(result.reached)
  }

  @Test("One answer is enough for an address")
  func mixed() {
    let hop = Build.hop(
      14, [.timedOut, Build.answer(.timeExceeded, from: edge, microseconds: 14_200), .timedOut])
    #expect(WindowsTracert.line(hop) == " 14     *       14 ms     *     10.10.30.132\n")
  }

  @Test(
    "An unreachable ends the line with who reports what",
    arguments: [
      (0, "net"), (1, "host"), (2, "protocol"), (3, "port"), (13, "host"),
    ] as [(UInt8, String)])
  func unreachable(code: UInt8, what: String) {
    let hop = Build.hop(2, [Build.answer(.unreachable(code: code), from: edge, microseconds: 1)])
    #expect(
      WindowsTracert.line(hop)
        == "  2  10.10.30.132  reports: Destination \(what) unreachable.\n")
  }

  @Test("A ping that nobody answers is laid out as measured")
  func silentPing() {
    let result = PingResult(
      path: Build.path(to: target), size: 32,
      probes: Build.probes([.timedOut, .timedOut, .timedOut, .timedOut]))
    #expect(
      WindowsPing.format(result) == """

        Pinging 10.2.30.10 with 32 bytes of data:

        Request timed out.
        Request timed out.
        Request timed out.
        Request timed out.

        Ping statistics for 10.2.30.10:
            Packets: Sent = 4, Received = 0, Lost = 4 (100% loss),

        """)
  }

  @Test("Statistics average whole milliseconds of replies and count errors as received")
  func statistics() {
    let result = PingResult(
      path: Build.path(to: target), size: 32,
      probes: Build.probes([
        Build.answer(.echoReply, from: target, microseconds: 2_900, ttl: 124),
        Build.answer(.echoReply, from: target, microseconds: 999, ttl: 124),
        Build.answer(.timeExceeded, from: edge, microseconds: 1_000),
        Build.answer(.unreachable(code: 1), from: edge, microseconds: 1_000), .timedOut,
        .timedOut,
      ]))
    #expect(
      WindowsPing.format(result) == """

        Pinging 10.2.30.10 with 32 bytes of data:

        Reply from 10.2.30.10: bytes=32 time=2ms TTL=124
        Reply from 10.2.30.10: bytes=32 time<1ms TTL=124
        Reply from 10.10.30.132: TTL expired in transit.
        Reply from 10.10.30.132: Destination host unreachable.
        Request timed out.
        Request timed out.

        Ping statistics for 10.2.30.10:
            Packets: Sent = 6, Received = 4, Lost = 2 (33% loss),
        Approximate round trip times in milli-seconds:
            Minimum = 0ms, Maximum = 2ms, Average = 1ms

        """)
  }
}
