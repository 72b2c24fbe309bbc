import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import Emulator

struct EchoTests {
  static let request = PacketBuilder.echoRequest(from: SiteFixture.near, to: SiteFixture.far)
  static let oneWay = SiteFixture.delays.reduce(Nanoseconds.zero, +)

  @Test("an echo takes the sum of the delays there and back")
  func roundTrip() throws {
    let emulation = SiteFixture().emulation()
    let id = emulation.send(Self.request, from: 0)
    let reply = try #require(
      emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    #expect(reply.at == .start + Self.oneWay + Self.oneWay)
    #expect(emulation.now == reply.at)
    #expect(id == PacketID(rawValue: 1))
    #expect(reply.packetID == PacketID(rawValue: 2))
    let packet = try #require(DecodedPacket(reply.bytes))
    #expect(packet.source == SiteFixture.far)
    #expect(packet.icmp?.type == 0)
    #expect(packet.timeToLive == 125)
  }

  @Test(
    "the reply's TTL starts at what the family's stack puts in",
    arguments: [OperatingSystem.windows, .linux])
  func initialTimeToLive(system: OperatingSystem) throws {
    let emulation = SiteFixture(farSystem: system).emulation()
    emulation.send(Self.request, from: 0)
    let reply = try #require(
      emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    #expect(DecodedPacket(reply.bytes)?.timeToLive == system.initialTimeToLive - 3)
  }

  @Test("each TTL ends one router further, whose near interface answers", arguments: 1...3)
  func trace(timeToLive: Int) throws {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    let packet = PacketBuilder.echoRequest(
      from: SiteFixture.near, to: SiteFixture.far, timeToLive: UInt8(timeToLive))
    let id = emulation.send(packet, from: 0)
    let error = try #require(
      emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    let decoded = try #require(DecodedPacket(error.bytes))
    #expect(decoded.source == SiteFixture.hops[timeToLive - 1])
    #expect(decoded.icmp?.type == 11)
    #expect(decoded.timeToLive == 255 - UInt8(timeToLive - 1))
    let there = SiteFixture.delays.prefix(timeToLive).reduce(Nanoseconds.zero, +)
    #expect(error.at == .start + there + there)
    let last = try #require(log.journey(id).last)
    #expect(last.verdict == .drop(.timeToLiveExceeded))
    #expect(last.consequence == .sent(error.packetID))
    #expect(log.journey(causedBy: id).allSatisfy { $0.packetID == error.packetID })
  }

  @Test("a packet is seen when it is sent and once wherever it comes in, as it came in")
  func observations() throws {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    let id = emulation.send(Self.request, from: 0)
    _ = emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true }
    let journey = log.journey(id)
    #expect(journey.map(\.device.rawValue) == [0, 1, 2, 3, 4])
    #expect(journey.map(\.direction) == [.outbound, .inbound, .inbound, .inbound, .inbound])
    #expect(
      journey.map { DecodedPacket($0.bytes)?.timeToLive } == [128, 128, 127, 126, 125])
    #expect(journey.map(\.cause) == [nil, nil, nil, nil, nil])
    var time = EmulatedInstant.start
    for (index, delay) in SiteFixture.delays.enumerated() {
      time = time + delay
      #expect(journey[index + 1].at == time)
    }
    #expect(log.all.map(\.at) == log.all.map(\.at).sorted())
    #expect(journey.last?.verdict == .deliver)
    for (sent, received) in zip(journey, journey.dropFirst()) {
      guard case .forward(let adjacency) = sent.verdict else {
        Issue.record("\(sent.verdict)")
        continue
      }
      #expect(received.interface == adjacency.ingress)
      let interfaces = emulation.estate.tables.interfaces
      #expect(received.sourceMAC == interfaces[adjacency.egress.index].macAddress)
      #expect(received.destinationMAC == interfaces[adjacency.ingress.index].macAddress)
    }
    let answer = log.journey(causedBy: id)
    #expect(answer.map(\.device.rawValue) == [4, 3, 2, 1, 0])
  }

  @Test("steps are kept only while somebody looks on")
  func watching() {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    emulation.send(Self.request, from: 0)
    #expect(log.all.first?.steps.isEmpty == false)
    emulation.observer = nil
    emulation.send(Self.request, from: 0)
    #expect(log.all.count == 1)
  }

  @Test("a router answers an echo request to its own address with TTL 255")
  func routerAnswers() throws {
    let emulation = SiteFixture().emulation()
    emulation.send(
      PacketBuilder.echoRequest(from: SiteFixture.near, to: SiteFixture.hops[1]), from: 0)
    let reply = try #require(
      emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    let decoded = try #require(DecodedPacket(reply.bytes))
    #expect(decoded.source == SiteFixture.hops[1])
    #expect(decoded.timeToLive == 254)
  }

  @Test("a broken echo request reaches the router and is not answered")
  func brokenRequest() throws {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    var packet = PacketBuilder.echoRequest(from: SiteFixture.near, to: SiteFixture.hops[0])
    packet[packet.count - 1] ^= 1
    emulation.send(packet, from: 0)
    emulation.run(until: .start + .seconds(1))
    #expect(log.all.map(\.verdict.isDelivery) == [false, true])
    #expect(log.all.last?.consequence == PacketObservation.Consequence.none)
  }

  @Test("a route that is missing is told by the router that misses it")
  func unreachable() throws {
    let emulation = SiteFixture().emulation()
    emulation.send(
      PacketBuilder.echoRequest(from: SiteFixture.near, to: IPv4Address(172, 16, 0, 1)), from: 0)
    let error = try #require(
      emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    let decoded = try #require(DecodedPacket(error.bytes))
    #expect(decoded.source == SiteFixture.hops[0])
    #expect(decoded.icmp?.type == 3)
    #expect(decoded.icmp?.code == 0)
  }

  @Test("what a host sends to itself never leaves it")
  func loopback() throws {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    emulation.send(
      PacketBuilder.echoRequest(from: SiteFixture.near, to: SiteFixture.near), from: 0)
    let reply = try #require(
      emulation.receive(at: 0, until: .start + .seconds(4)) { _ in true })
    #expect(reply.at == .start)
    #expect(log.all.map(\.device.rawValue) == [0, 0])
    #expect(log.all.map(\.verdict) == [.deliver, .deliver])
  }

  @Test("what is no packet is dropped where it enters, and the clock does not move")
  func malformed() {
    let emulation = SiteFixture().emulation()
    let log = ObservationLog(emulation)
    emulation.send([0x45, 0, 0], from: 0)
    #expect(log.all.map(\.verdict) == [.drop(.truncated)])
    #expect(emulation.now == .start)
  }
}

extension Verdict {
  fileprivate var isDelivery: Bool { self == .deliver }
}
