import Addressing
import CPcap
import Glibc

/// Writes the classic format with nanoseconds (magic 0xA1B23C4D), through libpcap.
///
/// The format knows one unnamed interface and neither comments nor ids: the frames of all interfaces
/// stand in one row.
final class PcapWriter {
  private let path: String
  private let handle: OpaquePointer
  private var dumper: OpaquePointer?
  /// What libpcap's stream has gathered since it was last flushed.
  private var pendingLength = 0

  private static let bufferLength = 1 << 20
  private static let recordHeaderLength = 16

  /// Creates or empties the file at `path`.
  init(path: String) throws(CaptureError) {
    self.path = path
    guard let stream = fopen(path, "wbe") else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    // The stream writes when it is told, never in the middle of a record.
    setvbuf(stream, nil, Int32(_IOFBF), Self.bufferLength)
    guard
      let handle = pcap_open_dead_with_tstamp_precision(
        DLT_EN10MB, Int32(CaptureDescription.snapshotLength), UInt32(PCAP_TSTAMP_PRECISION_NANO))
    else {
      fclose(stream)
      throw .writeFailed(path: path, reason: String(cString: strerror(ENOMEM)))
    }
    self.handle = handle
    guard let dumper = pcap_dump_fopen(handle, stream) else {
      let reason = String(cString: pcap_geterr(handle))
      fclose(stream)
      throw .writeFailed(path: path, reason: reason)
    }
    self.dumper = dumper
  }

  deinit {
    if let dumper { pcap_dump_close(dumper) }
    pcap_close(handle)
  }

  func write(_ frame: CapturedFrame) throws(CaptureError) {
    guard let dumper else { return }
    let kept = min(frame.bytes.count, CaptureDescription.snapshotLength)
    if pendingLength + Self.recordHeaderLength + kept > Self.bufferLength / 2 { try flush() }
    let time = CaptureEpoch.nanoseconds(frame.at)
    var header = pcap_pkthdr()
    header.ts.tv_sec = Int(time / 1_000_000_000)
    // With this precision the field holds nanoseconds.
    header.ts.tv_usec = Int(time % 1_000_000_000)
    header.caplen = UInt32(kept)
    header.len = UInt32(frame.bytes.count)
    frame.bytes.withUnsafeBufferPointer { bytes in
      pcap_dump(
        UnsafeMutableRawPointer(dumper).assumingMemoryBound(to: UInt8.self), &header,
        bytes.baseAddress)
    }
    pendingLength += Self.recordHeaderLength + kept
  }

  func flush() throws(CaptureError) {
    guard let dumper else { return }
    pendingLength = 0
    if pcap_dump_flush(dumper) != 0 {
      throw OutputFile.failure(path: path, error: errno)
    }
  }

  func finish() throws(CaptureError) {
    try flush()
    if let dumper { pcap_dump_close(dumper) }
    dumper = nil
  }
}
