import CPcap
import Glibc

/// The kind of frames that an interface of a capture delivers.
struct LinkType {
  /// LINKTYPE_ value.
  let number: Int
  let layer: LinkLayer?

  /// - Parameter field: as the file holds it; the upper bits say how long the frames' checksum is.
  init(field: UInt32) {
    number = Int(field & 0x03FF_FFFF)
    layer = LinkLayer(linkType: number)
  }

  /// libpcap's name. Capture files and libpcap's functions number a few types differently, and only its own
  /// reader knows which: it is given the header of an empty capture.
  var name: String {
    var header: [UInt32] = [0xA1B2_C3D4, 0x0004_0002, 0, 0, 262_144, UInt32(number)]
    let size = header.count * 4
    let found = header.withUnsafeMutableBytes { bytes -> String? in
      guard let stream = fmemopen(bytes.baseAddress, size, "rb") else { return nil }
      var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
      guard let handle = pcap_fopen_offline(stream, &message) else {
        fclose(stream)
        return nil
      }
      defer { pcap_close(handle) }
      return pcap_datalink_val_to_name(pcap_datalink(handle)).map { String(cString: $0) }
    }
    return found ?? "link type \(number)"
  }
}
