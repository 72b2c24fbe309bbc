import Addressing
import ControlPlane
import DataPlane
import Foundation
import ResourceModel
import TestSupport
import Testing

@testable import Emulator
@testable import NetworkWatcher

/// Emulations with an event for every hop and with uncontended hops collapsed: what they write into captures is the
/// same file.
struct CollapsedCaptureTests {
  /// Time from one packet to the next: each journey is over before the next begins, some are under way together, many
  /// are, or things happen at equal times.
  enum Load: CaseIterable {
    case apart
    case close
    case dense
    case together

    var count: Int {
      switch self {
      case .apart: 60
      case .close, .dense, .together: 300
      }
    }

    func interval(_ number: Int) -> Nanoseconds {
      switch self {
      case .apart: .seconds(7)
      case .close: .milliseconds(3)
      case .dense: .microseconds(10)
      case .together: .milliseconds(Int64(number % 4 / 3))
      }
    }
  }

  static func topology(_ name: String) throws -> Topology {
    guard let bundled = BundledTopology(rawValue: name) else { return try EstateTests.load(name) }
    return try #require(TopologyLoader.load(bytes: bundled.bytes, file: name).topology)
  }

  static func random(_ seed: UInt64) throws -> Topology {
    let text = RandomTopology(seed: seed).text
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "random.jsonc")
    return try #require(result.topology, "\(result.diagnostics.map(\.message))\n\(text)")
  }

  static let names = [
    "interop", "vnet-to-vnet", "hub-two-spokes", "two-circuits", "vpn-chain", "active-active",
    "two-edges", "two-links", "expressroute-vpn-failover", "multi-site-vpn",
  ]

  @Test(
    "captures of known estates are the same bytes, collapsed or event by event", arguments: names)
  func known(name: String) throws {
    try Self.expectEqual(try Self.topology(name), seed: 1)
  }

  @Test(
    "captures of random estates are the same bytes, collapsed or event by event",
    arguments: 1...24 as ClosedRange<UInt64>)
  func random(seed: UInt64) throws {
    try Self.expectEqual(try Self.random(seed), seed: seed)
  }

  static func expectEqual(_ topology: Topology, seed: UInt64) throws {
    let inquiry = try Inquiry(topology, seed: seed)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var collapsed: UInt64 = 0
    for load in Load.allCases {
      for ending in load == .close ? ["pcapng", "pcap"] : ["pcapng"] {
        let paths = ["collapsed", "events"].map { folder.appending(path: "\($0).\(ending)").path }
        let one = try run(inquiry, load, seed: seed, collapses: true, path: paths[0])
        let other = try run(inquiry, load, seed: seed, collapses: false, path: paths[1])
        let bytes = try Data(contentsOf: URL(filePath: paths[0]))
        #expect(bytes == (try Data(contentsOf: URL(filePath: paths[1]))), "\(load), \(ending)")
        // A frame has 24 bytes of its own and more in both formats.
        #expect(bytes.count > load.count * 24)
        #expect(other.collapsedHopCount == 0)
        #expect(one.hopCount == other.hopCount)
        for endpoint in inquiry.estate.endpoints.indices {
          #expect(one.delivered(at: endpoint) == other.delivered(at: endpoint))
        }
        collapsed += one.collapsedHopCount
      }
    }
    #expect(collapsed > 0)
  }

  /// The same seeded traffic, singly and in streams, while links fail and return.
  private static func run(
    _ inquiry: Inquiry, _ load: Load, seed: UInt64, collapses: Bool, path: String
  ) throws -> Emulation {
    let compiler = EstateCompiler(inquiry.topology)
    let estate = inquiry.estate
    let emulation = Emulation(
      estate, seed: seed, resolve: compiler.resolveLink,
      recompile: { compiler.compile(failedLinks: $0) })
    emulation.collapsesHops = collapses
    for endpoint in estate.endpoints.indices { emulation.keepDeliveries(false, at: endpoint) }
    let capture = try PacketCapture(
      path: path, filter: nil, of: inquiry, application: "tests", remarks: ["seed \(seed)"])
    emulation.observer = { capture.record($0, in: emulation.estate) }
    let sendings = BulkComparison.sendings(estate, count: load.count, seed: seed)
    var time = EmulatedInstant.start
    for (number, sending) in sendings.enumerated() {
      emulation.schedule(sending.bytes, from: sending.endpoint, at: time)
      time = time + load.interval(number)
    }
    var generator = SeededGenerator(seed: seed &+ 7)
    for number in 0..<4 {
      let first = sendings[generator.below(sendings.count)]
      emulation.schedule(
        PacketStream(
          [first.bytes], from: first.endpoint,
          start: EmulatedInstant(nanoseconds: generator.next(upTo: time.nanoseconds)),
          interval: load.interval(number), count: 20))
    }
    let links = compiler.linkNames
    if !links.isEmpty {
      emulation.schedule(
        (0..<6).map { _ in
          let link = links[generator.below(links.count)]
          return TimelineEvent(
            at: EmulatedInstant(nanoseconds: generator.next(upTo: time.nanoseconds)),
            change: generator.below(2) == 0 ? .fail(link: link) : .restore(link: link))
        })
    }
    emulation.run(until: time + .seconds(600))
    emulation.observer = nil
    try capture.finish()
    #expect(emulation.packetsUnderWay == 0)
    return emulation
  }
}
