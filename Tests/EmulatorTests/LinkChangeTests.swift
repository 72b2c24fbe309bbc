import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import Emulator

/// What packets meet while a link fails and returns and routing follows.
struct LinkChangeTests {
  static func at(_ milliseconds: Int64) -> EmulatedInstant {
    .start + .milliseconds(milliseconds)
  }

  /// How a request ended that was sent at a time: the devices that it came by, and its last verdict.
  struct Ending: Equatable {
    var devices: [Int32]
    var verdict: Verdict
  }

  /// Sends one request at each time while the timeline runs.
  static func endings(
    _ milliseconds: [Int64], _ timeline: [TimelineEvent]
  ) -> [Ending] {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    emulation.schedule(timeline)
    let ids = milliseconds.map { time in
      emulation.run(until: at(time))
      return emulation.send(EchoTests.request, from: 0)
    }
    emulation.run(until: at(20_000))
    return ids.map { id in
      let journey = log.journey(id)
      return Ending(
        devices: journey.map(\.device.rawValue), verdict: journey.last?.verdict ?? .deliver)
    }
  }

  static let straight = Ending(devices: [0, 1, 2, 3, 4], verdict: .deliver)
  static let lost = Ending(devices: [0, 1], verdict: .drop(.linkDown))
  static let round = Ending(devices: [0, 1, 3, 4], verdict: .deliver)

  static func fail(_ milliseconds: Int64, _ link: String = "r1-r2") -> TimelineEvent {
    TimelineEvent(at: at(milliseconds), change: .fail(link: link))
  }

  static func restore(_ milliseconds: Int64, _ link: String = "r1-r2") -> TimelineEvent {
    TimelineEvent(at: at(milliseconds), change: .restore(link: link))
  }

  @Test("packets are lost until routing notices, then go round, and come back when the link does")
  func window() {
    #expect(
      Self.endings(
        [0, 999, 1000, 1500, 1899, 1900, 2500, 3000, 3899, 3900, 5000],
        [Self.fail(1000), Self.restore(3000)])
        == [
          Self.straight, Self.straight,
          // From the failure to the detection time later; a packet needs 0.1 ms to the router.
          Self.lost, Self.lost, Self.lost,
          Self.round, Self.round,
          // The link works again, but routing does not know.
          Self.round, Self.round,
          Self.straight, Self.straight,
        ])
  }

  @Test("what is under way when the link fails still arrives")
  func underWay() {
    // At the router after 0.1 ms, on the link for 2.345 ms.
    #expect(Self.endings([998], [Self.fail(1000)]) == [Self.straight])
  }

  @Test("a connection's name fails the link that it stands for")
  func alias() {
    #expect(
      Self.endings([1500, 2500], [Self.fail(1000, "middle")]) == [Self.lost, Self.round])
    #expect(Self.endings([1500], [Self.fail(1000, "nothing")]) == [Self.straight])
  }

  @Test("a failure that is over before it is noticed changes no route")
  func flap() {
    #expect(
      Self.endings([1200, 1600, 1950, 2600], [Self.fail(1000), Self.restore(1500)])
        == [Self.lost, Self.straight, Self.straight, Self.straight])
  }

  @Test("a link that fails again is noticed after its last failure")
  func failingAgain() {
    #expect(
      Self.endings(
        [1550, 1950, 2450, 2500],
        [Self.fail(1000), Self.restore(1500), Self.fail(1600)])
        == [Self.straight, Self.lost, Self.lost, Self.round])
  }

  @Test("of two failures each is noticed in its own time")
  func overlapping() {
    // Routing learns at 1900 that the middle is gone and goes round; that this is gone too it learns at 2400.
    let both = Ending(devices: [0, 1], verdict: .drop(.linkDown))
    #expect(
      Self.endings([1450, 1600, 2000], [Self.fail(1000), Self.fail(1500, "r1-r3")])
        == [Self.lost, Self.lost, both])
    let emulation = SiteFixture().emulation()
    emulation.schedule([Self.fail(1000), Self.fail(1500, "r1-r3")])
    emulation.run(until: Self.at(2000))
    #expect(emulation.estate.failedLinks == ["r1-r2"])
    emulation.run(until: Self.at(2400))
    #expect(emulation.estate.failedLinks == ["r1-r2", "r1-r3"])
  }

  @Test("every set of tables has the next generation")
  func generations() {
    let emulation = SiteFixture().emulation()
    emulation.schedule([Self.fail(1000), Self.restore(3000)])
    #expect(emulation.estate.tables.generation == 1)
    emulation.run(until: Self.at(2000))
    #expect(emulation.estate.tables.generation == 2)
    emulation.run(until: Self.at(4000))
    #expect(emulation.estate.tables.generation == 3)
  }

  @Test("a device does not know of the loss, so nobody is told")
  func silence() {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    emulation.schedule([Self.fail(0)])
    emulation.run(until: .start)
    let id = emulation.send(EchoTests.request, from: 0)
    emulation.run(until: Self.at(500))
    #expect(log.journey(id).last?.verdict == .drop(.linkDown))
    #expect(log.journey(id).last?.consequence == .silent(.noMessage))
    #expect(log.journey(causedBy: id).isEmpty)
  }

  @Test("a change whose time is past happens now")
  func past() {
    let emulation = SiteFixture().emulation()
    emulation.run(until: Self.at(5000))
    emulation.schedule([Self.fail(1000)])
    emulation.run(until: Self.at(5899))
    #expect(emulation.estate.failedLinks.isEmpty)
    emulation.run(until: Self.at(5900))
    #expect(emulation.estate.failedLinks == ["r1-r2"])
  }
}
