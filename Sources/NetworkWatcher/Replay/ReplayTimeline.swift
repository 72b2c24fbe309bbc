import Emulator
import ResourceModel

/// What changes while packets are replayed: a scenario's timeline, without the packets that it injects.
package struct ReplayTimeline: Sendable {
  /// The scenario's name.
  package var scenario: String
  package var events: [TimelineEvent]
  /// How many events inject a packet, which a replay does not.
  package var injectionCount: Int

  package init(_ scenario: Scenario) {
    self.scenario = scenario.name
    events = scenario.timeline.filter { event in
      if case .inject = event.change { false } else { true }
    }
    injectionCount = scenario.timeline.count - events.count
  }

  /// The document, and what each change of its resources makes of it.
  func topologies(of topology: Topology) -> [Topology] {
    [topology] + events.topologies
  }
}

extension [TimelineEvent] {
  /// What each change of resources makes of the document.
  var topologies: [Topology] {
    compactMap { event in
      guard case .resources(let change) = event.change else { return nil }
      return change.topology
    }
  }
}

/// A change of a replay's timeline, and what came of the packets from then on to the next.
package struct ReplayPeriod: Sendable {
  /// What began it; `nil` of the beginning.
  package var change: TimelineEntry?
  package var totals: BulkTotals
}
