import Addressing
import ResourceModel

/// The sessions that Azure closes because the other end tells too many prefixes, and the routes without them.
///
/// A session comes back as soon as the other end tells few enough: the routes are those of a state of the estate, not
/// of its history. What a customer tells an edge is judged first, because without it the sessions behind are told less
/// (Azure: "ExpressRoute FAQ", "About BGP and VPN Gateway").
struct PrefixLimits: Sendable {
  /// A session that is closed.
  struct Excess: Hashable, Sendable {
    var session: Int
    /// The number of the speaker that closes it, and of the one that tells too much.
    var receiver: Int
    var sender: Int
    var count: Int
    var limit: Int
  }

  private(set) var vector: PathVector
  /// In the order in which the sessions close.
  private(set) var excesses: [Excess] = []

  /// - Parameter isReachable: see ``PathVector``.
  init(
    speakers: [BGPSpeaker], sessions: [BGPSession],
    isReachable: (BGPPath, Int) -> Bool = { _, _ in true }
  ) {
    vector = PathVector(speakers: speakers, sessions: sessions, isReachable: isReachable)
    while true {
      let found = Self.excesses(of: vector, sessions)
      guard let first = found.map({ Self.rank(sessions[$0.session].carrier) }).min() else { return }
      excesses += found.filter { Self.rank(sessions[$0.session].carrier) == first }
      vector = PathVector(
        speakers: speakers, sessions: sessions, closed: Set(excesses.map(\.session)),
        isReachable: isReachable)
    }
  }

  private static func excesses(of vector: PathVector, _ sessions: [BGPSession]) -> [Excess] {
    sessions.enumerated().flatMap { index, session -> [Excess] in
      [(session.first, session.second), (session.second, session.first)].enumerated().compactMap {
        receiver, ends in
        guard let limit = ends.0.prefixLimit else { return nil }
        let count = vector.receivedCounts[index][receiver]
        guard count > limit else { return nil }
        return Excess(
          session: index, receiver: ends.0.speaker, sender: ends.1.speaker, count: count,
          limit: limit)
      }
    }
  }

  /// Sessions with a lower rank are judged first.
  private static func rank(_ carrier: BGPSession.Carrier) -> Int {
    switch carrier {
    case .circuit: 0
    case .tunnel, .globalReach: 1
    case .expressRouteConnection: 2
    case .coexistence, .customer: 3
    }
  }
}

extension PrefixLimits {
  /// What an ExpressRoute gateway may tell an edge (Azure: "About ExpressRoute virtual network gateways").
  static let expressRouteGatewayAdvertised = 1_000
  /// What an edge takes of a customer by Microsoft peering (Azure: "ExpressRoute FAQ").
  static let microsoftPeering = 200
  /// What a VPN gateway takes of one neighbour (Azure: "About BGP and VPN Gateway").
  static let vpnGateway = 4_000
}
