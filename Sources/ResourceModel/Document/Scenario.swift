import Addressing

/// A question with the answer that is expected. Our own section `scenarios`.
package struct Scenario: Sendable {
  /// Unique; also the capture's file name, so letters, digits, `-`, `_` and `.` only.
  package var name: String
  package var summary: String?
  /// Links that are down before the first packet, routing converged.
  package var failedLinks: [String]
  package var timeline: [TimelineEvent]
  package var command: ScenarioCommand
  package var expectation: ScenarioExpectation?
  package var source: SourceLocation

  package init(
    name: String, summary: String? = nil, failedLinks: [String] = [],
    timeline: [TimelineEvent] = [], command: ScenarioCommand,
    expectation: ScenarioExpectation? = nil, source: SourceLocation
  ) {
    self.name = name
    self.summary = summary
    self.failedLinks = failedLinks
    self.timeline = timeline
    self.command = command
    self.expectation = expectation
    self.source = source
  }
}

/// A change while packets fly: of a link, where routing follows after the link's detection time, or of resources.
package struct TimelineEvent: Sendable {
  package enum Change: Sendable {
    case fail(link: String)
    case restore(link: String)
    /// A packet that came in at the end of a link comes in there again.
    case inject(Injection)
    case resources(ResourceChange)
  }

  package var at: EmulatedInstant
  package var change: Change
  /// The place among the events as written.
  package var position: Int

  package init(at: EmulatedInstant, change: Change, position: Int = 0) {
    self.at = at
    self.change = change
    self.position = position
  }
}

/// What is run: the command of the same name, with its options.
package enum ScenarioCommand: Sendable {
  case tracert(TracertRequest)
  case ping(PingRequest)
  case connect(ConnectRequest)

  package var source: String {
    switch self {
    case .tracert(let request): request.source
    case .ping(let request): request.source
    case .connect(let request): request.source
    }
  }

  package var destination: String {
    switch self {
    case .tracert(let request): request.destination
    case .ping(let request): request.destination
    case .connect(let request): request.destination
    }
  }

  package var resolvesName: Bool {
    switch self {
    case .tracert(let request): request.resolvesName
    case .ping(let request): request.resolvesName
    case .connect(let request): request.resolvesName
    }
  }
}

/// `tracert`, with Windows' defaults.
package struct TracertRequest: Sendable {
  /// A machine, a host, a network interface or an address.
  package var source: String
  package var destination: String
  /// Whether the destination is a name that the source asks its DNS servers for, whatever the document calls so.
  package var resolvesName = false
  /// 1...255.
  package var maximumHops: Int
  /// How long an answer is waited for.
  package var timeout: Nanoseconds
  /// Probes per TTL.
  package var probes: Int

  package init(
    source: String, destination: String, maximumHops: Int = 30,
    timeout: Nanoseconds = .milliseconds(4000), probes: Int = 3
  ) {
    self.source = source
    self.destination = destination
    self.maximumHops = maximumHops
    self.timeout = timeout
    self.probes = probes
  }
}

/// `ping`, with Windows' defaults.
package struct PingRequest: Sendable {
  package var source: String
  package var destination: String
  /// Whether the destination is a name that the source asks its DNS servers for, whatever the document calls so.
  package var resolvesName = false
  /// 1...4294967295 in Windows; here up to 1,000,000.
  package var count: Int
  /// Bytes of payload, 0...65500.
  package var size: Int
  /// The TTL of the requests; `nil` is the guest's own.
  package var timeToLive: UInt8?
  package var timeout: Nanoseconds
  package var interval: Nanoseconds

  package init(
    source: String, destination: String, count: Int = 4, size: Int = 32,
    timeToLive: UInt8? = nil, timeout: Nanoseconds = .milliseconds(4000),
    interval: Nanoseconds = .seconds(1)
  ) {
    self.source = source
    self.destination = destination
    self.count = count
    self.size = size
    self.timeToLive = timeToLive
    self.timeout = timeout
    self.interval = interval
  }
}

/// `connect`.
package struct ConnectRequest: Sendable {
  package var source: String
  package var destination: String
  /// Whether the destination is a name that the source asks its DNS servers for, whatever the document calls so.
  package var resolvesName = false
  package var port: UInt16
  /// Attempts, one after the other, each from a port of its own.
  package var count: Int
  /// How long an answer is waited for.
  package var timeout: Nanoseconds
  /// From the end of one attempt to the next.
  package var interval: Nanoseconds

  package init(
    source: String, destination: String, port: UInt16, count: Int = 4,
    timeout: Nanoseconds = .milliseconds(4000), interval: Nanoseconds = .seconds(1)
  ) {
    self.source = source
    self.destination = destination
    self.port = port
    self.count = count
    self.timeout = timeout
    self.interval = interval
  }
}

/// What the answer must be. Only what is set is compared.
package struct ScenarioExpectation: Sendable {
  /// One hop of a tracert.
  package struct Hop: Sendable {
    /// `nil` if the hop must be silent.
    package var address: IPv4Address?
    /// The measured round trips in milliseconds, 0 for `<1`; `nil` if times are not compared.
    package var milliseconds: ClosedRange<Int>?

    package init(address: IPv4Address?, milliseconds: ClosedRange<Int>? = nil) {
      self.address = address
      self.milliseconds = milliseconds
    }
  }

  /// Whether the destination must answer.
  package var reached: Bool?
  /// Every hop of a tracert in order, silent ones included; none may follow.
  package var hops: [Hop]?
  /// The first hops only: all that follow, up to the maximum, must be silent. Not together with ``hops``.
  package var leadingHops: [Hop]?
  /// By how many milliseconds a round trip may lie outside of ``Hop/milliseconds``.
  package var tolerance: Int
  /// How many of a ping's requests must be answered.
  package var received: Int?
  /// The TTL that a ping's replies must arrive with.
  package var replyTimeToLive: UInt8?
  /// What must become of each injected packet, in the order of time: a drop reason's name, or `deliver`.
  package var injected: [String]?
  /// How many of a connect's attempts must succeed.
  package var connected: Int?
  /// The machines that must have answered a connect, each at least once, and no other.
  package var answeredBy: [String]?
  /// The mean time of a connect's handshakes in milliseconds.
  package var meanMilliseconds: ClosedRange<Double>?
  /// Why a connect's first attempt must have been dropped: a drop reason's name.
  package var refusal: String?

  package init(
    reached: Bool? = nil, hops: [Hop]? = nil, leadingHops: [Hop]? = nil, tolerance: Int = 0,
    received: Int? = nil, replyTimeToLive: UInt8? = nil
  ) {
    self.reached = reached
    self.hops = hops
    self.leadingHops = leadingHops
    self.tolerance = tolerance
    self.received = received
    self.replyTimeToLive = replyTimeToLive
  }
}
