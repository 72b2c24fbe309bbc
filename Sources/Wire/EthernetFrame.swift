import Addressing

// IEEE 802.3, 3.1.1, without preamble and frame check sequence:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                      Destination address                      |
// +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                               |                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
// |                         Source address                        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |           EtherType           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// What a frame carries (IANA "IEEE 802 Numbers"); unknown values survive.
@frozen
public struct EtherType: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  @inlinable public static var ipv4: Self { Self(rawValue: 0x0800) }
  @inlinable public static var arp: Self { Self(rawValue: 0x0806) }
  @inlinable public static var ipv6: Self { Self(rawValue: 0x86DD) }
}

/// The 14 bytes before a frame's payload, read and written whole: the view is the fields to build from.
public struct EthernetHeader: Hashable, Sendable {
  enum Offset {
    static let destination = 0
    static let source = 6
    static let etherType = 12
  }

  /// In bytes.
  public static let length = 14

  public var destination: MACAddress
  public var source: MACAddress
  public var etherType: EtherType

  public init(destination: MACAddress, source: MACAddress, etherType: EtherType = .ipv4) {
    self.destination = destination
    self.source = source
    self.etherType = etherType
  }

  /// The header at the start of `bytes`.
  public init(validating bytes: UnsafeRawBufferPointer) throws(HeaderError) {
    guard bytes.count >= Self.length else {
      throw .truncated(needed: Self.length, available: bytes.count)
    }
    destination = Self.address(bytes, Offset.destination)
    source = Self.address(bytes, Offset.source)
    etherType = EtherType(
      rawValue: UInt16(bytes[Offset.etherType]) << 8 | UInt16(bytes[Offset.etherType + 1]))
  }

  private static func address(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> MACAddress {
    MACAddress(rawValue: (0..<6).reduce(0) { $0 << 8 | UInt64(bytes[offset + $1]) })
  }

  /// The frame that carries `payload`.
  public func frame(carrying payload: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.length + payload.count)
    for address in [destination, source] {
      bytes.append(bigEndian: UInt16(truncatingIfNeeded: address.rawValue >> 32))
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: address.rawValue))
    }
    bytes.append(bigEndian: etherType.rawValue)
    return bytes + payload
  }
}

/// Frames of type IPv4, the only ones that the emulator makes.
public enum EthernetFrame {
  public static let headerLength = EthernetHeader.length

  /// `packet` in a frame of type IPv4.
  public static func carrying(
    _ packet: [UInt8], from source: MACAddress, to destination: MACAddress
  ) -> [UInt8] {
    EthernetHeader(destination: destination, source: source).frame(carrying: packet)
  }
}
