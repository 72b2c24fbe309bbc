import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

/// What became of the packets of a capture.
package struct ReplayResult: Sendable {
  /// One device's part.
  package struct Hop: Hashable, Sendable {
    package var device: String
    /// What came in at any interface of the device, or from its guest.
    package var received: Tally
    /// What it gave to its guest or took itself.
    package var delivered: Tally
    package var dropped: Tally
  }

  /// One security rule's part.
  package struct Rule: Hashable, Sendable {
    package var group: String
    /// As Azure's tools print it.
    package var rule: String
    package var allows: Bool
    /// Packets about which the rule decided: the first ones of flows, and those that it denied.
    package var decided: Tally
  }

  /// A source address that is nobody's.
  package struct Stranger: Hashable, Sendable {
    package var address: IPv4Address
    package var packets: Int
  }

  /// What a capture of every hop came to, in hops.
  package struct Output: Hashable, Sendable {
    package var seen: UInt64
    package var written: UInt64
    /// Hops that did not match the filter.
    package var filtered: UInt64
    /// Hops that are missing: the file did not keep up, or took no more.
    package var missing: UInt64
    /// What ended the writing early.
    package var failure: InquiryError?

    init(_ result: SpoolResult) {
      seen = result.seen
      written = result.written
      filtered = result.filtered
      missing = result.lost
      failure = result.failure.map(InquiryError.init)
    }
  }

  package var request: ReplayRequest
  /// The topology's name.
  package var topology: String
  /// Names of the links that were failed.
  package var failedLinks: [String]
  /// What one pass of the capture held.
  package var tally: CaptureTally?
  /// Passes that were begun.
  package var passes: Int
  package var totals: BulkTotals
  /// What changed on the way, the beginning first; empty without a timeline.
  package var periods: [ReplayPeriod] = []
  /// Changes of the timeline that no packet met.
  package var laterChangeCount = 0
  /// Devices that saw a packet, in the document's order.
  package var hops: [Hop]
  /// Rules that decided, in the order of the tables.
  package var rules: [Rule]
  /// Packets that did not enter because their source is nobody's address.
  package var strangerCount: Int
  /// The addresses of those, the most frequent first.
  package var strangers: [Stranger]
  /// What peerings carried, those that carried something.
  package var peerings: [PeeringMeter.Row]
  /// What came to limits; `nil` if nothing was limited.
  package var rates: RateReport?
  /// Packets of each worker.
  package var shares: [UInt64]
  /// What ended the capture early; what had come in before was forwarded.
  package var damage: String?
  /// What the capture of every hop came to; `nil` if there is none.
  package var output: Output?
  package var isInterrupted: Bool
  /// From the first packet read to the last one's end, in seconds of wall-clock time.
  package var seconds: Double

  /// Packets of the capture that entered, a second.
  package var packetsPerSecond: Double {
    seconds > 0 ? Double(totals.packets.packets) / seconds : 0
  }

  /// Looks of devices at packets, a second.
  package var hopsPerSecond: Double { seconds > 0 ? Double(totals.hops) / seconds : 0 }

  init(
    _ request: ReplayRequest, _ result: borrowing BulkResult, _ intake: ReplaySource.Intake,
    _ output: SpoolResult?, _ moments: [EstateMoment], of inquiry: Inquiry, isInterrupted: Bool,
    seconds: Double
  ) {
    topology = inquiry.topology.name
    failedLinks = inquiry.failedLinks
    self.request = request
    self.output = output.map(Output.init)
    self.isInterrupted = isInterrupted
    self.seconds = seconds
    tally = intake.tally
    passes = intake.passes
    strangerCount = intake.strangers
    strangers = intake.strangersByAddress.map { Stranger(address: $0.key, packets: $0.value) }
      .sorted { $0.packets == $1.packets ? $0.address < $1.address : $0.packets > $1.packets }
    totals = result.totals
    var meter = PeeringMeter()
    meter.count(result)
    peerings = meter.rows(
      of: request.timeline?.topologies(of: inquiry.topology) ?? [inquiry.topology])
    rates = request.limitsRates ? result.rates : nil
    shares = result.shares
    damage = result.failure.map { "\($0)" }
    let estates = moments.isEmpty ? [inquiry.estate] : moments.map(\.estate)
    hops = Self.hops(result, estates[estates.count - 1].deviceNames)
    rules = Self.rules(result, estates)
    if !moments.isEmpty {
      periods = zip([nil] + TimelineEntry.entries(moments), result.totalsByState).map {
        ReplayPeriod(change: $0, totals: $1)
      }
      laterChangeCount = moments.count - periods.count
    }
  }

  private static func hops(
    _ result: borrowing BulkResult, _ deviceNames: [String]
  ) -> [Hop] {
    var received = [Tally](repeating: Tally(), count: result.tables.devices.count)
    for (index, interface) in result.tables.interfaces.enumerated() {
      received[interface.device.index] +=
        result.counters.received(at: InterfaceID(rawValue: Int32(index)))
    }
    var hops: [Hop] = []
    for index in received.indices {
      let device = DeviceID(rawValue: Int32(index))
      let dropped = result.counters.dropped(at: device)
      guard received[index].packets > 0 || dropped.packets > 0 else { continue }
      hops.append(
        Hop(
          device: deviceNames[index], received: received[index],
          delivered: result.counters.delivered(at: device), dropped: dropped))
    }
    return hops
  }

  /// In the order of the tables, those of later states behind those of earlier ones.
  private static func rules(
    _ result: borrowing BulkResult, _ estates: [CompiledEstate]
  ) -> [Rule] {
    var rules: [Rule] = []
    var told: Set<[String]> = []
    for table in estates.flatMap(\.tables.securityRules) {
      for rule in table.rules {
        let decided = result.decisions.decided(
          by: rule.name, of: table.group, allows: rule.allows)
        guard decided.packets > 0,
          told.insert([table.group, rule.name, rule.allows.description]).inserted
        else { continue }
        rules.append(
          Rule(group: table.group, rule: rule.name, allows: rule.allows, decided: decided))
      }
    }
    return rules
  }
}
