/// A capture being written, in the format that its name asks for.
///
/// - `.pcapng`: every detail, see ``CapturedFrame``;
/// - `.pcap`: the classic format with nanoseconds;
/// - `-`: pcapng on the standard output.
///
/// The file is there, with its header, as soon as the value is; a run that stops early leaves whole
/// records only.
package final class CaptureFile {
  private enum Writer {
    case pcapng(PcapngWriter)
    case pcap(PcapWriter)
  }

  package enum Format: Hashable, Sendable {
    case pcapng
    case pcap
  }

  package let path: String
  private let writer: Writer
  private let filter: CaptureFilter?

  /// - Parameter filter: only frames that match are written; `nil` writes all.
  package init(
    path: String, filter: CaptureFilter? = nil, description: CaptureDescription
  ) throws(CaptureError) {
    self.path = path
    self.filter = filter
    switch try Self.format(of: path) {
    case .pcapng:
      let writer = try PcapngWriter(OutputFile(path: path), description)
      try writer.flush()
      self.writer = .pcapng(writer)
    case .pcap:
      let writer = try PcapWriter(path: path)
      try writer.flush()
      self.writer = .pcap(writer)
    }
  }

  /// The format that a name asks for by its ending, in either case.
  package static func format(of path: String) throws(CaptureError) -> Format {
    if path == "-" { return .pcapng }
    let name = path.lowercased()
    if name.hasSuffix(".pcapng") { return .pcapng }
    if name.hasSuffix(".pcap") { return .pcap }
    throw .unknownFormat(path: path)
  }

  /// Writes the frame if it passes the filter.
  package func write(_ frame: CapturedFrame) throws(CaptureError) {
    if let filter, !filter.matches(frame.bytes) { return }
    switch writer {
    case .pcapng(let writer): try writer.write(frame)
    case .pcap(let writer): try writer.write(frame)
    }
  }

  /// Hands all frames to the system: a reader at the other end of a pipe sees them now.
  package func flush() throws(CaptureError) {
    switch writer {
    case .pcapng(let writer): try writer.flush()
    case .pcap(let writer): try writer.flush()
    }
  }

  /// Writes what stands at the end, and closes.
  package func finish() throws(CaptureError) {
    switch writer {
    case .pcapng(let writer): try writer.finish()
    case .pcap(let writer): try writer.finish()
    }
  }
}
