import LongestPrefixMatch

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

  /// Counts a packet at its interface, and what its device did with it.
  @inline(__always)
  func count(
    _ verdict: Verdict, of bytes: Int, at interface: InterfaceID, _ device: DeviceID,
    _ tables: ForwardingTables
  ) {
    guard base != nil else { return }
    let layout = tables.compiled.counters
    count(interface.index, bytes)
    switch verdict {
    case .forward: break
    case .deliver:
      count(
        CounterLayout.delivered(device.index, interfaces: layout.interfaceCount), bytes)
    case .drop(let reason):
      count(
        CounterLayout.dropped(
          device.index, reason, interfaces: layout.interfaceCount, devices: layout.deviceCount),
        bytes)
    }
  }
}

/// Counts what stages do with one packet.
struct PacketCounting {
  let view: CounterView
  /// The packet's size as it came in.
  let bytes: Int

  static var none: Self { Self(view: .none, bytes: 0) }

  /// A device chose a route.
  @inline(__always)
  func route(_ route: NextHopIndex, of device: DeviceID, _ tables: ForwardingTables) {
    guard view.base != nil else { return }
    view.count(tables.compiled.counters.routes[device.index] + Int(route.rawValue), bytes)
  }

  /// A rule decided.
  @inline(__always)
  func rule(_ rule: Int, of table: SecurityRuleTableID, _ tables: ForwardingTables) {
    guard view.base != nil else { return }
    view.count(tables.compiled.counters.rules[table.index] + rule, bytes)
  }
}
