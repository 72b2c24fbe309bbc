import Foundation
import TestSupport
import Testing

@Suite("vnetem generate")
struct GenerateTests {
  @Test("Equal options and seeds give equal files, in both formats", arguments: ["pcapng", "pcap"])
  func equality(format: String) throws {
    try Program.withFolder { folder in
      let options = ["--packets", "3000", "--flows", "40", "--seed", "9"]
      let files = try ["a", "b"].map { name in
        let path = "\(folder)/\(name).\(format)"
        let answer = try ExternalTool.run(
          Program.path(), ["generate", "interop", path] + options)
        #expect(answer.status == 0 && answer.errors == "")
        #expect(answer.output.hasPrefix("3,000 packets of "))
        return try Data(contentsOf: URL(filePath: path))
      }
      #expect(files[0] == files[1] && files[0].count > 3_000 * 54)
      let other = try Program.run(
        "generate", "interop", "\(folder)/c.\(format)", "--packets", "3000", "--flows", "40",
        "--seed", "10")
      #expect(other.status == 0)
      #expect(try Data(contentsOf: URL(filePath: "\(folder)/c.\(format)")) != files[0])
    }
  }

  @Test(
    "tshark finds nothing malformed, no wrong checksum and no lost segment",
    arguments: ["imix", "40-1500"])
  func wireshark(sizes: String) throws {
    try Program.withFolder { folder in
      let path = "\(folder)/a.pcapng"
      let made = try Program.run(
        "generate", "interop", path, "--packets", "5000", "--flows", "60", "--sizes", sizes,
        "--protocols", "tcp=6,udp=3,icmp=1")
      #expect(made.status == 0)
      let complaints = try ExternalTool.run(
        "tshark",
        [
          "-r", path, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o",
          "udp.check_checksum:TRUE", "-Y",
          // 0x600000 is the severity of a warning.
          "_ws.malformed || _ws.expert.severity >= 0x600000 || ip.checksum.status == \"Bad\" || "
            + "tcp.checksum.status == \"Bad\" || udp.checksum.status == \"Bad\" || "
            + "icmp.checksum.status == \"Bad\" || tcp.analysis.flags",
        ])
      #expect(complaints.status == 0 && complaints.output == "")
      let count = try ExternalTool.run(
        "tshark", ["-r", path, "-T", "fields", "-e", "frame.packet_id"])
      #expect(count.output.split(separator: "\n").compactMap { Int($0) } == Array(1...5_000))
    }
  }

  @Test("A capture on standard output can be replayed at once; the answer goes to standard error")
  func pipe() throws {
    let made = try Program.run("generate", "interop", "-", "--packets", "2000")
    #expect(made.status == 0 && made.errors.hasPrefix("2,000 packets of "))
    let answer = try ExternalTool.run(
      Program.path(), ["replay", "interop", "-", "-o", "json"], input: made.outputBytes)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    #expect((document["entered"] as? [String: Any])?["packets"] as? Int == 2_000)
    #expect(document["strangerCount"] as? Int == 0)
    #expect(((document["delivered"] as? [String: Any])?["packets"] as? Int ?? 0) > 500)
  }

  @Test(
    "Traffic that is replayed as it is generated has the totals of its capture",
    arguments: ["1", "3"])
  func straight(workers: String) throws {
    func totals(_ answer: ExternalTool.Answer) throws -> NSDictionary {
      #expect(answer.status == 0, "\(answer.errors)")
      var document = try #require(
        try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
      for key in ["rates", "workers", "capture", "generated", "input"] { document[key] = nil }
      return document as NSDictionary
    }
    let traffic = ["--packets", "5000", "--flows", "100", "--seed", "4"]
    let made = try ExternalTool.run(Program.path(), ["generate", "interop", "-"] + traffic)
    let stored = try ExternalTool.run(
      Program.path(), ["replay", "interop", "-", "-o", "json"], input: made.outputBytes)
    let straight = try ExternalTool.run(
      Program.path(),
      ["replay", "interop", "--generate", "-o", "json", "--workers", workers] + traffic)
    #expect(try totals(stored) == totals(straight))
    #expect(straight.output.contains("\"generated\" : \"--generate --packets 5000"))
  }

  @Test(
    "A replay has a capture or generated traffic",
    arguments: [
      ([], "replay needs a CAPTURE, or --generate"),
      (["a.pcap", "--generate"], "--generate takes the place of a CAPTURE: a.pcap"),
      (["a.pcap", "--flows", "3"], "--flows needs --generate"),
      (["--generate", "--from", "hub"], "--from needs a CAPTURE"),
      (["--generate", "--repeat", "2"], "--repeat needs a CAPTURE"),
    ])
  func oneInput(arguments: [String], message: String) throws {
    let answer = try ExternalTool.run(Program.path(), ["replay", "interop"] + arguments)
    #expect(answer.status == 2 && answer.errors.contains(message), "\(answer.errors)")
  }

  @Test("The JSON answer counts packets, bytes and flows")
  func document() throws {
    try Program.withFolder { folder in
      let answer = try Program.run(
        "generate", "interop", "\(folder)/a.pcap", "--packets", "1000", "--sizes", "100",
        "--protocols", "udp=1", "-o", "json")
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
      #expect(document["schema"] as? String == "vnetem.generate/1")
      #expect(document["packets"] as? Int == 1_000 && document["written"] as? Int == 1_000)
      #expect(document["bytes"] as? Int == 100_000)
      #expect((document["udp"] as? [String: Any])?["packets"] as? Int == 1_000)
      #expect((document["tcp"] as? [String: Any])?["packets"] as? Int == 0)
    }
  }

  @Test(
    "Options out of range are status 2 and say what would be right",
    arguments: [
      ("--sizes", "39", "--sizes takes imix, a number of bytes or a range such as 64-1400"),
      ("--protocols", "sctp=1", "--protocols takes weights such as tcp=80,udp=15,icmp=5"),
      ("--ports", "0", "--ports takes at most 64 different ports such as 80,443"),
      ("--zipf", "11", "--zipf takes a decimal number within 0 to 10"),
      ("--packets", "0", "--packets"), ("--rate", "1000000001", "--rate"),
    ])
  func refusals(option: String, value: String, message: String) throws {
    let answer = try Program.run("generate", "interop", "/nonexistent/a.pcap", option, value)
    #expect(answer.status == 2)
    #expect(answer.errors.contains(message), "\(answer.errors)")
  }

  @Test("A reader that goes away ends the program quietly")
  func brokenPipe() throws {
    let answer = try ExternalTool.run(
      Program.path(), ["generate", "interop", "-", "--packets", "1000000"],
      closingOutputAfter: 100_000)
    #expect(answer.status == 0)
  }

  @Test("A file that cannot grow is status 4, and what was written is a whole capture")
  func fileLimit() throws {
    try Program.withFolder { folder in
      let path = "\(folder)/a.pcapng"
      let answer = try ExternalTool.run(
        "bash",
        [
          "-c", "trap '' XFSZ; ulimit -f 500; exec \"$0\" generate interop \"$1\"",
          try Program.path(), path,
        ])
      #expect(answer.status == 4)
      #expect(answer.errors.contains("cannot write the capture \(path): File too large"))
      let read = try ExternalTool.run("tshark", ["-r", path, "-T", "fields", "-e", "frame.number"])
      #expect(read.status == 0 && !read.errors.contains("cut short"))
      #expect(read.output.split(separator: "\n").count > 500)
    }
  }
}
