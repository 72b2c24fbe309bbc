import Addressing

extension Pipeline {
  /// One device's work for every packet of the batch, in the batch's order: sets each one's verdict.
  ///
  /// - Parameters:
  ///   - now: the clock of the flow records, never before that of an earlier call.
  ///   - counters: made for these tables.
  package static func process(
    _ batch: inout PacketBatch, _ tables: ForwardingTables, flows: inout FlowTable,
    now: EmulatedInstant, counters: inout ForwardingCounters
  ) {
    var tracer = NoTracer()
    for index in 0..<batch.count {
      batch.verdicts[index] = process(
        batch.packets[index], at: batch.ingress[index], tables, flows: &flows, now: now,
        counters: counters.view, tracer: &tracer)
    }
  }
}
