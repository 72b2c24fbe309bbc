import Addressing
import TestSupport
import Testing
import Wire

@testable import DataPlane

/// A gateway with a tunnel for 10.1.0.0/16 and 192.168.1.0/24, and for 10.1.1.0/24 and everything in 192.168.0.0/16.
struct SelectorFixture {
  static let pairs: [(local: String, remote: String)] = [
    ("10.1.0.0/16", "192.168.1.0/24"), ("10.1.1.0/24", "192.168.0.0/16"),
  ]

  let tables: ForwardingTables
  let ingress: InterfaceID
  let device: DeviceID
  let way: Adjacency

  init() {
    var builder = TableBuilder()
    device = builder.device(.vpnGateway)
    ingress = builder.interface(device, IPv4Address(10, 1, 255, 4), .virtualNetwork, cost: 0)
    let near = builder.interface(device, IPv4Address(10, 1, 255, 4), .tunnel, cost: 0)
    let far = builder.interface(builder.device(.router), IPv4Address(172, 31, 0, 1), .tunnel)
    way = Adjacency(egress: near, ingress: far, link: builder.link())
    builder.selectors = [
      TunnelSelectors(
        adjacency: way,
        pairs: Self.pairs.compactMap { pair in
          guard let local = try? IPv4Prefix(pair.local), let remote = try? IPv4Prefix(pair.remote)
          else { return nil }
          return .init(local: local, remote: remote)
        })
    ]
    var asking = way
    asking.link = .selectors(0)
    builder.route(device, "192.168.0.0/16", .adjacency(asking))
    tables = builder.build()
  }

  func process(_ packet: [UInt8]) -> Verdict {
    var bytes = packet
    var flows = FlowTable()
    var tracer = NoTracer()
    return bytes.withUnsafeMutableBytes {
      Pipeline.process($0, at: ingress, tables, flows: &flows, now: .start, tracer: &tracer)
    }
  }
}

struct TrafficSelectionTests {
  private static let addresses = [
    IPv4Address(10, 1, 0, 4), IPv4Address(10, 1, 1, 4), IPv4Address(10, 2, 0, 4),
    IPv4Address(192, 168, 1, 10), IPv4Address(192, 168, 2, 10), IPv4Address(192, 168, 255, 255),
  ]

  /// Whether some pair has both addresses, without the tables.
  private static func isCarried(_ source: IPv4Address, _ destination: IPv4Address) -> Bool {
    SelectorFixture.pairs.contains { pair in
      guard let local = try? IPv4Prefix(pair.local), let remote = try? IPv4Prefix(pair.remote)
      else { return false }
      return local.contains(source) && remote.contains(destination)
    }
  }

  @Test("into a tunnel with selectors goes what a pair covers, and nothing else")
  func single() {
    let fixture = SelectorFixture()
    for source in Self.addresses {
      for destination in Self.addresses where destination.rawValue >> 16 == 0xC0A8 {
        let verdict = fixture.process(PacketBuilder.echoRequest(from: source, to: destination))
        #expect(
          verdict
            == (Self.isCarried(source, destination)
              ? .forward(fixture.way) : .drop(.outsideTrafficSelectors)),
          "\(source) to \(destination)")
      }
    }
  }

  @Test("what the device itself says is asked, too")
  func own() {
    let fixture = SelectorFixture()
    for source in Self.addresses {
      for destination in Self.addresses where destination.rawValue >> 16 == 0xC0A8 {
        let packet = PacketBuilder.echoRequest(from: source, to: destination)
        let expected: Verdict =
          Self.isCarried(source, destination)
          ? .forward(fixture.way) : .drop(.outsideTrafficSelectors)
        var bytes = packet
        var tracer = NoTracer()
        let verdict = bytes.withUnsafeMutableBytes {
          Pipeline.originate($0, device: fixture.device, fixture.tables, tracer: &tracer)
        }
        #expect(verdict == expected)
        let quick = bytes.withUnsafeMutableBytes {
          Origination(fixture.tables).send($0, at: fixture.ingress)
        }
        #expect(quick == expected)
      }
    }
  }
}
