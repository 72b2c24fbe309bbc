import Foundation
import ResourceModel
import TestSupport
import Testing

/// What `Captures/` holds is what the program makes.
struct GoldenTests {
  @Test(
    "every golden console and capture is what a fresh run makes",
    arguments: BundledTopology.allCases)
  func goldens(topology: BundledTopology) throws {
    let fresh = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: fresh) }
    let answer = try BuiltProduct.run(["run", topology.rawValue, "--captures", fresh])
    #expect(answer.status == 0, "\(answer.errors)")
    let kept = BuiltProduct.checkout.appending(path: "Captures/\(topology.rawValue)").path
    let names = try FileManager.default.contentsOfDirectory(atPath: kept).sorted()
    #expect(try FileManager.default.contentsOfDirectory(atPath: fresh).sorted() == names)
    try #require(!names.isEmpty)
    for name in names {
      #expect(
        FileManager.default.contents(atPath: "\(kept)/\(name)")
          == FileManager.default.contents(atPath: "\(fresh)/\(name)"),
        "\(name) differs; bash Captures/regenerate shows how")
    }
  }

  @Test(
    "a capture opens in tshark without complaint, and a packet id follows a packet along its hops")
  func followedByTshark() throws {
    let capture = BuiltProduct.checkout.appending(path: "Captures/interop/hub-to-location1.pcapng")
    // Packet 1 is the first probe: TTL 1, from the hub's machine to the edge that answers it.
    let first = try Self.tshark(
      capture, "frame.packet_id == 1", ["frame.interface_name", "ip.ttl"])
    #expect(
      first == [
        ["hub-nic", "1"], ["ExpressRoute1/primary (hub-to-expressroute1)", "1"],
      ])
    // The last probe crosses everything, one less at each hop.
    let numbers = try Self.tshark(
      capture, "icmp.type == 8 && frame.interface_name == \"location1\"", ["frame.packet_id"])
    let last = try #require(numbers.last?.first)
    let hops = try Self.tshark(
      capture, "frame.packet_id == \(last)", ["frame.interface_name", "ip.ttl", "ip.src"])
    #expect(hops.map { $0[1] } == ["4", "4", "3", "2", "1"])
    #expect(hops.allSatisfy { $0[2] == "10.10.30.4" })
    #expect(hops.first?[0] == "hub-nic")
    #expect(hops.last?[0] == "location1")
  }

  private static func tshark(
    _ file: URL, _ filter: String, _ fields: [String]
  ) throws -> [[String]] {
    let answer = try ExternalTool.run(
      "tshark",
      ["-r", file.path, "-Y", filter, "-T", "fields"] + fields.flatMap { ["-e", $0] })
    #expect(answer.status == 0)
    let complaints = answer.errors.split(separator: "\n").filter {
      !$0.hasPrefix("Running as user")
    }
    #expect(complaints.isEmpty, "\(complaints)")
    return answer.output.split(separator: "\n").map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test(
    "tcpdump, capinfos, editcap and mergecap take every golden",
    arguments: BundledTopology.allCases)
  func otherReaders(topology: BundledTopology) throws {
    let folder = BuiltProduct.checkout.appending(path: "Captures/\(topology.rawValue)").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".pcapng") }.map { "\(folder)/\($0)" }
    try #require(!files.isEmpty)
    let scratch = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    for file in files {
      let dump = try ExternalTool.run("tcpdump", ["-nr", file])
      #expect(dump.status == 0, "\(file): \(dump.errors)")
      #expect(!dump.output.isEmpty, "\(file)")
    }
    let information = try ExternalTool.run("capinfos", ["-Tm"] + files)
    #expect(information.status == 0, "\(information.errors)")
    let edited = try ExternalTool.run("editcap", [files[0], "\(scratch)/edited.pcapng"])
    #expect(edited.status == 0, "\(edited.errors)")
    let merged = try ExternalTool.run("mergecap", ["-w", "\(scratch)/merged.pcapng"] + files)
    #expect(merged.status == 0, "\(merged.errors)")
  }
}
