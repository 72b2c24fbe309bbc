import CCaptureLibrary
import CProbes
import Glibc
import NetworkWatcher

/// Replay of a capture from file to verdict, beside libpcap's loop that reads it; and with every hop written to a
/// file, beside libpcap's loop that writes as long frames to one. Records a second, files opened and closed.
enum ReplayRow {
  private static let records = 1 << 20
  /// As many packets have about seven times as many hops.
  private static let capturedPackets = 1 << 18
  private static let writtenRecords = 1 << 21
  private static let frameLength = 64

  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    let base = "\(options.folder)/peers-\(getpid())"
    let long = base + "-long.pcap"
    let short = base + "-short.pcap"
    defer { for path in [long, short] { unlink(path) } }
    do throws(BenchmarkError) {
      let workload = try ReplayWorkload()
      guard write(workload, records, to: long), write(workload, capturedPackets, to: short) else {
        findings.fail("replay", "cannot write to \(options.folder)")
        return
      }
      try measureRead(workload, long, options, &findings)
      try measureCapture(workload, short, base, options, &findings)
    } catch {
      findings.fail("replay", error.description)
    }
  }

  private static func write(_ workload: ReplayWorkload, _ count: Int, to path: String) -> Bool {
    let bytes = workload.frames.bytes
    return capture_library_write(
      path, bytes.baseAddress!, bytes.count / frameLength, frameLength, count) == 0
  }

  private static func measureRead(
    _ workload: ReplayWorkload, _ path: String, _ options: ForwardingOptions,
    _ findings: inout ForwardingFindings
  ) throws(BenchmarkError) {
    var isWrong = false
    func own() -> Double {
      guard let outcome = try? workload.replay(path), outcome.packets == records,
        outcome.delivered == records
      else {
        isWrong = true
        return 0
      }
      return Double(records) / outcome.seconds / 1e6
    }
    var isPeerWrong = false
    func peer() -> Double {
      var bytes = 0
      let start = seconds()
      let count = capture_library_read(path, &bytes)
      let duration = seconds() - start
      isPeerWrong = isPeerWrong || count != records || bytes != records * frameLength
      return Double(records) / duration / 1e6
    }
    // What is read first comes from the disk.
    _ = (own(), peer())
    let contest = Contest(
      "replay/capture-off", unit: "Mrecords/s", wanted: options.rounds,
      seconds: options.secondsPerCase,
      [
        Contestant(engine: "vnetem", sample: own), Contestant(engine: "libpcap-read", sample: peer),
      ])
    if isWrong { findings.fail("replay: vnetem", "not every packet reached its end") }
    if isPeerWrong { findings.fail("replay: libpcap-read", "not every record was read") }
    findings.add(contest)
    findings.add(
      contest.ratio(
        "replay, read to verdict, capture off", to: ["libpcap-read"], bar: 0.5, goal: 0.8))
  }

  private static func measureCapture(
    _ workload: ReplayWorkload, _ path: String, _ base: String, _ options: ForwardingOptions,
    _ findings: inout ForwardingFindings
  ) throws(BenchmarkError) {
    var isWrong = false
    func own(_ suffix: String, isFree: Bool) -> Double {
      let output = base + "-out." + suffix
      unlink(output)
      if isFree { _ = probes_unpin() }
      defer { if isFree { _ = probes_pin_to(0) } }
      guard let outcome = try? workload.replay(path, output: output), outcome.written > 0,
        outcome.missing == 0, outcome.delivered == capturedPackets
      else {
        isWrong = true
        return 0
      }
      return Double(outcome.written) / outcome.seconds / 1e6
    }
    var isPeerWrong = false
    func peer() -> Double {
      let output = base + "-out.peer"
      unlink(output)
      let start = seconds()
      if !write(workload, writtenRecords, to: output) { isPeerWrong = true }
      return Double(writtenRecords) / (seconds() - start) / 1e6
    }
    defer { for suffix in ["pcapng", "pcap", "peer"] { unlink(base + "-out." + suffix) } }
    for suffix in ["pcapng", "pcap"] {
      _ = own(suffix, isFree: true)
      let outcome = try workload.replay(path, output: base + "-out." + suffix)
      var bytes = 0
      let count = capture_library_read(base + "-out." + suffix, &bytes)
      if count != Int(outcome.written) || bytes != Int(outcome.written) * frameLength {
        findings.fail(
          "capture: vnetem", "libpcap reads \(count) records of \(outcome.written) in \(suffix)")
      }
    }
    let contest = Contest(
      "replay/every-hop", unit: "Mrecords/s", wanted: options.rounds,
      seconds: options.secondsPerCase, processors: [0, 1],
      [
        Contestant(engine: "vnetem-pcapng") { own("pcapng", isFree: false) },
        Contestant(engine: "vnetem-pcap") { own("pcap", isFree: false) },
        Contestant(engine: "vnetem-pcapng-two-cores") { own("pcapng", isFree: true) },
        Contestant(engine: "libpcap-dump", sample: peer),
      ])
    if isWrong { findings.fail("capture: vnetem", "a packet did not arrive, or a hop is missing") }
    if isPeerWrong { findings.fail("capture: libpcap-dump", "not every record was written") }
    findings.add(contest)
    findings.add(
      contest.ratio(
        "replay, every hop captured, one core", to: ["libpcap-dump"], bar: 1, goal: 2))
    if let free = contest.median("vnetem-pcapng-two-cores"),
      let peer = contest.median("libpcap-dump")
    {
      findings.add(
        Bar(
          what: "the same with a core for the writer: vnetem-pcapng-two-cores / libpcap-dump",
          unit: "x", value: free / peer, bar: 1, goal: 2, higherIsBetter: true,
          remark: "\(fixed(free, 1)) / \(fixed(peer, 1)) Mrecords/s, \(contest.remark)"))
    }
  }
}
