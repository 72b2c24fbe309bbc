import Addressing
import DataPlane
import Wire

/// One attempt of a connect.
package struct ConnectAttempt: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// SYN, ACK came back after this time.
    case connected(Nanoseconds)
    /// RST came back after this time.
    case reset(Nanoseconds)
    case timedOut
  }

  /// From 1.
  package var number: Int
  package var sourcePort: Port
  /// Of the SYN.
  package var packetID: UInt64
  package var sentAt: EmulatedInstant
  package var outcome: Outcome
  /// The machine or host that the SYN was given to; `nil` if it reached nobody.
  package var answeredBy: String?
  /// Where the SYN, or its answer, was dropped and why.
  package var droppedAt: String?
  package var dropReason: DropReason?

  package var time: Nanoseconds? {
    switch outcome {
    case .connected(let time): time
    case .reset, .timedOut: nil
    }
  }
}

/// The answer of a connect.
package struct ConnectResult: Hashable, Sendable {
  package var path: ProbePath
  package var port: Port
  package var attempts: [ConnectAttempt]

  /// Times of the handshakes that succeeded.
  package var times: [Nanoseconds] { attempts.compactMap(\.time) }

  /// The mean of ``times``; `nil` if there are none.
  package var mean: Nanoseconds? {
    times.isEmpty
      ? nil : Nanoseconds(times.reduce(0) { $0 + $1.count } / Int64(times.count))
  }

  /// Who answered how often, sorted by name.
  package var answeredBy: [(name: String, count: Int)] {
    Dictionary(
      attempts.filter { $0.time != nil }.compactMap(\.answeredBy).map { ($0, 1) },
      uniquingKeysWith: +
    ).sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) }
  }
}

/// Opens TCP connections one after the other and closes each: SYN, ACK, FIN and the last ACK are real segments.
struct Connect {
  var source: Int
  var path: ProbePath
  var port: Port
  var count: Int
  var timeToLive: UInt8
  var timeout: Nanoseconds
  var interval: Nanoseconds

  /// The first of the ports that Windows and IANA call dynamic (RFC 6335, 6).
  static let firstPort = 49_152

  func run(
    over network: inout some ProbeNetwork, isInterrupted: () -> Bool = { false }
  ) -> ConnectResult {
    var attempts: [ConnectAttempt] = []
    for number in 1...count {
      if isInterrupted() { break }
      attempts.append(attempt(number, over: &network))
      if number == count { break }
      let next = network.now + interval
      _ = network.receive(at: source, until: next) { _ in false }
    }
    return ConnectResult(path: path, port: port, attempts: attempts)
  }

  private func attempt(_ number: Int, over network: inout some ProbeNetwork) -> ConnectAttempt {
    let local = Port(
      rawValue: UInt16(Self.firstPort + (number - 1) % (65_536 - Self.firstPort)))
    var segment = TCPSegment(
      sourcePort: local, destinationPort: port, sequence: UInt32(number) &* 64_000, flags: .syn)
    let sentAt = network.now
    let packetID = network.send(packet(segment, number, 0), from: source)
    var attempt = ConnectAttempt(
      number: number, sourcePort: local, packetID: packetID, sentAt: sentAt, outcome: .timedOut)
    let expected = segment.sequence &+ 1
    guard
      let answer = receive(
        local, until: sentAt + timeout, over: &network,
        where: { $0.acknowledgment == expected && !$0.flags.isDisjoint(with: [.syn, .rst]) })
    else { return attempt }
    let time = answer.at - sentAt
    if answer.segment.flags.contains(.rst) {
      attempt.outcome = .reset(time)
      return attempt
    }
    attempt.outcome = .connected(time)
    segment.sequence = expected
    segment.acknowledgment = answer.segment.sequence &+ 1
    segment.flags = .ack
    _ = network.send(packet(segment, number, 1), from: source)
    segment.flags = [.fin, .ack]
    _ = network.send(packet(segment, number, 2), from: source)
    let closed = receive(
      local, until: network.now + timeout, over: &network, where: { $0.flags.contains(.fin) })
    guard let closed else { return attempt }
    segment.sequence &+= 1
    segment.acknowledgment = closed.segment.sequence &+ 1
    segment.flags = .ack
    _ = network.send(packet(segment, number, 3), from: source)
    return attempt
  }

  private func receive(
    _ local: Port, until deadline: EmulatedInstant, over network: inout some ProbeNetwork,
    where isWanted: (TCPSegment) -> Bool
  ) -> (segment: TCPSegment, at: EmulatedInstant)? {
    func wanted(_ bytes: [UInt8]) -> TCPSegment? {
      guard let segment = segment(in: bytes), segment.sourcePort == port,
        segment.destinationPort == local, isWanted(segment)
      else { return nil }
      return segment
    }
    let received = network.receive(at: source, until: deadline) { wanted($0) != nil }
    return received.flatMap { packet in wanted(packet.bytes).map { ($0, packet.at) } }
  }

  /// What comes from the destination; a wrong checksum is nobody's segment.
  private func segment(in bytes: [UInt8]) -> TCPSegment? {
    var copy = bytes
    return copy.withUnsafeMutableBytes { buffer in
      guard let packet = try? IPv4Packet(validating: buffer),
        packet.source == path.destinationAddress, packet.destination == path.sourceAddress
      else { return nil }
      return TCPSegment(packet)
    }
  }

  private func packet(_ segment: TCPSegment, _ number: Int, _ step: Int) -> [UInt8] {
    IPv4Header(
      source: path.sourceAddress, destination: path.destinationAddress, protocolNumber: .tcp,
      timeToLive: timeToLive, identification: UInt16(truncatingIfNeeded: number * 4 + step),
      doNotFragment: true
    ).packet(carrying: segment.bytes(from: path.sourceAddress, to: path.destinationAddress))
  }
}
