import Addressing
import Testing

@testable import NetworkWatcher

@Suite("Linux' console")
struct LinuxConsoleTests {
  private let target = IPv4Address(10, 0, 3, 10)
  private let first = IPv4Address(10, 11, 0, 6)
  private let second = IPv4Address(10, 11, 0, 5)

  @Test("traceroute names a hop once a line unless it changes")
  func traceroute() {
    let result = TracertResult(
      path: Build.path(to: target), maximumHops: 30, packetLength: 60,
      hops: [
        Build.hop(
          1,
          [
            Build.answer(.timeExceeded, from: first, microseconds: 4_942),
            Build.answer(.timeExceeded, from: second, microseconds: 4_908),
            Build.answer(.timeExceeded, from: first, microseconds: 893),
          ]),
        Build.hop(
          2,
          [
            .timedOut, Build.answer(.timeExceeded, from: second, microseconds: 138_422),
            Build.answer(.timeExceeded, from: second, microseconds: 138_408),
          ]),
        Build.hop(3, Build.silence),
        Build.hop(
          4,
          [0, 1, 13].map {
            Build.answer(.unreachable(code: $0), from: second, microseconds: 1_000)
          }),
      ])
    #expect(
      LinuxTraceroute.format(result) == """
        traceroute to 10.0.3.10 (10.0.3.10), 30 hops max, 60 byte packets
         1  10.11.0.6 (10.11.0.6)  4.942 ms 10.11.0.5 (10.11.0.5)  4.908 ms 10.11.0.6 (10.11.0.6)  0.893 ms
         2  * 10.11.0.5 (10.11.0.5)  138.422 ms  138.408 ms
         3  * * *
         4  10.11.0.5 (10.11.0.5)  1.000 ms !N  1.000 ms !H  1.000 ms !X

        """)
    #expect(!result.reached)
  }

  @Test("ping prints replies and statistics, and nothing for silence")
  func ping() {
    let result = PingResult(
      path: Build.path(to: target), size: 56,
      probes: Build.probes([
        Build.answer(.echoReply, from: target, microseconds: 45, ttl: 64),
        Build.answer(.echoReply, from: target, microseconds: 1_234, ttl: 64), .timedOut,
        Build.answer(.echoReply, from: target, microseconds: 123_456, ttl: 64),
      ]))
    #expect(
      LinuxPing.format(result) == """
        PING 10.0.3.10 (10.0.3.10) 56(84) bytes of data.
        64 bytes from 10.0.3.10: icmp_seq=1 ttl=64 time=0.045 ms
        64 bytes from 10.0.3.10: icmp_seq=2 ttl=64 time=1.23 ms
        64 bytes from 10.0.3.10: icmp_seq=4 ttl=64 time=123 ms

        --- 10.0.3.10 ping statistics ---
        4 packets transmitted, 3 received, 25% packet loss, time 3123ms
        rtt min/avg/max/mdev = 0.045/41.578/123.456/57.898 ms

        """)
  }

  @Test("ping counts the errors of others apart")
  func errors() {
    let result = PingResult(
      path: Build.path(to: target), size: 56,
      probes: Build.probes([
        Build.answer(.timeExceeded, from: first, microseconds: 45),
        Build.answer(.unreachable(code: 1), from: first, microseconds: 45), .timedOut,
      ]))
    #expect(
      LinuxPing.format(result) == """
        PING 10.0.3.10 (10.0.3.10) 56(84) bytes of data.
        From 10.11.0.6 icmp_seq=1 Time to live exceeded
        From 10.11.0.6 icmp_seq=2 Destination Host Unreachable

        --- 10.0.3.10 ping statistics ---
        3 packets transmitted, 0 received, +2 errors, 100% packet loss, time 2000ms


        """)
  }

  @Test(
    "Loss has six significant digits at most",
    arguments: [(3, 2, "33.3333"), (7, 1, "85.7143"), (40, 39, "2.5"), (3, 3, "0")])
  func loss(sent: Int, received: Int, text: String) {
    let outcomes = (0..<sent).map { index in
      index < received ? Build.answer(.echoReply, from: target, microseconds: 1_000) : .timedOut
    }
    let result = PingResult(
      path: Build.path(to: target), size: 56, probes: Build.probes(outcomes))
    #expect(LinuxPing.statistics(result).contains(" \(text)% packet loss"))
  }
}
