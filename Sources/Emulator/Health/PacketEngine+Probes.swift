import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import Wire

/// A backend's host asks for its health: from 168.63.129.16, over the port's network side and through its rules, with
/// real segments. All of it happens at one instant.
extension PacketEngine {
  /// A handshake, the request of HTTP and the end of the connection.
  mutating func probe<Watcher: JourneyWatcher>(
    _ check: HealthCheck, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> HealthMonitor.Outcome {
    let number = probeCount
    probeCount &+= 1
    let local = Port(rawValue: UInt16(49_152 + number % 16_384))
    var segment = TCPSegment(
      sourcePort: local, destinationPort: check.port,
      sequence: UInt32(truncatingIfNeeded: number) &* 64_000, flags: .syn)
    guard let first = ask(segment, check, tables, watcher) else { return .silent }
    guard first.flags.contains(.syn), !first.flags.contains(.rst) else { return .refused }
    segment.sequence &+= 1
    segment.acknowledgment = first.sequence &+ 1
    segment.flags = .ack
    _ = ask(segment, check, tables, watcher)
    var outcome = HealthMonitor.Outcome.answered
    switch check.probeProtocol {
    case .tcp: break
    case .http, .https:
      // Deviation: HTTPS is asked without TLS.
      segment.data = Array(
        "GET \(check.path) HTTP/1.1\r\nHost: \(check.key.address)\r\n\r\n".utf8)
      let answer = ask(segment, check, tables, watcher)
      segment.sequence &+= UInt32(segment.data.count)
      segment.data = []
      guard let answer else { return .silent }
      segment.acknowledgment = answer.sequence &+ answer.sequenceLength
      if !answer.data.starts(with: Array("HTTP/1.1 200".utf8)) { outcome = .refused }
    }
    segment.flags = [.fin, .ack]
    guard let last = ask(segment, check, tables, watcher) else { return outcome }
    segment.sequence &+= 1
    segment.acknowledgment = last.sequence &+ last.sequenceLength
    segment.flags = .ack
    _ = ask(segment, check, tables, watcher)
    return outcome
  }

  /// What comes back to the host because of one segment.
  private mutating func ask<Watcher: JourneyWatcher>(
    _ segment: TCPSegment, _ check: HealthCheck, _ tables: ForwardingTables, _ watcher: Watcher
  ) -> TCPSegment? {
    let packet = IPv4Header(
      source: .azurePlatform, destination: check.key.address, protocolNumber: .tcp,
      timeToLive: 128, identification: UInt16(truncatingIfNeeded: nextPacketID.rawValue),
      doNotFragment: true
    ).packet(carrying: segment.bytes(from: .azurePlatform, to: check.key.address))
    platformAnswer = []
    inject(packet, at: check.interface, tables, watcher)
    defer { platformAnswer = nil }
    guard var answer = platformAnswer, !answer.isEmpty else { return nil }
    return answer.withUnsafeMutableBytes { bytes in
      guard let packet = try? IPv4Packet(validating: bytes),
        packet.destination == .azurePlatform
      else { return nil }
      return TCPSegment(packet)
    }
  }
}
