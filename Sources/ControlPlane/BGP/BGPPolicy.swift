import Addressing
import ResourceModel

/// Who tells what to whom, and who takes it: Azure's rules and a customer's filters.
///
/// The rules are numbered as in the article "Control plane" of the documentation.
enum BGPPolicy {
  /// What `speaker` tells the other end of `session` of its best path, or `nil` if nothing.
  static func export(
    _ path: BGPPath, by speaker: BGPSpeaker, over session: BGPSession, own: BGPSession.End,
    other: BGPSession.End, otherSpeaker: BGPSpeaker, learnedOver: BGPSession?
  ) -> BGPPath? {
    var told = path
    told.nextHop = own.address
    told.neighbor = own.address
    told.weight = 0
    told.localPreference = 100
    told.session = nil
    switch speaker.role {
    case .vpnGateway:
      switch session.carrier {
      case .coexistence:
        // Rule 4: the ExpressRoute gateway learns what came through tunnels.
        guard case .tunnel? = learnedOver?.carrier else { return nil }
        return told
      default:
        // Rules 1 and 2: own prefixes and what other tunnels brought, but no default route and nothing
        // that overlaps the own network.
        if let learnedOver {
          guard case .tunnel = learnedOver.carrier, path.prefix != .all,
            !speaker.ownPrefixes.contains(where: { $0.overlaps(path.prefix) })
          else { return nil }
        }
        told.asPath = [speaker.asn] + path.asPath
        return told
      }
    case .expressRouteGateway:
      // Rules 3 and 4: own prefixes only, never what a circuit or the VPN gateway brought.
      guard path.origin == .network else { return nil }
      if session.carrier != .coexistence { told.asPath = [speaker.asn] }
      return told
    case .microsoftEdge:
      // Rule 10: Microsoft's own prefixes only; no customer learns of another through it.
      guard path.origin == .network else { return nil }
      told.asPath = [speaker.asn]
      return told
    case .enterpriseEdge:
      switch session.carrier {
      case .circuit:
        // Rule 5: the customer sees 12076 alone before what is public.
        told.asPath = [speaker.asn] + path.asPath.filter { !$0.isPrivate }
      case .globalReach:
        // Sites are told of, networks are not; Microsoft's preference for it is 10 (measured in a public lab).
        guard learnedOver?.carrier == .circuit else { return nil }
        told.localPreference = 10
      default:
        if case .globalReach? = learnedOver?.carrier { return nil }
        // Rule 5: the gateway's own number is replaced, so that it does not reject the path as a loop.
        told.asPath =
          [speaker.asn] + path.asPath.map { $0 == otherSpeaker.asn ? speaker.asn : $0 }
      }
      return told
    case .router:
      if let allowed = own.neighbor?.exportPrefixes, !allowed.contains(path.prefix) { return nil }
      if speaker.asn == otherSpeaker.asn {
        // RFC 4271, 9.2: what came from inside is not told inside.
        guard path.origin != .internal else { return nil }
        told.localPreference = path.localPreference
        if own.neighbor?.nextHopSelf != true, path.origin == .external {
          told.nextHop = path.nextHop
        }
        return told
      }
      let prepended = 1 + (own.neighbor?.asPathPrepend ?? 0)
      told.asPath = Array(repeating: speaker.asn, count: prepended) + path.asPath
      return told
    }
  }

  /// What `speaker` makes of a path that it is told, or `nil` if it rejects it.
  static func accept(
    _ told: BGPPath, by speaker: BGPSpeaker, over session: Int, own: BGPSession.End,
    from other: BGPSpeaker
  ) -> BGPPath? {
    switch speaker.role {
    case .enterpriseEdge:
      // Rule 8: an edge takes paths in which its own number stands.
      break
    case .vpnGateway, .expressRouteGateway, .microsoftEdge, .router:
      guard !told.asPath.contains(speaker.asn) else { return nil }
    }
    let isInternal = speaker.asn == other.asn
    var path = told
    path.origin = isInternal ? .internal : .external
    path.session = session
    path.weight = own.weight
    switch speaker.role {
    case .vpnGateway(_), .expressRouteGateway(_):
      // The network's own prefix from outside is refused; a wider one is fine. What the sibling
      // gateway tells of the same network is no outside.
      if !isInternal, speaker.ownPrefixes.contains(path.prefix) { return nil }
    case .enterpriseEdge:
      break
    case .microsoftEdge:
      if let accepted = speaker.acceptedPrefixes,
        !accepted.contains(where: {
          $0.length <= path.prefix.length && $0.contains(path.prefix.address)
        })
      {
        return nil
      }
    case .router:
      if let allowed = own.neighbor?.importPrefixes, !allowed.contains(path.prefix) { return nil }
      let matched = own.neighbor?.communityPreferences.first {
        path.communities.contains($0.community)
      }
      if let matched {
        path.localPreference = matched.localPreference
      } else if let preference = own.neighbor?.localPreference {
        path.localPreference = preference
      } else if !isInternal {
        path.localPreference = 100
      }
    }
    return path
  }
}
