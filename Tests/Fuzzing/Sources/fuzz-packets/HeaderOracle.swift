import Addressing
import Wire

/// The header of a packet, byte by byte as the RFCs have it, for comparison.
enum HeaderOracle {
  /// The ones' complement sum of the first bytes (RFC 1071).
  static func sum(_ bytes: [UInt8], _ count: Int) -> UInt16 {
    var sum = 0
    for index in stride(from: 0, to: count, by: 2) {
      sum += Int(bytes[index]) * 256 + Int(bytes[index + 1])
      if sum > 0xFFFF { sum -= 0xFFFF }
    }
    return UInt16(sum)
  }

  /// RFC 1812, 5.2.2.
  static func isSound(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 20, bytes[0] / 16 == 4 else { return false }
    let header = Int(bytes[0] % 16) * 4
    let total = Int(bytes[2]) * 256 + Int(bytes[3])
    return header >= 20 && total >= header && total <= bytes.count && sum(bytes, header) == 0xFFFF
  }

  /// Of a sound packet: addresses, protocol, and the ports that TCP, UDP and ICMP echoes have.
  static func fiveTuple(_ bytes: [UInt8]) -> FiveTuple {
    func word(_ place: Int) -> UInt16 { UInt16(bytes[place]) * 256 + UInt16(bytes[place + 1]) }
    func address(_ place: Int) -> IPv4Address {
      IPv4Address(bytes[place], bytes[place + 1], bytes[place + 2], bytes[place + 3])
    }
    let header = Int(bytes[0] % 16) * 4
    let size = Int(word(2)) - header
    let number = bytes[9]
    var ports: (UInt16, UInt16) = (0, 0)
    if word(6) % 0x2000 == 0 {
      if number == 6 || number == 17, size >= 4 { ports = (word(header), word(header + 2)) }
      if number == 1, size >= 8, bytes[header] == 0 || bytes[header] == 8 {
        ports = (word(header + 4), word(header + 4))
      }
    }
    return FiveTuple(
      source: address(12), destination: address(16), sourcePort: Port(rawValue: ports.0),
      destinationPort: Port(rawValue: ports.1), protocolNumber: IPProtocol(rawValue: number))
  }
}
