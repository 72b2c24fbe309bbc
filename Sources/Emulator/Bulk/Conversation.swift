import Addressing

/// Which conversation a packet belongs to, and in which direction of it it goes: one number for both directions, so
/// that a packet meets the flow records of those before it.
///
/// Taken from bytes that nobody has checked yet. Conversations are told apart as flow records are: addresses, protocol,
/// and the ports of TCP and UDP or the identifier of an ICMP echo. Later fragments, ICMP errors and short packets go by
/// addresses and protocol alone. Different conversations may share a number.
struct Conversation: Hashable {
  let hash: UInt64
  /// Whether the sender's address and port are the higher ones.
  let isFromHigherEnd: Bool

  @inline(__always)
  init(_ bytes: UnsafeRawBufferPointer) {
    let (sender, receiver, number) = Self.ends(bytes)
    self.init(from: sender, to: receiver, number)
  }

  /// The same, of an estate with load balancers: front ends and their backends are one end, whatever the port, so that
  /// an answer is of the conversation of what it answers before and after addresses and ports are translated.
  @inline(never)
  init(_ bytes: UnsafeRawBufferPointer, _ balanced: BalancedAddresses) {
    let (sender, receiver, number) = Self.ends(bytes)
    self.init(from: balanced.end(of: sender), to: balanced.end(of: receiver), number)
  }

  @inline(__always)
  private init(from sender: UInt64, to receiver: UInt64, _ number: IPProtocol) {
    let product = (min(sender, receiver) ^ 0x9E37_79B9_7F4A_7C15)
      .multipliedFullWidth(
        by: (max(sender, receiver) ^ 0xC2B2_AE3D_27D4_EB4F) &+ UInt64(number.rawValue) &<< 48)
    hash = product.high ^ product.low
    isFromHigherEnd = sender > receiver
  }

  /// Address and port of both ends, 48 bits each. Short packets are of one conversation.
  @inline(__always)
  private static func ends(
    _ bytes: UnsafeRawBufferPointer
  ) -> (sender: UInt64, receiver: UInt64, IPProtocol) {
    guard bytes.count >= 20 else { return (0, 0, IPProtocol(rawValue: 0)) }
    let base = bytes.baseAddress.unsafelyUnwrapped
    let source = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    let destination = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
    let number = IPProtocol(rawValue: bytes[9])
    let data = Int(bytes[0] & 15) &* 4
    var ports: UInt32 = 0
    let isFirst =
      base.loadUnaligned(fromByteOffset: 6, as: UInt16.self) & UInt16(0x1FFF).bigEndian == 0
    if isFirst, number == .tcp || number == .udp, data &+ 4 <= bytes.count {
      ports = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: data, as: UInt32.self))
    } else if isFirst, number == .icmp, data &+ 6 <= bytes.count, bytes[data] & 0xF7 == 0 {
      // Types 0 and 8: echo reply and echo.
      let identifier = UInt32(
        UInt16(bigEndian: base.loadUnaligned(fromByteOffset: data &+ 4, as: UInt16.self)))
      ports = identifier &<< 16 | identifier
    }
    let sender = UInt64(source) &<< 16 | UInt64(ports &>> 16)
    let receiver = UInt64(destination) &<< 16 | UInt64(ports & 0xFFFF)
    return (sender, receiver, number)
  }

  /// 0..<count, evenly over conversations.
  ///
  /// - Precondition: `count` is positive and below 2^32.
  @inline(__always)
  func worker(of count: Int) -> Int {
    Int(truncatingIfNeeded: ((hash &>> 32) &* UInt64(count)) &>> 32)
  }
}
