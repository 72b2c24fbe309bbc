import CPcap

/// An expression in tcpdump's language (pcap-filter(7)), compiled by libpcap for Ethernet frames.
///
/// Any number of threads may ask one filter.
package final class CaptureFilter: @unchecked Sendable {
  package let expression: String
  private let program: UnsafeMutablePointer<bpf_program>

  /// Throws ``CaptureError/filterInvalid(expression:reason:)`` with libpcap's message.
  package init(_ expression: String) throws(CaptureError) {
    self.expression = expression
    program = .allocate(capacity: 1)
    program.initialize(to: bpf_program())
    guard let handle = pcap_open_dead(DLT_EN10MB, Int32(CaptureDescription.snapshotLength)) else {
      throw .filterInvalid(expression: expression, reason: "out of memory")
    }
    defer { pcap_close(handle) }
    guard pcap_compile(handle, program, expression, 1, 0xFFFF_FFFF) == 0 else {
      let reason = String(cString: pcap_geterr(handle))
      throw .filterInvalid(expression: expression, reason: reason)
    }
  }

  deinit {
    pcap_freecode(program)
    program.deallocate()
  }

  /// Whether the expression is true for a frame that begins with its Ethernet header.
  package func matches(_ frame: [UInt8]) -> Bool {
    frame.withUnsafeBytes { matches($0) }
  }

  /// The same for a frame in memory.
  func matches(_ frame: UnsafeRawBufferPointer) -> Bool {
    var header = pcap_pkthdr()
    header.caplen = UInt32(frame.count)
    header.len = UInt32(frame.count)
    let bytes = frame.bindMemory(to: UInt8.self)
    return pcap_offline_filter(program, &header, bytes.baseAddress) != 0
  }
}
