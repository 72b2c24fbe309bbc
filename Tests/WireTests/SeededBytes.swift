import Addressing

@testable import Wire

/// Inputs that look random and are the same in every run (xorshift64, Marsaglia 2003).
struct SeededBytes {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed | 1
  }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
  }

  mutating func header() -> IPv4Header {
    IPv4Header(
      source: IPv4Address(rawValue: UInt32(truncatingIfNeeded: next())),
      destination: IPv4Address(rawValue: UInt32(truncatingIfNeeded: next())),
      protocolNumber: IPProtocol(rawValue: UInt8(truncatingIfNeeded: next())),
      timeToLive: UInt8(truncatingIfNeeded: next()),
      identification: UInt16(truncatingIfNeeded: next()),
      typeOfService: UInt8(truncatingIfNeeded: next()), doNotFragment: next() % 2 == 0,
      hasMoreFragments: next() % 2 == 0, fragmentOffset: Int(next() % 8192))
  }
}

/// Reads `bytes` through a view of the packet.
func reading<Value>(
  _ bytes: [UInt8], _ body: (IPv4Packet) throws -> Value
) throws -> Value {
  var copy = bytes
  return try copy.withUnsafeMutableBytes { try body(IPv4Packet(validating: $0)) }
}

/// What is wrong with `bytes` as an IPv4 packet.
func fault(_ bytes: [UInt8]) -> HeaderError? {
  bytes.withUnsafeBytes { IPv4Packet.fault(in: $0) }
}

/// The checksum by RFC 1071's words: byte pairs, added one at a time, each carry at once.
func slowChecksum(_ bytes: [UInt8]) -> UInt16 {
  var sum = 0
  for index in stride(from: 0, to: bytes.count, by: 2) {
    let low = index + 1 < bytes.count ? Int(bytes[index + 1]) : 0
    sum += Int(bytes[index]) * 256 + low
    if sum >= 65536 { sum -= 65535 }
  }
  return UInt16(65535 - sum)
}
