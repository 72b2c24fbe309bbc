import Addressing

extension TopologyDecoder {
  /// The section `rates`.
  mutating func decodeRates(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    defer { reader.finish() }
    guard let burst = reader.optional("burst"), let time = burst.time() else { return }
    guard time > .zero else {
      burst.error(.numberOutOfRange, "\(burst.path) must be longer than nothing")
      return
    }
    draft.topology.rateSettings.burst = time
  }
}
