/// Reads pcapng (draft-ietf-opsawg-pcapng): blocks as ``PcapngBlock`` draws them, in the byte order of their
/// section, with interfaces of any link type, length and clock.
///
/// Packets come from enhanced, simple and obsolete packet blocks; names, statistics and all else are passed
/// over.
final class PcapngReader: RecordReader {
  private enum Kind {
    static let interfaceDescription: UInt32 = 1
    static let obsoletePacket: UInt32 = 2
    static let simplePacket: UInt32 = 3
    static let enhancedPacket: UInt32 = 6
    static let sectionHeader: UInt32 = 0x0A0D_0D0A
  }

  /// Type and length before a block's body, the length again behind it.
  private static let blockOverhead = 12
  private static let byteOrderMagic: UInt32 = 0x1A2B_3C4D

  private(set) var interfaceNames: [String?] = []
  private let window: RecordWindow
  // Read for every packet, changed between packets by nobody else: the checks of exclusive access are spared.
  @exclusivity(unchecked) private var isSwapped = false
  @exclusivity(unchecked) private var interfaces: [PcapngInterface] = []
  /// How many interfaces earlier sections have: numbers begin again in each section.
  private var firstInterface = 0

  var bytesRead: Int { window.offset }

  /// Whether the window begins with a section header. Its type reads the same in both byte orders.
  static func isCapture(_ window: borrowing RecordWindow) throws(CaptureError) -> Bool {
    try window.has(4) && window.base.loadUnaligned(as: UInt32.self) == Kind.sectionHeader
  }

  init(_ window: consuming RecordWindow) {
    self.window = window
  }

  func fill(
    _ arena: inout PacketArena, _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) -> Bool {
    while !arena.isFull {
      guard try window.has(Self.blockOverhead) else {
        if window.count == 0 { return false }
        throw damage(unwrapper, "the file ends within the header of a block")
      }
      let kind = window.base.integer(0, as: UInt32.self, swapped: isSwapped)
      if kind == Kind.sectionHeader { try beginSection(unwrapper) }
      let length = Int(window.base.integer(4, as: UInt32.self, swapped: isSwapped))
      guard length >= Self.blockOverhead, length & 3 == 0, length <= CaptureReader.longestRecord
      else { throw damage(unwrapper, "a block of \(length) bytes is announced") }
      guard try window.has(length) else {
        throw damage(unwrapper, "the file ends within a block of \(length) bytes")
      }
      let block = window.base
      let trailer = Int(block.integer(length &- 4, as: UInt32.self, swapped: isSwapped))
      if trailer != length {
        throw damage(
          unwrapper, "a block's length is \(length) at its beginning and \(trailer) at its end")
      }
      let body = UnsafeRawBufferPointer(
        start: block + 8, count: length &- Self.blockOverhead)
      switch kind {
      case Kind.enhancedPacket: try takeEnhanced(body, &arena, &unwrapper)
      case Kind.simplePacket: try takeSimple(body, &arena, &unwrapper)
      case Kind.obsoletePacket: try takeObsolete(body, &arena, &unwrapper)
      case Kind.interfaceDescription: try addInterface(body, unwrapper)
      case _: break
      }
      window.advance(by: length)
    }
    return true
  }

  // MARK: Blocks

  /// Takes the byte order of the section that the window begins with, and forgets the interfaces before it.
  private func beginSection(_ unwrapper: FrameUnwrapper) throws(CaptureError) {
    guard try window.has(16) else {
      throw damage(unwrapper, "the file ends within the header of a section")
    }
    let magic = window.base.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    guard magic == Self.byteOrderMagic || magic.byteSwapped == Self.byteOrderMagic else {
      throw damage(unwrapper, "a section's byte order is not told")
    }
    isSwapped = magic != Self.byteOrderMagic
    let version = window.base.integer(12, as: UInt16.self, swapped: isSwapped)
    guard version == 1 else {
      throw damage(unwrapper, "a section is of version \(version), which is not known")
    }
    firstInterface += interfaces.count
    interfaces = []
  }

  private func addInterface(
    _ body: UnsafeRawBufferPointer, _ unwrapper: FrameUnwrapper
  ) throws(CaptureError) {
    guard let interface = PcapngInterface(body, isSwapped: isSwapped) else {
      throw damage(unwrapper, "the description of an interface is too short")
    }
    interfaces.append(interface)
    interfaceNames.append(interface.name)
  }

  /// Interface, time, captured length, original length, data.
  @inline(__always)
  private func takeEnhanced(
    _ body: UnsafeRawBufferPointer, _ arena: inout PacketArena, _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) {
    guard body.count >= 20, let base = body.baseAddress else {
      throw damage(unwrapper, "the block of the packet is too short")
    }
    let number = base.integer(0, as: UInt32.self, swapped: isSwapped)
    let captured = base.integer(12, as: UInt32.self, swapped: isSwapped)
    try take(
      base, body.count, data: 20, number: Int(number), captured: Int(captured),
      original: Int(base.integer(16, as: UInt32.self, swapped: isSwapped)), &arena, &unwrapper)
  }

  /// Interface and drops in one word, then as in an enhanced block.
  private func takeObsolete(
    _ body: UnsafeRawBufferPointer, _ arena: inout PacketArena, _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) {
    guard body.count >= 20, let base = body.baseAddress else {
      throw damage(unwrapper, "the block of the packet is too short")
    }
    try take(
      base, body.count, data: 20,
      number: Int(base.integer(0, as: UInt16.self, swapped: isSwapped)),
      captured: Int(base.integer(12, as: UInt32.self, swapped: isSwapped)),
      original: Int(base.integer(16, as: UInt32.self, swapped: isSwapped)), &arena, &unwrapper)
  }

  /// Only the original length: from the first interface, at no known time, cut at its snapshot length.
  private func takeSimple(
    _ body: UnsafeRawBufferPointer, _ arena: inout PacketArena, _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) {
    guard body.count >= 4, let base = body.baseAddress else {
      throw damage(unwrapper, "the block of the packet is too short")
    }
    let original = Int(base.integer(0, as: UInt32.self, swapped: isSwapped))
    var captured = original
    if let limit = interfaces.first?.snapshotLength, limit > 0 { captured = min(captured, limit) }
    try take(
      base, body.count, data: 4, number: 0, captured: captured, original: original, hasTime: false,
      &arena, &unwrapper)
  }

  @inline(__always)
  private func take(
    _ base: UnsafeRawPointer, _ bodyCount: Int, data: Int, number: Int, captured: Int,
    original: Int, hasTime: Bool = true, _ arena: inout PacketArena,
    _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) {
    guard captured <= bodyCount &- data else {
      throw damage(unwrapper, "\(captured) bytes of packet do not fit into their block")
    }
    guard number < interfaces.count else {
      throw damage(unwrapper, "interface \(number) was not described before")
    }
    var time: UInt64 = 0
    if hasTime {
      time =
        UInt64(base.integer(4, as: UInt32.self, swapped: isSwapped)) << 32
        | UInt64(base.integer(8, as: UInt32.self, swapped: isSwapped))
    }
    unwrapper.take(
      base + data, count: captured, originalCount: original, link: interfaces[number].link,
      interface: firstInterface &+ number,
      time: hasTime
        ? interfaces[number].clock.time(time) : CaptureTime(nanosecondsSince1970: 0),
      into: &arena)
  }

  private func damage(_ unwrapper: FrameUnwrapper, _ what: String) -> CaptureError {
    .damaged(
      path: window.input.path, packet: unwrapper.tally.frameCount + 1, offset: window.offset,
      what: what)
  }
}
