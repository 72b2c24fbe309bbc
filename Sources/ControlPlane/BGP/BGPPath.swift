import Addressing
import ResourceModel

/// One way to a prefix, as one speaker holds it.
package struct BGPPath: Hashable, Sendable {
  package enum Origin: String, Hashable, Sendable {
    /// The speaker's own prefix.
    case network = "Network"
    /// Learned from another autonomous system.
    case external = "EBgp"
    /// Learned within the own autonomous system.
    case `internal` = "IBgp"
  }

  package var prefix: IPv4Prefix
  /// Nearest system first; empty for an own prefix.
  package var asPath: [ASN]
  package var nextHop: IPv4Address
  package var origin: Origin
  /// Azure's gateways compare it first: 32769 from an enterprise edge, 32768 otherwise; 0 elsewhere.
  package var weight: Int
  package var localPreference: Int
  /// The session by which the path came, an index into the sessions; `nil` for an own prefix.
  package var session: Int?
  /// The address of the neighbour that told it; for an own prefix the speaker's own.
  package var neighbor: IPv4Address
  /// What Microsoft tagged the path with; what customers tag is not minded.
  package var communities: [BGPCommunity] = []

  /// `12076-65021`, as Azure's tools join a path.
  package var asPathText: String { asPath.map(\.description).joined(separator: "-") }
}
