/// One end of a tunnel whose outer packets are real: what goes in there is encrypted, and follows the device's routes to
/// the other end's outer address.
package struct TunnelEnd: Hashable, Sendable {
  package var device: DeviceID
  /// The end itself: where packets go into the tunnel, and come out of it.
  package var interface: InterfaceID
  /// The other end.
  package var peer: InterfaceID
  /// The association that encrypts here, a number of ``TunnelAssociations``.
  package var outbound: Int
  /// The one that decrypts here.
  package var inbound: Int

  package init(
    device: DeviceID, interface: InterfaceID, peer: InterfaceID, outbound: Int, inbound: Int
  ) {
    self.device = device
    self.interface = interface
    self.peer = peer
    self.outbound = outbound
    self.inbound = inbound
  }
}

extension ForwardingTables {
  /// The end of a tunnel that an interface is; `nil` if none. O(tunnels).
  package func tunnelEnd(at interface: InterfaceID) -> TunnelEnd? {
    tunnelEnds.first { $0.interface == interface }
  }
}
