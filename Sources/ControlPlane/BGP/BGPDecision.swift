import Addressing

/// The order in which a speaker compares paths to one prefix (RFC 4271, 9.1.2, with the vendors' weight).
enum BGPDecision {
  /// What decided between two paths.
  enum Step: String, Sendable {
    case ownPrefix = "an own prefix"
    case weight = "higher weight"
    case localPreference = "higher local preference"
    case pathLength = "shorter AS path"
    case external = "external over internal"
    case neighbor = "lower neighbour address"
  }

  /// Why `first` is better than `second`; `nil` if it is not.
  static func reason(_ first: BGPPath, over second: BGPPath) -> Step? {
    if let step = multipathReason(first, over: second) { return step }
    if multipathReason(second, over: first) != nil { return nil }
    return (first.neighbor, first.session ?? -1) < (second.neighbor, second.session ?? -1)
      ? .neighbor : nil
  }

  /// The same without the last tie-break: paths of which neither is better so are used together.
  static func multipathReason(_ first: BGPPath, over second: BGPPath) -> Step? {
    if (first.origin == .network) != (second.origin == .network) {
      return first.origin == .network ? .ownPrefix : nil
    }
    if first.weight != second.weight { return first.weight > second.weight ? .weight : nil }
    if first.localPreference != second.localPreference {
      return first.localPreference > second.localPreference ? .localPreference : nil
    }
    if first.asPath.count != second.asPath.count {
      return first.asPath.count < second.asPath.count ? .pathLength : nil
    }
    if first.origin != second.origin { return first.origin == .external ? .external : nil }
    return nil
  }
}
