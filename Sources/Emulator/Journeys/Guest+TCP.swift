import Addressing
import DataPlane
import ResourceModel
import Wire

/// A guest's TCP (RFC 9293), without a connection's state: what a segment is answered with follows from the segment.
///
/// ```
/// SYN to a port that listens   SYN, ACK
/// SYN to any other port        RST, or nothing
/// data                         ACK; a GET is answered with a status line
/// FIN                          FIN, ACK
/// ```
/// Deviation: nothing is sent again when it is lost, and no window closes.
extension Guest {
  /// What the guest's own program answers; `nil` if it only takes the segment.
  static func answer(
    _ packet: IPv4Packet, _ listener: TCPListener, timeToLive: UInt8, identification: UInt16
  ) -> [UInt8]? {
    guard let segment = TCPSegment(packet), !segment.flags.contains(.rst) else { return nil }
    let isOpen = listener.listens(segment.destinationPort)
    let next = segment.sequence &+ segment.sequenceLength
    var reply = TCPSegment(
      sourcePort: segment.destinationPort, destinationPort: segment.sourcePort,
      sequence: segment.acknowledgment, acknowledgment: next, flags: .ack)
    if segment.flags.contains(.syn) {
      // What answers a handshake of the guest's own is its client's.
      if segment.flags.contains(.ack) { return nil }
      if isOpen {
        reply.flags = [.syn, .ack]
        reply.sequence = initialSequence(packet, segment)
      } else if listener.resets {
        reply.flags = [.rst, .ack]
        reply.sequence = 0
        reply.window = 0
      } else {
        return nil
      }
    } else {
      guard isOpen, segment.sequenceLength > 0 else { return nil }
      if segment.flags.contains(.fin) { reply.flags = [.fin, .ack] }
      if segment.data.starts(with: Array("GET ".utf8)) {
        reply.data = Array("HTTP/1.1 \(listener.httpStatus)\r\nContent-Length: 0\r\n\r\n".utf8)
      }
    }
    let header = IPv4Header(
      source: packet.destination, destination: packet.source, protocolNumber: .tcp,
      timeToLive: timeToLive, identification: identification, doNotFragment: true)
    return header.packet(
      carrying: reply.bytes(from: packet.destination, to: packet.source))
  }

  /// Deviation: not from a clock (RFC 6528), but from the segment alone, so that runs are equal.
  private static func initialSequence(_ packet: IPv4Packet, _ segment: TCPSegment) -> UInt32 {
    UInt32(
      truncatingIfNeeded: ECMPHash.choose(
        packet.fiveTuple, seed: segment.sequence, of: 1 << 31))
  }
}

/// At which ports a guest listens. The endpoints' table owns the memory.
struct TCPListener {
  /// A bit for each port.
  let ports: UnsafeMutablePointer<UInt64>
  let resets: Bool
  let httpStatus: Int

  init(_ profile: GuestProfile) {
    ports = .allocate(capacity: 1024)
    ports.initialize(repeating: 0, count: 1024)
    for port in profile.listens { ports[Int(port >> 6)] |= 1 << UInt64(port & 63) }
    switch profile.closedPorts {
    case .reset: resets = true
    case .silent: resets = false
    }
    httpStatus = profile.httpStatus
  }

  func free() { ports.deallocate() }

  func listens(_ port: Port) -> Bool {
    ports[Int(port.rawValue >> 6)] >> UInt64(port.rawValue & 63) & 1 != 0
  }
}
