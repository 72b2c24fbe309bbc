import Addressing

/// Rewriting an end of a packet of TCP or UDP, with the checksums of IP and of the segment (RFC 1624, RFC 3022, 4.2).
extension IPv4Packet {
  /// Makes the destination another one. A UDP datagram without a checksum keeps none.
  public func rewriteDestination(to address: IPv4Address, port: Port) {
    rewrite(Offset.destination, address, portOffset: 2, port)
  }

  /// Makes the source another one.
  public func rewriteSource(to address: IPv4Address, port: Port) {
    rewrite(Offset.source, address, portOffset: 0, port)
  }

  private func rewrite(_ offset: Int, _ address: IPv4Address, portOffset: Int, _ port: Port) {
    let high = UInt16(truncatingIfNeeded: address.rawValue >> 16)
    let low = UInt16(truncatingIfNeeded: address.rawValue)
    let (oldHigh, oldLow) = (word(offset), word(offset + 2))
    func mended(_ checksum: UInt16) -> UInt16 {
      InternetChecksum.update(
        InternetChecksum.update(checksum, old: oldHigh, new: high), old: oldLow, new: low)
    }
    store(mended(headerChecksum), Offset.checksum)
    store(high, offset)
    store(low, offset + 2)
    guard isFirstFragment else { return }
    let data = headerLength
    let length = totalLength - data
    guard length >= 4 else { return }
    let old = word(data + portOffset)
    store(port.rawValue, data + portOffset)
    func mendedSegment(_ checksum: UInt16) -> UInt16 {
      InternetChecksum.update(mended(checksum), old: old, new: port.rawValue)
    }
    switch protocolNumber {
    case .tcp where length >= 18: store(mendedSegment(word(data + 16)), data + 16)
    case .udp where length >= 8 && word(data + 6) != 0:
      let sum = mendedSegment(word(data + 6))
      store(sum == 0 ? 0xFFFF : sum, data + 6)
    default: break
    }
  }

  private func store(_ value: UInt16, _ offset: Int) {
    base.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }
}
