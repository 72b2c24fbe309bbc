import Addressing

/// Writes the bytes of generated packets: IPv4 (RFC 791) without options, TTL 64, not to be fragmented; TCP (RFC 9293), UDP
/// (RFC 768) or ICMP echo (RFC 792); data of letters, as Windows' ping sends. All checksums are right (RFC 1071).
struct PacketForge: ~Copyable {
  private static let period = 23
  /// The data repeats itself after two periods, an even number of bytes.
  private static let stride = 2 * period
  private static let longest = 65_536
  private let letters: UnsafeMutablePointer<UInt8>
  /// The sum of the 16-bit words of each number of bytes below the stride, and at its end that of a whole one.
  private let sums: UnsafeMutablePointer<UInt32>

  init() {
    let letters = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.longest)
    for index in 0..<Self.longest {
      (letters + index).initialize(to: UInt8(97 + index % Self.period))
    }
    let sums = UnsafeMutablePointer<UInt32>.allocate(capacity: Self.stride + 1)
    var sum: UInt32 = 0
    for index in 0...Self.stride {
      (sums + index).initialize(to: sum)
      sum += index % 2 == 0 ? UInt32(letters[index]) << 8 : UInt32(letters[index])
    }
    self.letters = letters
    self.sums = sums
  }

  deinit {
    letters.deallocate()
    sums.deallocate()
  }

  func write(
    _ segment: TrafficFlow.Segment, of flow: TrafficFlow, from source: IPv4Address,
    to destination: IPv4Address, identification: UInt16, to target: UnsafeMutableRawPointer
  ) {
    var header = HeaderWriter(target)
    header.put(0x4500)
    header.put(UInt32(segment.length))
    header.put(UInt32(identification))
    header.put(0x4000)
    header.put(64 << 8 | UInt32(flow.kind.rawValue))
    header.skip()
    header.put(long: source.rawValue)
    header.put(long: destination.rawValue)
    header.finish(checksumAt: 10, plus: 0)

    let addresses = HeaderWriter.sum(source.rawValue) + HeaderWriter.sum(destination.rawValue)
    let pseudoHeader = addresses + UInt32(flow.kind.rawValue) + UInt32(segment.length - 20)
    let isFromClient = segment.isFromClient
    let sourcePort = isFromClient ? flow.clientPort : flow.serverPort
    let destinationPort = isFromClient ? flow.serverPort : flow.clientPort
    var transport = HeaderWriter(target + 20)
    let length: Int
    switch flow.kind {
    case .tcp:
      length = segment.length - 40
      transport.put(UInt32(sourcePort))
      transport.put(UInt32(destinationPort))
      transport.put(long: segment.sequence)
      transport.put(long: segment.acknowledgment)
      transport.put(5 << 12 | UInt32(segment.flags))
      transport.put(0xFFFF)
      transport.skip()
      transport.put(0)
      transport.finish(checksumAt: 16, plus: pseudoHeader + data(length))
    case .udp:
      length = segment.length - 28
      transport.put(UInt32(sourcePort))
      transport.put(UInt32(destinationPort))
      transport.put(UInt32(segment.length - 20))
      transport.skip()
      transport.finish(checksumAt: 6, plus: pseudoHeader + data(length), avoidsZero: true)
    case .icmp:
      length = segment.length - 28
      transport.put(isFromClient ? 8 << 8 : 0)
      transport.skip()
      transport.put(UInt32(flow.clientPort))
      transport.put(segment.sequence & 0xFFFF)
      transport.finish(checksumAt: 2, plus: data(length))
    }
    (target + (segment.length - length)).copyMemory(from: letters, byteCount: length)
  }

  /// The sum of the words of so many letters.
  private func data(_ length: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: length / Self.stride) * sums[Self.stride]
      + sums[length % Self.stride]
  }
}

/// Puts 16-bit words behind each other, the higher byte first, and adds them up.
private struct HeaderWriter {
  private let base: UnsafeMutableRawPointer
  private var offset = 0
  private var sum: UInt32 = 0

  init(_ base: UnsafeMutableRawPointer) {
    self.base = base
  }

  static func sum(_ word: UInt32) -> UInt32 { word >> 16 + word & 0xFFFF }

  mutating func put(_ word: UInt32) {
    base.storeBytes(
      of: UInt16(truncatingIfNeeded: word).bigEndian, toByteOffset: offset, as: UInt16.self)
    sum += word
    offset += 2
  }

  mutating func put(long word: UInt32) {
    put(word >> 16)
    put(word & 0xFFFF)
  }

  /// Leaves room for the checksum.
  mutating func skip() { offset += 2 }

  /// - Parameter avoidsZero: as UDP does, where zero says that there is no checksum.
  func finish(checksumAt place: Int, plus other: UInt32, avoidsZero: Bool = false) {
    var total = sum + other
    while total > 0xFFFF { total = total & 0xFFFF + total >> 16 }
    var checksum = ~UInt16(truncatingIfNeeded: total)
    if avoidsZero, checksum == 0 { checksum = 0xFFFF }
    base.storeBytes(of: checksum.bigEndian, toByteOffset: place, as: UInt16.self)
  }
}
