import Addressing
import ControlPlane
import DataPlane

/// Makes seeded traffic among the machines and hosts of an estate, packet by packet.
///
/// ``TrafficProfile/flows`` flows go on at any time; each packet belongs to one of them, drawn evenly, and a flow that is
/// over makes room for a new one. Clients are drawn evenly, servers by Zipf's law over an order that the seed draws.
struct TrafficGenerator: ~Copyable {
  /// A packet, but for its bytes.
  struct Packet {
    /// The number of the endpoint that sends it.
    var sender: Int
    /// In bytes of IPv4.
    var length: Int
    var at: EmulatedInstant
    var kind: TrafficFlow.Kind
  }

  private let profile: TrafficProfile
  /// By ``members``.
  private let addresses: [IPv4Address]
  /// Indices of endpoints, the first of those with one address; the most frequent server first.
  private let members: [Int]
  private let ranks: ZipfRanks
  private var generator: SplitMix64
  private let flows: UnsafeMutablePointer<TrafficFlow>
  private let forge = PacketForge()
  private var made = 0
  /// How many flows have begun.
  private(set) var flowCount: UInt64 = 0

  /// `nil` if the estate has less than two addresses.
  init?(_ profile: TrafficProfile, _ estate: CompiledEstate) {
    var generator = SplitMix64(seed: profile.seed)
    var known: Set<IPv4Address> = []
    var members = estate.endpoints.indices.filter {
      known.insert(estate.endpoints[$0].address).inserted
    }
    guard members.count > 1 else { return nil }
    members.shuffle(using: &generator)
    self.profile = profile
    self.members = members
    addresses = members.map { estate.endpoints[$0].address }
    ranks = ZipfRanks(members.count, exponent: profile.exponent)
    self.generator = generator
    flows = .allocate(capacity: profile.flows)
    for slot in 0..<profile.flows { (flows + slot).initialize(to: beginFlow()) }
  }

  deinit {
    flows.deallocate()
  }

  /// Whether all packets were made.
  var isDone: Bool { made == profile.packets }

  /// The longest packet that may come, in bytes.
  var longest: Int {
    switch profile.sizes {
    case .internetMix: 1_500
    case .even(let range): max(range.upperBound, 41)
    }
  }

  /// Makes the next packet at `target`, where there is room for ``longest`` bytes.
  ///
  /// - Precondition: not all were made.
  mutating func next(_ target: UnsafeMutableRawPointer) -> Packet {
    precondition(made < profile.packets, "all packets were made")
    let slot = generator.below(profile.flows)
    if flows[slot].left == 0 { flows[slot] = beginFlow() }
    let length = drawLength()
    // A copy, because the thread sanitizer's build takes `flows[slot]` and `generator` for one access to the whole.
    var flow = flows[slot]
    let segment = flow.next(length, &generator)
    flows[slot] = flow
    let sender = Int(segment.isFromClient ? flow.client : flow.server)
    let receiver = Int(segment.isFromClient ? flow.server : flow.client)
    forge.write(
      segment, of: flow, from: addresses[sender], to: addresses[receiver],
      identification: UInt16(truncatingIfNeeded: made), to: target)
    let seconds = made / profile.rate
    let part = made % profile.rate * 1_000_000_000 / profile.rate
    let at = Int64(seconds) * 1_000_000_000 + Int64(part)
    made += 1
    return Packet(
      sender: members[sender], length: segment.length, at: EmulatedInstant(nanoseconds: at),
      kind: flow.kind)
  }

  private mutating func beginFlow() -> TrafficFlow {
    let number = flowCount
    flowCount += 1
    let client = generator.below(members.count)
    var server = ranks.draw(&generator)
    if server == client { server = server + 1 == members.count ? 0 : server + 1 }
    let kind = drawKind()
    let packets = 1 + Int(generator.next(upTo: Int64(2 * profile.flowPackets - 2)))
    let port = profile.ports[generator.below(profile.ports.count)]
    // Dynamic ports (RFC 6335, 6): each comes before any comes again, an odd factor mixing their order.
    let clientPort = 49_152 + number * 5_003 % 16_384
    return TrafficFlow(
      kind, client: Int32(client), server: Int32(server),
      clientPort: UInt16(truncatingIfNeeded: clientPort), serverPort: port, packets: packets,
      initialSequences: generator.next())
  }

  private mutating func drawKind() -> TrafficFlow.Kind {
    let weights = profile.protocols
    let drawn = generator.below(weights.tcp + weights.udp + weights.icmp)
    if drawn < weights.tcp { return .tcp }
    return drawn < weights.tcp + weights.udp ? .udp : .icmp
  }

  private mutating func drawLength() -> Int {
    switch profile.sizes {
    case .internetMix:
      let drawn = generator.below(12)
      return drawn < 7 ? 40 : drawn < 11 ? 576 : 1_500
    case .even(let range):
      return range.lowerBound + generator.below(range.count)
    }
  }
}
