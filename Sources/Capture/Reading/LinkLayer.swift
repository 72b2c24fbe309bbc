/// How frames of one kind carry IPv4: where it begins behind the link header.
///
/// The names are those of https://www.tcpdump.org/linktypes.html; the numbers in ``init(linkType:)`` are
/// LINKTYPE_ values, which capture files hold.
enum LinkLayer: Hashable {
  /// What is at the start of a frame.
  enum Content {
    case ipv4(offset: Int)
    case other
    /// The frame ends within its link header.
    case cut
  }

  /// ETHERNET, with VLAN tags, PPPoE, LLC/SNAP and MPLS.
  case ethernet
  /// RAW and IPV4: no link header.
  case raw
  /// NULL, LOOP and ENC: an address family, in any byte order, at the start of a header of this length.
  case addressFamily(headerLength: Int)
  /// An EtherType at the end of a header: LINUX_SLL, LINUX_SLL2, C_HDLC, APPLE_IP_OVER_IEEE1394.
  case etherType(offset: Int, headerLength: Int)
  /// PPP and PPP_HDLC, with the framing bytes or without, and Cisco's framing.
  case pointToPoint
  /// PPP_ETHER: a PPPoE session's header, then PPP.
  case pointToPointOverEthernet
  /// ATM_RFC1483: LLC/SNAP without anything before it.
  case logicalLink
  /// IEEE802_11: data frames that are not encrypted.
  case wireless
  /// IEEE802_11_PRISM and IEEE802_11_AVS: radio headers that say their lengths at byte 4.
  case wirelessAfterHeader
  /// IEEE802_11_RADIOTAP.
  case wirelessAfterRadiotap
  /// PPI: a header that names the link type behind it.
  case perPacketInformation

  /// `nil` if IPv4 is not looked for in frames of this type.
  init?(linkType: Int) {
    switch linkType {
    case 0, 108: self = .addressFamily(headerLength: 4)
    case 1: self = .ethernet
    case 9, 50: self = .pointToPoint
    case 51: self = .pointToPointOverEthernet
    case 100: self = .logicalLink
    // DLT_RAW's own numbers stand in files of old programs.
    case 12, 14, 101, 228: self = .raw
    case 104: self = .etherType(offset: 2, headerLength: 4)
    case 105: self = .wireless
    case 109: self = .addressFamily(headerLength: 12)
    case 113: self = .etherType(offset: 14, headerLength: 16)
    case 119, 163: self = .wirelessAfterHeader
    case 127: self = .wirelessAfterRadiotap
    case 138: self = .etherType(offset: 16, headerLength: 18)
    case 192: self = .perPacketInformation
    case 276: self = .etherType(offset: 0, headerLength: 20)
    case _: return nil
    }
  }

  /// What the frame of `count` bytes at `frame` carries.
  @inline(__always)
  func content(of frame: UnsafeRawPointer, count: Int) -> Content {
    if case .ethernet = self, count >= 15, frame.network16(12) == EtherTypes.ipv4,
      Self.isVersion4(frame.load(fromByteOffset: 14, as: UInt8.self))
    {
      return .ipv4(offset: 14)
    }
    return search(Frame(base: frame, count: count))
  }

  @inline(never)
  private func search(_ frame: Frame) -> Content {
    switch self {
    case .ethernet: frame.etherType(at: 12, payload: 14)
    case .raw: frame.internetProtocol(at: 0)
    case .addressFamily(let headerLength): frame.addressFamily(payload: headerLength)
    case .etherType(let offset, let headerLength):
      frame.etherType(at: offset, payload: headerLength)
    case .pointToPoint: frame.pointToPoint(at: 0)
    case .pointToPointOverEthernet: frame.pointToPointOverEthernet(at: 0)
    case .logicalLink: frame.logicalLink(at: 0)
    case .wireless: frame.wireless(at: 0)
    case .wirelessAfterHeader: frame.wirelessAfterHeader()
    case .wirelessAfterRadiotap: frame.wirelessAfterRadiotap()
    case .perPacketInformation: frame.perPacketInformation()
    }
  }

  @inline(__always)
  fileprivate static func isVersion4(_ byte: UInt8) -> Bool { byte &>> 4 == 4 }
}

/// IANA "IEEE 802 Numbers": what leads on to IPv4.
private enum EtherTypes {
  static let ipv4: UInt16 = 0x0800
  static let tags: Set<UInt16> = [0x8100, 0x88A8, 0x9100]
  static let mpls: Set<UInt16> = [0x8847, 0x8848]
  static let pppoeSession: UInt16 = 0x8864
  /// Smaller values are lengths (IEEE 802.3, 3.2.6).
  static let minimum: UInt16 = 0x0600
}

/// The bytes of one frame, asked one link header after the other.
private struct Frame {
  let base: UnsafeRawPointer
  let count: Int

  private func byte(_ offset: Int) -> UInt8? {
    offset < count ? base.load(fromByteOffset: offset, as: UInt8.self) : nil
  }

  private func word(_ offset: Int) -> UInt16? {
    offset + 2 <= count ? base.network16(offset) : nil
  }

  /// A header may say IPv4 and the bytes contradict it: then the bytes are right.
  func internetProtocol(at offset: Int) -> LinkLayer.Content {
    guard let first = byte(offset) else { return .cut }
    return LinkLayer.isVersion4(first) ? .ipv4(offset: offset) : .other
  }

  /// The EtherType at `offset`, and what it stands for at `payload`.
  func etherType(at offset: Int, payload: Int) -> LinkLayer.Content {
    guard var type = word(offset) else { return .cut }
    var payload = payload
    // IEEE 802.1Q and 802.1ad: two bytes of tag, then the next EtherType.
    while EtherTypes.tags.contains(type) {
      guard let next = word(payload + 2) else { return .cut }
      type = next
      payload += 4
    }
    if type == EtherTypes.ipv4 { return internetProtocol(at: payload) }
    if type == EtherTypes.pppoeSession { return pointToPointOverEthernet(at: payload) }
    if EtherTypes.mpls.contains(type) { return labels(at: payload) }
    return type < EtherTypes.minimum ? logicalLink(at: payload) : .other
  }

  /// MPLS (RFC 3032): entries of four bytes, the bottom one marked. What follows is known by its first bits.
  private func labels(at offset: Int) -> LinkLayer.Content {
    var offset = offset
    while true {
      guard let third = byte(offset + 2) else { return .cut }
      offset += 4
      if third & 1 == 1 { return internetProtocol(at: offset) }
    }
  }

  /// IEEE 802.2 with SNAP (RFC 1042), or with IP's own service access point.
  func logicalLink(at offset: Int) -> LinkLayer.Content {
    guard let points = word(offset), let control = byte(offset + 2) else { return .cut }
    if points == 0x0606, control == 3 { return internetProtocol(at: offset + 3) }
    guard points == 0xAAAA, control == 3 else { return .other }
    guard let organisation = word(offset + 3), let low = byte(offset + 5) else { return .cut }
    guard organisation == 0, low == 0 else { return .other }
    guard let type = word(offset + 6) else { return .cut }
    return type == EtherTypes.ipv4 ? internetProtocol(at: offset + 8) : .other
  }

  /// AF_INET is 2 on every system; the writer's byte order is not known.
  func addressFamily(payload: Int) -> LinkLayer.Content {
    guard count >= 4 else { return .cut }
    let family = base.loadUnaligned(as: UInt32.self)
    return family == 2 || family.byteSwapped == 2 ? internetProtocol(at: payload) : .other
  }

  /// PPP, or Cisco's framing with an EtherType.
  func pointToPoint(at offset: Int) -> LinkLayer.Content {
    guard let first = word(offset) else { return .cut }
    if first == 0x0F00 || first == 0x8F00 {
      return etherType(at: offset + 2, payload: offset + 4)
    }
    return protocolNumber(at: first == 0xFF03 ? offset + 2 : offset)
  }

  /// PPPoE (RFC 2516): six bytes of header in a session, then PPP without framing.
  func pointToPointOverEthernet(at offset: Int) -> LinkLayer.Content {
    protocolNumber(at: offset + 6)
  }

  /// PPP's protocol (RFC 1661, 2): two bytes, or one where the sender compresses it (6.5).
  private func protocolNumber(at offset: Int) -> LinkLayer.Content {
    guard let number = word(offset) else { return .cut }
    if number == 0x0021 { return internetProtocol(at: offset + 2) }
    return number >> 8 == 0x21 ? internetProtocol(at: offset + 1) : .other
  }

  /// A data frame (IEEE 802.11, 9.3.2): addresses, perhaps a fourth one and QoS, then LLC.
  func wireless(at offset: Int) -> LinkLayer.Content {
    guard let control = byte(offset), let flags = byte(offset + 1) else { return .cut }
    let isData = control & 0x0C == 0x08
    let carriesData = control & 0x40 == 0
    let isEncrypted = flags & 0x40 != 0
    guard isData, carriesData, !isEncrypted else { return .other }
    var length = 24
    if flags & 3 == 3 { length += 6 }
    if control & 0x80 != 0 { length += flags & 0x80 != 0 ? 6 : 2 }
    return logicalLink(at: offset + length)
  }

  /// AVS says its length in network order, Prism in the writer's; both are below 65,536.
  func wirelessAfterHeader() -> LinkLayer.Content {
    guard count >= 8 else { return .cut }
    let length = base.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    return wireless(at: Int(min(length, length.byteSwapped)))
  }

  func wirelessAfterRadiotap() -> LinkLayer.Content {
    guard let length = word(2) else { return .cut }
    return wireless(at: Int(length.byteSwapped))
  }

  func perPacketInformation() -> LinkLayer.Content {
    guard count >= 8, let length = word(2)?.byteSwapped else { return .cut }
    let inner = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    guard length >= 8, let layer = LinkLayer(linkType: Int(inner)), layer != .perPacketInformation
    else { return .other }
    guard Int(length) < count else { return .cut }
    switch layer.content(of: base + Int(length), count: count - Int(length)) {
    case .ipv4(let offset): return .ipv4(offset: offset + Int(length))
    case .other: return .other
    case .cut: return .cut
    }
  }
}
