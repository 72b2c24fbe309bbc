import Addressing

/// Asks whether a destination answers: Windows' and Linux' `ping`.
///
/// Windows waits for each answer and sends the next request an interval after the last, or when the wait
/// is over if that is later. Linux sends every interval, whatever comes back.
package struct Ping: Sendable {
  package var source: Int
  package var path: ProbePath
  /// At least 1.
  package var count: Int
  /// Bytes of data behind the ICMP header, 0...65500.
  package var size: Int
  package var timeToLive: UInt8
  package var timeout: Nanoseconds
  package var interval: Nanoseconds
  package var waitsForEachAnswer: Bool
  package var identifier: UInt16 = EchoProbe.defaultIdentifier

  package init(
    from source: Int, path: ProbePath, style: ConsoleStyle, count: Int = 4, size: Int,
    timeToLive: UInt8, timeout: Nanoseconds = .seconds(4), interval: Nanoseconds = .seconds(1)
  ) {
    self.source = source
    self.path = path
    self.count = count
    self.size = size
    self.timeToLive = timeToLive
    self.timeout = timeout
    self.interval = interval
    waitsForEachAnswer = style == .windows
  }

  /// - Parameters:
  ///   - isInterrupted: asked before each request; the result ends there if it says so.
  package func run(
    over network: inout some ProbeNetwork, isInterrupted: () -> Bool = { false }
  ) -> PingResult {
    var probes: [Probe] = []
    var open: [Int] = []
    for index in 0..<count {
      if isInterrupted() { break }
      let echo = probe(sequence: UInt16(truncatingIfNeeded: index + 1))
      let sentAt = network.now
      let packetID = network.send(
        echo.request(timeToLive: timeToLive, dataLength: size), from: source)
      probes.append(
        Probe(
          sequence: echo.sequence, packetID: packetID, sentAt: sentAt, outcome: .timedOut))
      open.append(index)
      let next = sentAt + interval
      if waitsForEachAnswer {
        collect(&probes, &open, until: sentAt + timeout, over: &network)
        open.removeAll()
        if index + 1 < count { pass(until: next, over: &network) }
      } else if index + 1 < count {
        collect(&probes, &open, until: next, over: &network)
        pass(until: next, over: &network)
        open.removeAll { probes[$0].sentAt + timeout < network.now }
      }
    }
    if let last = probes.last {
      collect(&probes, &open, until: last.sentAt + timeout, over: &network)
    }
    return PingResult(path: path, size: size, probes: probes)
  }

  private func probe(sequence: UInt16) -> EchoProbe {
    EchoProbe(
      source: path.sourceAddress, destination: path.destinationAddress, identifier: identifier,
      sequence: sequence)
  }

  /// Takes answers to open requests until all have one or the deadline is there.
  private func collect(
    _ probes: inout [Probe], _ open: inout [Int], until deadline: EmulatedInstant,
    over network: inout some ProbeNetwork
  ) {
    while !open.isEmpty, network.now < deadline {
      let candidates = open.map { (index: $0, echo: probe(sequence: probes[$0].sequence)) }
      let received = network.receive(at: source, until: deadline) { bytes in
        candidates.contains { $0.echo.answer(in: bytes) != nil }
      }
      guard let received,
        let match = candidates.first(where: { $0.echo.answer(in: received.bytes) != nil })
      else { return }
      probes[match.index].outcome = match.echo.outcome(
        received, sentAt: probes[match.index].sentAt)
      open.removeAll { $0 == match.index }
    }
  }

  /// Lets time pass; what arrives meanwhile answers nothing that is still open.
  private func pass(until deadline: EmulatedInstant, over network: inout some ProbeNetwork) {
    guard network.now < deadline else { return }
    _ = network.receive(at: source, until: deadline) { _ in false }
  }
}
