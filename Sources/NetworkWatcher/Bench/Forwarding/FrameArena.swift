import Addressing
import DataPlane
import Glibc
import Wire

/// Ethernet frames of 64 bytes, one cache line each, one after the other.
package final class FrameArena {
  /// In bytes, without preamble and frame check sequence.
  package static let frameLength = 64

  package let count: Int
  let base: UnsafeMutableRawPointer

  /// Frames of zeros.
  init(count: Int) {
    self.count = count
    let bytes = max(count, 1) * Self.frameLength
    let alignment = bytes >= 2 << 20 ? 2 << 20 : 4_096
    base = .allocate(byteCount: bytes, alignment: alignment)
    if alignment > 4_096 { madvise(base, bytes, MADV_HUGEPAGE) }
    base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  deinit { base.deallocate() }

  package subscript(index: Int) -> UnsafeMutableRawPointer {
    precondition((0..<count).contains(index), "no such frame")
    return base + index * Self.frameLength
  }

  /// The frame's packet, as a batch takes it.
  @inline(__always)
  func packet(_ index: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: base + (index &* Self.frameLength &+ EthernetHeader.length),
      count: Self.frameLength - EthernetHeader.length)
  }

  /// One frame: 64 bytes, which two cache lines at most hold.
  @inline(__always)
  static func copy(_ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer) {
    target.storeBytes(
      of: source.loadUnaligned(as: SIMD64<UInt8>.self), as: SIMD64<UInt8>.self)
  }

  /// All frames, for copying; valid as long as the arena lives.
  var list: FrameList { FrameList(base, count: count, stride: Self.frameLength) }

  /// All frames in their order, for a reader of captures or for a comparison.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base, count: count * Self.frameLength)
  }

  /// Writes a datagram (RFC 768, without a checksum) or the beginning of a TCP segment that carries data.
  func write(
    _ tuple: FiveTuple, timeToLive: UInt8 = 64, identification: UInt16 = 0, at index: Int
  ) {
    let ports = [tuple.sourcePort.rawValue, tuple.destinationPort.rawValue]
    var payload = [UInt8](
      repeating: 0,
      count: Self.frameLength - EthernetHeader.length - IPv4Packet.minimumHeaderLength)
    for (position, port) in ports.enumerated() {
      payload[position * 2] = UInt8(port >> 8)
      payload[position * 2 + 1] = UInt8(port & 255)
    }
    if tuple.protocolNumber == .udp {
      payload[5] = UInt8(payload.count)
    } else if tuple.protocolNumber == .tcp {
      // A header of five words, of an open connection (RFC 9293, 3.1).
      payload[12] = 5 << 4
      payload[13] = 0x10
    }
    let packet = IPv4Header(
      source: tuple.source, destination: tuple.destination, protocolNumber: tuple.protocolNumber,
      timeToLive: timeToLive, identification: identification
    ).packet(carrying: payload)
    let frame = EthernetFrame.carrying(
      packet, from: MACAddress(rawValue: 0x0200_0000_00FE),
      to: MACAddress(rawValue: 0x0200_0000_00FF))
    for (offset, byte) in frame.enumerated() {
      base.storeBytes(
        of: byte, toByteOffset: index * Self.frameLength + offset, as: UInt8.self)
    }
  }
}
