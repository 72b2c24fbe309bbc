import Addressing

extension Pipeline {
  /// One device's work for every packet of the batch, in the batch's order: sets each one's verdict.
  ///
  /// - Parameter now: the clock of the flow records, never before that of an earlier call.
  package static func process(
    _ batch: inout PacketBatch, _ tables: ForwardingTables, flows: inout FlowTable,
    now: EmulatedInstant
  ) {
    var tracer = NoTracer()
    for index in 0..<batch.count {
      batch.verdicts[index] = process(
        batch.packets[index], at: batch.ingress[index], tables, flows: &flows, now: now,
        tracer: &tracer)
    }
  }
}
