import Addressing

/// What came back for one echo request.
package enum ProbeOutcome: Hashable, Sendable {
  /// Nothing within the time that was given.
  case timedOut
  case answered(ProbeAnswer)

  package var answer: ProbeAnswer? {
    switch self {
    case .timedOut: nil
    case .answered(let answer): answer
    }
  }
}

/// An ICMP message that answers an echo request.
package struct ProbeAnswer: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case echoReply
    /// RFC 792, type 11 code 0.
    case timeExceeded
    /// RFC 792, type 3.
    case unreachable(code: UInt8)
  }

  package var kind: Kind
  package var address: IPv4Address
  package var roundTrip: Nanoseconds
  /// What the answer arrived with.
  package var timeToLive: UInt8
  package var packetID: UInt64

  package init(
    kind: Kind, address: IPv4Address, roundTrip: Nanoseconds, timeToLive: UInt8, packetID: UInt64
  ) {
    self.kind = kind
    self.address = address
    self.roundTrip = roundTrip
    self.timeToLive = timeToLive
    self.packetID = packetID
  }
}

/// One echo request and what became of it.
package struct Probe: Hashable, Sendable {
  package var sequence: UInt16
  package var packetID: UInt64
  package var sentAt: EmulatedInstant
  package var outcome: ProbeOutcome

  package init(
    sequence: UInt16, packetID: UInt64, sentAt: EmulatedInstant, outcome: ProbeOutcome
  ) {
    self.sequence = sequence
    self.packetID = packetID
    self.sentAt = sentAt
    self.outcome = outcome
  }
}

/// Who asked, and for what.
package struct ProbePath: Hashable, Sendable {
  /// The machine's or host's name.
  package var source: String
  package var sourceAddress: IPv4Address
  /// As the user gave it: a name or an address.
  package var destination: String
  /// 0.0.0.0 if the destination is a name that the source could not resolve.
  package var destinationAddress: IPv4Address
  /// How the source resolved the destination's name; `nil` if it had none to resolve.
  package var resolution: NameResolution?

  /// Whether there is an address to send to.
  package var isResolved: Bool { resolution.map { $0.address != nil } ?? true }

  /// The destination as consoles print it: `NAME [ADDRESS]` with a name that was resolved.
  var windowsTarget: String {
    resolution.map { "\($0.name) [\(destinationAddress)]" } ?? "\(destinationAddress)"
  }

  package init(
    source: String, sourceAddress: IPv4Address, destination: String,
    destinationAddress: IPv4Address
  ) {
    self.source = source
    self.sourceAddress = sourceAddress
    self.destination = destination
    self.destinationAddress = destinationAddress
  }
}

/// The answer of a tracert.
package struct TracertResult: Hashable, Sendable {
  package struct Hop: Hashable, Sendable {
    /// The TTL of the probes, from 1 on.
    package var number: Int
    package var probes: [Probe]

    package init(number: Int, probes: [Probe]) {
      self.number = number
      self.probes = probes
    }

    /// The address of the last answer; `nil` if the hop is silent.
    package var address: IPv4Address? { probes.last { $0.outcome.answer != nil }?.answerAddress }
  }

  package var path: ProbePath
  package var maximumHops: Int
  /// The length of a request with its IPv4 header, in bytes.
  package var packetLength: Int
  package var hops: [Hop]

  package init(path: ProbePath, maximumHops: Int, packetLength: Int, hops: [Hop]) {
    self.path = path
    self.maximumHops = maximumHops
    self.packetLength = packetLength
    self.hops = hops
  }

  /// Whether the destination answered.
  package var reached: Bool {
    hops.contains { hop in hop.probes.contains { $0.outcome.answer?.kind == .echoReply } }
  }
}

extension Probe {
  fileprivate var answerAddress: IPv4Address? { outcome.answer?.address }
}
