/// What `vnetem bench forward` measures, in the order in which it does.
package enum ForwardingRow: String, CaseIterable, Sendable {
  /// A packet of 64 bytes over one router, with the copies from and to other memory and without.
  case routerHop = "router-hop"
  /// Searches in the flow table.
  case flowLookup = "flow-lookup"
  /// Packets of known flows at a virtual switch port.
  case portFlowHit = "port-flow-hit"
  /// First packets of flows while others age.
  case newFlow = "new-flow"
  /// Two groups of security rules asked at once.
  case rules
  /// Packets in small and large estates.
  case estates
  /// Whole journeys by one worker and by more.
  case workers
  /// Whole journeys through the emulation of links and time.
  case journeys

  /// How much work there is. Tests take less.
  package struct Sizes: Hashable, Sendable {
    package var flows = [1_000, 100_000, 1_000_000]
    package var portFlows = 100_000
    package var liveFlows = 1_000_000
    package var newFlowBatches = 256
    package var rules = [100, 1_000, 4_000]
    package var ports = [10, 1_000, 10_000]
    package var routes = [10, 10_000, 100_000]
    package var bulkPackets = 1 << 20
    package var journeyPackets = 100_000

    package init() {}
  }
}

/// One line of the answer: work that is repeated, and what is said about it beside its rate.
struct ForwardingLine {
  /// As the JSON rows call it: `router-hop/copied`.
  var name: String
  /// For a person: one router hop, 64-byte frames.
  var what: String
  /// What is counted, in millions a second.
  var unit = "packets"
  var workload: any ForwardingWorkload
  /// Of the classifier, in seconds.
  var compileSeconds: Double?
  /// Of the structure that is searched.
  var memoryBytes: () -> Int? = { nil }
  /// By how much the process grew for each live flow.
  var residentBytesEach: Double?
  /// Looks before the first run whether answers are right: what is wrong, or `nil`.
  var check: () -> String? = { nil }
  /// Looks after the last run whether everything went as it should.
  var checkAfter: () -> String? = { nil }
}
