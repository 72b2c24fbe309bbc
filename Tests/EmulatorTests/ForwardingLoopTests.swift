import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import Emulator

struct ForwardingLoopTests {
  /// A host, and two gateways that each think that the other has 10.9.0.0/16.
  static func emulation(cost: UInt8) -> Emulation {
    var builder = TableBuilder()
    let host = builder.device(.host, answersEcho: true)
    let gateways = [builder.device(.vpnGateway), builder.device(.vpnGateway)]
    let own = builder.interface(host, IPv4Address(10, 1, 0, 10), cost: 0, answer: .never)
    let entry = builder.interface(
      gateways[0], IPv4Address(10, 1, 0, 1), cost: cost, answer: .never)
    let first = builder.interface(
      gateways[0], IPv4Address(10, 5, 0, 1), .tunnel, cost: cost, answer: .never)
    let second = builder.interface(
      gateways[1], IPv4Address(10, 5, 0, 2), .tunnel, cost: cost, answer: .never)
    builder.route(host, "0.0.0.0/0", builder.way(own, entry, delay: .zero))
    builder.route(gateways[0], "10.9.0.0/16", builder.way(first, second, delay: .zero))
    builder.route(gateways[1], "10.9.0.0/16", builder.way(second, first, delay: .zero))
    let tables = builder.build()
    let estate = CompiledEstate(
      topology: Topology(name: "ring"), tables: tables, deviceNames: ["host", "one", "two"],
      interfaceNames: tables.interfaces.map(\.address.description), links: builder.links,
      endpoints: [
        Endpoint(
          name: "host", networkInterface: nil, address: IPv4Address(10, 1, 0, 10),
          attachment: own, osType: .windows, forwards: false)
      ])
    return Emulation(estate, resolve: { $0 }, recompile: { _ in estate })
  }

  static func verdicts(cost: UInt8) -> [Verdict] {
    let emulation = emulation(cost: cost)
    let log = ObservationLog(emulation)
    emulation.send(
      PacketBuilder.echoRequest(
        from: IPv4Address(10, 1, 0, 10), to: IPv4Address(10, 9, 0, 1), timeToLive: 255), from: 0)
    emulation.run(until: .start + .seconds(1))
    return log.all.map(\.verdict)
  }

  @Test("a ring of devices that take nothing from the TTL is left, even if its links take no time")
  func ring() {
    let verdicts = Self.verdicts(cost: 0)
    #expect(verdicts.last == .drop(.forwardingLoop))
    #expect(verdicts.count == Emulation.receptionLimit + 2)
  }

  @Test("a ring of devices that take their hop ends by the TTL")
  func timeToLive() {
    let verdicts = Self.verdicts(cost: 1)
    #expect(verdicts.last == .drop(.timeToLiveExceeded))
    #expect(verdicts.count == 1 + 255)
  }
}
