import ResourceModel

/// The names by which links are failed: those of `links`, and those of connections.
///
/// The tunnel of a point-to-site client is a link of the client's name. A connection without an entry in `links` is a link of its own name; the two connections of a
/// VNet-to-VNet pair are one.
package struct LinkNames: Sendable {
  /// In the document's order: declared links, then connections that no declared link names.
  package private(set) var names: [String] = []
  private var canonical: [String: String] = [:]
  private var declared: [String: Link] = [:]

  package init(_ topology: Topology) {
    for link in topology.links {
      names.append(link.name)
      canonical[link.name] = link.name
      declared[link.name] = link
    }
    for link in topology.links {
      guard case .connections(let connections) = link.kind else { continue }
      for connection in connections where canonical[connection] == nil {
        canonical[connection] = link.name
      }
    }
    for connection in topology.connections where canonical[connection.name] == nil {
      if let twin = Self.reverse(of: connection, in: topology), let name = canonical[twin.name] {
        canonical[connection.name] = name
      } else {
        names.append(connection.name)
        canonical[connection.name] = connection.name
      }
    }
    for client in topology.vpnClients where canonical[client.name] == nil {
      names.append(client.name)
      canonical[client.name] = client.name
    }
    for connection in topology.circuitConnections where canonical[connection.name] == nil {
      names.append(connection.name)
      canonical[connection.name] = connection.name
    }
  }

  /// The link that a link's or connection's name stands for; `nil` if there is none.
  package func resolve(_ name: String) -> String? { canonical[name] }

  /// What the document says of a link; `nil` for a connection without an entry.
  package func declaration(of name: String) -> Link? {
    canonical[name].flatMap { declared[$0] }
  }

  /// The connection that the other gateway of a VNet-to-VNet pair has.
  static func reverse(of connection: Connection, in topology: Topology) -> Connection? {
    guard case .virtualNetworkGateway(let other) = connection.peer else { return nil }
    return topology.connections.first {
      $0.virtualNetworkGateway1 == other
        && $0.peer == .virtualNetworkGateway(connection.virtualNetworkGateway1)
    }
  }
}
