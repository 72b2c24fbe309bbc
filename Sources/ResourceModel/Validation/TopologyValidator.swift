import Addressing

/// Checks what no single declaration can: references, overlaps, pairs.
struct TopologyValidator {
  static func validate(
    _ draft: DraftTopology, document: JSONValue, _ collector: DiagnosticCollector
  ) -> Topology {
    draft.topology
  }
}
