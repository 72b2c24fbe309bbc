import Addressing

/// Asks with a rising time to live who is on the way: Windows' `tracert` and Linux' `traceroute -I`.
///
/// The probes are ICMP echo requests of one identifier, sent one after the other: the next leaves as soon
/// as the answer to the last is there, or its time is over.
package struct Tracert: Sendable {
  package var source: Int
  package var path: ProbePath
  /// 1...255.
  package var maximumHops: Int
  /// How long an answer is waited for.
  package var timeout: Nanoseconds
  package var probesPerHop: Int
  /// Bytes of zeros behind the ICMP header.
  package var dataLength: Int
  /// Windows ends at the first message that says unreachable, Linux after its hop.
  package var endsAtUnreachableProbe: Bool
  package var identifier: UInt16 = EchoProbe.defaultIdentifier

  /// The requests have 92 bytes in Windows and 60 in Linux.
  package init(
    from source: Int, path: ProbePath, style: ConsoleStyle, maximumHops: Int = 30,
    timeout: Nanoseconds, probesPerHop: Int = 3
  ) {
    self.source = source
    self.path = path
    self.maximumHops = maximumHops
    self.timeout = timeout
    self.probesPerHop = probesPerHop
    switch style {
    case .windows:
      dataLength = 64
      endsAtUnreachableProbe = true
    case .linux:
      dataLength = 32
      endsAtUnreachableProbe = false
    }
  }

  /// - Parameters:
  ///   - isInterrupted: asked before each probe; the result ends there if it says so.
  ///   - report: takes each hop as soon as it is complete.
  package func run(
    over network: inout some ProbeNetwork, isInterrupted: () -> Bool = { false },
    report: (TracertResult.Hop) -> Void = { _ in }
  ) -> TracertResult {
    var result = TracertResult(
      path: path, maximumHops: maximumHops, packetLength: EchoProbe.headersLength + dataLength,
      hops: [])
    var sequence: UInt16 = 0
    for number in 1...maximumHops {
      var hop = TracertResult.Hop(number: number, probes: [])
      var isLast = false
      for _ in 0..<probesPerHop {
        if isInterrupted() { return result }
        sequence &+= 1
        let probe = ask(timeToLive: UInt8(number), sequence: sequence, over: &network)
        hop.probes.append(probe)
        switch probe.outcome.answer?.kind {
        case .echoReply, .unreachable: isLast = true
        case .timeExceeded, nil: break
        }
        if endsAtUnreachableProbe, isUnreachable(probe) { break }
      }
      result.hops.append(hop)
      report(hop)
      if isLast { break }
    }
    return result
  }

  /// The result where the destination's name has no address.
  var unresolved: TracertResult {
    TracertResult(
      path: path, maximumHops: maximumHops, packetLength: EchoProbe.headersLength + dataLength,
      hops: [])
  }

  private func isUnreachable(_ probe: Probe) -> Bool {
    switch probe.outcome.answer?.kind {
    case .unreachable: true
    case .echoReply, .timeExceeded, nil: false
    }
  }

  private func ask(
    timeToLive: UInt8, sequence: UInt16, over network: inout some ProbeNetwork
  ) -> Probe {
    let echo = EchoProbe(
      source: path.sourceAddress, destination: path.destinationAddress, identifier: identifier,
      sequence: sequence)
    let sentAt = network.now
    let packetID = network.send(
      echo.request(timeToLive: timeToLive, dataLength: dataLength), from: source)
    let received = network.receive(at: source, until: sentAt + timeout) {
      echo.answer(in: $0) != nil
    }
    return Probe(
      sequence: sequence, packetID: packetID, sentAt: sentAt,
      outcome: echo.outcome(received, sentAt: sentAt))
  }
}
