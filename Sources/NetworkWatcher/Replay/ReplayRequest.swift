/// What is to be replayed, and how.
package struct ReplayRequest: Hashable, Sendable {
  /// A capture in any format that libpcap reads; `-` is the standard input.
  package var path: String
  /// A machine, host, network interface or interface of a device at which all packets enter; `nil` lets each
  /// packet's source address decide.
  package var entry: String?
  /// How often the capture is replayed, at least 1.
  package var passes: Int
  /// Threads, at least 1.
  package var workers: Int
  /// Whether machines, hosts and devices answer echo requests. A capture has the replies already.
  package var answersEcho: Bool

  package init(
    path: String, entry: String? = nil, passes: Int = 1, workers: Int = 1,
    answersEcho: Bool = false
  ) {
    self.path = path
    self.entry = entry
    self.passes = passes
    self.workers = workers
    self.answersEcho = answersEcho
  }
}
