import Addressing
import IPsec
import Wire

/// ESP packets with any trailer, which no sender makes.
package enum ESPForge {
  /// `text` encrypted as it stands: padding, pad length and next header are its last bytes.
  package static func packet(
    _ text: [UInt8], sequence: UInt32, _ association: SecurityAssociation
  ) -> [UInt8] {
    let cipher = GaloisCounterMode(keyMaterial: association.keyMaterial)
    var text = text
    let header = bytes(association.securityParametersIndex) + bytes(sequence)
    var tag = [UInt8](repeating: 0, count: 16)
    text.withUnsafeMutableBytes { text in
      header.withUnsafeBytes { header in
        tag.withUnsafeMutableBytes { tag in
          guard let base = tag.baseAddress else { return }
          cipher.seal(text, vector: UInt64(sequence), additional: header, tag: base)
        }
      }
    }
    return IPv4Header(
      source: association.source, destination: association.destination, protocolNumber: .esp,
      timeToLive: 64
    ).packet(carrying: header + bytes(UInt64(sequence)) + text + tag)
  }

  /// The packet with the right checksum for its header as it stands.
  package static func mended(_ packet: [UInt8]) -> [UInt8] {
    var packet = packet
    packet[10] = 0
    packet[11] = 0
    let checksum = InternetChecksum.compute(Array(packet[..<20]))
    packet[10] = UInt8(checksum >> 8)
    packet[11] = UInt8(truncatingIfNeeded: checksum)
    return packet
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
