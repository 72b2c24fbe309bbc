import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import Emulator

/// A machine whose route to another leads over an appliance, all in one network.
struct ApplianceTests {
  static let client = IPv4Address(10, 0, 0, 4)
  static let appliance = IPv4Address(10, 0, 1, 4)
  static let server = IPv4Address(10, 0, 2, 4)

  /// Endpoints: 0 the client, 1 the appliance, 2 the server.
  static func emulation(guardClient: Bool = false) -> Emulation {
    var builder = TableBuilder(fabricDelay: .microseconds(400))
    let inside = [IPv4Prefix(containing: IPv4Address(10, 0, 0, 0), length: 16)]
    let rules =
      guardClient
      ? SecurityRulePair(
        inbound: builder.table(SecurityRuleSamples.inbound("nsg", virtualNetwork: inside)),
        outbound: builder.table(SecurityRuleSamples.outbound("nsg", virtualNetwork: inside))) : nil
    let client = builder.port([Self.client], networkInterface: rules)
    let appliance = builder.port([Self.appliance], ipForwarding: true)
    let server = builder.port([Self.server])
    let ports = [client, appliance, server]
    let network = builder.mapping([
      Self.client: .init(ingress: client.network, link: nil),
      Self.appliance: .init(ingress: appliance.network, link: nil),
      Self.server: .init(ingress: server.network, link: nil),
    ])
    let toAppliance = builder.way(client.network, appliance.network, delay: .microseconds(400))
    for port in ports {
      builder.route(port.device, "10.0.0.0/16", .onLink(network, egress: port.network))
    }
    builder.route(client.device, "10.0.2.0/24", toAppliance)
    let tables = builder.build()
    let names = ["client", "appliance", "server"]
    let estate = CompiledEstate(
      topology: Topology(name: "appliance"), tables: tables, deviceNames: names,
      interfaceNames: tables.interfaces.map(\.address.description), links: builder.links,
      endpoints: zip(names, ports).map { name, port in
        Endpoint(
          name: name, networkInterface: "\(name)-nic",
          address: tables.interfaces[port.guest.index].address, attachment: port.guest,
          osType: .linux, forwards: name == "appliance")
      })
    return Emulation(estate, resolve: { $0 }, recompile: { _ in estate })
  }

  static func request(_ timeToLive: UInt8) -> [UInt8] {
    PacketBuilder.echoRequest(from: client, to: server, timeToLive: timeToLive)
  }

  @Test("an appliance is one hop; the packet keeps its number on both sides of it")
  func forwards() throws {
    let emulation = Self.emulation(guardClient: true)
    let log = ObservationLog(emulation)
    let id = emulation.send(Self.request(64), from: 0)
    let reply = try #require(emulation.receive(at: 0, until: .start + .seconds(1)) { _ in true })
    // Over the appliance there, straight back.
    #expect(reply.at == .start + .microseconds(1200))
    #expect(DecodedPacket(reply.bytes)?.timeToLive == 64)
    let journey = log.journey(id)
    #expect(journey.map(\.device.rawValue) == [0, 1, 1, 2])
    #expect(journey.map(\.direction) == [.outbound, .inbound, .outbound, .inbound])
    #expect(journey.map { DecodedPacket($0.bytes)?.timeToLive } == [64, 64, 63, 63])
  }

  @Test("a TTL of 1 ends at the appliance, which answers with its own address")
  func expires() throws {
    let emulation = Self.emulation()
    let id = emulation.send(Self.request(1), from: 0)
    let error = try #require(emulation.receive(at: 0, until: .start + .seconds(1)) { _ in true })
    let decoded = try #require(DecodedPacket(error.bytes))
    #expect(decoded.source == Self.appliance)
    #expect(decoded.timeToLive == 255)
    #expect(decoded.icmp?.type == 11)
    #expect(decoded.icmp?.body == Array(Self.request(1).prefix(28)))
    #expect(error.packetID > id)
  }

  @Test("an appliance says nothing about an ICMP error whose TTL ran out")
  func silence() {
    let emulation = Self.emulation()
    let log = ObservationLog(emulation)
    let about = PacketBuilder.echoRequest(from: Self.server, to: Self.client)
    let id = emulation.send(
      PacketBuilder.error(from: Self.client, about: about, timeToLive: 1), from: 0)
    emulation.run(until: .start + .seconds(1))
    #expect(log.journey(id).last?.consequence == .silent(.notAboutThis))
    #expect(log.journey(causedBy: id).isEmpty)
  }

  @Test("a guest sees the fabric's one address whoever it talks to")
  func addresses() {
    let emulation = Self.emulation()
    let log = ObservationLog(emulation)
    let id = emulation.send(Self.request(64), from: 0)
    emulation.run(until: .start + .seconds(1))
    let journey = log.journey(id)
    let interfaces = emulation.estate.tables.interfaces
    for observation in journey {
      let own = interfaces[observation.interface.index].macAddress
      switch observation.direction {
      case .outbound:
        #expect(observation.sourceMAC == own)
        #expect(observation.destinationMAC == .azureFabric)
      case .inbound:
        #expect(observation.sourceMAC == .azureFabric)
        #expect(observation.destinationMAC == own)
      }
    }
  }

  @Test("what a guest sends to itself meets neither its port nor its rules")
  func loopback() throws {
    let emulation = Self.emulation()
    let log = ObservationLog(emulation)
    emulation.send(PacketBuilder.echoRequest(from: Self.client, to: Self.client), from: 0)
    let reply = try #require(emulation.receive(at: 0, until: .start + .seconds(1)) { _ in true })
    #expect(reply.at == .start)
    #expect(log.all.allSatisfy { $0.steps.isEmpty && $0.verdict == .deliver })
  }
}
