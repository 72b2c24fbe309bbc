/// What an interface description block says (draft-ietf-opsawg-pcapng, 4.2).
struct PcapngInterface {
  let link: LinkType
  /// 0 is without a limit.
  let snapshotLength: Int
  private(set) var clock = PcapngClock()
  private(set) var name: String?

  private enum OptionCode {
    static let end: UInt16 = 0
    static let name: UInt16 = 2
    static let resolution: UInt16 = 9
    static let offset: UInt16 = 14
  }

  /// `nil` if the block is too short. Options that do not fit into it are left out.
  init?(_ body: UnsafeRawBufferPointer, isSwapped: Bool) {
    guard body.count >= 8, let base = body.baseAddress else { return nil }
    link = LinkType(field: UInt32(base.integer(0, as: UInt16.self, swapped: isSwapped)))
    snapshotLength = Int(base.integer(4, as: UInt32.self, swapped: isSwapped))
    var position = 8
    while position + 4 <= body.count {
      let code = base.integer(position, as: UInt16.self, swapped: isSwapped)
      let length = Int(base.integer(position + 2, as: UInt16.self, swapped: isSwapped))
      let value = position + 4
      if code == OptionCode.end || value + length > body.count { return }
      switch code {
      case OptionCode.name:
        name = String(
          decoding: UnsafeRawBufferPointer(rebasing: body[value..<value + length]), as: UTF8.self)
      case OptionCode.resolution where length == 1: clock.resolution = body[value]
      case OptionCode.offset where length == 8:
        clock.offset = base.integer(value, as: Int64.self, swapped: isSwapped)
      case _: break
      }
      position = value + (length + 3) & ~3
    }
  }
}

/// How an interface counts time.
struct PcapngClock {
  /// The power of ten, or with the upper bit set of two, by which a second is divided; microseconds unless
  /// said.
  var resolution: UInt8 = 6 {
    didSet { (multiplier, divisor, shift) = Self.factors(resolution) }
  }
  /// Seconds to be added.
  var offset: Int64 = 0

  private var multiplier: UInt64 = 1_000
  private var divisor: UInt64 = 1
  private var shift: UInt64 = 0

  /// A time beyond what 64 bits of nanoseconds hold comes out wrong, not as a fault.
  @inline(__always)
  func time(_ count: UInt64) -> CaptureTime {
    var nanoseconds = count &* multiplier
    if divisor != 1 { nanoseconds = count / divisor }
    if shift != 0 {
      let product = count.multipliedFullWidth(by: multiplier)
      nanoseconds = product.low &>> shift | product.high &<< (64 &- shift)
    }
    return CaptureTime(
      nanosecondsSince1970: Int64(truncatingIfNeeded: nanoseconds) &+ offset &* 1_000_000_000)
  }

  private static func factors(_ resolution: UInt8) -> (UInt64, UInt64, UInt64) {
    let exponent = Int(resolution & 0x7F)
    if resolution & 0x80 != 0 { return (1_000_000_000, 1, UInt64(min(exponent, 63))) }
    if exponent <= 9 { return ((exponent..<9).reduce(1) { power, _ in power * 10 }, 1, 0) }
    return (1, (9..<min(exponent, 28)).reduce(1) { power, _ in power * 10 }, 0)
  }
}
