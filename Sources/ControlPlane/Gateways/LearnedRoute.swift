import Addressing
import ResourceModel

/// A row of what a BGP speaker knows, as `az network vnet-gateway list-learned-routes` prints it.
package struct LearnedRoute: Hashable, Sendable {
  package var localAddress: IPv4Address
  package var network: IPv4Prefix
  /// `nil` for an own prefix.
  package var nextHop: IPv4Address?
  package var origin: BGPPath.Origin
  package var sourcePeer: IPv4Address
  package var asPath: [ASN]
  package var weight: Int
  /// A customer's router's local preference; `nil` at Azure's speakers.
  package var localPreference: Int?
  /// The speaker forwards by this row.
  package var isUsed: Bool

  package var asPathText: String { asPath.map(\.description).joined(separator: "-") }
}

extension LearnedRoute {
  /// All rows of a speaker, sorted by network, the best first.
  static func rows(
    of speaker: BGPSpeaker, _ choices: [IPv4Prefix: PathVector.Choice]
  ) -> [LearnedRoute] {
    var localPreference: (BGPPath) -> Int? = { _ in nil }
    if case .router = speaker.role { localPreference = { $0.localPreference } }
    return choices.keys.sorted().flatMap { prefix -> [LearnedRoute] in
      guard let choice = choices[prefix] else { return [] }
      return choice.paths.enumerated().map { index, path in
        LearnedRoute(
          localAddress: speaker.address, network: prefix,
          nextHop: path.origin == .network ? nil : path.nextHop, origin: path.origin,
          sourcePeer: path.neighbor, asPath: path.asPath, weight: path.weight,
          localPreference: localPreference(path), isUsed: index < choice.usedCount)
      }
    }
  }
}
