import Addressing

/// What one worker has seen: packets and bytes by interface, device, route, security rule and drop reason.
///
/// One owner at a time, no shared writes; workers' counters are added up with ``add(_:)``. Counters belong to one
/// estate's tables: made for their numbers, and carried over to the next generation's with
/// ``carry(_:from:to:)``. A packet is counted at every device that it passes, once at each.
package struct ForwardingCounters: ~Copyable, @unchecked Sendable {
  package let layout: CounterLayout
  private let base: UnsafeMutablePointer<Tally>

  /// Zeros. O(tallies), in memory that is committed as it is counted in.
  package init(_ tables: borrowing ForwardingTables) {
    self.init(tables.compiled.counters)
  }

  private init(_ layout: CounterLayout) {
    self.layout = layout
    base = CounterMemory.allocate(layout.count)
  }

  deinit { CounterMemory.free(base) }

  var view: CounterView { CounterView(base: base) }

  // MARK: Reading

  /// What came in at an interface.
  package func received(at interface: InterfaceID) -> Tally {
    precondition((0..<layout.interfaceCount).contains(interface.index), "no such interface")
    return base[interface.index]
  }

  /// What a device gave to its guest or to itself.
  package func delivered(at device: DeviceID) -> Tally {
    base[layout.delivered(checked(device))]
  }

  /// What a device dropped for one reason; nothing where it keeps no tally for it.
  package func dropped(at device: DeviceID, _ reason: DropReason) -> Tally {
    layout.keeps(reason, at: checked(device))
      ? base[layout.dropped(device.index, reason)] : Tally()
  }

  /// What a device dropped for any reason.
  package func dropped(at device: DeviceID) -> Tally {
    DropReason.allCases.reduce(into: Tally()) { $0 += dropped(at: device, $1) }
  }

  /// The packets for which a device chose a route; `number` is an answer of its ``RoutingTable``, whose
  /// ``RoutingTable/prefix(of:)`` knows the prefix.
  package func routed(at device: DeviceID, number: Int) -> Tally {
    let start = layout.routes[checked(device)]
    precondition(
      number >= 0 && start + number < layout.routes[device.index + 1], "no such route")
    return base[start + number]
  }

  /// The packets about which a rule decided: the first ones of flows, and those of flows that were denied.
  package func decided(by table: SecurityRuleTableID, rule: Int) -> Tally {
    precondition((0..<layout.rules.count - 1).contains(table.index), "no such table")
    let start = layout.rules[table.index]
    precondition(rule >= 0 && start + rule < layout.rules[table.index + 1], "no such rule")
    return base[start + rule]
  }

  /// All tallies, in the order of the layout: equal for counters of the same tables that counted the same. O(tallies).
  package var tallies: [Tally] { Array(UnsafeBufferPointer(start: base, count: layout.count)) }

  /// What came to any device. O(interfaces).
  package var received: Tally {
    (0..<layout.interfaceCount).reduce(into: Tally()) { $0 += base[$1] }
  }

  /// What any device delivered. O(devices).
  package var delivered: Tally {
    (0..<layout.deviceCount).reduce(into: Tally()) {
      $0 += delivered(at: DeviceID(rawValue: Int32($1)))
    }
  }

  /// What any device dropped for one reason. O(devices).
  package func dropped(_ reason: DropReason) -> Tally {
    (0..<layout.deviceCount).reduce(into: base[layout.dropsElsewhere + reason.number]) {
      $0 += dropped(at: DeviceID(rawValue: Int32($1)), reason)
    }
  }

  /// What any device dropped. O(devices).
  package var dropped: Tally {
    DropReason.allCases.reduce(into: Tally()) { $0 += dropped($1) }
  }

  /// What any device sent on: what was neither delivered nor dropped. O(devices).
  package var forwarded: Tally { received - delivered - dropped }

  private func checked(_ device: DeviceID) -> Int {
    precondition((0..<layout.deviceCount).contains(device.index), "no such device")
    return device.index
  }

  // MARK: Counting

  /// A packet that its link lost after a device had sent it on counts as dropped there.
  package mutating func drop(_ bytes: Int, at device: DeviceID, _ reason: DropReason) {
    view.count(layout.dropped(checked(device), reason), bytes)
  }

  /// A packet that the pipeline delivered to a device where tunnels end, and which decapsulation refused, counts as
  /// dropped there.
  package mutating func refuse(_ bytes: Int, at device: DeviceID, _ reason: DropReason) {
    let one = Tally(packets: 1, bytes: UInt64(bytes))
    let place = layout.delivered(checked(device))
    base[place] = base[place] - one
    drop(bytes, at: device, reason)
  }

  // MARK: Adding up

  /// Adds another worker's counters of the same tables. O(tallies).
  package mutating func add(_ other: borrowing Self) {
    precondition(layout.count == other.layout.count, "counters of other tables")
    for index in 0..<layout.count where other.base[index].packets > 0 {
      view.add(index, other.base[index])
    }
  }

  /// Adds counters that were made for another generation of the same estate's tables: what both have, by interface,
  /// device, prefix, and group and name of the rule. Routes and rules that are gone are no longer reported; routes
  /// of tables without prefixes (``RoutingTable/prefixes``) are carried only if both have the same number.
  /// The new tables may have more interfaces and devices, behind those of the old ones. O(tallies).
  package mutating func carry(
    _ older: borrowing Self, from old: ForwardingTables, to new: ForwardingTables
  ) {
    precondition(
      layout.interfaceCount >= older.layout.interfaceCount
        && layout.deviceCount >= older.layout.deviceCount, "counters of another estate")
    for index in 0..<older.layout.interfaceCount { view.add(index, older.base[index]) }
    for reason in DropReason.allCases.indices {
      view.add(
        layout.dropsElsewhere + reason, older.base[older.layout.dropsElsewhere + reason])
    }
    for device in 0..<older.layout.deviceCount {
      view.add(layout.delivered(device), older.base[older.layout.delivered(device)])
      carryDrops(older, at: device)
      let from = old.devices[device].routes
      let to = new.devices[device].routes
      let start = layout.routes[device]
      let olderStart = older.layout.routes[device]
      if from.prefixes == to.prefixes {
        guard from.numberCount == to.numberCount else { continue }
        for number in 0..<to.numberCount {
          view.add(start + number, older.base[olderStart + number])
        }
        continue
      }
      let numbers = Dictionary(
        to.prefixes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      for (number, prefix) in from.prefixes.enumerated() {
        if let now = numbers[prefix] { view.add(start + now, older.base[olderStart + number]) }
      }
    }
    carryRules(older, from: old, to: new)
  }

  private mutating func carryDrops(_ older: borrowing Self, at device: Int) {
    for reason in DropReason.allCases where older.layout.keeps(reason, at: device) {
      view.add(layout.dropped(device, reason), older.base[older.layout.dropped(device, reason)])
    }
  }

  private mutating func carryRules(
    _ older: borrowing Self, from old: ForwardingTables, to new: ForwardingTables
  ) {
    for (table, rules) in old.securityRules.enumerated() {
      // Tables keep their numbers unless groups were compiled in another order.
      let same =
        new.securityRules.indices.contains(table) && new.securityRules[table].hasNames(of: rules)
        ? table : new.securityRules.firstIndex { $0.hasNames(of: rules) }
      guard let same else { continue }
      for rule in rules.rules.indices {
        view.add(layout.rules[same] + rule, older.base[older.layout.rules[table] + rule])
      }
    }
  }
}

extension SecurityRuleTable {
  fileprivate func hasNames(of other: Self) -> Bool {
    group == other.group && rules.count == other.rules.count
      && zip(rules, other.rules).allSatisfy { $0.name == $1.name }
  }
}
