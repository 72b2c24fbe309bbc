import Addressing

/// One direction of a tunnel: who sends to whom under which index and key (RFC 4301, 4.1).
package struct SecurityAssociation: Hashable, Sendable {
  /// The outer addresses.
  package var source: IPv4Address
  package var destination: IPv4Address
  /// 256...4294967295 (RFC 4303, 2.1).
  package var securityParametersIndex: UInt32
  /// 32 bytes of AES-256 key, 4 of salt (RFC 4106, 8.1).
  package var keyMaterial: [UInt8]
  /// Sequence numbers have 64 bits, of which the lower 32 are sent (RFC 4303, 2.2.1).
  package var hasExtendedSequenceNumbers = false
  /// Whether the receiver drops what it has seen (RFC 4303, 3.4.3).
  package var isReplayProtected = true

  package init(
    source: IPv4Address, destination: IPv4Address, securityParametersIndex: UInt32,
    keyMaterial: [UInt8]
  ) {
    self.source = source
    self.destination = destination
    self.securityParametersIndex = securityParametersIndex
    self.keyMaterial = keyMaterial
  }

  /// The association whose index and key follow from a pre-shared key and a seed: the same ones in every run.
  ///
  /// Deviation: no key exchange is played. IKE's keys are fresh for each association (RFC 7296, 2.17).
  ///
  /// - Parameter name: tells apart what is derived from one pre-shared key.
  package init(
    source: IPv4Address, destination: IPv4Address, sharedKey: String, seed: UInt64, name: String
  ) {
    let salt = (0..<8).map { UInt8(truncatingIfNeeded: seed >> UInt64(56 - 8 * $0)) }
    let bytes = KeyDerivation.derive(
      GaloisCounterMode.keyLength + GaloisCounterMode.saltLength + 4,
      secret: Array("pre-shared key \(sharedKey)".utf8),
      salt: Array("vnetem".utf8) + salt, info: Array("ESP AES-256-GCM \(name)".utf8))
    let index = bytes.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    self.init(
      source: source, destination: destination,
      // 1...255 are reserved, 0 is never sent.
      securityParametersIndex: max(index, 256), keyMaterial: Array(bytes.dropLast(4)))
  }

  /// The association's line in Wireshark's table `esp_sa`, which decrypts a capture with it.
  package var wiresharkRecord: String {
    let key = keyMaterial.map { Self.hexadecimal($0, digits: 2) }.joined()
    let fields = [
      "IPv4", source.description, destination.description,
      "0x" + Self.hexadecimal(securityParametersIndex, digits: 8),
      "AES-GCM with 16 octet ICV [RFC4106]", "0x" + key, "NULL", "",
    ]
    return fields.map { "\"\($0)\"" }.joined(separator: ",")
  }

  /// The last of the numbers: none is used twice (RFC 4303, 3.3.3).
  var lastSequenceNumber: UInt64 { hasExtendedSequenceNumbers ? .max : UInt64(UInt32.max) }

  /// Writes what the integrity check covers besides the text: index and number, of which the upper half is not sent
  /// (RFC 4106, 5). Returns its length, 8 or 12 bytes.
  func writeAdditionalData(_ number: UInt64, to target: UnsafeMutableRawPointer) -> Int {
    target.storeBytes(of: securityParametersIndex.bigEndian, as: UInt32.self)
    guard hasExtendedSequenceNumbers else {
      target.storeBytes(
        of: UInt32(truncatingIfNeeded: number).bigEndian, toByteOffset: 4, as: UInt32.self)
      return 8
    }
    target.storeBytes(
      of: UInt32(truncatingIfNeeded: number >> 32).bigEndian, toByteOffset: 4, as: UInt32.self)
    target.storeBytes(
      of: UInt32(truncatingIfNeeded: number).bigEndian, toByteOffset: 8, as: UInt32.self)
    return 12
  }

  private static func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
