import Addressing
import LongestPrefixMatch

/// What a device does with a packet once the longest prefix is known.
package enum NextHop: Hashable, Sendable {
  /// The destination is on the network itself: the mapping table knows whom to hand it to.
  case onLink(MappingTableID, egress: InterfaceID)
  /// A neighbour.
  case adjacency(Adjacency)
  /// The device's own address.
  case local
  /// A route that says no, such as Azure's `None`.
  case drop(DropReason)
}

/// A resolved neighbour: out here, in there, over that link.
package struct Adjacency: Hashable, Sendable {
  package var egress: InterfaceID
  package var ingress: InterfaceID
  package var link: LinkID

  package init(egress: InterfaceID, ingress: InterfaceID, link: LinkID) {
    self.egress = egress
    self.ingress = ingress
    self.link = link
  }
}

/// A device's routes, compiled: a trie that numbers routes, each of which has a group of equal next hops.
package struct RoutingTable: Sendable {
  package struct Group: Hashable, Sendable {
    package var first: Int32
    /// At least 1.
    package var count: Int32
  }

  /// Up to so many routes have a number each. Those of a larger table have the numbers of their groups.
  package static let numberedRoutes = 65_534

  package private(set) var trie: CompiledTrie
  /// By the route's number; empty in a table of more than ``numberedRoutes``.
  package private(set) var prefixes: [IPv4Prefix]
  package private(set) var groups: [Group]
  package private(set) var members: [NextHop]
  /// The group of each route; empty where the trie's answer is the group.
  private var groupNumbers: [UInt16]

  /// Compiles `routes`. Members of one route are equal; their order is what the hash chooses from, so
  /// it must not depend on the order in which routes were learned.
  ///
  /// - Parameter like: another table. If its prefixes are the same ones in the same order, its trie is used: tables
  ///   of one subnet's ports differ in their next hops only.
  /// - Precondition: no prefix occurs twice, no route is without members, and there are at most 65,535
  ///   different member lists.
  package init(_ routes: [(prefix: IPv4Prefix, members: [NextHop])], like: RoutingTable? = nil) {
    var numbers: [[NextHop]: UInt16] = [:]
    var groups: [Group] = []
    var members: [NextHop] = []
    var groupNumbers: [UInt16] = []
    groupNumbers.reserveCapacity(routes.count)
    for route in routes {
      precondition(!route.members.isEmpty, "a route leads somewhere")
      if let known = numbers[route.members] {
        groupNumbers.append(known)
      } else {
        let number = UInt16(groups.count)
        numbers[route.members] = number
        groups.append(Group(first: Int32(members.count), count: Int32(route.members.count)))
        members.append(contentsOf: route.members)
        groupNumbers.append(number)
      }
    }
    self.groups = groups
    self.members = members
    guard routes.count <= Self.numberedRoutes else {
      prefixes = []
      self.groupNumbers = []
      trie = CompiledTrie(
        routes.indices.map { (routes[$0].prefix, NextHopIndex(rawValue: groupNumbers[$0])) })
      return
    }
    let prefixes = routes.map(\.prefix)
    self.prefixes = prefixes
    self.groupNumbers = groupNumbers
    if let like, like.prefixes == prefixes, !prefixes.isEmpty {
      self.prefixes = like.prefixes
      trie = like.trie
    } else {
      trie = CompiledTrie(
        prefixes.indices.map { (prefixes[$0], NextHopIndex(rawValue: UInt16($0))) })
    }
  }

  /// How many different answers the trie gives.
  package var numberCount: Int { groupNumbers.isEmpty ? groups.count : groupNumbers.count }

  /// The first of the equal next hops of the route that has this number among ``prefixes``.
  package func firstNextHop(ofRoute number: Int) -> NextHop {
    let route = NextHopIndex(rawValue: UInt16(number))
    return members[Int(groups[Int(groupNumber(of: route).rawValue)].first)]
  }

  /// The group of a route, as a number.
  package func groupNumber(of route: NextHopIndex) -> NextHopIndex {
    groupNumbers.isEmpty ? route : NextHopIndex(rawValue: groupNumbers[Int(route.rawValue)])
  }

  /// The prefix of a route; `nil` in a table of more than ``numberedRoutes``.
  package func prefix(of route: NextHopIndex) -> IPv4Prefix? {
    prefixes.isEmpty ? nil : prefixes[Int(route.rawValue)]
  }

  /// The longest prefix with a route for an address; `nil` if there is none, or in a table of more than
  /// ``numberedRoutes``.
  package func prefix(for destination: IPv4Address) -> IPv4Prefix? {
    trie.lookup(destination).flatMap { prefix(of: $0) }
  }
}
