import Addressing
import DataPlane
import TestSupport
import Testing

@testable import Emulator

struct DeterminismTests {
  /// A run with jitter, failures and traffic in both directions.
  static func run(seed: UInt64) -> [PacketObservation] {
    let emulation = SiteFixture(jitter: .milliseconds(3)).emulation(seed: seed)
    let log = ObservationLog(emulation)
    emulation.schedule([
      LinkChangeTests.fail(300), LinkChangeTests.restore(1500),
    ])
    for number in 0..<150 {
      emulation.run(until: .start + .milliseconds(Int64(number) * 17))
      emulation.send(
        PacketBuilder.echoRequest(
          from: SiteFixture.near, to: SiteFixture.far, timeToLive: UInt8(1 + number % 5),
          sequence: UInt16(number)), from: 0)
      emulation.send(
        PacketBuilder.transport(
          .udp, from: SiteFixture.far, 1000 + UInt16(number), to: SiteFixture.near, 7), from: 1)
    }
    emulation.run(until: .start + .seconds(60))
    return log.all
  }

  @Test("equal runs are equal to the last byte and nanosecond")
  func equal() {
    let first = Self.run(seed: 42)
    #expect(first.count > 1000)
    #expect(first == Self.run(seed: 42))
  }

  @Test("another seed gives other times and the same packets")
  func seeds() {
    let first = Self.run(seed: 1)
    let second = Self.run(seed: 2)
    #expect(first.map(\.at) != second.map(\.at))
    func sent(_ run: [PacketObservation]) -> Set<[UInt8]> {
      Set(run.filter { $0.cause == nil && $0.direction == .outbound }.map(\.bytes))
    }
    #expect(sent(first) == sent(second))
  }

  @Test("jitter adds at most its amount, and packets of one link never overtake each other")
  func jitter() {
    let emulation = SiteFixture(jitter: .milliseconds(5)).emulation()
    let log = ObservationLog(emulation)
    var ids: [PacketID] = []
    for number in 0..<300 {
      emulation.run(until: .start + .microseconds(Int64(number) * 500))
      ids.append(emulation.send(EchoTests.request, from: 0))
    }
    emulation.run(until: .start + .seconds(10))
    let arrivals = log.all.filter { $0.device == DeviceID(rawValue: 1) && $0.cause == nil }
    #expect(arrivals.map(\.packetID) == ids)
    let delays = arrivals.enumerated().map { index, arrival in
      arrival.at - (.start + .microseconds(Int64(index) * 500))
    }
    let least = SiteFixture.delays[0]
    #expect(delays.allSatisfy { $0 >= least })
    #expect(delays.allSatisfy { !(least + .milliseconds(5) < $0) })
    #expect(Set(delays).count > 100)
  }

  @Test("packets are numbered in the order in which they are made")
  func numbers() {
    let run = Self.run(seed: 3)
    var seen: Set<PacketID> = []
    let firsts = run.map(\.packetID).filter { seen.insert($0).inserted }
    #expect(firsts == (1...UInt64(firsts.count)).map { PacketID(rawValue: $0) })
  }
}
