/// What decides about a plain packet of TCP or UDP: sound header without options, first fragment, ports there.
struct PlainHeader {
  /// Source and destination, as they stand in memory.
  var ends: UInt64
  /// As they stand in memory.
  var ports: UInt32
  /// 0 for a packet that is not plain.
  var number: UInt8
  var timeToLive: UInt8
  /// TCP's control bits; 0 for UDP, and for a segment that is too short for them.
  var flags: UInt8

  var isPlain: Bool { number != 0 }

  /// A header without options, and ports.
  private static let shortest: Int32 = 24
  /// The control bits stand there.
  private static let flagsAt = 33

  /// - Parameters:
  ///   - base: 24 bytes can be read.
  ///   - length: of the packet; anything may be wrong with it.
  @inline(__always)
  init(_ base: UnsafeRawPointer, length: Int32) {
    let first = base.loadUnaligned(as: UInt64.self)
    let second = base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    let third = base.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
    // The ones' complement sum does not care for the order of bytes (RFC 1071, 2 (B)).
    let words =
      (first & 0xFFFF_FFFF) &+ (first &>> 32) &+ (second & 0xFFFF_FFFF) &+ (second &>> 32)
      &+ (third & 0xFFFF_FFFF)
    var sum = (words & 0xFFFF) &+ (words &>> 16 & 0xFFFF) &+ (words &>> 32)
    sum = (sum & 0xFFFF) &+ (sum &>> 16)
    let total = Int32(UInt16(truncatingIfNeeded: first &>> 16).bigEndian)
    let number = UInt8(truncatingIfNeeded: second &>> 8)
    // The offset of fragments: all bits of byte 7 and the low ones of byte 6.
    let isPlain =
      UInt8(truncatingIfNeeded: first) == 0x45 && sum == 0xFFFF && total >= Self.shortest
      && total <= length && first & 0xFF1F_0000_0000_0000 == 0 && (number == 6 || number == 17)
    ends = second &>> 32 | third &<< 32
    ports = UInt32(truncatingIfNeeded: third &>> 32)
    self.number = isPlain ? number : 0
    timeToLive = UInt8(truncatingIfNeeded: second)
    flags = 0
    if isPlain, number == 6, total > Self.flagsAt {
      flags = base.load(fromByteOffset: Self.flagsAt, as: UInt8.self)
    }
  }
}
