/// What is to be replayed, and how.
package struct ReplayRequest: Sendable {
  package enum Overflow: String, CaseIterable, Hashable, Sendable {
    /// Packets wait: the capture is whole.
    case block
    /// Hops are left out and counted.
    case drop
  }

  /// A capture of every hop.
  package struct Output: Hashable, Sendable {
    /// As for other captures: `.pcapng`, `.pcap`, or `-` for pcapng on the standard output.
    package var path: String
    /// In tcpdump's language; `nil` captures all.
    package var filter: String?
    /// What happens when packets come faster than the file takes them.
    package var overflow: Overflow
    /// Program and version, which stand in the file.
    package var application: String

    package init(
      path: String, filter: String? = nil, overflow: Overflow = .block, application: String
    ) {
      self.path = path
      self.filter = filter
      self.overflow = overflow
      self.application = application
    }
  }

  /// A capture in any format that libpcap reads; `-` is the standard input. Of generated traffic: how it was asked for.
  package var path: String
  /// What is generated instead of reading a capture, and enters where its senders are; without ``entry``, in one pass.
  package var traffic: TrafficProfile?
  /// A machine, host, network interface or interface of a device at which all packets enter; `nil` lets each
  /// packet's source address decide.
  package var entry: String?
  /// How often the capture is replayed, at least 1.
  package var passes: Int
  /// Threads, at least 1.
  package var workers: Int
  /// Whether machines, hosts and devices answer echo requests. A capture has the replies already.
  package var answersEcho: Bool
  /// Whether sizes, SKUs and bandwidths limit what machines, gateways and circuits carry, by the packets' times. With one
  /// worker only.
  package var limitsRates: Bool
  /// Where every hop is written; `nil` for nowhere.
  package var output: Output?
  /// What changes while packets fly, by their times: those since the first packet of the capture.
  package var timeline: ReplayTimeline?

  package init(
    path: String, traffic: TrafficProfile? = nil, entry: String? = nil, passes: Int = 1,
    workers: Int = 1, answersEcho: Bool = false, limitsRates: Bool = false, output: Output? = nil,
    timeline: ReplayTimeline? = nil
  ) {
    self.timeline = timeline
    self.limitsRates = limitsRates
    self.output = output
    self.path = path
    self.traffic = traffic
    self.entry = entry
    self.passes = passes
    self.workers = workers
    self.answersEcho = answersEcho
  }
}
