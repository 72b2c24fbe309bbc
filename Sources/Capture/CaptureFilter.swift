import CPcap

/// An expression in tcpdump's language (pcap-filter(7)), compiled by libpcap for Ethernet frames.
package final class CaptureFilter {
  package let expression: String
  private var program = bpf_program()

  /// Throws ``CaptureError/filterInvalid(expression:reason:)`` with libpcap's message.
  package init(_ expression: String) throws(CaptureError) {
    self.expression = expression
    guard let handle = pcap_open_dead(DLT_EN10MB, Int32(CaptureDescription.snapshotLength)) else {
      throw .filterInvalid(expression: expression, reason: "out of memory")
    }
    defer { pcap_close(handle) }
    guard pcap_compile(handle, &program, expression, 1, 0xFFFF_FFFF) == 0 else {
      let reason = String(cString: pcap_geterr(handle))
      throw .filterInvalid(expression: expression, reason: reason)
    }
  }

  deinit {
    pcap_freecode(&program)
  }

  /// Whether the expression is true for a frame that begins with its Ethernet header.
  package func matches(_ frame: [UInt8]) -> Bool {
    var header = pcap_pkthdr()
    header.caplen = UInt32(frame.count)
    header.len = UInt32(frame.count)
    return frame.withUnsafeBufferPointer { bytes in
      pcap_offline_filter(&program, &header, bytes.baseAddress) != 0
    }
  }
}
