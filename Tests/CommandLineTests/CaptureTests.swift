import Foundation
import TestSupport
import Testing

@Suite("Captures of the program")
struct ProgramCaptureTests {
  private func tshark(_ arguments: [String]) throws -> [[String]] {
    let answer = try ExternalTool.run("tshark", arguments)
    #expect(answer.status == 0, "\(answer.errors)")
    return answer.output.split(separator: "\n").map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("A display filter follows one packet along all its hops")
  func journey() throws {
    try Program.withFolder { folder in
      let path = "\(folder)/a.pcapng"
      let answer = try Program.run("tracert", "interop", "location1", "hub", "--capture", path)
      #expect(answer.status == 0)
      // The first request that reaches the hub has a TTL of 5 and is the 13th probe.
      let request = try tshark([
        "-r", path, "-Y", "icmp.type == 8 && icmp.seq == 13", "-T", "fields", "-e",
        "frame.packet_id",
      ])
      let identifiers = Set(request.map { $0[0] })
      #expect(identifiers.count == 1)
      let hops = try tshark([
        "-r", path, "-Y", "frame.packet_id == \(identifiers.first ?? "")", "-T", "fields", "-e",
        "frame.interface_name", "-e", "ip.ttl",
      ])
      #expect(hops.count == request.count)
      #expect(hops.map { $0[1] } == ["5", "5", "4", "3", "2", "1"])
      #expect(hops.first?[0].hasPrefix("location1") == true)
      #expect(hops.last?[0] == "hub-nic")
    }
  }

  @Test("An error names the packet that it is about, and why")
  func cause() throws {
    try Program.withFolder { folder in
      let path = "\(folder)/a.pcapng"
      _ = try Program.run("tracert", "interop", "hub", "location1", "--capture", path)
      let errors = try tshark([
        "-r", path, "-Y", "icmp.type == 11 && frame.interface_name == \"hub-nic\"", "-T",
        "fields", "-e", "icmp.seq", "-e", "frame.comment",
      ])
      #expect(errors.count == 9)
      #expect(
        errors[0][1].contains(
          "(about packet 1: the time to live ran out at ExpressRoute1/primary)"))
      #expect(errors[0][1].contains("cause=1 cause_reason=timeToLiveExceeded"))
      let dropped = try tshark([
        "-r", path, "-Y", "frame.comment contains \"drop\" && icmp.type == 11", "-T", "fields",
        "-e", "frame.comment",
      ])
      #expect(dropped.count == 6)
      #expect(dropped.allSatisfy { $0[0].contains("defaultSecurityRules/DenyAllInBound") })
    }
  }

  @Test(
    "No reader complains about any scenario's capture",
    arguments: [
      "hub-to-location1", "location2-to-spoke", "location1-to-hub.failover",
      "branch-to-location2.ping",
    ])
  func readers(scenario: String) throws {
    try Program.withFolder { folder in
      let run = try Program.run("run", "interop", scenario, "--captures", folder)
      #expect(run.status == 0)
      let path = "\(folder)/\(scenario).pcapng"
      let bad = try tshark([
        "-r", path, "-o", "ip.check_checksum:TRUE", "-Y",
        "_ws.malformed || ip.checksum.status == \"Bad\" || icmp.checksum.status == \"Bad\"",
      ])
      #expect(bad.isEmpty)
      for (tool, arguments) in [
        ("capinfos", [path]), ("editcap", [path, "\(path).2"]),
        ("mergecap", ["-w", "\(path).3", path, path]),
      ] {
        let answer = try ExternalTool.run(tool, arguments)
        #expect(answer.status == 0 && answer.errors.isEmpty, "\(tool): \(answer.errors)")
      }
      let dump = try ExternalTool.run("tcpdump", ["-n", "-r", path])
      #expect(dump.status == 0)
      let text = try String(contentsOfFile: "\(folder)/\(scenario).txt", encoding: .utf8)
      #expect(text.hasPrefix("\nTracing route to ") || text.hasPrefix("\nPinging "))
    }
  }

  @Test("A capture on standard output leaves it to the capture")
  func standardOutput() throws {
    let answer = try Program.run("ping", "interop", "hub", "spoke", "--capture", "-")
    #expect(answer.status == 0)
    #expect(Array(answer.outputBytes.prefix(4)) == [0x0A, 0x0D, 0x0D, 0x0A])
    #expect(answer.errors.contains("Ping statistics for 10.11.30.4:"))
    let read = try ExternalTool.run(
      "tshark", ["-r", "-", "-T", "fields", "-e", "frame.interface_name"],
      input: answer.outputBytes)
    #expect(read.output.split(separator: "\n").count == 16)
  }

  @Test("The classic format and a filter")
  func classic() throws {
    try Program.withFolder { folder in
      let path = "\(folder)/a.pcap"
      _ = try Program.run(
        "ping", "interop", "hub", "branch", "--capture", path, "--capture-filter",
        "icmp[icmptype] == icmp-echoreply")
      let rows = try tshark(["-r", path, "-T", "fields", "-e", "icmp.type"])
      #expect(!rows.isEmpty && rows.allSatisfy { $0 == ["0"] })
    }
  }

  @Test("An interrupted run leaves a capture that is readable", arguments: ["pcapng", "pcap"])
  func interrupted(ending: String) throws {
    try Program.withFolder { folder in
      let path = "\(folder)/a.\(ending)"
      let script = """
        '\(try Program.path())' ping interop location1 hub -n 1000000 --capture '\(path)' >/dev/null &
        while [ "$(stat -c %s '\(path)' 2>/dev/null || echo 0)" -lt 100000 ]; do :; done
        kill -INT $!
        wait $!
        """
      let answer = try ExternalTool.run("bash", ["-c", script])
      #expect(answer.status == 130)
      let info = try ExternalTool.run("capinfos", ["-c", "-M", path])
      #expect(info.status == 0 && info.errors.isEmpty, "\(info.errors)")
    }
  }
}
