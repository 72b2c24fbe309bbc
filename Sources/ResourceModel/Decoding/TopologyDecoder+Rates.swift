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

  /// The section `prices`.
  mutating func decodePrices(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    defer { reader.finish() }
    draft.topology.peeringPrice = PeeringPrice(
      regional: reader.optional("peeringPerGB").flatMap(Self.price),
      global: reader.optional("globalPeeringPerGB").flatMap(Self.price))
  }

  /// A price in billionths: a number of at most six digits before the point and nine behind it.
  private static func price(_ node: DocumentNode) -> Int64? {
    guard case .number(let text) = node.value.content else {
      node.error(.wrongType, "\(node.path) must be a number, not \(node.value.kind)")
      return nil
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0]), (0...999_999).contains(whole),
      !text.hasPrefix("-"), parts.count == 1 || parts[1].count <= 9,
      let fraction = parts.count == 1
        ? 0 : Int64(parts[1] + String(repeating: "0", count: 9 - parts[1].count))
    else {
      node.error(
        .numberOutOfRange,
        "\(node.path) must be 0 to 999999 with at most nine decimals, not \(text)")
      return nil
    }
    return whole * 1_000_000_000 + fraction
  }
}
