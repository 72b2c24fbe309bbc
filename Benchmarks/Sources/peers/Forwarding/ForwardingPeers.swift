import CDataPlaneDevelopmentKit
import CProbes
import LongestPrefixMatch

/// This project's data plane beside its peers.
enum ForwardingPeers {
  /// Whether everything that could be built was, answered rightly, and was written.
  static func run(_ options: ForwardingOptions) -> Bool {
    _ = probes_pin_to(0)
    probes_prepare()
    let machine = "\(Peers.processor()), kernel \(LookupKernel.fastest.rawValue)"
    report("machine: \(machine); seed \(options.seed)")
    var findings = ForwardingFindings()
    if let missing = dpdk_start() {
      findings.missingDPDK = String(cString: missing)
      report("DPDK could not be built or started, going on without it: \(String(cString: missing))")
    }
    _ = probes_pin_to(0)
    for row in options.rows {
      let start = seconds()
      switch row {
      case .memory: MemoryRow.measure(options, &findings)
      case .router: RouterRow.measure(options, &findings)
      case .flows: FlowRow.measure(options, &findings)
      case .port: PortRow.measure(options, &findings)
      case .new: NewFlowRow.measure(options, &findings)
      case .rules: RuleRow.measure(options, &findings)
      case .journeys: JourneyRow.measure(options, &findings)
      case .replay: ReplayRow.measure(options, &findings)
      case .workers: WorkerRow.measure(options, &findings)
      case .estates: EstateRow.measure(options, &findings)
      }
      report("\(row.rawValue): \(fixed(seconds() - start, 1)) s; \(Peers.hugePages())")
    }
    report(findings.text)
    report(Bar.text(findings.bars))
    for failure in findings.failures { report(failure) }
    var isWritten = true
    if let path = options.jsonPath { isWritten = write(findings.json, to: path) && isWritten }
    if let path = options.svgPath {
      let svg = ForwardingChart.svg(findings.contests, machine: machine)
      isWritten = write(svg, to: path) && isWritten
    }
    return findings.failures.isEmpty && isWritten
  }
}
