/// Where the tallies of one estate stand in the memory of a ``ForwardingCounters``.
///
/// ```
/// | interfaces | devices: delivered | drop reasons, of no device | drop reasons, device by device |
/// | rules, table by table | routes, device by device |
/// ```
/// What counts as a route is an answer of the device's ``RoutingTable``. A virtual switch port keeps tallies only for
/// the reasons for which a port can drop (``DropReason/scope``): there are many ports. Should it drop for another, that
/// is counted among the drops of no device.
package struct CounterLayout: Sendable {
  let interfaceCount: Int
  let deviceCount: Int
  /// By device.
  let drops: [Drops]
  /// By reason: where it stands among a device's drop reasons, those of ports first.
  let dropPlaces: [UInt8]
  /// The first tally of each security rule table, and behind the last one the first route's.
  let rules: [Int]
  /// The first tally of each device's routes, and the total count behind the last one.
  let routes: [Int]

  /// The tallies of one device's drop reasons.
  struct Drops: Hashable, Sendable {
    var first: UInt32
    /// How many of the reasons: those whose place is below.
    var count: UInt8
  }

  /// - Parameters: how many there are: interfaces, rules of each table, routes of each device; and for which reasons
  ///   each device can drop.
  init(
    interfaces: Int, rules ruleCounts: some Sequence<Int>, routes: some Collection<Int>,
    scopes: some Sequence<DropReason.Scope>
  ) {
    interfaceCount = interfaces
    deviceCount = routes.count
    var next = interfaces + deviceCount + DropReason.count
    let order = DropReason.byScope
    var places = [UInt8](repeating: 0, count: DropReason.count)
    for (place, reason) in order.enumerated() { places[reason.number] = UInt8(place) }
    dropPlaces = places
    drops = scopes.map { scope in
      let count = order.count { $0.scope.rawValue <= scope.rawValue }
      defer { next += count }
      return Drops(first: UInt32(next), count: UInt8(count))
    }
    precondition(drops.count == deviceCount, "one scope for every device")
    var rules: [Int] = []
    for count in ruleCounts {
      rules.append(next)
      next += count
    }
    rules.append(next)
    self.rules = rules
    var starts: [Int] = []
    starts.reserveCapacity(routes.count + 1)
    for count in routes {
      starts.append(next)
      next += count
    }
    starts.append(next)
    self.routes = starts
  }

  /// Tallies in all.
  var count: Int { routes[deviceCount] }

  @inline(__always)
  static func delivered(_ device: Int, _ view: ForwardingView) -> Int {
    view.interfaceCount &+ device
  }

  @inline(__always)
  static func dropped(_ device: Int, _ reason: DropReason, _ view: ForwardingView) -> Int {
    let drops = view.devices[device].drops
    let place = view.dropPlaces[reason.number]
    guard place < drops.count else {
      return view.interfaceCount &+ view.deviceCount &+ reason.number
    }
    return Int(drops.first) &+ Int(place)
  }

  func delivered(_ device: Int) -> Int { interfaceCount + device }

  func dropped(_ device: Int, _ reason: DropReason) -> Int {
    guard keeps(reason, at: device) else { return dropsElsewhere + reason.number }
    return Int(drops[device].first) + Int(dropPlaces[reason.number])
  }

  /// The device has a tally of its own for the reason.
  func keeps(_ reason: DropReason, at device: Int) -> Bool {
    dropPlaces[reason.number] < drops[device].count
  }

  /// The first tally of drops for reasons of which their device keeps none.
  var dropsElsewhere: Int { interfaceCount + deviceCount }
}
