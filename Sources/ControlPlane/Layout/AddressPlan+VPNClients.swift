import Addressing
import ResourceModel

extension AddressPlan {
  /// The addresses of point-to-site clients: those that the document pins, then for each the lowest of its gateway's pool
  /// that is free, in the document's order. Azure does not say which it gives.
  static func clientAddresses(
    _ topology: Topology, _ earlier: AddressPlan?
  ) -> [String: IPv4Address] {
    var result: [String: IPv4Address] = [:]
    for gateway in topology.virtualNetworkGateways {
      let clients = topology.vpnClients.filter { $0.gateway == gateway.name }
      let ranges = gateway.clientAddressPool.map(\.clientAddresses)
      var taken = Set(clients.compactMap(\.address))
      for client in clients {
        if let pinned = client.address {
          result[client.name] = pinned
        } else if let known = earlier?.vpnClients[client.name], !taken.contains(known),
          ranges.contains(where: { $0.contains(known) })
        {
          taken.insert(known)
          result[client.name] = known
        }
      }
      var range = 0
      var next = ranges.first?.lowerBound
      for client in clients where result[client.name] == nil {
        while let address = next {
          if address >= ranges[range].upperBound {
            range += 1
            next = range < ranges.count ? ranges[range].lowerBound : nil
          } else {
            next = address.advanced(by: 1)
            if taken.insert(address).inserted {
              result[client.name] = address
              break
            }
          }
        }
      }
    }
    return result
  }
}
