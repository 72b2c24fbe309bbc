import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator

/// `vnetem replay -o json`.
package struct ReplayDocument: JSONDocument, Sendable {
  /// Packets, and the bytes of their IPv4 headers and data.
  package struct Count: Encodable, Sendable {
    package var packets: UInt64
    package var bytes: UInt64

    init(_ tally: Tally) {
      packets = tally.packets
      bytes = tally.bytes
    }
  }

  package struct Dropped: Encodable, Sendable {
    package var reason: String
    package var packets: UInt64
    package var bytes: UInt64
  }

  package struct Hop: Encodable, Sendable {
    package var device: String
    package var received: Count
    package var delivered: Count
    package var dropped: Count
  }

  package struct Rule: Encodable, Sendable {
    package var group: String
    package var rule: String
    /// `Allow` or `Deny`.
    package var access: String
    package var decided: Count
  }

  /// A change of the timeline, and what came of the packets from then on to the next.
  package struct Period: Encodable, Sendable {
    /// Absent of the beginning.
    package var change: TimelineEntry?
    package var entered: Count
    package var made: Count
    package var delivered: Count
    package var dropped: Count
    package var droppedByReason: [Dropped]

    init(_ period: ReplayPeriod) {
      change = period.change
      entered = Count(period.totals.packets)
      made = Count(period.totals.made)
      delivered = Count(period.totals.delivered)
      dropped = Count(period.totals.dropped)
      droppedByReason = ReplayDocument.dropped(period.totals)
    }
  }

  package struct Stranger: Encodable, Sendable {
    package var address: String
    package var packets: Int
  }

  package struct Unsupported: Encodable, Sendable {
    /// As capture files number it.
    package var linkType: Int
    package var name: String
    package var frames: Int
  }

  /// What one pass of the capture held.
  package struct Input: Encodable, Sendable {
    package var frames: Int
    package var packets: Int
    package var truncated: Int
    package var notIPv4: Int
    package var unreadable: Int
    package var unsupported: [Unsupported]
  }

  /// Frames of the capture of every hop.
  package struct Output: Encodable, Sendable {
    package var path: String
    /// Hops that were seen.
    package var seen: UInt64
    package var written: UInt64
    /// Hops that did not match the filter.
    package var filtered: UInt64
    /// Hops that are missing, because the file did not keep up or took no more.
    package var missing: UInt64
  }

  /// One limit to which packets came.
  package struct Limit: Encodable, Sendable {
    package var limit: String
    /// What it allows, in bits; absent where packets are counted.
    package var bitsPerSecond: Int64?
    package var packetsPerSecond: Int64?
    /// Of the packets that it dropped.
    package var reason: String
    package var offered: Count
    package var delivered: Count
    package var dropped: Count
    /// In the limit's unit a second; absent where no time passed.
    package var offeredPerSecond: Int64?
    package var deliveredPerSecond: Int64?

    init(_ use: RateUse, _ duration: Nanoseconds) {
      limit = use.limit.name
      switch use.limit.amount {
      case .bits(let rate): bitsPerSecond = rate.bitsPerSecond
      case .packets(let count): packetsPerSecond = count
      }
      reason = use.limit.reason.rawValue
      offered = Count(use.offered)
      delivered = Count(use.passed)
      dropped = Count(use.dropped)
      offeredPerSecond = use.perSecond(use.offered, duration)
      deliveredPerSecond = use.perSecond(use.passed, duration)
    }
  }

  /// Wall-clock time; differs from run to run.
  package struct Rates: Encodable, Sendable {
    package var seconds: Double
    package var packetsPerSecond: Double
    package var hopsPerSecond: Double
  }

  package var schema = "vnetem.replay/1"
  /// The topology's name.
  package var topology: String
  /// Names of the links that were failed.
  package var failedLinks: [String]
  /// Absent if the traffic was generated.
  package var capture: String?
  /// How generated traffic was asked for; absent if a capture was replayed.
  package var generated: String?
  /// Where all packets entered; absent if their sources decided.
  package var from: String?
  /// Passes that were begun.
  package var passes: Int
  package var workers: Int
  /// Absent if nothing was read.
  package var input: Input?
  /// What entered the estate.
  package var entered: Count
  /// ICMP errors and echo replies that were made on the way.
  package var made: Count
  package var delivered: Count
  package var dropped: Count
  package var droppedByReason: [Dropped]
  /// Looks of devices at packets.
  package var hopCount: UInt64
  package var hops: [Hop]
  package var rules: [Rule]
  package var peerings: [PeeringMeterDocument]
  /// The scenario whose timeline was applied; absent without `--timeline`.
  package var timeline: String?
  /// What changed on the way, as far as packets went, the beginning first; absent without `--timeline`.
  package var periods: [Period]?
  /// Absent without `--rates`.
  package var limits: [Limit]?
  /// Packets that did not enter because no machine or host has their source address.
  package var strangerCount: Int
  /// The first hundred addresses, the most frequent first.
  package var strangers: [Stranger]
  /// What ended the capture early; absent if nothing did.
  package var damage: String?
  /// Absent without `--capture`.
  package var output: Output?
  package var interrupted: Bool
  package var rates: Rates

  package init(_ result: ReplayResult) {
    topology = result.topology
    failedLinks = result.failedLinks
    if result.request.traffic == nil {
      capture = result.request.path
    } else {
      generated = result.request.path
    }
    from = result.request.entry
    passes = result.passes
    workers = result.request.workers
    input = result.tally.map { tally in
      Input(
        frames: tally.frameCount, packets: tally.packetCount, truncated: tally.truncatedCount,
        notIPv4: tally.otherCount, unreadable: tally.unreadableCount,
        unsupported: tally.unsupported.map {
          Unsupported(linkType: $0.linkType, name: $0.name, frames: $0.count)
        })
    }
    let totals = result.totals
    entered = Count(totals.packets)
    made = Count(totals.made)
    delivered = Count(totals.delivered)
    dropped = Count(totals.dropped)
    droppedByReason = Self.dropped(totals)
    hopCount = totals.hops
    hops = result.hops.map {
      Hop(
        device: $0.device, received: Count($0.received), delivered: Count($0.delivered),
        dropped: Count($0.dropped))
    }
    rules = result.rules.map {
      Rule(
        group: $0.group, rule: $0.rule, access: $0.allows ? "Allow" : "Deny",
        decided: Count($0.decided))
    }
    peerings = result.peerings.map(PeeringMeterDocument.init)
    if let applied = result.request.timeline {
      timeline = applied.scenario
      periods = result.periods.map(Period.init)
    }
    limits = result.rates.map { report in
      report.uses.filter { $0.offered.packets > 0 }.map { Limit($0, report.duration) }
    }
    strangerCount = result.strangerCount
    strangers = result.strangers.prefix(100).map {
      Stranger(address: $0.address.description, packets: $0.packets)
    }
    damage = result.damage
    if let request = result.request.output, let output = result.output {
      self.output = Output(
        path: request.path, seen: output.seen, written: output.written,
        filtered: output.filtered, missing: output.missing)
    }
    interrupted = result.isInterrupted
    rates = Rates(
      seconds: result.seconds, packetsPerSecond: result.packetsPerSecond,
      hopsPerSecond: result.hopsPerSecond)
  }

  static func dropped(_ totals: BulkTotals) -> [Dropped] {
    DropReason.allCases.compactMap { reason in
      let tally = totals.dropped(reason)
      return tally.packets == 0
        ? nil : Dropped(reason: reason.rawValue, packets: tally.packets, bytes: tally.bytes)
    }
  }
}
