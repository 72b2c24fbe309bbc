import ResourceModel
import Testing

@testable import NetworkWatcher

/// Every printed trace of the article, line by line.
struct InteropTraceTests {
  /// By how much a time may lie outside of the hop's measured ones, in milliseconds.
  static let tolerance = 2

  /// Samples that are noise (the article's own outliers): trace, line of the hop, probe.
  static let outliers: [String: [(hop: Int, probes: [Int])]] = [
    "spoke-to-location1": [(1, [0])],
    "location1-to-remote": [(2, [0, 1, 2])],
  ]

  static func console(_ trace: MeasuredTrace) throws -> [String] {
    let topology = try #require(
      TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop").topology)
    let failed = trace.name.hasSuffix(".expressroute-down") ? ["location1-primary"] : []
    let inquiry = try Inquiry(topology, failedLinks: failed)
    let text: String
    if trace.isPing {
      text = WindowsPing.format(
        try inquiry.ping(
          PingRequest(source: trace.ends.source, destination: trace.ends.destination)
        ).result)
    } else {
      text = WindowsTracert.format(
        try inquiry.tracert(
          TracertRequest(source: trace.ends.source, destination: trace.ends.destination)
        ).result)
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  @Test("all files of the article are there")
  func nothingIsMissing() {
    #expect(MeasuredTrace.all.filter { !$0.isPing }.count == 23)
    #expect(MeasuredTrace.all.filter(\.isPing).count == 3)
  }

  @Test(
    "a tracert prints what Azure printed",
    arguments: MeasuredTrace.all.filter { !$0.isPing })
  func tracert(trace: MeasuredTrace) throws {
    let printed = try Self.console(trace)
    try #require(printed.count == trace.lines.count, "\(printed.joined(separator: "\n"))")
    for (ours, theirs) in zip(printed, trace.lines) {
      guard let measured = HopLine(theirs) else {
        #expect(ours == theirs)
        continue
      }
      let own = try #require(HopLine(ours), "\(ours)")
      #expect(own.layout == measured.layout)
      let hop = Int(theirs.prefix(3).filter(\.isNumber)) ?? 0
      let noise = Self.outliers[trace.name]?.first { $0.hop == hop }?.probes ?? []
      let reliable = measured.times.enumerated()
        .filter { !noise.contains($0.offset) }.compactMap(\.element)
      guard let low = reliable.min(), let high = reliable.max() else { continue }
      for time in own.times.compactMap(\.self) {
        #expect(
          (low - Self.tolerance...high + Self.tolerance).contains(time),
          "hop \(hop): \(time) ms against \(measured.times)")
      }
    }
  }

  @Test("a ping prints what Azure printed", arguments: MeasuredTrace.all.filter(\.isPing))
  func ping(trace: MeasuredTrace) throws {
    // The article abbreviates the four timeouts.
    let full = trace.lines.flatMap { line in
      line == "..." ? Array(repeating: "Request timed out.", count: 2) : [line]
    }
    #expect(try Self.console(trace) == full)
  }
}
