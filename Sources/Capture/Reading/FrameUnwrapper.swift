/// Finds the IPv4 packets in frames, puts them into an arena and keeps the tally.
struct FrameUnwrapper {
  private(set) var tally = CaptureTally()

  /// Takes the next frame of the file.
  ///
  /// - Parameters:
  ///   - count: bytes of the frame that the capture holds.
  ///   - originalCount: bytes of the frame on the wire.
  /// - Precondition: the arena is not full.
  @inline(__always)
  mutating func take(
    _ frame: UnsafeRawPointer, count: Int, originalCount: Int, link: LinkType, interface: Int,
    time: CaptureTime, into arena: inout PacketArena
  ) {
    tally.frameCount &+= 1
    guard let layer = link.layer else { return skip(link) }
    switch layer.content(of: frame, count: count) {
    case .ipv4(let offset):
      let captured = count &- offset
      let onWire = max(originalCount, count) &- offset
      var length = min(onWire, PacketArena.maximumLength)
      if captured >= 4 {
        // What stands behind the packet's own length is the link's padding or checksum.
        let total = Int((frame + offset).network16(2))
        if total >= Self.minimumLength { length = min(length, total) }
      }
      let kept = min(captured, length)
      arena.append(
        UnsafeRawBufferPointer(start: frame + offset, count: kept), length: length,
        interface: interface, time: time, number: Int64(tally.frameCount))
      tally.packetCount &+= 1
      if kept < length { tally.truncatedCount &+= 1 }
    case .other: tally.otherCount &+= 1
    case .cut: tally.unreadableCount &+= 1
    }
  }

  /// A header that claims less is not believed.
  private static let minimumLength = 20

  @inline(never)
  private mutating func skip(_ link: LinkType) {
    if let index = tally.unsupported.firstIndex(where: { $0.linkType == link.number }) {
      tally.unsupported[index].count += 1
      return
    }
    let place =
      tally.unsupported.firstIndex { $0.linkType > link.number } ?? tally.unsupported.count
    tally.unsupported.insert(
      CaptureTally.Unsupported(linkType: link.number, name: link.name, count: 1), at: place)
  }
}
