/// What a reader has met so far.
package struct CaptureTally: Hashable, Sendable {
  /// Frames whose kind keeps IPv4 from being looked for.
  package struct Unsupported: Hashable, Sendable {
    /// The link type as capture files number it (LINKTYPE_ values).
    package var linkType: Int
    /// libpcap's name, such as `USB_LINUX`, or `link type 4711` if it has none.
    package var name: String
    package var count: Int
  }

  /// All frames, whatever they carry.
  package var frameCount = 0
  /// IPv4 packets handed out.
  package var packetCount = 0
  /// IPv4 packets handed out of which the capture holds only the beginning.
  package var truncatedCount = 0
  /// Frames that carry something else, such as ARP or IPv6.
  package var otherCount = 0
  /// Frames cut within their link header, so that nobody can tell what they carry.
  package var unreadableCount = 0
  /// By link type, ascending.
  package var unsupported: [Unsupported] = []
}
