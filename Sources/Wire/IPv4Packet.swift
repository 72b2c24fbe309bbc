import Addressing

// RFC 791, 3.1:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |Version|  IHL  |Type of Service|          Total Length         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |         Identification        |Flags|      Fragment Offset    |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |  Time to Live |    Protocol   |         Header Checksum       |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                       Source Address                          |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                    Destination Address                        |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// A view of an IPv4 packet in memory that somebody else owns. It must not outlive that memory.
///
/// Validated once (RFC 1812, 5.2.2); after that no accessor fails. Fields are in host order.
public struct IPv4Packet {
  @usableFromInline
  enum Offset {
    @usableFromInline static let typeOfService = 1
    @usableFromInline static let totalLength = 2
    @usableFromInline static let identification = 4
    @usableFromInline static let fragment = 6
    @usableFromInline static let timeToLive = 8
    @usableFromInline static let protocolNumber = 9
    @usableFromInline static let checksum = 10
    @usableFromInline static let source = 12
    @usableFromInline static let destination = 16
  }

  /// The bytes of a header without options.
  public static let minimumHeaderLength = 20

  @usableFromInline let base: UnsafeMutableRawPointer

  /// The packet at `base`, which was found valid before.
  ///
  /// - Precondition: ``fault(in:)`` found nothing in the bytes that are there.
  @inlinable
  public init(validated base: UnsafeMutableRawPointer) {
    self.base = base
  }

  /// The packet at the start of `bytes`, or what is wrong with it. Bytes behind the total length, such as
  /// Ethernet's padding, are ignored.
  @inlinable
  public init(validating bytes: UnsafeMutableRawBufferPointer) throws(HeaderError) {
    let isSound = Self.isSound(UnsafeRawBufferPointer(bytes))
    if !isSound, let fault = Self.fault(in: UnsafeRawBufferPointer(bytes)) { throw fault }
    // A buffer of at least 20 bytes has a base address.
    self.init(validated: bytes.baseAddress.unsafelyUnwrapped)
  }

  /// The packet at the start of `bytes`, which were found valid before and of which only TTL and checksum changed
  /// since.
  @inlinable
  public init(validated bytes: UnsafeMutableRawBufferPointer) {
    self.init(validated: bytes.baseAddress.unsafelyUnwrapped)
  }

  /// Whether ``fault(in:)`` finds nothing, asked of the whole header at once.
  @inlinable @inline(__always)
  static func isSound(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= minimumHeaderLength, let base = bytes.baseAddress else { return false }
    let first = base.loadUnaligned(as: UInt8.self)
    let headerLength = Int(first & 15) &* 4
    let totalLength = Int(
      UInt16(bigEndian: base.loadUnaligned(fromByteOffset: Offset.totalLength, as: UInt16.self)))
    guard first >> 4 == 4, headerLength >= minimumHeaderLength, totalLength >= headerLength,
      bytes.count >= totalLength
    else { return false }
    // The order of bytes in a word does not matter for whether the sum is right (RFC 1071, 2 (B)).
    var sum: UInt64 = 0
    for offset in stride(from: 0, to: minimumHeaderLength, by: 4) {
      sum &+= UInt64(base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    var offset = minimumHeaderLength
    while offset < headerLength {
      sum &+= UInt64(base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      offset &+= 4
    }
    // At most 15 words of 32 bits: the first line leaves at most 20 bits, the second 17, the third 16.
    sum = (sum & 0xFFFF) &+ (sum &>> 16 & 0xFFFF) &+ (sum &>> 32)
    sum = (sum & 0xFFFF) &+ (sum &>> 16)
    sum = (sum & 0xFFFF) &+ (sum &>> 16)
    return sum == 0xFFFF
  }

  /// What keeps the bytes from being a packet: the checks of RFC 1812, 5.2.2, in its order. `nil` if nothing.
  @inlinable
  public static func fault(in bytes: UnsafeRawBufferPointer) -> HeaderError? {
    guard bytes.count >= minimumHeaderLength else {
      return .truncated(needed: minimumHeaderLength, available: bytes.count)
    }
    guard bytes[0] >> 4 == 4 else { return .wrongVersion(Int(bytes[0] >> 4)) }
    let headerLength = Int(bytes[0] & 15) * 4
    guard headerLength >= minimumHeaderLength else { return .headerLengthInvalid(headerLength) }
    let totalLength = Int(bytes[Offset.totalLength]) << 8 | Int(bytes[Offset.totalLength + 1])
    guard totalLength >= headerLength else {
      return .truncated(needed: headerLength, available: totalLength)
    }
    guard bytes.count >= totalLength else {
      return .truncated(needed: totalLength, available: bytes.count)
    }
    let sum = InternetChecksum.fold(
      InternetChecksum.sum(UnsafeRawBufferPointer(rebasing: bytes[0..<headerLength])))
    guard sum == 0xFFFF else {
      let found = UInt16(bytes[Offset.checksum]) << 8 | UInt16(bytes[Offset.checksum + 1])
      return .checksumWrong(
        found: found, computed: InternetChecksum.update(~sum, old: found, new: 0))
    }
    return nil
  }

  @inlinable
  func word(_ offset: Int) -> UInt16 {
    UInt16(bigEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// In bytes, 20...60.
  @inlinable
  public var headerLength: Int { Int(base.load(as: UInt8.self) & 15) * 4 }

  /// Header and data, in bytes.
  @inlinable
  public var totalLength: Int { Int(word(Offset.totalLength)) }

  @inlinable
  public var identification: UInt16 { word(Offset.identification) }

  @inlinable
  public var typeOfService: UInt8 {
    base.load(fromByteOffset: Offset.typeOfService, as: UInt8.self)
  }

  /// The MF flag: later fragments follow.
  @inlinable
  public var hasMoreFragments: Bool { word(Offset.fragment) & 0x2000 != 0 }

  /// The DF flag.
  @inlinable
  public var doesNotFragment: Bool { word(Offset.fragment) & 0x4000 != 0 }

  /// In units of eight bytes.
  @inlinable
  public var fragmentOffset: Int { Int(word(Offset.fragment) & 0x1FFF) }

  @inlinable
  public var isFirstFragment: Bool { fragmentOffset == 0 }

  @inlinable
  public var timeToLive: UInt8 { base.load(fromByteOffset: Offset.timeToLive, as: UInt8.self) }

  @inlinable
  public var protocolNumber: IPProtocol {
    IPProtocol(rawValue: base.load(fromByteOffset: Offset.protocolNumber, as: UInt8.self))
  }

  @inlinable
  public var headerChecksum: UInt16 { word(Offset.checksum) }

  @inlinable
  public var source: IPv4Address {
    IPv4Address(
      rawValue: UInt32(
        bigEndian: base.loadUnaligned(fromByteOffset: Offset.source, as: UInt32.self)))
  }

  @inlinable
  public var destination: IPv4Address {
    IPv4Address(
      rawValue: UInt32(
        bigEndian: base.loadUnaligned(fromByteOffset: Offset.destination, as: UInt32.self)))
  }

  /// Everything behind the header, up to the total length.
  @inlinable
  public var payload: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + headerLength, count: totalLength - headerLength)
  }

  /// Header and data.
  @inlinable
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base, count: totalLength)
  }

  /// Takes `amount` from the TTL and mends the checksum (RFC 1624).
  ///
  /// - Precondition: the TTL is at least `amount`.
  @inlinable
  public func decrementTimeToLive(by amount: UInt8) {
    let old = word(Offset.timeToLive)
    precondition(old >> 8 >= UInt16(amount), "the TTL ran out before")
    let new = old &- UInt16(amount) << 8
    base.storeBytes(
      of: new.bigEndian, toByteOffset: Offset.timeToLive, as: UInt16.self)
    base.storeBytes(
      of: InternetChecksum.update(headerChecksum, old: old, new: new).bigEndian,
      toByteOffset: Offset.checksum, as: UInt16.self)
  }
}

/// The fields from which an IPv4 header without options is made. Version, lengths and checksum follow.
public struct IPv4Header: Hashable, Sendable {
  public var source: IPv4Address
  public var destination: IPv4Address
  public var protocolNumber: IPProtocol
  public var timeToLive: UInt8
  public var identification: UInt16
  public var typeOfService: UInt8
  public var doNotFragment: Bool
  /// The MF flag.
  public var hasMoreFragments: Bool
  /// In units of eight bytes, 0...8191.
  public var fragmentOffset: Int

  public init(
    source: IPv4Address, destination: IPv4Address, protocolNumber: IPProtocol, timeToLive: UInt8,
    identification: UInt16 = 0, typeOfService: UInt8 = 0, doNotFragment: Bool = false,
    hasMoreFragments: Bool = false, fragmentOffset: Int = 0
  ) {
    self.source = source
    self.destination = destination
    self.protocolNumber = protocolNumber
    self.timeToLive = timeToLive
    self.identification = identification
    self.typeOfService = typeOfService
    self.doNotFragment = doNotFragment
    self.hasMoreFragments = hasMoreFragments
    self.fragmentOffset = fragmentOffset
  }

  /// The packet that carries `payload`.
  ///
  /// - Precondition: the payload has at most 65,515 bytes, the fragment offset 13 bits.
  public func packet(carrying payload: [UInt8]) -> [UInt8] {
    let length = IPv4Packet.minimumHeaderLength + payload.count
    precondition(length <= 65535, "an IPv4 packet holds at most 65,535 bytes")
    precondition((0...0x1FFF).contains(fragmentOffset), "a fragment offset has 13 bits")
    var bytes: [UInt8] = [0x45, typeOfService]
    bytes.reserveCapacity(length)
    bytes.append(bigEndian: UInt16(length))
    bytes.append(bigEndian: identification)
    bytes.append(
      bigEndian: UInt16(fragmentOffset) | (doNotFragment ? 0x4000 : 0)
        | (hasMoreFragments ? 0x2000 : 0))
    bytes += [timeToLive, protocolNumber.rawValue, 0, 0]
    bytes.append(bigEndian: source.rawValue)
    bytes.append(bigEndian: destination.rawValue)
    let checksum = InternetChecksum.compute(bytes)
    bytes[10] = UInt8(checksum >> 8)
    bytes[11] = UInt8(truncatingIfNeeded: checksum)
    return bytes + payload
  }
}

extension [UInt8] {
  /// Appends the bytes of an integer, the highest first: network order.
  mutating func append<Value: FixedWidthInteger>(bigEndian value: Value) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
