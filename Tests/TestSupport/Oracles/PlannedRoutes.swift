import Addressing

/// Where a machine's packets go, from the plan alone: every route written down, then picked by Azure's rules, one
/// after the other. Oracle of the effective routes and of what the ports do.
package struct PlannedRoutes {
  package enum Way: Hashable, Sendable {
    case local
    case peering
    case gateway
    case internet
    case none
    case appliance(IPv4Address)
  }

  private enum Source: Int { case user, gateway, system }

  private struct Candidate {
    var prefix: IPv4Prefix
    var source: Source
    var way: Way
  }

  private let candidates: [Candidate]

  /// - Parameter gatewayPrefixes: what the network's gateways told its subnets.
  package init(_ plan: EstatePlan, network octet: Int, gatewayPrefixes: [IPv4Prefix] = []) {
    guard let network = plan.network(octet) else {
      candidates = []
      return
    }
    let own = [network.space]
    let peers = plan.peers(of: octet).map(\.space)
    var all: [Candidate] = []
    all += own.map { Candidate(prefix: $0, source: .system, way: .local) }
    all += peers.map { Candidate(prefix: $0, source: .system, way: .peering) }
    all.append(Candidate(prefix: .all, source: .system, way: .internet))
    all +=
      network.propagatesGatewayRoutes || network.routes == nil
      ? gatewayPrefixes.map { Candidate(prefix: $0, source: .gateway, way: .gateway) } : []
    for route in network.routes ?? [] {
      let way: Way
      switch route.type {
      case .virtualAppliance: way = route.appliance.map(Way.appliance) ?? .none
      case .vnetLocal: way = .local
      case .internet: way = .internet
      case .none: way = .none
      }
      all.append(Candidate(prefix: route.prefix, source: .user, way: way))
    }
    // The reserved ranges lead nowhere, unless a default route to an appliance takes them all.
    let takesAll = all.contains {
      guard $0.prefix == .all else { return false }
      if case .appliance = $0.way { return true }
      return $0.way == .gateway && !all.contains { $0.source == .user && $0.prefix == .all }
    }
    if !takesAll {
      for text in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] {
        guard let prefix = try? IPv4Prefix(text) else { continue }
        all.append(Candidate(prefix: prefix, source: .system, way: .none))
      }
    }
    // What is the network's own or a peer's is never a gateway's.
    candidates = all.filter { candidate in
      candidate.source != .gateway || !(own + peers).contains { $0.covers(candidate.prefix) }
    }
  }

  /// The longest prefix of those that are left; for an equal one the user's, then a gateway's, then the system's.
  package func way(to destination: IPv4Address) -> Way? {
    var best: Candidate?
    for candidate in candidates where candidate.prefix.contains(destination) {
      guard let other = best else {
        best = candidate
        continue
      }
      if candidate.prefix.length > other.prefix.length
        || candidate.prefix.length == other.prefix.length
          && candidate.source.rawValue < other.source.rawValue
      {
        best = candidate
      }
    }
    return best?.way
  }
}
