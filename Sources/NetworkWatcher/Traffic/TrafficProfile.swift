import Addressing

/// What traffic is to be generated. Equal profiles over equal estates give equal packets.
package struct TrafficProfile: Hashable, Sendable {
  /// How long packets are, in bytes of IPv4, header included.
  package enum Sizes: Hashable, Sendable {
    /// Seven packets of 40 bytes, four of 576 and one of 1500, mixed by chance ("simple IMIX").
    case internetMix
    /// Every length of the range as often as any other.
    case even(ClosedRange<Int>)
  }

  /// How many of all flows are of each protocol, as weights; at least one is not 0.
  package struct Protocols: Hashable, Sendable {
    package var tcp: Int
    package var udp: Int
    package var icmp: Int

    package init(tcp: Int, udp: Int, icmp: Int) {
      self.tcp = tcp
      self.udp = udp
      self.icmp = icmp
    }
  }

  /// 40 bytes are an IPv4 and a TCP header.
  package static let lengthRange = 40...65_535
  package static let weightLimit = 1_000_000

  /// How many packets there are, at least 1.
  package var packets = 100_000
  /// How many flows go on at any time, at least 1.
  package var flows = 1_000
  /// Packets of a flow in the mean: each has 1 to twice as many less 1, those of TCP at least 7.
  package var flowPackets = 20
  package var sizes = Sizes.internetMix
  package var protocols = Protocols(tcp: 80, udp: 15, icmp: 5)
  /// Where flows go: 1 or more destination ports, each as often as any other.
  package var ports: [UInt16] = [80, 443, 8080]
  /// The exponent of Zipf's law, at least 0: the k-th destination gets flows in proportion to 1 / k^exponent. 0 treats
  /// all alike.
  package var exponent = 1.0
  /// Packets a second of virtual time, evenly spaced, 1...1,000,000,000.
  package var rate = 100_000
  package var seed: UInt64 = 0

  package init() {}
}

extension TrafficProfile.Sizes {
  /// `imix`, a number of bytes, or two with a dash between: `64-1400`. `nil` for anything else.
  package init?(_ text: String) {
    if text.lowercased() == "imix" {
      self = .internetMix
      return
    }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(
      TrafficProfile.number)
    guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1],
      first <= last, TrafficProfile.lengthRange.contains(first),
      TrafficProfile.lengthRange.contains(last)
    else { return nil }
    self = .even(first...last)
  }
}

extension TrafficProfile.Protocols {
  /// Weights, such as `tcp=80,udp=15,icmp=5`; who is not named has none. `nil` for anything else.
  package init?(_ text: String) {
    var weights: [String: Int] = [:]
    for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", omittingEmptySubsequences: false)
      guard words.count == 2, ["tcp", "udp", "icmp"].contains(words[0]),
        weights[String(words[0])] == nil, let weight = TrafficProfile.number(words[1]),
        weight <= TrafficProfile.weightLimit
      else { return nil }
      weights[String(words[0])] = weight
    }
    guard weights.values.contains(where: { $0 > 0 }) else { return nil }
    self.init(tcp: weights["tcp"] ?? 0, udp: weights["udp"] ?? 0, icmp: weights["icmp"] ?? 0)
  }
}

extension TrafficProfile {
  /// Ports with commas between, at most 64, none twice. `nil` for anything else.
  package static func ports(_ text: String) -> [UInt16]? {
    var ports: [UInt16] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = number(part), let port = UInt16(exactly: value), port > 0,
        !ports.contains(port), ports.count < 64
      else { return nil }
      ports.append(port)
    }
    return ports
  }

  /// A decimal number in 0...10, such as `1.2`. `nil` for anything else.
  package static func exponent(_ text: String) -> Double? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
      let value = Double(text), (0...10).contains(value)
    else { return nil }
    return value
  }

  /// Digits alone.
  static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}
