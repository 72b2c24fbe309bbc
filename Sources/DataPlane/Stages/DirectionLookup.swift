import Wire

/// Direction lookup.
///
/// - Summary: says whether a packet leaves the guest or comes to it, and refuses addresses that are not its own.
/// - Reads: source (from the guest), destination (to it), the port's addresses.
/// - Writes: nothing.
/// - Drops: `sourceNotOwnAddress`, `destinationNotOwnAddress`; never with IP forwarding.
/// - Next: flow lookup.
/// - Source: Azure, "Enable or disable IP forwarding for a network interface": without it a network interface
///   neither sends nor receives packets of other addresses. DASH calls the stage so.
/// - Example: a guest at 10.0.0.4 that sends from 10.0.0.9 is not heard.
enum DirectionLookup {
  @inline(__always)
  static func fromGuest<Observer: Tracer>(
    _ packet: IPv4Packet, _ port: DeviceFacts, tracer: inout Observer
  ) -> DropReason? {
    tracer.record(.direction(.outbound))
    return port.ipForwarding || port.has(packet.source) ? nil : .sourceNotOwnAddress
  }

  @inline(__always)
  static func toGuest<Observer: Tracer>(
    _ packet: IPv4Packet, _ port: DeviceFacts, tracer: inout Observer
  ) -> DropReason? {
    tracer.record(.direction(.inbound))
    return port.ipForwarding || port.has(packet.destination)
      ? nil : .destinationNotOwnAddress
  }
}
