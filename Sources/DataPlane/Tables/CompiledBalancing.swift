import Addressing

/// Load balancing as the packet path reads it: pointers only, not written after it is made.
struct BalancingView {
  struct FrontEnd {
    var isStandard: Bool
    var refusal: DropReason?
    var rules: Range<Int>
    var address: IPv4Address
  }

  struct Rule {
    /// 0 is every port of TCP and UDP.
    var protocolNumber: IPProtocol
    var isForAllPorts: Bool
    var isFloating: Bool
    var distribution: LoadBalancingTables.Distribution
    var frontendPort: UInt16
    var backendPort: UInt16
    var idleTimeout: Nanoseconds
    var backends: UnsafeBufferPointer<LoadBalancingTables.Backend>
    var healthy: Int

    /// The rule's traffic among that for its front end.
    func takes(_ flow: FiveTuple) -> Bool {
      guard flow.protocolNumber == .tcp || flow.protocolNumber == .udp else { return false }
      return isForAllPorts
        || (protocolNumber == flow.protocolNumber && frontendPort == flow.destinationPort.rawValue)
    }
  }

  /// One rule at one of its backends' ports.
  struct Translation {
    var frontEnd: IPv4Address
    var backend: IPv4Address
    var rule: Int
    var isStandard: Bool
  }

  let frontEnds: UnsafeMutableBufferPointer<FrontEnd>
  let rules: UnsafeMutableBufferPointer<Rule>
  private let backends: UnsafeMutableBufferPointer<LoadBalancingTables.Backend>
  private let translations: UnsafeMutableBufferPointer<Translation>
  /// By device; empty where nobody translates.
  private let ranges: UnsafeMutableBufferPointer<Range<Int>>

  /// There are no front ends.
  var isEmpty: Bool { frontEnds.isEmpty }

  init(_ tables: LoadBalancingTables, _ interfaces: [Interface], devices: Int) {
    func copy<Element>(_ array: [Element]) -> UnsafeMutableBufferPointer<Element> {
      let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
      _ = memory.initialize(from: array)
      return memory
    }
    let ruleList = tables.frontEnds.flatMap(\.rules)
    backends = copy(ruleList.flatMap(\.backends))
    var first = 0
    var rules: [Rule] = []
    for rule in ruleList {
      let members = UnsafeBufferPointer(
        rebasing: UnsafeBufferPointer(backends)[first..<first + rule.backends.count])
      first += rule.backends.count
      rules.append(
        Rule(
          protocolNumber: rule.protocolNumber ?? IPProtocol(rawValue: 0),
          isForAllPorts: rule.protocolNumber == nil, isFloating: rule.isFloating,
          distribution: rule.distribution, frontendPort: rule.frontendPort,
          backendPort: rule.backendPort, idleTimeout: rule.idleTimeout, backends: members,
          healthy: rule.backends.count(where: \.isUp)))
    }
    self.rules = copy(rules)
    var next = 0
    var byDevice: [[Translation]] = Array(
      repeating: [], count: tables.frontEnds.isEmpty ? 0 : devices)
    frontEnds = copy(
      tables.frontEnds.map { frontEnd in
        let range = next..<next + frontEnd.rules.count
        next = range.upperBound
        if frontEnd.refusal == nil {
          for number in range {
            for backend in rules[number].backends {
              byDevice[interfaces[backend.interface.index].device.index].append(
                Translation(
                  frontEnd: frontEnd.address, backend: backend.address, rule: number,
                  isStandard: frontEnd.isStandard))
            }
          }
        }
        return FrontEnd(
          isStandard: frontEnd.isStandard, refusal: frontEnd.refusal, rules: range,
          address: frontEnd.address)
      })
    translations = copy(byDevice.flatMap(\.self))
    var start = 0
    ranges = copy(
      byDevice.map { list in
        defer { start += list.count }
        return start..<start + list.count
      })
  }

  func deallocate() {
    frontEnds.deallocate()
    rules.deallocate()
    backends.deallocate()
    translations.deallocate()
    ranges.deallocate()
  }

  /// What the port of a backend translates.
  func translations(at device: DeviceID) -> UnsafeBufferPointer<Translation> {
    guard !ranges.isEmpty else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(
      rebasing: UnsafeBufferPointer(translations)[ranges[device.index]])
  }

  func translates(_ device: DeviceID) -> Bool { !ranges.isEmpty && !ranges[device.index].isEmpty }
}
