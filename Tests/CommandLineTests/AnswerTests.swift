import Foundation
import TestSupport
import Testing

@Suite("Answers of the program")
struct AnswerTests {
  private func object(_ text: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(value as? [String: Any])
  }

  @Test("A tracert is printed to the byte and nothing else is said")
  func tracert() throws {
    let answer = try Program.run("tracert", "interop", "hub", "location1")
    #expect(answer.status == 0)
    #expect(answer.errors == "")
    let lines = answer.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] == "Tracing route to 10.2.30.10 over a maximum of 30 hops")
    #expect(lines[3].hasPrefix("  1 ") && lines[3].hasSuffix("  10.10.30.132"))
    #expect(lines[4] == "  2     *        *        *     Request timed out.")
    #expect(answer.output.hasSuffix("\nTrace complete.\n"))
  }

  @Test(
    "A name and its address give the same text",
    arguments: ["location1", "10.2.30.10", "LOCATION1"])
  func names(destination: String) throws {
    let byName = try Program.run("tracert", "interop", "hub", "location1").output
    #expect(try Program.run("tracert", "interop", "hub", destination).output == byName)
    #expect(try Program.run("trace", "interop", "hub-nic", destination).output == byName)
    #expect(try Program.run("tracert", "interop", "10.10.30.4", destination).output == byName)
  }

  @Test("Not reaching the destination is status 1, and the limit of hops holds")
  func unreached() throws {
    let answer = try Program.run("tracert", "interop", "branch", "remote", "-h", "4")
    #expect(answer.status == 1)
    #expect(answer.output.contains("over a maximum of 4 hops"))
    #expect(answer.output.contains("  4     *        *        *     Request timed out.\n\nTrace"))
  }

  @Test("A failed link moves the traffic to the next best path")
  func failedLink() throws {
    let answer = try Program.run(
      "tracert", "interop", "location1", "hub", "--fail", "location1-primary")
    #expect(answer.status == 0)
    #expect(answer.output.contains("  3     ") && answer.output.contains("  10.10.30.4\n\nTrace"))
    #expect(!answer.output.contains("192.168.30.18"))
  }

  @Test("Linux' consoles")
  func linux() throws {
    let trace = try Program.run("tracert", "interop", "hub", "branch", "--style", "linux")
    #expect(
      trace.output.hasPrefix(
        "traceroute to 10.11.30.68 (10.11.30.68), 30 hops max, 60 byte packets\n 1  10.10.30.142 "))
    #expect(trace.output.contains("\n 2  * * *\n"))
    let ping = try Program.run("ping", "interop", "hub", "spoke", "--style=linux", "-n", "2")
    #expect(ping.output.hasPrefix("PING 10.11.30.4 (10.11.30.4) 56(84) bytes of data.\n"))
    #expect(ping.output.contains("2 packets transmitted, 2 received, 0% packet loss"))
  }

  @Test("A ping takes Windows' options")
  func ping() throws {
    let answer = try Program.run(
      "ping", "interop", "location1", "hub", "-n", "2", "-l", "100", "-i", "2")
    #expect(answer.status == 1)
    #expect(answer.output.contains("with 100 bytes of data:"))
    #expect(
      answer.output.contains(
        "Reply from 192.168.30.0: TTL expired in transit.\n"
          + "Reply from 192.168.30.0: TTL expired in transit.\n\nPing statistics"))
    let reached = try Program.run("ping", "interop", "location1", "hub", "-n", "1")
    #expect(reached.status == 0)
    #expect(reached.output.contains("TTL=125"))
  }

  @Test("--why names the winner, the losers, the rule and the reason of silence")
  func why() throws {
    let text = try Program.run("tracert", "interop", "hub", "location1", "--why").output
    #expect(text.contains("10.2.30.0/25 to VirtualNetworkGateway 10.20.78.137"))
    #expect(text.contains("lost: 10.2.30.0/25 by hub-vpn"))
    #expect(text.contains("defaultSecurityRules/AllowVnetOutBound"))
    #expect(text.contains("silent: the answer from 192.168.30.17 was dropped at hub-nic"))
    #expect(text.contains("without the rule it would have been delivered to hub"))
    let plain = try Program.run("tracert", "interop", "hub", "location1").output
    let kept = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("       ") }
    #expect(kept.joined(separator: "\n") == plain)
  }

  @Test("A gateway's policy is the reason of its silence")
  func policies() throws {
    let vpn = try Program.run("tracert", "interop", "hub", "branch", "--why").output
    #expect(vpn.contains("silent: hub-vpn/0 tells only of its first decrement of a TTL"))
    let expressRoute = try Program.run("tracert", "interop", "hub", "remote", "--why").output
    #expect(
      expressRoute.contains("silent: remote-expressroute/0 never tells when a TTL runs out"))
  }

  @Test("A drop at a rule says what later stages would have done")
  func laterStages() throws {
    let answer = try Program.run("ping", "interop", "branch", "location2", "-n", "1", "--why")
    #expect(answer.status == 1)
    #expect(answer.output.contains("defaultSecurityRules/DenyAllOutBound"))
    #expect(
      answer.output.contains(
        "without the rule routing would have used the Default route 10.0.0.0/8 to None"))
  }

  @Test("Every JSON answer is one object with a schema and agrees with the text")
  func json() throws {
    let trace = try object(
      Program.run("tracert", "interop", "hub", "location1", "-o", "json", "--why").output)
    #expect(trace["schema"] as? String == "vnetem.tracert/1")
    #expect(trace["reached"] as? Bool == true)
    let hops = try #require(trace["hops"] as? [[String: Any]])
    #expect(hops.map { $0["address"] as? String } == ["10.10.30.132", nil, nil, "10.2.30.10"])
    #expect(hops.allSatisfy { ($0["why"] as? [String])?.isEmpty == false })
    let ping = try object(
      Program.run("ping", "interop", "branch", "remote", "-o", "json", "-n", "3").output)
    #expect(ping["schema"] as? String == "vnetem.ping/1")
    #expect(ping["sent"] as? Int == 3 && ping["received"] as? Int == 0)
    let routes = try object(Program.run("routes", "interop", "hub", "-o", "json").output)
    #expect(routes["schema"] as? String == "vnetem.routes/1")
    let values = try #require(routes["value"] as? [[String: Any]])
    #expect(values.contains { $0["nextHopType"] as? String == "VNetPeering" })
    let learned = try object(
      Program.run("learned-routes", "interop", "hub-vpn", "-o", "json").output)
    #expect(learned["schema"] as? String == "vnetem.learned-routes/1")
    let list = try object(Program.run("list", "-o", "json").output)
    #expect(list["schema"] as? String == "vnetem.list/1")
    let check = try object(Program.run("check", "interop", "-o", "json").output)
    #expect(check["schema"] as? String == "vnetem.check/1" && check["valid"] as? Bool == true)
  }

  @Test("Route tables have Azure's columns")
  func routes() throws {
    let routes = try Program.run("routes", "interop", "hub-nic").output
    #expect(routes.hasPrefix("Source                 State    Address Prefix    Next Hop Type "))
    let learned = try Program.run("learned-routes", "interop", "hub-vpn").output
    #expect(learned.hasPrefix("Network         NextHop "))
    #expect(try Program.run("routes", "interop", "hub").output == routes)
  }

  @Test("run prints one line a scenario, a summary, and what peerings carried")
  func run() throws {
    let answer = try Program.run("run", "interop", "hub-to-spoke", "location1-to-hub")
    #expect(answer.status == 0)
    #expect(answer.errors == "")
    #expect(
      answer.output == """
        ok    hub-to-spoke
        ok    location1-to-hub
        2 scenarios, 2 as expected, 0 not

        Network     Peering       Egress bytes    Ingress bytes
        ----------  ------------  --------------  ---------------
        hub-vnet    hub-to-spoke  276             276
        spoke-vnet  spoke-to-hub  276             276

        """)
    #expect(
      try Program.run("run", "interop", "location1-to-hub").output
        == "ok    location1-to-hub\n1 scenario, 1 as expected, 0 not\n")
    let json = try object(Program.run("run", "interop", "hub-to-spoke", "-o", "json").output)
    #expect(json["schema"] as? String == "vnetem.run/1")
    #expect(json["scenarioCount"] as? Int == 1 && json["asExpectedCount"] as? Int == 1)
    let peerings = try #require(json["peerings"] as? [[String: Any]])
    #expect(peerings.map { $0["egressBytes"] as? Int } == [276, 276])
  }

  @Test("All scenarios of a bundled topology are as expected")
  func bundled() throws {
    let names = try Program.run("list").output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    try #require(names.contains("interop"))
    for topology in names {
      let answer = try Program.run("run", topology)
      #expect(answer.status == 0, "\(answer.output)")
      #expect(answer.output.contains(", 0 not\n"))
    }
  }

  @Test("Equal commands give equal bytes")
  func determinism() throws {
    let arguments = ["tracert", "interop", "remote", "location1", "--why", "-o", "json"]
    let first = try ExternalTool.run(Program.path(), arguments)
    let second = try ExternalTool.run(Program.path(), arguments)
    #expect(first.outputBytes == second.outputBytes)
  }

  @Test("The schema is JSON, the version is one line, the help is an answer")
  func remaining() throws {
    _ = try object(Program.run("schema").output)
    #expect(try Program.run("--version").output.hasPrefix("vnetem "))
    let help = try Program.run("--help")
    #expect(help.status == 0 && help.errors == "" && help.output.contains("Commands:"))
    #expect(try Program.run("list").output.contains("interop"))
  }
}
