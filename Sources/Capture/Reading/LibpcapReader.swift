import CPcap

/// Reads what only libpcap reads: dialects of the classic format from programs of the past.
final class LibpcapReader: RecordReader {
  let interfaceNames: [String?] = []
  private let path: String
  private let handle: OpaquePointer
  private let link: LinkType

  /// Throws ``CaptureError/notACapture(path:reason:)`` with libpcap's words.
  init(path: String) throws(CaptureError) {
    self.path = path
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard
      let handle = pcap_open_offline_with_tstamp_precision(
        path, UInt32(PCAP_TSTAMP_PRECISION_NANO), &message)
    else {
      let length = message.firstIndex(of: 0) ?? message.count
      let reason = String(decoding: message[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw .notACapture(path: path, reason: reason)
    }
    self.handle = handle
    // The numbers of libpcap's functions are those of files for everything that is unwrapped, but for ATM.
    let number = pcap_datalink(handle)
    link = LinkType(field: number == DLT_ATM_RFC1483 ? 100 : UInt32(number))
  }

  deinit {
    pcap_close(handle)
  }

  var bytesRead: Int { max(0, ftell(pcap_file(handle))) }

  func fill(
    _ arena: inout PacketArena, _ unwrapper: inout FrameUnwrapper
  ) throws(CaptureError) -> Bool {
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var bytes: UnsafePointer<UInt8>?
    while !arena.isFull {
      switch pcap_next_ex(handle, &header, &bytes) {
      case 1: break
      case PCAP_ERROR_BREAK: return false
      case _:
        throw .damaged(
          path: path, packet: unwrapper.tally.frameCount + 1, offset: nil,
          what: String(cString: pcap_geterr(handle)))
      }
      guard let header = header?.pointee, let bytes else { return false }
      let time = Int64(header.ts.tv_sec) &* 1_000_000_000 &+ Int64(header.ts.tv_usec)
      unwrapper.take(
        bytes, count: Int(header.caplen), originalCount: Int(header.len), link: link,
        interface: 0, time: CaptureTime(nanosecondsSince1970: time), into: &arena)
    }
    return true
  }
}
