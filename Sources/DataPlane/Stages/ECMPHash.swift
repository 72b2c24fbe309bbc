import Addressing

/// Chooses among equal next hops, always the same for one flow at one device.
///
/// ICMP is hashed by source, destination and protocol, never by identifier or sequence; TCP and UDP by the
/// five-tuple. The mix is Murmur3's finalizer over 32-bit words, the choice the high half of the hash times the
/// number of candidates: integer arithmetic alone, the same on every machine. Azure's own hash is not known.
package enum ECMPHash {
  /// 0..<count.
  ///
  /// - Precondition: `count` is at least 1.
  package static func choose(_ flow: FiveTuple, seed: UInt32, of count: Int) -> Int {
    var hash = mix(seed &+ 0x9E37_79B9)
    hash = mix(hash ^ flow.source.rawValue)
    hash = mix(hash ^ flow.destination.rawValue)
    hash = mix(hash ^ UInt32(flow.protocolNumber.rawValue))
    if flow.protocolNumber == .tcp || flow.protocolNumber == .udp {
      hash = mix(
        hash ^ (UInt32(flow.sourcePort.rawValue) << 16 | UInt32(flow.destinationPort.rawValue)))
    }
    return Int((UInt64(hash) * UInt64(count)) >> 32)
  }

  private static func mix(_ word: UInt32) -> UInt32 {
    var word = word
    word ^= word >> 16
    word = word &* 0x85EB_CA6B
    word ^= word >> 13
    word = word &* 0xC2B2_AE35
    word ^= word >> 16
    return word
  }
}
