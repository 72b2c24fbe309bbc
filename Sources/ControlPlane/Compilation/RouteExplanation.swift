import Addressing

/// One route of a device, as text for a person.
package struct RouteCandidate: Hashable, Sendable {
  package var prefix: IPv4Prefix
  /// Source, prefix and next hop, as the device's own tools would name them.
  package var text: String
  /// Why the device does not use it; `nil` if it does.
  package var rejection: String?
}

/// Why a device sends packets for a destination where it does.
package struct RouteExplanation: Hashable, Sendable {
  /// The longest of the routes in use, several if they are equal; empty if none matches.
  package var winners: [RouteCandidate]
  /// The others that match, the longest prefix first, each with what speaks against it.
  package var losers: [RejectedRoute]

  /// A linear scan over `candidates`: slow and obvious.
  init(_ candidates: [RouteCandidate], destination: IPv4Address) {
    let matching = candidates.filter { $0.prefix.contains(destination) }
    let longest = matching.filter { $0.rejection == nil }.map(\.prefix.length).max()
    winners = matching.filter { $0.rejection == nil && $0.prefix.length == longest }
    losers =
      matching
      .filter { $0.rejection != nil || $0.prefix.length != longest }
      .enumerated()
      .sorted {
        ($1.element.prefix.length, $0.offset) < ($0.element.prefix.length, $1.offset)
      }
      .map { _, candidate in
        RejectedRoute(text: candidate.text, reason: candidate.rejection ?? "shorter prefix")
      }
  }
}
