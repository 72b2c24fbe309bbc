import Addressing

extension ObjectReader {
  /// Lists of ranges at both ends, under ARM's names.
  func trafficSelectorPolicies(_ key: String) -> [TrafficSelectorPolicy] {
    list(key).compactMap { node in
      guard let element = node.object() else { return nil }
      defer { element.finish() }
      guard let local = element.required("localAddressRanges"),
        let remote = element.required("remoteAddressRanges"),
        let own = local.elements(), let other = remote.elements()
      else { return nil }
      return TrafficSelectorPolicy(
        localAddressRanges: own.compactMap { $0.prefix() },
        remoteAddressRanges: other.compactMap { $0.prefix() }, source: node.location)
    }
  }
}
