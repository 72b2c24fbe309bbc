import Addressing

public struct CompiledTrie: Sendable {
  @usableFromInline let routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]

  public init(_ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]) {
    self.routes = routes.sorted { $0.prefix.length > $1.prefix.length }
  }

  public func lookup(_ address: IPv4Address) -> NextHopIndex? {
    routes.first { $0.prefix.contains(address) }?.nextHop
  }
}
