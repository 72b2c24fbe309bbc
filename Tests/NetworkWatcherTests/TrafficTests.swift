import Addressing
import ControlPlane
import ResourceModel
import Testing
import Wire

@testable import NetworkWatcher

@Suite("Generated traffic")
struct TrafficTests {
  private struct Packet: Equatable {
    var bytes: [UInt8]
    var facts: TrafficGenerator.Packet

    static func == (left: Self, right: Self) -> Bool {
      left.bytes == right.bytes && left.facts.at == right.facts.at
        && left.facts.sender == right.facts.sender
    }

    func word(_ offset: Int) -> Int { Int(bytes[offset]) << 8 | Int(bytes[offset + 1]) }
    func long(_ offset: Int) -> UInt32 { UInt32(word(offset)) << 16 | UInt32(word(offset + 2)) }
    var source: UInt32 { long(12) }
    var destination: UInt32 { long(16) }
    /// Both ends and their ports, the lower end first.
    var connection: [UInt32] {
      let ends = [[source, UInt32(word(20))], [destination, UInt32(word(22))]]
      return ends.sorted { $0[0] == $1[0] ? $0[1] < $1[1] : $0[0] < $1[0] }.flatMap { $0 }
    }
  }

  private func estate() throws -> CompiledEstate {
    try Inquiry(try #require(TopologyLoader.load(.interop).topology)).estate
  }

  private func make(_ profile: TrafficProfile) throws -> [Packet] {
    let made = TrafficGenerator(profile, try estate())
    var packets: [Packet] = []
    guard var generator = made else {
      Issue.record("no traffic")
      return []
    }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: generator.longest, alignment: 8)
    defer { memory.deallocate() }
    while !generator.isDone {
      let facts = generator.next(memory)
      let bytes = Array(UnsafeRawBufferPointer(start: memory, count: facts.length))
      packets.append(Packet(bytes: bytes, facts: facts))
    }
    return packets
  }

  private func profile(_ packets: Int, _ change: (inout TrafficProfile) -> Void) -> TrafficProfile {
    var profile = TrafficProfile()
    profile.packets = packets
    profile.flows = 50
    change(&profile)
    return profile
  }

  /// Of a transport header and its data with the pseudo header of RFC 9293, 3.1; 0 if the checksum in it is right.
  private func transportSum(_ packet: Packet) -> UInt16 {
    let data = Array(packet.bytes[20...])
    var pseudoHeader: [UInt8] = []
    if packet.facts.kind != .icmp {
      pseudoHeader = Array(packet.bytes[12..<20]) + [0, packet.bytes[9]]
      pseudoHeader += [UInt8(data.count >> 8), UInt8(data.count & 255)]
    }
    return InternetChecksum.compute(pseudoHeader + data)
  }

  @Test(
    "Every packet is whole, and all its checksums are right",
    arguments: [TrafficProfile.Sizes.internetMix, .even(40...9_000), .even(65_000...65_535)])
  func checksums(sizes: TrafficProfile.Sizes) throws {
    let profile = profile(sizes == .internetMix ? 4_000 : 400) {
      $0.sizes = sizes
      $0.protocols = .init(tcp: 1, udp: 1, icmp: 1)
    }
    let estate = try estate()
    for packet in try make(profile) {
      var bytes = packet.bytes
      let isValid = bytes.withUnsafeMutableBytes { (try? IPv4Packet(validating: $0)) != nil }
      #expect(isValid && transportSum(packet) == 0)
      #expect(packet.word(2) == bytes.count)
      #expect(bytes[9] == packet.facts.kind.rawValue)
      #expect(estate.endpoints[packet.facts.sender].address.rawValue == packet.source)
      if packet.facts.kind == .udp { #expect(packet.word(24) == bytes.count - 20) }
    }
  }

  @Test("The same seed gives the same packets, another one others")
  func seeds() throws {
    let first = try make(profile(2_000) { $0.seed = 7 })
    #expect(try make(profile(2_000) { $0.seed = 7 }) == first)
    #expect(try make(profile(2_000) { $0.seed = 8 }) != first)
  }

  @Test("Lengths are mixed as seven of 40, four of 576 and one of 1500 bytes")
  func internetMix() throws {
    let packets = try make(profile(24_000) { $0.protocols = .init(tcp: 0, udp: 1, icmp: 0) })
    let counts = Dictionary(grouping: packets, by: \.bytes.count).mapValues(\.count)
    #expect(Set(counts.keys) == [40, 576, 1_500])
    for (length, share) in [(40, 7), (576, 4), (1_500, 1)] {
      #expect(abs((counts[length] ?? 0) - share * 2_000) < 400, "\(counts)")
    }
  }

  @Test("Times are evenly spaced by the rate")
  func times() throws {
    let packets = try make(profile(7) { $0.rate = 3 })
    #expect(
      packets.map(\.facts.at.nanoseconds) == [
        0, 333_333_333, 666_666_666, 1_000_000_000, 1_333_333_333, 1_666_666_666, 2_000_000_000,
      ])
  }

  @Test("Protocols share flows by their weights")
  func protocols() throws {
    let packets = try make(
      profile(30_000) {
        $0.protocols = .init(tcp: 0, udp: 3, icmp: 1)
        $0.flowPackets = 4
      })
    let echoes = packets.count { $0.facts.kind == .icmp }
    #expect(packets.allSatisfy { $0.facts.kind != .tcp })
    #expect((6_700...8_300).contains(echoes), "\(echoes)")
  }

  @Test("Connections open, acknowledge all that has come, and close")
  func connections() throws {
    struct Side {
      var next: UInt32?
      var isDone = false
    }
    var sides: [[UInt32]: [UInt32: Side]] = [:]
    var finished = 0
    let packets = try make(
      profile(20_000) {
        $0.protocols = .init(tcp: 1, udp: 0, icmp: 0)
        $0.sizes = .even(40...1_400)
      })
    for packet in packets {
      let flags = packet.bytes[33]
      let sender = packet.source ^ UInt32(packet.word(20)) << 16
      let other = packet.destination ^ UInt32(packet.word(22)) << 16
      var connection = sides[packet.connection] ?? [:]
      var own = connection[sender] ?? Side()
      if flags & 2 != 0 {
        #expect(own.next == nil, "a side opens once")
        if flags & 16 == 0 { #expect(connection.isEmpty) }
      } else {
        #expect(own.next == packet.long(24), "every byte follows the last")
      }
      if flags & 16 != 0 {
        #expect(connection[other]?.next == packet.long(28), "all that came is acknowledged")
      }
      let data = UInt32(packet.bytes.count - 40)
      own.next = packet.long(24) &+ data &+ (flags & 3 == 0 ? 0 : 1)
      #expect(!own.isDone || data == 0)
      if flags & 1 != 0 { own.isDone = true }
      connection[sender] = own
      if connection.values.count(where: \.isDone) == 2, flags & 1 == 0 {
        finished += 1
        connection = [:]
      }
      sides[packet.connection] = connection.isEmpty ? nil : connection
      #expect(sides.count <= 50, "no more flows than were asked for")
    }
    #expect(finished > 500)
  }

  @Test("Every echo reply follows its request and is as long")
  func echoes() throws {
    var open: [Int: Packet] = [:]
    for packet in try make(profile(4_000) { $0.protocols = .init(tcp: 0, udp: 0, icmp: 1) }) {
      let key = packet.word(24) << 16 | packet.word(26)
      if packet.bytes[20] == 8 {
        open[key] = packet
      } else {
        let known = open.removeValue(forKey: key)
        let request = try #require(known)
        #expect(packet.bytes[20] == 0 && request.bytes[28...] == packet.bytes[28...])
        #expect(request.source == packet.destination && request.destination == packet.source)
      }
    }
  }

  @Test("Ranks are drawn by Zipf's law, or evenly", arguments: [0.0, 1.0, 1.7])
  func ranks(exponent: Double) {
    var generator = SplitMix64(seed: 5)
    let ranks = ZipfRanks(4, exponent: exponent)
    var counts = [Double](repeating: 0, count: 4)
    for _ in 0..<40_000 { counts[ranks.draw(&generator)] += 1 }
    // The k-th weight as repeated division: another way than the table's.
    let weights: [Double] =
      switch exponent {
      case 0: [1, 1, 1, 1]
      case 1: [1, 1 / 2, 1 / 3, 1 / 4]
      default: [1, 0.3078, 0.1545, 0.0947]
      }
    let sum = weights.reduce(0, +)
    for (count, weight) in zip(counts, weights) {
      #expect(abs(count / 40_000 - weight / sum) < 0.01)
    }
  }

  @Test("Values of options are taken or refused")
  func values() {
    #expect(TrafficProfile.Sizes("IMIX") == .internetMix)
    #expect(TrafficProfile.Sizes("64") == .even(64...64))
    #expect(TrafficProfile.Sizes("40-65535") == .even(40...65_535))
    for text in ["", "39", "65536", "90-80", "40-", "-40", "40-50-60", "4 0", "+64", "imixx"] {
      #expect(TrafficProfile.Sizes(text) == nil, "\(text)")
    }
    #expect(TrafficProfile.Protocols("udp=1") == .init(tcp: 0, udp: 1, icmp: 0))
    #expect(TrafficProfile.Protocols("icmp=2,TCP=3") == .init(tcp: 3, udp: 0, icmp: 2))
    for text in [
      "", "tcp", "tcp=", "tcp=0", "tcp=1,tcp=2", "sctp=1", "tcp=-1", "udp=1000001", "udp=1,",
    ] {
      #expect(TrafficProfile.Protocols(text) == nil, "\(text)")
    }
    #expect(TrafficProfile.ports("80,443") == [80, 443])
    for text in ["", "0", "65536", "80,80", "80,", "http"] {
      #expect(TrafficProfile.ports(text) == nil, "\(text)")
    }
    #expect(TrafficProfile.exponent("1.25") == 1.25)
    for text in ["", "-1", "11", "1e1", "nan", "1.2.3", "0x1"] {
      #expect(TrafficProfile.exponent(text) == nil, "\(text)")
    }
  }
}
