import Addressing
import DataPlane
import ResourceModel

/// Point-to-site: a client is a host whose only way is a tunnel to a gateway's instance.
extension EstateLayout {
  /// The two ends of a client's tunnel.
  struct ClientTunnel: Hashable, Sendable {
    /// From the client.
    var toGateway: Adjacency
    /// From the gateway.
    var toClient: Adjacency
    var link: String
  }

  mutating func addVPNClients() {
    for client in topology.vpnClients {
      guard let address = addresses.vpnClients[client.name] else { continue }
      let device = add(.host(client.name))
      let own = addInterface(
        device, name: client.name, address: address, side: .lan, cost: 0, answer: .never)
      linkEndInterfaces[.host(client.name)] = own
      let role = DeviceRole.gateway(client.gateway, instance: client.instance)
      guard let gateway = self.device(role), let fabricInterface = fabricInterfaces[role] else {
        continue
      }
      let profile = index.gatewayProfiles[client.gateway]
      let far = addInterface(
        gateway, name: "\(role.name) (client \(client.name))",
        address: interfaces[fabricInterface.index].address, side: .tunnel,
        cost: (profile?.timeToLive ?? .vpnDefault(in: topology.profile)).fromTunnel,
        answer: interfaces[fabricInterface.index].expiryAnswer)
      let name = linkNames.resolve(client.name) ?? client.name
      let back = Nanoseconds(client.roundTripTime.count / 2)
      func link(_ delay: Nanoseconds, from: InterfaceID, to: InterfaceID) -> LinkID {
        addLink(
          CompiledLink(
            names: [name], delay: delay, detectionTime: Link.defaultDetectionTime),
          .pair(name, from: from, to: to))
      }
      let there = link(client.roundTripTime - back, from: own, to: far)
      clientTunnels[client.name] = ClientTunnel(
        toGateway: Adjacency(egress: own, ingress: far, link: there),
        toClient: Adjacency(egress: far, ingress: own, link: link(back, from: far, to: own)),
        link: name)
    }
  }
}
