import Addressing

/// An Ethernet II header (IEEE 802.3, DIX): destination, source, type; 14 bytes.
public enum EthernetFrame {
  public static let headerLength = 14

  /// `packet` in a frame of type IPv4.
  public static func carrying(
    _ packet: [UInt8], from source: MACAddress, to destination: MACAddress
  ) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(headerLength + packet.count)
    for address in [destination, source] {
      for shift in stride(from: 40, through: 0, by: -8) {
        frame.append(UInt8(truncatingIfNeeded: address.rawValue >> UInt64(shift)))
      }
    }
    frame += [0x08, 0x00]
    return frame + packet
  }
}
