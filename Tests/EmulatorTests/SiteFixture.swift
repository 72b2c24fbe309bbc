import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport

@testable import Emulator

/// Two hosts and three routers in a row, with a way round the middle one:
///
///     near --- r1 --- r2 --- r3 --- far
///               \____________/
struct SiteFixture: Sendable {
  static let near = IPv4Address(10, 1, 0, 10)
  static let far = IPv4Address(10, 2, 0, 10)
  /// Where packets from `near` come in at the three routers.
  static let hops = [
    IPv4Address(10, 1, 0, 1), IPv4Address(10, 0, 12, 2), IPv4Address(10, 0, 23, 3),
  ]
  /// One way, from `near` on, in the order of the links.
  static let delays: [Nanoseconds] = [
    .microseconds(100), .microseconds(2345), .milliseconds(7), Nanoseconds(333_333),
  ]
  static let roundabout = Nanoseconds.milliseconds(40)
  static let detection = Nanoseconds.milliseconds(900)

  var jitter = Nanoseconds.zero
  var farSystem = OperatingSystem.windows

  /// `middle` fails as a connection's name would: it stands for `r1-r2`.
  static func resolve(_ name: String) -> String? {
    switch name {
    case "r1-r2", "middle": "r1-r2"
    case "r1-r3": "r1-r3"
    case _: nil
    }
  }

  /// Endpoint 0 is `near`, 1 is `far`.
  func estate(failed: Set<String> = []) -> CompiledEstate {
    var builder = TableBuilder()
    let near = builder.device(.host, answersEcho: true)
    let routers = (0..<3).map { _ in
      builder.device(.router, sendsUnreachables: true, answersEcho: true)
    }
    let far = builder.device(.host, answersEcho: true)
    let nearSide = builder.interface(near, Self.near, cost: 0, answer: .never)
    let west = [
      builder.interface(routers[0], Self.hops[0]), builder.interface(routers[1], Self.hops[1]),
      builder.interface(routers[2], Self.hops[2]),
    ]
    let farSide = builder.interface(far, Self.far, cost: 0, answer: .never)
    let east = [
      builder.interface(routers[0], IPv4Address(10, 0, 12, 1)),
      builder.interface(routers[1], IPv4Address(10, 0, 23, 2)),
      builder.interface(routers[2], IPv4Address(10, 2, 0, 1)),
    ]
    let roundWest = builder.interface(routers[0], IPv4Address(10, 0, 13, 1))
    let roundEast = builder.interface(routers[2], IPv4Address(10, 0, 13, 3))

    func pair(
      _ one: InterfaceID, _ two: InterfaceID, _ name: String, _ delay: Nanoseconds
    ) -> (there: NextHop, back: NextHop) {
      (
        builder.way(one, two, name, delay: delay, jitter: jitter, detectionTime: Self.detection),
        builder.way(two, one, name, delay: delay, jitter: jitter, detectionTime: Self.detection)
      )
    }
    let first = pair(nearSide, west[0], "near-r1", Self.delays[0])
    let middle = pair(east[0], west[1], "r1-r2", Self.delays[1])
    let second = pair(east[1], west[2], "r2-r3", Self.delays[2])
    let last = pair(east[2], farSide, "r3-far", Self.delays[3])
    let round = pair(roundWest, roundEast, "r1-r3", Self.roundabout)

    let useRound = failed.contains("r1-r2")
    builder.route(near, "10.1.0.10/32", .local)
    builder.route(near, "0.0.0.0/0", first.there)
    builder.route(far, "10.2.0.10/32", .local)
    builder.route(far, "0.0.0.0/0", last.back)
    for (index, address) in Self.hops.enumerated() {
      builder.route(routers[index], "\(address)/32", .local)
    }
    builder.route(routers[0], "10.1.0.10/32", first.back)
    builder.route(routers[0], "10.0.12.0/24", middle.there)
    builder.route(routers[0], "10.2.0.0/16", useRound ? round.there : middle.there)
    builder.route(routers[1], "10.1.0.0/24", middle.back)
    builder.route(routers[1], "10.2.0.0/16", second.there)
    builder.route(routers[2], "10.1.0.0/24", useRound ? round.back : second.back)
    builder.route(routers[2], "10.2.0.10/32", last.there)

    let tables = builder.build()
    var links = builder.links
    for index in links.indices {
      links[index].isUp = failed.isDisjoint(with: links[index].names)
    }
    var estate = CompiledEstate(
      topology: Topology(name: "site"), tables: tables,
      deviceNames: ["near", "r1", "r2", "r3", "far"],
      interfaceNames: tables.interfaces.map(\.address.description), links: links,
      endpoints: [
        Endpoint(
          name: "near", networkInterface: nil, address: Self.near, attachment: nearSide,
          osType: .windows, forwards: false),
        Endpoint(
          name: "far", networkInterface: nil, address: Self.far, attachment: farSide,
          osType: farSystem, forwards: false),
      ])
    estate.failedLinks = failed
    return estate
  }

  func emulation(seed: UInt64 = 1) -> Emulation {
    Emulation(estate(), seed: seed, resolve: Self.resolve, recompile: { estate(failed: $0) })
  }
}

/// Keeps what an emulation shows.
final class ObservationLog {
  private(set) var all: [PacketObservation] = []

  init(_ emulation: Emulation) {
    emulation.observer = { [weak self] in self?.all.append($0) }
  }

  func journey(_ packet: PacketID) -> [PacketObservation] { all.filter { $0.packetID == packet } }

  func journey(causedBy packet: PacketID) -> [PacketObservation] {
    all.filter { $0.cause == packet }
  }
}
