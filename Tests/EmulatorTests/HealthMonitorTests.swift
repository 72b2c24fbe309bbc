import Addressing
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import ControlPlane
@testable import Emulator

@Suite("Health of backends")
struct HealthMonitorTests {
  static func check(
    _ name: String, interval: Int64 = 5, threshold: Int = 1, isHTTP: Bool = false,
    isAnswered: Bool = true
  ) -> HealthCheck {
    HealthCheck(
      key: .init(
        loadBalancer: "lb", probe: "p", networkInterface: name, address: IPv4Address(10, 0, 0, 4)),
      probeProtocol: isHTTP ? .http : .tcp, port: Port(rawValue: 80), path: "/",
      interval: .seconds(interval), threshold: threshold, interface: InterfaceID(rawValue: 0),
      isAnswered: isAnswered)
  }

  @Test(
    "so many results in a row, and no fewer, take a backend out and bring it back",
    arguments: 1...5)
  func threshold(_ threshold: Int) {
    var generator = SeededGenerator(seed: UInt64(threshold))
    var state = HealthState(isUp: true)
    var results: [Bool] = []
    var isUp = true
    var changes = 0
    for _ in 0..<5000 {
      // Runs of one result, so that all lengths occur.
      results.append(generator.next() % 3 == 0 ? !(results.last ?? true) : results.last ?? true)
      // The oracle: all of the last results say otherwise.
      let last = results.suffix(threshold)
      let flips = last.count == threshold && last.allSatisfy { $0 != isUp }
      if flips { isUp.toggle() }
      let changed = state.handle(isAnswered: results[results.count - 1], threshold: threshold)
      #expect(changed == flips)
      #expect(state.isUp == isUp)
      if flips {
        changes += 1
        // Earlier results count no more.
        results.removeAll()
      }
    }
    #expect(changes > 10)
  }

  @Test("a new backend is down until it answers once")
  func new() {
    var state = HealthState.new
    #expect(!state.isUp)
    let changes = [false, true, false].map { state.handle(isAnswered: $0, threshold: 3) }
    #expect(changes == [false, true, false])
    #expect(state.isUp)
  }

  /// When each change comes, in seconds, if every probe has one outcome from a time on.
  private static func changes(
    _ check: HealthCheck, until end: Int64, _ outcome: (Int64) -> HealthMonitor.Outcome
  ) -> [String] {
    var monitor = HealthMonitor([check])
    var changes: [String] = []
    while let due = monitor.due, due <= .start + .seconds(end) {
      let seconds = due.nanoseconds / 1_000_000_000
      for change in monitor.act(at: due, ask: { _ in outcome(seconds) }) {
        changes.append("\(seconds) \(change.isUp ? "up" : "down")")
      }
    }
    return changes
  }

  @Test("what is refused fails at once, what is silent when the next probe is due, HTTP after 30 s")
  func times() {
    let plain = Self.check("a", threshold: 2)
    #expect(Self.changes(plain, until: 60) { $0 < 7 ? .answered : .refused } == ["15 down"])
    #expect(Self.changes(plain, until: 60) { $0 < 7 ? .answered : .silent } == ["20 down"])
    #expect(
      Self.changes(plain, until: 60) { (7..<22).contains($0) ? .silent : .answered }
        == ["20 down", "30 up"])
    #expect(Self.changes(plain, until: 60) { (7..<12).contains($0) ? .silent : .answered } == [])
    let slow = Self.check("a", interval: 60)
    #expect(Self.changes(slow, until: 600) { $0 < 7 ? .answered : .silent } == ["120 down"])
    let request = Self.check("a", interval: 60, isHTTP: true)
    #expect(Self.changes(request, until: 600) { $0 < 7 ? .answered : .silent } == ["90 down"])
    let quick = Self.check("a", interval: 10, isHTTP: true)
    #expect(Self.changes(quick, until: 600) { $0 < 7 ? .answered : .silent } == ["20 down"])
  }

  @Test("who stays keeps its state, who comes is down until it answers, and then all is settled")
  func adopted() throws {
    var monitor = HealthMonitor([Self.check("a"), Self.check("b", isAnswered: false)])
    #expect(monitor.isSettled)
    monitor.adopt([Self.check("a"), Self.check("c")], at: .start + .seconds(7))
    #expect(!monitor.isSettled)
    #expect(monitor.health[Self.check("a").key] == true)
    #expect(monitor.health[Self.check("c").key] == false)
    #expect(monitor.health[Self.check("b").key] == nil)
    #expect(monitor.due == .start + .seconds(5))
    let due = EmulatedInstant.start + .seconds(10)
    let changed = monitor.act(at: due) { _ in .answered }
    #expect(changed.map(\.check.key.networkInterface) == ["c"])
    #expect(monitor.isSettled)
    #expect(monitor.due == .start + .seconds(15))
    #expect(HealthMonitor([]).due == nil)
  }
}
