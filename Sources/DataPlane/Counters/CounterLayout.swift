/// Where the tallies of one estate stand in the memory of a ``ForwardingCounters``.
///
/// ```
/// | interfaces | devices: delivered | devices x drop reasons | rules, table by table | routes, device by device |
/// ```
/// What counts as a route is an answer of the device's ``RoutingTable``.
package struct CounterLayout: Sendable {
  let interfaceCount: Int
  let deviceCount: Int
  /// The first tally of each security rule table, and behind the last one the first route's.
  let rules: [Int]
  /// The first tally of each device's routes, and the total count behind the last one.
  let routes: [Int]

  /// - Parameters: how many there are: interfaces, rules of each table, routes of each device.
  init(interfaces: Int, rules ruleCounts: some Sequence<Int>, routes: some Collection<Int>) {
    interfaceCount = interfaces
    deviceCount = routes.count
    var next = interfaces + deviceCount * (1 + DropReason.count)
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
    view.interfaceCount &+ view.deviceCount &+ device &* DropReason.count &+ reason.number
  }

  func delivered(_ device: Int) -> Int { interfaceCount + device }

  func dropped(_ device: Int, _ reason: DropReason) -> Int {
    interfaceCount + deviceCount + device * DropReason.count + reason.number
  }
}
