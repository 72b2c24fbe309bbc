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

/// A device's routes, compiled: a trie that names a group of equal next hops.
package struct RoutingTable: Sendable {
  package struct Group: Hashable, Sendable {
    package var first: Int32
    /// At least 1.
    package var count: Int32
  }

  package private(set) var trie: CompiledTrie
  /// Indexed by the trie's answer.
  package private(set) var groups: [Group]
  package private(set) var members: [NextHop]

  /// Compiles `routes`. Members of one route are equal; their order is what the hash chooses from, so
  /// it must not depend on the order in which routes were learned.
  ///
  /// - Precondition: no prefix occurs twice, no route is without members, and there are at most 65,535
  ///   different member lists.
  package init(_ routes: [(prefix: IPv4Prefix, members: [NextHop])]) {
    var numbers: [[NextHop]: NextHopIndex] = [:]
    var groups: [Group] = []
    var members: [NextHop] = []
    var entries: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
    entries.reserveCapacity(routes.count)
    for route in routes {
      precondition(!route.members.isEmpty, "a route leads somewhere")
      if let known = numbers[route.members] {
        entries.append((route.prefix, known))
      } else {
        let number = NextHopIndex(rawValue: UInt16(groups.count))
        numbers[route.members] = number
        groups.append(Group(first: Int32(members.count), count: Int32(route.members.count)))
        members.append(contentsOf: route.members)
        entries.append((route.prefix, number))
      }
    }
    trie = CompiledTrie(entries)
    self.groups = groups
    self.members = members
  }
}
