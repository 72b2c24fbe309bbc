import Addressing
import DataPlane
import TestSupport
import Testing

@testable import Emulator

struct PacketStreamTests {
  static func datagram(_ port: UInt16) -> [UInt8] {
    PacketBuilder.transport(.udp, from: SiteFixture.near, port, to: SiteFixture.far, 53)
  }

  @Test("a stream sends its packets in turn at regular times, each a packet of its own")
  func times() {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    let packets = [Self.datagram(1), Self.datagram(2), Self.datagram(3)]
    emulation.schedule(
      PacketStream(
        packets, from: 0, start: .start + .milliseconds(5), interval: .milliseconds(2), count: 7))
    emulation.run(until: .start + .seconds(1))
    let sent = log.all.filter { $0.direction == .outbound }
    let times: [Int64] = [5, 7, 9, 11, 13, 15, 17]
    #expect(sent.map(\.at) == times.map { EmulatedInstant.start + .milliseconds($0) })
    #expect(sent.map(\.bytes) == [0, 1, 2, 0, 1, 2, 0].map { packets[$0] })
    #expect(sent.map(\.packetID.rawValue) == [1, 2, 3, 4, 5, 6, 7])
    #expect(emulation.delivered(at: 1).packets == 7)
    #expect(emulation.delivered(at: 1).bytes == UInt64(7 * packets[0].count))
    #expect(emulation.hopCount == 28)
  }

  @Test("a stream is the same packets sent one by one", arguments: [1, 100, 100_000])
  func alone(interval: Int64) {
    func run(_ schedule: (Emulation) -> Void) -> [PacketObservation] {
      let emulation = SiteFixture(jitter: .microseconds(50)).emulation()
      let log = ObservationLog(emulation)
      schedule(emulation)
      emulation.run(until: .start + .seconds(100))
      return log.all
    }
    let stream = run {
      $0.schedule(
        PacketStream(
          [Self.datagram(1), Self.datagram(2)], from: 0, interval: .microseconds(interval),
          count: 200))
    }
    let single = run { emulation in
      for number in 0..<200 {
        emulation.schedule(
          Self.datagram(UInt16(1 + number % 2)), from: 0,
          at: .start + .microseconds(Int64(number) * interval))
      }
    }
    #expect(stream == single)
  }

  @Test("an endpoint that counts keeps nothing, and a stream of none sends nothing")
  func counting() {
    let emulation = SiteFixture().emulation()
    emulation.keepDeliveries(false, at: 1)
    emulation.schedule(
      PacketStream([Self.datagram(1)], from: 0, interval: .zero, count: 50))
    emulation.schedule(PacketStream([Self.datagram(1)], from: 0, interval: .zero, count: 0))
    emulation.run(until: .start + .seconds(1))
    #expect(emulation.delivered(at: 1).packets == 50)
    emulation.keepDeliveries(true, at: 1)
    emulation.send(Self.datagram(9), from: 0)
    let kept = emulation.receive(at: 1, until: .start + .seconds(2)) { _ in true }
    #expect(kept?.bytes.prefix(22).suffix(2) == [0, 9])
    #expect(emulation.delivered(at: 1).packets == 51)
  }

  @Test("a packet whose time is past is sent now")
  func past() {
    let emulation = SiteFixture().emulation()
    emulation.run(until: .start + .seconds(3))
    let log = ObservationLog(emulation)
    emulation.schedule(Self.datagram(1), from: 0, at: .start + .seconds(1))
    emulation.run(until: .start + .seconds(4))
    #expect(log.all.first?.at == .start + .seconds(3))
  }
}
