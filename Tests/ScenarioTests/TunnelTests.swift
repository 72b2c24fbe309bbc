import Addressing
import ControlPlane
import DataPlane
import Emulator
import Foundation
import IPsec
import ResourceModel
import TestSupport
import Testing
import Wire

@testable import NetworkWatcher

/// ESP over Microsoft peering, on the bundled document.
struct TunnelTests {
  static let document = BundledTopology.s2sOverExpressRoute

  static func topology(
    _ change: (String) -> String = { $0 }
  ) throws -> Topology {
    let text = change(String(decoding: document.bytes, as: UTF8.self))
    return try #require(TopologyLoader.load(bytes: Array(text.utf8), file: "tunnel").topology)
  }

  /// What is seen while somebody pings.
  static func observations(
    _ estate: CompiledEstate, from source: String, to destination: String, seed: UInt64 = 0
  ) throws -> [PacketObservation] {
    let sender = try #require(estate.endpoints.firstIndex { $0.name == source })
    let receiver = try #require(estate.endpoints.first { $0.name == destination })
    let emulation = Emulation(
      estate, seed: seed, resolve: { $0 }, recompile: { _ in estate })
    var seen: [PacketObservation] = []
    emulation.observer = { seen.append($0) }
    emulation.send(
      PacketBuilder.echoRequest(
        from: estate.endpoints[sender].address, to: receiver.address, data: secret),
      from: sender)
    emulation.run(until: .start + .seconds(5))
    emulation.observer = nil
    return seen
  }

  static let secret = Array("what nobody on the way is to read".utf8)

  static func isESP(_ bytes: [UInt8]) -> Bool { bytes[9] == IPProtocol.esp.rawValue }

  @Test(
    "high-security prefixes go through the tunnel and the rest over private peering, at once")
  func inTandem() throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    func devices(_ source: String, _ destination: String) throws -> [String] {
      try Self.observations(estate, from: source, to: destination)
        .filter { $0.packetID.rawValue == 1 }.map { estate.deviceNames[$0.device.index] }
    }
    #expect(
      try devices("office", "app") == [
        "office", "site-switch", "site-ce1", "ExpressRoute1/primary", "hub-expressroute/0",
        "app-nic",
      ])
    #expect(
      try devices("vault", "secure") == [
        "vault", "site-switch", "site-vpn", "site-vpn", "site-switch", "site-ce1",
        "ExpressRoute1/primary/microsoft", "hub-vpn/0", "hub-vpn/0", "secure-nic",
      ])
  }

  @Test("what goes through the tunnel is encrypted on every link of the circuit")
  func confidentiality() throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    let seen = try Self.observations(estate, from: "vault", to: "secure")
    let readable = seen.filter {
      String(decoding: $0.bytes, as: UTF8.self).contains(
        String(decoding: Self.secret, as: UTF8.self))
    }
    let outside = seen.filter { Self.isESP($0.bytes) }
    #expect(outside.count == 10)
    #expect(readable.count == seen.count - outside.count)
    let way = ["site-ce1", "ExpressRoute1/primary/microsoft"]
    #expect(
      !readable.contains { way.contains(estate.deviceNames[$0.device.index]) })
    #expect(
      outside.allSatisfy { observation in
        let own = Array(observation.bytes[12..<20])
        return own == [198, 51, 100, 1, 192, 0, 2, 84] || own == [192, 0, 2, 84, 198, 51, 100, 1]
      })
    // The outer TTL is the tunnel's own, one less at each hop of the way.
    let timesToLive = outside.filter { $0.packetID.rawValue == 1 }.map { $0.bytes[8] }
    #expect(timesToLive == [64, 64, 63, 62, 61])
  }

  @Test("keys, indices and bytes follow from the shared key and the seed")
  func determinism() throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    let first = try Self.observations(estate, from: "vault", to: "secure").map(\.bytes)
    #expect(try Self.observations(estate, from: "vault", to: "secure").map(\.bytes) == first)
    let other = try Self.observations(estate, from: "vault", to: "secure", seed: 1).map(\.bytes)
    #expect(other != first)
    #expect(other.filter { !Self.isESP($0) } == first.filter { !Self.isESP($0) })
    let otherKey = EstateCompiler(
      try Self.topology { $0.replacingOccurrences(of: "hub-and-site", with: "another key") }
    ).compile()
    #expect(try Self.observations(otherKey, from: "vault", to: "secure").map(\.bytes) != first)
  }

  @Test("a tunnel is up as long as its outer packets find there and back")
  func followsRoutes() throws {
    func isUp(_ failed: Set<String> = [], _ change: (String) -> String = { $0 }) throws -> Bool {
      let compiler = EstateCompiler(try Self.topology(change))
      let estate = compiler.compile(failedLinks: failed)
      return !estate.notes.contains { $0.hasPrefix("the tunnel of hub-to-site is down") }
    }
    #expect(try isUp())
    #expect(try isUp(["primary-microsoft"]))
    #expect(try isUp(["secondary-microsoft"]))
    #expect(try !isUp(["primary-microsoft", "secondary-microsoft"]))
    #expect(try !isUp(["switch-vpn"]))
    #expect(try !isUp(["hub-to-site"]))
    // Private peering does not carry it.
    #expect(try isUp(["primary-private", "secondary-private"]))
    // Microsoft takes another prefix than the one with the tunnel's source.
    #expect(
      try !isUp([]) {
        $0.replacingOccurrences(
          of: #""advertisedPublicPrefixes": ["198.51.100.0/24"]"#,
          with: #""advertisedPublicPrefixes": ["198.51.101.0/24"]"#)
      })
    // The site does not tell of it.
    #expect(
      try !isUp([]) {
        $0.replacingOccurrences(
          of: #""exportPrefixes": ["198.51.100.0/24"]"#, with: #""exportPrefixes": []"#)
      })
    // The keys differ.
    #expect(
      try !isUp([]) {
        $0.replacingOccurrences(
          of: #""connection": "hub-to-site", "sharedKey": "hub-and-site""#,
          with: #""connection": "hub-to-site", "sharedKey": "something else""#)
      })
  }

  @Test("sequence numbers may have 64 bits: the packets look alike, and their check covers more")
  func extendedSequenceNumbers() throws {
    let plain = EstateCompiler(try Self.topology()).compile()
    let extended = EstateCompiler(
      try Self.topology {
        $0.replacingOccurrences(
          of: #""source": "Loopback0" }"#,
          with: #""source": "Loopback0", "extendedSequenceNumbers": true }"#)
      }
    ).compile()
    let associations = extended.securityAssociations(seed: 0)
    #expect(associations.count == 2 && associations.allSatisfy { $0.hasExtendedSequenceNumbers })
    func sealed(_ estate: CompiledEstate) throws -> [[UInt8]] {
      try Self.observations(estate, from: "vault", to: "secure").map(\.bytes).filter(Self.isESP)
    }
    let (before, after) = (try sealed(plain), try sealed(extended))
    // There and back, equal but for the check values.
    #expect(after.count == 10)
    #expect(after.map { Array($0.dropLast(16)) } == before.map { Array($0.dropLast(16)) })
    #expect(zip(before, after).allSatisfy { $0.suffix(16) != $1.suffix(16) })
    let packets = try Self.sealed(extended, 3)
    let totals = try Self.inject(packets + packets, extended)
    #expect(totals.dropped(.espReplayed).packets == 3)
    let foreign = try Self.inject(try Self.sealed(plain, 3), extended)
    #expect(foreign.dropped(.espIntegrityFailed).packets == 3)
  }

  @Test("a gateway without replay protection takes packets again")
  func unprotected() throws {
    let estate = EstateCompiler(
      try Self.topology {
        $0.replacingOccurrences(
          of: #""gatewayType": "Vpn","#,
          with: #""gatewayType": "Vpn", "disableIPSecReplayProtection": true,"#)
      }
    ).compile()
    let packets = try Self.sealed(estate, 3)
    let totals = try Self.inject(packets + packets, estate)
    #expect(totals.delivered.packets == 6 && totals.dropped.packets == 0)
  }

  // MARK: ESP packets from outside

  /// ESP packets as they come to the enterprise edge, of so many pings.
  static func sealed(_ estate: CompiledEstate, _ count: Int) throws -> [[UInt8]] {
    let sender = try #require(estate.endpoints.firstIndex { $0.name == "vault" })
    let receiver = try #require(estate.endpoints.first { $0.name == "secure" })
    let edge = try Self.edge(estate)
    let emulation = Emulation(estate, resolve: { $0 }, recompile: { _ in estate })
    var packets: [[UInt8]] = []
    emulation.observer = { if $0.interface == edge { packets.append($0.bytes) } }
    for number in 0..<count {
      emulation.send(
        PacketBuilder.echoRequest(
          from: estate.endpoints[sender].address, to: receiver.address,
          sequence: UInt16(number)), from: sender)
      emulation.run(until: emulation.now + .seconds(1))
    }
    emulation.observer = nil
    return packets
  }

  static func edge(_ estate: CompiledEstate) throws -> InterfaceID {
    try #require(estate.linkEnds[.microsoftPeering("ExpressRoute1", .primary)])
  }

  final class Injected: BulkSource, @unchecked Sendable {
    private let packets: [[UInt8]]
    private let interface: InterfaceID

    init(_ packets: [[UInt8]], at interface: InterfaceID) {
      self.packets = packets
      self.interface = interface
    }

    func fill(_ inlet: BulkInlet) -> Bool {
      for (number, packet) in packets.enumerated() {
        packet.withUnsafeBytes {
          inlet.append(
            $0, from: .interface(interface),
            at: EmulatedInstant(nanoseconds: Int64(number) * 1_000))
        }
      }
      return false
    }
  }

  /// What becomes of packets that come to the edge from the customer.
  static func inject(
    _ packets: [[UInt8]], _ estate: CompiledEstate, workers: Int = 1
  ) throws -> BulkTotals {
    let driver = BulkDriver(estate, BulkSettings(workers: workers))
    return try driver.run(Injected(packets, at: try edge(estate))).totals
  }

  @Test("a replayed ESP packet is dropped, however many workers are asked for")
  func replay() throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    let packets = try Self.sealed(estate, 5)
    #expect(packets.count == 5)
    for workers in [1, 2] {
      let totals = try Self.inject(packets + packets + [packets[2]], estate, workers: workers)
      #expect(totals.delivered.packets == 5)
      #expect(totals.dropped.packets == 6)
      #expect(totals.dropped(.espReplayed).packets == 6)
      #expect(totals.isBalanced)
    }
  }

  @Test("every damaged ESP packet is dropped for one reason", arguments: [1, 2, 3] as [UInt64])
  func damage(seed: UInt64) throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    let packets = try Self.sealed(estate, 20)
    var generator = SplitMix64(seed: seed)
    var damaged: [[UInt8]] = []
    for _ in 0..<2000 {
      var packet = packets[Int.random(in: packets.indices, using: &generator)]
      switch generator.next() % 3 {
      case 0:
        packet = Array(packet.prefix(Int.random(in: 20..<packet.count, using: &generator)))
        packet[2] = UInt8(packet.count >> 8)
        packet[3] = UInt8(truncatingIfNeeded: packet.count)
      case 1:
        packet[6] |= 0x20
      default:
        for _ in 0..<Int.random(in: 1..<4, using: &generator) {
          let place = Int.random(in: 20..<packet.count, using: &generator)
          packet[place] ^= UInt8.random(in: 1...255, using: &generator)
        }
      }
      damaged.append(ESPForge.mended(packet))
    }
    let totals = try Self.inject(damaged, estate)
    // Bytes that were changed twice may be as they were.
    #expect(totals.dropped.packets >= 1990)
    #expect(totals.delivered.packets + totals.dropped.packets == 2000)
    #expect(totals.isBalanced)
    let reasons: [DropReason] = [
      .espFragment, .espMalformed, .espUnknownAssociation, .espIntegrityFailed,
    ]
    for reason in reasons { #expect(totals.dropped(reason).packets > 0, "\(reason)") }
  }

  @Test("the VPN gateway limits the tunnel over a circuit on which private peering carries more")
  func throughput() throws {
    let estate = EstateCompiler(try Self.topology()).compile()
    /// 900 Mbit/s of IPv4 for a quarter of a second, below the circuit's 1 Gbit/s.
    func send(_ source: String, _ destination: String) throws -> BulkTotals {
      let sender = try #require(estate.endpoints.firstIndex { $0.name == source })
      let receiver = try #require(estate.endpoints.first { $0.name == destination })
      let packet = PacketBuilder.echoRequest(
        from: estate.endpoints[sender].address, to: receiver.address,
        data: [UInt8](repeating: 0x61, count: 1400))
      let sendings = (0..<20_000).map {
        BulkComparison.Sending(
          bytes: packet, endpoint: sender,
          at: EmulatedInstant(nanoseconds: Int64($0) * Int64(packet.count) * 80 / 9))
      }
      let driver = BulkDriver(estate, BulkSettings(limitsRates: true))
      return try driver.run(BulkComparison.Source(sendings)).totals
    }
    let aside = try send("office", "app")
    #expect(aside.delivered.packets == 20_000)
    let inside = try send("vault", "secure")
    #expect(inside.isBalanced)
    let held =
      inside.dropped(.gatewayRateExceeded).packets
      + inside.dropped(.gatewayPacketRateExceeded).packets
    #expect(held == inside.dropped.packets)
    // VpnGw1: 650 Mbit/s, and what an unused limit had saved up.
    #expect((13_000...16_000).contains(inside.delivered.packets))
  }

  // MARK: Wireshark

  @Test("the JSON answer of a run says what became of injected packets")
  func injectedInJSON() throws {
    let answer = try BuiltProduct.run(
      ["run", Self.document.rawValue, "vault-to-secure.forged", "-o", "json"])
    #expect(answer.status == 0, "\(answer.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let results = try #require(json["results"] as? [[String: Any]])
    #expect(
      results[0]["injected"] as? [String] == [
        "espIntegrityFailed", "espReplayed", "espUnknownAssociation",
      ])
  }

  @Test(
    "tshark decrypts a golden capture with the keys that stand beside it, and finds the ICVs right")
  func decrypted() throws {
    let folder = BuiltProduct.checkout.appending(path: "Captures/s2s-over-expressroute")
    let keys = try String(contentsOf: folder.appending(path: "esp_sa"), encoding: .utf8)
      .split(separator: "\n").flatMap { ["-o", "uat:esp_sa:\($0)"] }
    let answer = try ExternalTool.run(
      "tshark",
      [
        "-r", folder.appending(path: "vault-to-secure.ping.pcapng").path, "-o",
        "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE",
      ] + keys + [
        "-Y", "esp", "-T", "fields", "-e", "esp.icv_good", "-e", "esp.sequence", "-e", "icmp.type",
      ])
    #expect(answer.status == 0, "\(answer.errors)")
    let lines = answer.output.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(lines.count == 40)
    #expect(lines.allSatisfy { $0.count == 3 && $0[0] == "1" })
    #expect(Set(lines.map { $0[1] }) == ["1", "2", "3", "4"])
    #expect(Set(lines.map { $0[2] }) == ["0", "8"])
  }
}
