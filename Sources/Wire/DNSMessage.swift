import Addressing

// RFC 1035, 4.1.1:
//
//                                  1  1  1  1  1  1
//    0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
//  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
//  |                      ID                       |
//  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
//  |QR|   Opcode  |AA|TC|RD|RA|   Z    |   RCODE   |
//  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
//  |                    QDCOUNT                    |
//  |                    ANCOUNT                    |
//  |                    NSCOUNT                    |
//  |                    ARCOUNT                    |
//  +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+

/// A DNS message with one question, and the addresses in its answer.
public struct DNSMessage: Hashable, Sendable {
  /// RFC 1035, 4.1.1: RCODE.
  public struct ResponseCode: RawRepresentable, Hashable, Sendable {
    /// 0...15.
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    public static let noError = Self(rawValue: 0)
    public static let nameError = Self(rawValue: 3)
    public static let notImplemented = Self(rawValue: 4)
  }

  public static let headerLength = 12
  public static let port = Port(rawValue: 53)
  /// RFC 1035, 3.2.2: a host's address.
  public static let addressType: UInt16 = 1
  /// RFC 1035, 2.3.4, as text: 255 bytes on the wire without the first length and the root's.
  public static let nameLimit = 253
  /// RFC 1035, 2.3.4.
  public static let labelLimit = 63
  private static let internetClass: UInt16 = 1
  private static let headerPointer: UInt16 = 0xC000 | UInt16(headerLength)
  /// For how many seconds an answer may be kept.
  private static let timeToLive: UInt32 = 3600

  public var identification: UInt16
  public var isResponse: Bool
  public var isAuthoritative: Bool
  public var isRecursionDesired: Bool
  /// 0...15; 0 is a standard query.
  public var operation: UInt8
  public var responseCode: ResponseCode
  /// The name that is asked for, without a dot at its end.
  public var name: String
  /// Of the question: ``addressType`` or another.
  public var type: UInt16
  /// Of the answer's A records, in their order.
  public var addresses: [IPv4Address]

  /// A question for a host's address. `nil` if the text is no name that a question can carry.
  public init?(asking name: String, identification: UInt16) {
    guard Self.isName(name) else { return nil }
    self.identification = identification
    isResponse = false
    isAuthoritative = false
    isRecursionDesired = true
    operation = 0
    responseCode = .noError
    self.name = name.hasSuffix(".") ? String(name.dropLast()) : name
    type = Self.addressType
    addresses = []
  }

  /// The answer of a server that is responsible for the name.
  public func answer(_ code: ResponseCode, _ addresses: [IPv4Address] = []) -> Self {
    var answer = self
    answer.isResponse = true
    answer.isAuthoritative = true
    answer.responseCode = code
    answer.addresses = addresses
    return answer
  }

  /// Whether a text is a host's name: labels of 1 to 63 letters, digits, `-` and `_`, joined by dots.
  public static func isName(_ text: String) -> Bool {
    let name = text.hasSuffix(".") ? text.dropLast() : text[...]
    guard !name.isEmpty, name.utf8.count <= nameLimit else { return false }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...labelLimit).contains(label.utf8.count)
        && label.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
          default: false
          }
        }
    }
  }

  /// `nil` if the bytes are no message with exactly one question. Records of other types are passed over.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.headerLength else { return nil }
    func word(_ offset: Int) -> UInt16 { UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]) }
    identification = word(0)
    let flags = word(2)
    isResponse = flags & 0x8000 != 0
    operation = UInt8(flags >> 11 & 15)
    isAuthoritative = flags & 0x0400 != 0
    isRecursionDesired = flags & 0x0100 != 0
    responseCode = ResponseCode(rawValue: UInt8(flags & 15))
    guard word(4) == 1 else { return nil }
    var offset = Self.headerLength
    var labels: [String] = []
    while true {
      guard offset < bytes.count else { return nil }
      let length = Int(bytes[offset])
      offset += 1
      if length == 0 { break }
      // No question is compressed: there is nothing before it to point to.
      guard length <= Self.labelLimit, offset + length <= bytes.count else { return nil }
      labels.append(String(decoding: bytes[offset..<offset + length], as: UTF8.self))
      offset += length
    }
    name = labels.joined(separator: ".")
    guard Self.isName(name), offset + 4 <= bytes.count, word(offset + 2) == Self.internetClass
    else { return nil }
    type = word(offset)
    offset += 4
    addresses = []
    for _ in 0..<word(6) {
      guard let after = Self.skipName(bytes, offset), after + 10 <= bytes.count else { return nil }
      let length = Int(word(after + 8))
      let data = after + 10
      guard data + length <= bytes.count else { return nil }
      if word(after) == Self.addressType, word(after + 2) == Self.internetClass, length == 4 {
        addresses.append(
          IPv4Address(bytes[data], bytes[data + 1], bytes[data + 2], bytes[data + 3]))
      }
      offset = data + length
    }
  }

  /// Behind a name, which ends with a zero or with a pointer; `nil` if it goes beyond the message.
  private static func skipName(_ bytes: [UInt8], _ start: Int) -> Int? {
    var offset = start
    while offset < bytes.count {
      let length = Int(bytes[offset])
      if length == 0 { return offset + 1 }
      if length & 0xC0 == 0xC0 { return offset + 2 <= bytes.count ? offset + 2 : nil }
      guard length <= labelLimit else { return nil }
      offset += 1 + length
    }
    return nil
  }

  /// The message; the names of its records point to the question.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: identification)
    var flags = UInt16(operation & 15) << 11 | UInt16(responseCode.rawValue & 15)
    if isResponse { flags |= 0x8000 }
    if isAuthoritative { flags |= 0x0400 }
    if isRecursionDesired { flags |= 0x0100 }
    bytes.append(bigEndian: flags)
    for count in [1, addresses.count, 0, 0] { bytes.append(bigEndian: UInt16(count)) }
    for label in name.split(separator: ".") {
      bytes.append(UInt8(label.utf8.count))
      bytes += Array(label.utf8)
    }
    bytes.append(0)
    bytes.append(bigEndian: type)
    bytes.append(bigEndian: Self.internetClass)
    for address in addresses {
      bytes.append(bigEndian: Self.headerPointer)
      bytes.append(bigEndian: Self.addressType)
      bytes.append(bigEndian: Self.internetClass)
      bytes.append(bigEndian: Self.timeToLive)
      bytes.append(bigEndian: UInt16(4))
      bytes.append(bigEndian: address.rawValue)
    }
    return bytes
  }
}
