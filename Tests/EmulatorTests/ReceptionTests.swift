import Addressing
import DataPlane
import TestSupport
import Testing

@testable import Emulator

struct ReceptionTests {
  static func request(_ sequence: UInt16) -> [UInt8] {
    PacketBuilder.echoRequest(
      from: SiteFixture.near, to: SiteFixture.far, sequence: sequence)
  }

  static func sequence(_ delivery: Delivery) -> UInt16? {
    DecodedPacket(delivery.bytes)?.icmp?.sequence
  }

  @Test("without an answer the clock stops at the deadline")
  func deadline() {
    let emulation = SiteFixture().emulation()
    let deadline = EmulatedInstant.start + .milliseconds(4000)
    #expect(emulation.receive(at: 0, until: deadline) { _ in true } == nil)
    #expect(emulation.now == deadline)
  }

  @Test("an answer at the deadline itself is in time, one nanosecond later is not")
  func boundary() {
    let roundTrip = EchoTests.oneWay + EchoTests.oneWay
    for (allowance, expected) in [(Nanoseconds.zero, true), (Nanoseconds(-1), false)] {
      let emulation = SiteFixture().emulation()
      emulation.send(Self.request(1), from: 0)
      let reply = emulation.receive(at: 0, until: .start + roundTrip + allowance) { _ in true }
      #expect((reply != nil) == expected)
    }
  }

  @Test("the one that is wanted is taken, whoever else comes first")
  func choice() throws {
    let emulation = SiteFixture().emulation()
    for sequence in 1...3 { emulation.send(Self.request(UInt16(sequence)), from: 0) }
    let wanted = try #require(
      emulation.receive(at: 0, until: .start + .seconds(4)) { Self.sequence($0) == 2 })
    #expect(Self.sequence(wanted) == 2)
    let next = try #require(emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    #expect(Self.sequence(next) == 3)
  }

  @Test("what arrived while time passed waits to be received")
  func waiting() throws {
    let emulation = SiteFixture().emulation()
    emulation.send(Self.request(1), from: 0)
    emulation.run(until: .start + .seconds(1))
    let reply = try #require(emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    #expect(reply.at == .start + EchoTests.oneWay + EchoTests.oneWay)
    #expect(emulation.now == .start + .seconds(1))
  }

  @Test("requests are answered and not kept, all else is kept and not answered")
  func inbox() throws {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    let datagram = PacketBuilder.transport(
      .udp, from: SiteFixture.near, 40000, to: SiteFixture.far, 53)
    emulation.send(Self.request(1), from: 0)
    let id = emulation.send(datagram, from: 0)
    let kept = try #require(emulation.receive(at: 1, until: .start + .seconds(1)) { _ in true })
    #expect(kept.packetID == id)
    #expect(emulation.receive(at: 1, until: .start + .seconds(2)) { _ in true } == nil)
    #expect(log.journey(causedBy: id).isEmpty)
  }
}
