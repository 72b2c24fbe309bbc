import Foundation
import TestSupport
import Testing

@Suite("What the program refuses, and how")
struct RefusalTests {
  @Test(
    "A wrong question is status 2 with one sentence and a hint",
    arguments: [
      (
        ["tracert", "interop", "hbu", "spoke"],
        "has no machine, host or network interface 'hbu'; did you mean hub?"
      ),
      (
        ["ping", "interop", "hub", "spoek"],
        "'spoek' is neither a name of the topology nor an IPv4 address; did you mean spoke?"
      ),
      (["ping", "interop", "hub", "10.0.0.256"], "'10.0.0.256' is neither a name"),
      (
        ["routes", "interop", "hub-nik"],
        "has no network interface 'hub-nik'; did you mean hub-nic?"
      ),
      (
        ["learned-routes", "interop", "hub-vpm"], "has no gateway 'hub-vpm'; did you mean hub-vpn?"
      ),
      (
        ["tracert", "interop", "hub", "spoke", "--fail", "location1-primray"],
        "has no link 'location1-primray'; did you mean location1-primary?"
      ),
      (
        ["run", "interop", "hub-to-spook"],
        "has no scenario 'hub-to-spook'; did you mean hub-to-spoke?"
      ),
      (["completion", "bsh"], "SHELL must be bash, zsh, fish, not 'bsh'; did you mean bash?"),
      (
        ["ping", "interop", "hub", "spoke", "--capture-filter", "icmp"],
        "--capture-filter needs --capture"
      ),
      (
        [
          "ping", "interop", "hub", "spoke", "--capture", "a.pcapng", "--capture-filter", "icmp or",
        ],
        "the capture filter 'icmp or' is not valid: can't parse filter expression: syntax error"
      ),
      (
        ["ping", "interop", "hub", "spoke", "--capture", "a.cap"],
        "the capture's name must end in .pcapng or .pcap"
      ),
    ] as [([String], String)])
  func usage(arguments: [String], message: String) throws {
    try Program.withFolder { folder in
      let answer = try ExternalTool.run(Program.path(), arguments, directory: folder)
      #expect(answer.status == 2)
      #expect(answer.output == "")
      #expect(answer.errors.hasPrefix("vnetem: "))
      #expect(answer.errors.contains(message), "\(answer.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test("A file that is not there is status 4 and lists what needs none")
  func missingFile() throws {
    let answer = try Program.run("tracert", "no-such-file.jsonc", "a", "b")
    #expect(answer.status == 4)
    let bundled = try Program.run("list").output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first
    }
    #expect(
      answer.errors
        == "vnetem: cannot read no-such-file.jsonc: No such file or directory; "
        + "bundled topologies: \(bundled.joined(separator: ", "))\n")
    let near = try Program.run("check", "intreop")
    #expect(near.errors.contains("did you mean interop?"))
  }

  @Test("An invalid topology is status 3, all errors at once, with their places")
  func invalidTopology() throws {
    try Program.withFolder { folder in
      let path = "\(folder)/bad.jsonc"
      let text = """
        { "name": "bad", "resources": [], "nonsense": 1,
          "sites": [ { "name": "a", "wrong": true } ] }
        """
      try Data(text.utf8).write(to: URL(filePath: path))
      for command in [["check", path], ["tracert", path, "a", "b"]] {
        let answer = try ExternalTool.run(Program.path(), command)
        #expect(answer.status == 3)
        #expect(answer.errors.contains("\(path):1:"))
        #expect(answer.errors.contains("\(path):2:"))
        #expect(!answer.errors.contains("\u{1B}["))
      }
      let check = try Program.run("check", path)
      #expect(check.output.hasPrefix("\(path): not valid, 2 errors"))
    }
  }

  @Test("Malformed JSON is status 3 with its place")
  func malformed() throws {
    try Program.withFolder { folder in
      let path = "\(folder)/bad.jsonc"
      try Data("{ \"name\": ".utf8).write(to: URL(filePath: path))
      let answer = try Program.run("run", path)
      #expect(answer.status == 3)
      #expect(answer.errors.contains("\(path):1:"))
    }
  }

  @Test(
    "A capture that cannot be written is status 4",
    arguments: [
      ("/nonexistent/a.pcapng", "No such file or directory"),
      ("FULL.pcap", "no space left on the device"), ("FULL.pcapng", "no space left on the device"),
    ])
  func unwritableCapture(name: String, reason: String) throws {
    try Program.withFolder { folder in
      let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
      if name.hasPrefix("FULL") {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
      }
      let answer = try Program.run("ping", "interop", "hub", "spoke", "--capture", path)
      #expect(answer.status == 4)
      #expect(answer.errors == "vnetem: cannot write the capture \(path): \(reason)\n")
    }
  }

  @Test("A folder of captures that cannot be made is status 4")
  func unwritableFolder() throws {
    let answer = try Program.run("run", "interop", "hub-to-spoke", "--captures", "/dev/null/x")
    #expect(answer.status == 4)
    #expect(answer.errors.contains("cannot make the folder /dev/null/x"))
  }

  @Test("A reader that goes away ends the program quietly")
  func brokenPipe() throws {
    let answer = try Program.run("completion", "bash", closingOutputAfter: 10)
    #expect(answer.errors == "")
    let capture = try Program.run(
      "ping", "interop", "hub", "location1", "-n", "20000", "--capture", "-",
      closingOutputAfter: 100)
    #expect(!capture.errors.contains("vnetem: "), "\(capture.errors.suffix(200))")
  }
}
