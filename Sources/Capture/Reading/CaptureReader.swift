import Addressing

/// Reads the IPv4 packets of a capture: pcap, pcapng, and what else libpcap reads.
///
/// Frames of most link types that carry IPv4 are unwrapped, see ``LinkLayer``; the others are counted in
/// ``tally``. In a damaged file, everything before the damage is handed out; then comes the error, which
/// names the packet.
package final class CaptureReader: PacketSource {
  /// Longer packets and blocks are a damage: nothing writes them, and they would have to be kept in memory.
  static let longestRecord = 1 << 24

  /// As it was given; `-` is the standard input.
  package let path: String
  /// The size of the file in bytes, where it is known beforehand.
  package let byteCount: Int?
  private let records: any RecordReader
  private var unwrapper = FrameUnwrapper()
  private var failure: CaptureError?
  private var isAtEnd = false

  /// Opens the file at `path`; `-` is the standard input.
  package convenience init(path: String) throws(CaptureError) {
    try self.init(CaptureInput(path: path))
  }

  /// Reads a capture that is in memory; `name` stands in messages.
  package convenience init(_ bytes: [UInt8], name: String) throws(CaptureError) {
    try self.init(CaptureInput(bytes, name: name))
  }

  private init(_ input: CaptureInput) throws(CaptureError) {
    path = input.path
    byteCount = input.size
    let window = RecordWindow(input)
    if let header = try ClassicReader.header(of: window) {
      records = ClassicReader(window, header)
    } else if try PcapngReader.isCapture(window) {
      records = PcapngReader(window)
    } else {
      records = try LibpcapReader(path: input.path)
    }
  }

  /// What was met so far.
  package var tally: CaptureTally { unwrapper.tally }

  /// Bytes of the capture that were read so far.
  package var bytesRead: Int { records.bytesRead }

  /// The names of the interfaces that the file has named so far, by ``PacketArena/Entry/interface``; empty
  /// where a format has none, `nil` for an interface without a name.
  package var interfaceNames: [String?] { records.interfaceNames }

  package func fill(_ arena: inout PacketArena) throws(CaptureError) -> Bool {
    arena.removeAll()
    if let failure { throw failure }
    if isAtEnd { return false }
    do throws(CaptureError) {
      isAtEnd = try !records.fill(&arena, &unwrapper)
    } catch {
      failure = error
      if arena.count == 0 { throw error }
    }
    return arena.count > 0
  }
}

/// The records of one format.
protocol RecordReader: AnyObject {
  var interfaceNames: [String?] { get }
  /// Bytes of the capture before the next record.
  var bytesRead: Int { get }

  /// Takes frames until the arena is full or the capture ends.
  ///
  /// - Returns: `false` at the end.
  func fill(
    _ arena: inout PacketArena, _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) -> Bool
}
