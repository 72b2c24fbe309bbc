import Foundation
import TestSupport
import Testing

@Suite("Connections on the command line")
struct ConnectTests {
  private static func connect(_ arguments: String...) throws -> ExternalTool.Answer {
    try ExternalTool.run(Program.path(), ["connect", "global-peering-ilb"] + arguments)
  }

  @Test("A connect prints who answered each attempt and how long it took")
  func text() throws {
    let answer = try Self.connect("VM2", "192.168.1.36:80", "-n", "3")
    #expect(answer.status == 0 && answer.errors == "")
    #expect(
      answer.output == """
        Connecting to 192.168.1.36:80 from VM2 [10.0.0.4]

          1  port 49152  connected in 26ms  by backend2
          2  port 49153  connected in 26ms  by backend1
          3  port 49154  connected in 26ms  by backend1

        3 of 3 connected, mean 26ms, least 26ms, most 26ms
          backend1: 2
          backend2: 1

        """)
  }

  @Test(
    "Who is not connected is told why, and it is status 1",
    arguments: [
      (
        "VM2", "192.168.1.36:81",
        "no answer: dropped at VM2-nic, no rule of the load balancer is for this protocol and port"
      ),
      ("VM2", "backend1:81", "refused in 26ms  by backend1"),
      (
        "VM2", "10.0.0.77:80",
        "no answer: dropped at VM2-nic, nobody has this address on its network"
      ),
      ("backend1", "VM2:80", "no answer: VM2 answers nothing"),
    ])
  func refused(_ source: String, _ target: String, _ text: String) throws {
    let answer = try Self.connect(source, target, "-n", "1", "-w", "300")
    #expect(answer.status == 1)
    #expect(answer.output.contains("  1  port 49152  \(text)\n"), "\(answer.output)")
    #expect(answer.output.hasSuffix("\n0 of 1 connected\n"))
  }

  @Test("The JSON answer has the attempts, the times and who answered; --why says how")
  func json() throws {
    let answer = try Self.connect("VM2", "192.168.1.36:80", "-n", "3", "-o", "json", "--why")
    #expect(answer.status == 0 && answer.errors == "")
    let value = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
    let document = try #require(value as? [String: Any])
    #expect(document["schema"] as? String == "vnetem.connect/1")
    #expect(document["port"] as? Int == 80)
    #expect(document["connected"] as? Int == 3)
    #expect(document["meanNanoseconds"] as? Int == 26_000_000)
    let machines = try #require(document["answeredBy"] as? [[String: Any]])
    #expect(machines.compactMap { $0["name"] as? String } == ["backend1", "backend2"])
    #expect(machines.compactMap { $0["count"] as? Int } == [2, 1])
    let attempts = try #require(document["attempts"] as? [[String: Any]])
    #expect(
      attempts.compactMap { $0["outcome"] as? String } == ["connected", "connected", "connected"])
    #expect(attempts.compactMap { $0["sourcePort"] as? Int } == [49_152, 49_153, 49_154])
    let why = try #require(attempts[0]["why"] as? [String])
    #expect(why.contains("backend2-nic: the destination 192.168.1.36:80 becomes 192.168.1.6:80"))
    let dropped = try Self.connect("VM2", "192.168.1.36:81", "-n", "1", "-w", "100", "-o", "json")
    #expect(dropped.status == 1)
    #expect(dropped.output.contains("\"dropReason\" : \"noLoadBalancingRule\""))
    #expect(dropped.output.contains("\"outcome\" : \"timedOut\""))
    let refused = try Self.connect("VM2", "backend1:81", "-n", "1", "-o", "json")
    #expect(refused.status == 1)
    #expect(refused.output.contains("\"outcome\" : \"reset\""))
  }

  @Test(
    "What is no TCP port of anybody is status 2",
    arguments: [
      (["VM2", "192.168.1.36"], "'192.168.1.36' is no DESTINATION:PORT"),
      (["VM2", ":80"], "':80' is no DESTINATION:PORT"),
      (["VM2", "192.168.1.36:0"], "'192.168.1.36:0' is no DESTINATION:PORT"),
      (["VM2", "192.168.1.36:65536"], "'192.168.1.36:65536' is no DESTINATION:PORT"),
      (["VM2", "192.168.1.36:http"], "'192.168.1.36:http' is no DESTINATION:PORT"),
      (["VM2", "192.168.1.36:80/udp"], "connect opens TCP connections, and UDP has none"),
      (["VM2"], "DESTINATION:PORT is missing"),
      (["VM3", "192.168.1.36:80"], "no machine, host or network interface 'VM3'"),
      (["VM2", "nobody:80"], "'nobody' is neither a name of the topology nor an IPv4 address"),
      (["VM2", "192.168.1.36:80", "-n", "0"], "-n needs a whole number, 1 to 10000, not '0'"),
    ] as [([String], String)])
  func usage(_ arguments: [String], _ message: String) throws {
    let answer = try ExternalTool.run(
      Program.path(), ["connect", "global-peering-ilb"] + arguments)
    #expect(answer.status == 2)
    #expect(answer.output == "")
    #expect(answer.errors.contains(message), "\(answer.errors)")
  }

  @Test("A captured connect is replayed to the same backends and back, by any number of workers")
  func replayed() throws {
    try Program.withFolder { folder in
      let capture = "\(folder)/connect.pcapng"
      // Without the probes of health, which are the host's own.
      let connect = try Self.connect(
        "VM2", "192.168.1.36:80", "-n", "20", "--capture", capture, "--capture-filter",
        "not host 168.63.129.16")
      #expect(connect.status == 0)
      var replays: [[String]] = []
      for workers in ["1", "3"] {
        let path = "\(folder)/\(workers).pcapng"
        let replay = try Program.run(
          "replay", "global-peering-ilb", capture, "--workers", workers, "--capture", path)
        #expect(replay.status == 0)
        #expect(replay.output.hasPrefix("199 packets in: 199 delivered, 0 dropped, 398 hops\n"))
        replays.append(try Self.hops(path))
      }
      #expect(replays[0] == replays[1])
      // What reaches the machine comes from the front end: 20 times SYN, ACK and FIN, ACK, each seen once.
      let answers = replays[0].filter { $0.hasPrefix("VM2-nic\t192.168.1.36\t80\t") }
      #expect(answers.count == 40)
      #expect(try Self.hops(capture).filter { answers.contains($0) }.count == 40)
    }
  }

  /// Interface, source, destination and the packet's number in its flow, sorted.
  private static func hops(_ path: String) throws -> [String] {
    let fields = ["frame.interface_name", "ip.src", "tcp.srcport", "ip.dst", "tcp.dstport"]
    let answer = try ExternalTool.run(
      "tshark",
      ["-r", path, "-T", "fields"] + (fields + ["tcp.flags", "ip.id"]).flatMap { ["-e", $0] })
    return answer.output.split(separator: "\n").map(String.init).sorted()
  }
}
