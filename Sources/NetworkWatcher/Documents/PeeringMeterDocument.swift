import DataPlane

/// One side of a peering in JSON answers: bytes of IPv4 that left the network over it and came in.
package struct PeeringMeterDocument: Encodable, Sendable {
  package var virtualNetwork: String
  package var peering: String
  package var remoteVirtualNetwork: String
  package var egressPackets: UInt64
  package var egressBytes: UInt64
  package var ingressPackets: UInt64
  package var ingressBytes: UInt64
  /// A decimal number as text; absent without a price.
  package var charge: String?

  package init(_ row: PeeringMeter.Row) {
    virtualNetwork = row.virtualNetwork
    peering = row.peering
    remoteVirtualNetwork = row.remoteVirtualNetwork
    egressPackets = row.egress.packets
    egressBytes = row.egress.bytes
    ingressPackets = row.ingress.packets
    ingressBytes = row.ingress.bytes
    charge = row.charge.map(PeeringMeter.money)
  }
}
