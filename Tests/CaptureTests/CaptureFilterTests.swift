import TestSupport
import Testing

@testable import Capture

@Suite("Capture filters")
struct CaptureFilterTests {
  @Test(
    "tcpdump's language selects frames",
    arguments: [
      ("icmp", true), ("tcp", false), ("host 10.11.30.68", true), ("src net 10.11.0.0/16", false),
      ("icmp[icmptype] == icmp-echo", true), ("ip[8] < 2", false), ("", true),
      ("ether dst 12:34:56:78:9a:bc", true),
    ])
  func selection(expression: String, matches: Bool) throws {
    let filter = try CaptureFilter(expression)
    #expect(filter.matches(SampleCapture.echo(timeToLive: 5)) == matches)
  }

  @Test("A mistake comes back with libpcap's words")
  func mistake() throws {
    #expect(
      throws: CaptureError.filterInvalid(
        expression: "icmp and and", reason: "can't parse filter expression: syntax error")
    ) {
      _ = try CaptureFilter("icmp and and")
    }
  }

  @Test("Only frames that match are written")
  func writing() throws {
    let filter = try CaptureFilter("ip[8] == 2")
    try SampleCapture.withFile(named: "a.pcapng", filter: filter) { path in
      let answer = try ExternalTool.run(
        "tshark", ["-r", path, "-T", "fields", "-e", "frame.interface_name"])
      #expect(answer.output == "hub-nic\nhub-vpn/0 → vnet\n")
    }
  }
}
