import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator

extension ReplayResult {
  /// The answer for a person: totals, drops by reason, hops, rules. Equal input, equal text.
  package var text: String {
    var text = Self.head(totals) + periodLines + Self.reasons(totals)
    if !hops.isEmpty {
      text += "\n"
      text += TableFormatter.format(
        header: ["Device", "Received", "Delivered", "Dropped", "Bytes received"],
        rows: hops.map {
          [
            $0.device, $0.received.packets.formatted, $0.delivered.packets.formatted,
            $0.dropped.packets.formatted, $0.received.bytes.formatted,
          ]
        })
    }
    if let rates { text += Self.limits(rates) }
    if !peerings.isEmpty { text += "\n" + PeeringMeter.text(peerings) }
    if !rules.isEmpty {
      text += "\n"
      text += TableFormatter.format(
        header: ["Security group", "Rule", "Access", "Packets decided"],
        rows: rules.map {
          [$0.group, $0.rule, $0.allows ? "Allow" : "Deny", $0.decided.packets.formatted]
        })
    }
    return text
  }

  /// What changed when, and what came of the packets in between, behind an empty line.
  private var periodLines: String {
    guard !periods.isEmpty else { return "" }
    var text = "\n"
    for period in periods {
      if let change = period.change { text += change.text + "\n" }
      if period.totals.packets.packets > 0 { text += "    " + Self.head(period.totals) }
    }
    return text
  }

  /// `10 packets in, 2 more made on the way: 8 delivered, 4 dropped, 31 hops`, a line.
  static func head(_ totals: BulkTotals) -> String {
    var text = "\(counted(totals.packets.packets, "packet")) in"
    if totals.made.packets > 0 {
      text += ", \(totals.made.packets.formatted) more made on the way"
    }
    text += ": \(totals.delivered.packets.formatted) delivered, "
    text += "\(totals.dropped.packets.formatted) dropped, \(totals.hops.formatted) hops\n"
    return text
  }

  /// A table of the limits to which packets came, behind an empty line; nothing if there were none.
  static func limits(_ rates: RateReport) -> String {
    let used = rates.uses.filter { $0.offered.packets > 0 }
    guard !used.isEmpty else { return "" }
    return "\n"
      + TableFormatter.format(
        header: ["Limit", "Allowed", "Offered", "Delivered", "Packets dropped"],
        rows: used.map { use in
          [
            use.limit.name, use.allowed, use.rate(use.offered, rates.duration) ?? "-",
            use.rate(use.passed, rates.duration) ?? "-", use.dropped.packets.formatted,
          ]
        })
  }

  /// A table of the reasons behind an empty line; nothing if no packet was dropped.
  static func reasons(_ totals: BulkTotals) -> String {
    let reasons = DropReason.allCases.filter { totals.dropped($0).packets > 0 }
    guard !reasons.isEmpty else { return "" }
    return "\n"
      + TableFormatter.format(
        header: ["Dropped", "Packets", "Reason"],
        rows: reasons.map {
          [$0.rawValue, totals.dropped($0).packets.formatted, $0.text]
        })
  }

  /// What the reader should know besides: what did not enter and why. Sentences without full stop.
  package var remarks: [String] {
    var remarks: [String] = []
    if strangerCount > 0 {
      let shown = strangers.prefix(4).map { "\($0.address) (\($0.packets))" }
      let rest = strangers.count > 4 ? " and others" : ""
      remarks.append(
        "\(Self.counted(UInt64(strangerCount), "packet")) did not enter, sent from addresses that "
          + "no machine or host has: \(shown.joined(separator: ", "))\(rest)")
    }
    if let output, output.missing > 0, output.failure == nil {
      remarks.append(
        "\(Self.counted(output.missing, "hop")) of \(output.seen.formatted) are missing from the "
          + "capture: it did not keep up")
    }
    if let timeline = request.timeline {
      if timeline.injectionCount > 0 {
        remarks.append(
          "the timeline of \(timeline.scenario) injects "
            + "\(Self.counted(UInt64(timeline.injectionCount), "packet")), which a replay does not")
      }
      if laterChangeCount > 0 {
        remarks.append(
          "\(Self.counted(UInt64(laterChangeCount), "change")) of the timeline of "
            + "\(timeline.scenario) \(laterChangeCount == 1 ? "comes" : "come") "
            + "after the last packet")
      }
    }
    if let rates, rates.uses.isEmpty {
      remarks.append(
        "nothing limits rates: no machine has a size, no gateway a SKU and no circuit a bandwidth "
          + "that says so")
    }
    guard let tally else { return remarks }
    if tally.truncatedCount > 0 {
      remarks.append(
        "the capture holds only the beginning of "
          + "\(Self.counted(UInt64(tally.truncatedCount), "packet")); the rest is zeros")
    }
    if tally.otherCount > 0 {
      remarks.append(
        "\(Self.counted(UInt64(tally.otherCount), "frame")) of the capture carried no IPv4")
    }
    if tally.unreadableCount > 0 {
      remarks.append(
        "\(Self.counted(UInt64(tally.unreadableCount), "frame")) of the capture ended within "
          + "the link's header")
    }
    for kind in tally.unsupported {
      remarks.append(
        "\(Self.counted(UInt64(kind.count), "frame")) of link type \(kind.name) "
          + "cannot be unwrapped")
    }
    return remarks
  }

  /// `1,000,000 packets in 0.21 s: 4.76 million packets, 28.6 million hops a second`
  package var rate: String {
    func millions(_ value: Double) -> String { Self.decimal(value / 1e6, places: 2) }
    return "\(Self.counted(totals.packets.packets, "packet")) in "
      + "\(Self.decimal(seconds, places: 2)) s with "
      + "\(Self.counted(UInt64(shares.count), "worker")): \(millions(packetsPerSecond)) million "
      + "packets and \(millions(hopsPerSecond)) million hops a second"
  }

  private static func counted(_ count: UInt64, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count.formatted) \(noun)s"
  }

  static func decimal(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = UInt64((value * scale).rounded())
    let fraction = String(scaled % UInt64(scale))
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\((scaled / UInt64(scale)).formatted).\(zeros)\(fraction)"
  }
}

extension UInt64 {
  /// With a comma between groups of three digits.
  var formatted: String {
    let digits = String(self)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
