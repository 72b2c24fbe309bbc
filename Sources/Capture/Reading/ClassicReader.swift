/// Reads the classic format (draft-ietf-opsawg-pcap): a header of 24 bytes, then records:
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |                      Timestamp (Seconds)                      |
///     +---------------------------------------------------------------+
///     |            Timestamp (Microseconds or nanoseconds)            |
///     +---------------------------------------------------------------+
///     |                    Captured Packet Length                     |
///     +---------------------------------------------------------------+
///     |                    Original Packet Length                     |
///     +---------------------------------------------------------------+
///     /                          Packet Data                          /
///     +---------------------------------------------------------------+
final class ClassicReader: RecordReader {
  private enum Offset {
    static let linkType = 20
    static let seconds = 0
    static let fraction = 4
    static let capturedLength = 8
    static let originalLength = 12
  }

  static let headerLength = 24
  private static let recordHeaderLength = 16

  /// What a file's header says.
  struct Header {
    var isSwapped: Bool
    /// Nanoseconds of one unit of the fraction.
    var unit: Int64
    var link: LinkType
  }

  let interfaceNames: [String?] = []
  private let window: RecordWindow
  private let isSwapped: Bool
  private let unit: Int64
  private let link: LinkType

  var bytesRead: Int { window.offset }

  /// - Parameter header: what ``header(of:)`` found at the start of `window`.
  init(_ window: consuming RecordWindow, _ header: Header) {
    isSwapped = header.isSwapped
    unit = header.unit
    link = header.link
    window.advance(by: Self.headerLength)
    self.window = window
  }

  /// `nil` if the file is of another format, or of a dialect that is left to libpcap: another version than
  /// 2.4, records with more fields.
  static func header(of window: borrowing RecordWindow) throws(CaptureError) -> Header? {
    guard try window.has(headerLength) else { return nil }
    let base = window.base
    let isSwapped: Bool
    let unit: Int64
    switch base.loadUnaligned(as: UInt32.self) {
    case 0xA1B2_C3D4: (isSwapped, unit) = (false, 1_000)
    case 0xD4C3_B2A1: (isSwapped, unit) = (true, 1_000)
    case 0xA1B2_3C4D: (isSwapped, unit) = (false, 1)
    case 0x4D3C_B2A1: (isSwapped, unit) = (true, 1)
    case _: return nil
    }
    guard base.integer(4, as: UInt16.self, swapped: isSwapped) == 2,
      base.integer(6, as: UInt16.self, swapped: isSwapped) == 4
    else { return nil }
    let field = base.integer(Offset.linkType, as: UInt32.self, swapped: isSwapped)
    return Header(isSwapped: isSwapped, unit: unit, link: LinkType(field: field))
  }

  func fill(
    _ arena: inout PacketArena, _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) -> Bool {
    while !arena.isFull {
      guard try window.has(Self.recordHeaderLength) else {
        if window.count == 0 { return false }
        throw damage(unwrapper, "the file ends within the header of the packet")
      }
      let record = window.base
      let count = Int(record.integer(Offset.capturedLength, as: UInt32.self, swapped: isSwapped))
      if count > CaptureReader.longestRecord {
        throw damage(unwrapper, "a packet of \(count) bytes is announced")
      }
      let recordLength = Self.recordHeaderLength &+ count
      guard try window.has(recordLength) else {
        throw damage(unwrapper, "the file ends within the packet")
      }
      take(window.base, count, &arena, &unwrapper)
      window.advance(by: recordLength)
    }
    return true
  }

  @inline(__always)
  private func take(
    _ record: UnsafeRawPointer, _ count: Int, _ arena: inout PacketArena,
    _ unwrapper: inout FrameUnwrapper
  ) {
    let seconds = record.integer(Offset.seconds, as: UInt32.self, swapped: isSwapped)
    let fraction = record.integer(Offset.fraction, as: UInt32.self, swapped: isSwapped)
    let original = record.integer(Offset.originalLength, as: UInt32.self, swapped: isSwapped)
    let nanoseconds = Int64(seconds) &* 1_000_000_000 &+ Int64(fraction) &* unit
    unwrapper.take(
      record + Self.recordHeaderLength, count: count, originalCount: Int(original), link: link,
      interface: 0, time: CaptureTime(nanosecondsSince1970: nanoseconds), into: &arena)
  }

  private func damage(_ unwrapper: FrameUnwrapper, _ what: String) -> CaptureError {
    .damaged(
      path: window.input.path, packet: unwrapper.tally.frameCount + 1, offset: window.offset,
      what: what)
  }
}
