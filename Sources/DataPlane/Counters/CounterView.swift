/// A place to count in, for the stages: a pointer only, or nowhere.
struct CounterView {
  let base: UnsafeMutablePointer<Tally>?

  static var none: Self { Self(base: nil) }

  /// Adds one packet to a tally.
  @inline(__always)
  func count(_ place: Int, _ bytes: Int) {
    guard let base else { return }
    base[place].packets &+= 1
    base[place].bytes &+= UInt64(truncatingIfNeeded: bytes)
  }

  /// Adds many packets to a tally.
  @inline(__always)
  func add(_ place: Int, packets: Int, bytes: UInt64) {
    guard let base else { return }
    base[place] += Tally(packets: UInt64(packets), bytes: bytes)
  }

  /// Adds a tally to another.
  @inline(__always)
  func add(_ place: Int, _ tally: Tally) {
    guard let base else { return }
    base[place] += tally
  }

  /// Counts what a device did with a packet; what it sent on is what is left.
  @inline(__always)
  func count(_ verdict: Verdict, of bytes: Int, _ device: DeviceID, _ view: ForwardingView) {
    switch verdict {
    case .forward: break
    case .deliver: count(CounterLayout.delivered(device.index, view), bytes)
    case .drop(let reason): count(CounterLayout.dropped(device.index, reason, view), bytes)
    }
  }
}

/// Counts what stages do with one packet.
struct PacketCounting {
  let view: CounterView
  /// The packet's size as it came in.
  let bytes: Int

  static var none: Self { Self(view: .none, bytes: 0) }

  @inline(__always)
  func count(_ place: Int) { view.count(place, bytes) }

  /// A rule decided.
  @inline(__always)
  func rule(_ rule: Int, of table: SecurityRuleTableID, _ tables: ForwardingTables) {
    guard view.base != nil else { return }
    view.count(tables.compiled.counters.rules[table.index] + rule, bytes)
  }
}
