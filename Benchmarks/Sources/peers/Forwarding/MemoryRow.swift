import CProbes
import NetworkWatcher

/// The memory of flows and of network interfaces. Measured before the other rows, which leave memory behind.
enum MemoryRow {
  private static let flows = 1_000_000
  private static let interfaces = 10_000

  static func measure(_ options: ForwardingOptions, _ findings: inout ForwardingFindings) {
    do throws(BenchmarkError) {
      try measureInterfaces(&findings)
    } catch {
      findings.fail("memory/interfaces", error.description)
    }
    let before = probes_resident_bytes()
    let workload = NewFlowWorkload(liveFlows: flows, seed: options.seed &+ 8)
    for _ in 0..<4 { _ = workload.pass() }
    let growth = Double(probes_resident_bytes()) - Double(before)
    findings.add("memory/flow", unit: "bytes", growth / Double(flows))
    findings.add(
      Bar(
        what: "memory of a flow, \(flows) live after churn", unit: "bytes",
        value: growth / Double(flows), bar: 160, goal: 128, higherIsBetter: false,
        remark: "the process grew by \(fixed(growth / 1e6, 1)) MB, tables and packets included; "
          + "\(workload.recordCount) records"))
  }

  /// Forwarding tables and counters of estates of different sizes; what they share cancels out.
  private static func measureInterfaces(
    _ findings: inout ForwardingFindings
  ) throws(BenchmarkError) {
    func bytes(_ count: Int) throws(BenchmarkError) -> (tables: Double, all: Double) {
      let before = probes_allocated_bytes()
      let memory = try EstateMemory(interfaces: count)
      let all = probes_allocated_bytes() - before
      memory.keepWhatForwards()
      let tables = probes_allocated_bytes() - before
      return withExtendedLifetime(memory) { (Double(tables), Double(all)) }
    }
    let few = try bytes(interfaces / 10)
    let many = try bytes(interfaces)
    let difference = Double(interfaces - interfaces / 10)
    findings.add("memory/interface", unit: "bytes", (many.tables - few.tables) / difference)
    findings.add(
      Bar(
        what: "memory of a NIC: tables and counters", unit: "bytes",
        value: (many.tables - few.tables) / difference, bar: 2_048, higherIsBetter: false,
        remark: "\(interfaces) NICs less \(interfaces / 10); "
          + "\(fixed((many.all - few.all) / difference, 0)) with the document, names and what "
          + "explains routes"))
  }
}
