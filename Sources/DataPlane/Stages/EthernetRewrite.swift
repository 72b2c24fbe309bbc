import Addressing
import Wire

/// Header rewrite.
///
/// - Summary: writes the Ethernet header with which a packet is put on the link.
/// - Reads: the adjacency, both interfaces' MAC addresses.
/// - Writes: the 14 bytes before the packet, if the batch has frames (``PacketBatch/hasFrames``).
/// - Drops: nothing.
/// - Next: the link.
/// - Source: RFC 1812, 3.3.1 and 5.2.1.2; what a guest receives comes from Azure's virtual switch, whose MAC address
///   is always the same.
/// - Example: a router sends from its own interface's address to the next router's.
package enum EthernetRewrite {
  /// Writes the header of frames that go over `adjacency`: ``EthernetHeader/length`` bytes.
  static func write(
    _ adjacency: Adjacency, at bytes: UnsafeMutableRawPointer, _ view: ForwardingView
  ) {
    let egress = view.interfaces + adjacency.egress.index
    let ingress = view.interfaces + adjacency.ingress.index
    let source = source(
      egress.pointee, toPort: view.devices[ingress.pointee.device.index].isPort)
    let destination = ingress.pointee.macAddress.rawValue
    // Destination and the first two octets of the source, then the other four and the type.
    bytes.storeBytes(
      of: (destination << 16 | source.rawValue >> 32).bigEndian, as: UInt64.self)
    bytes.storeBytes(
      of: UInt32(truncatingIfNeeded: source.rawValue).bigEndian, toByteOffset: 8, as: UInt32.self)
    bytes.storeBytes(of: EtherType.ipv4.rawValue.bigEndian, toByteOffset: 12, as: UInt16.self)
  }

  /// The source address of a frame.
  private static func source(_ egress: Interface, toPort: Bool) -> MACAddress {
    toPort ? .azureFabric : egress.macAddress
  }

  /// The addresses of a frame that goes over `adjacency`.
  package static func addresses(
    _ adjacency: Adjacency, _ tables: ForwardingTables
  ) -> (source: MACAddress, destination: MACAddress) {
    let ingress = tables.interfaces[adjacency.ingress.index]
    let isPort = tables.compiled.view.devices[ingress.device.index].isPort
    return (
      source(tables.interfaces[adjacency.egress.index], toPort: isPort), ingress.macAddress
    )
  }
}
