import Glibc

/// Places for packets, each of which ends where memory ends: who reads or writes one byte behind a packet is stopped
/// by the processor, also in vector code. Lives as long as the process.
struct GuardedMemory {
  /// Bytes of a place: a packet and what stands before it.
  static let placeLength = 4096

  private let base: UnsafeMutableRawPointer

  init(places: Int) {
    let length = 2 * Self.placeLength
    guard
      let base = mmap(
        nil, places * length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED
    else { fatalError("no memory for packets") }
    for place in 0..<places {
      precondition(
        mprotect(base + place * length + Self.placeLength, Self.placeLength, PROT_NONE) == 0,
        "memory that nobody may touch")
    }
    self.base = base
  }

  /// Copies a packet to the end of a place. `framing` bytes before it are 0xEE.
  ///
  /// - Returns: the bytes before the packet, and the packet.
  func put(
    _ packet: [UInt8], at place: Int, framing: Int
  ) -> (framing: UnsafeRawBufferPointer, packet: UnsafeMutableRawBufferPointer) {
    let end = base + place * 2 * Self.placeLength + Self.placeLength
    let start = end - packet.count
    packet.withUnsafeBytes { bytes in
      if let from = bytes.baseAddress { start.copyMemory(from: from, byteCount: bytes.count) }
    }
    (start - framing).initializeMemory(as: UInt8.self, repeating: 0xEE, count: framing)
    return (
      UnsafeRawBufferPointer(start: start - framing, count: framing),
      UnsafeMutableRawBufferPointer(start: start, count: packet.count)
    )
  }
}
