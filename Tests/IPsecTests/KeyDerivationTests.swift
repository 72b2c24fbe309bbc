import Addressing
import IPsec
import Testing

struct KeyDerivationTests {
  @Test("derives the keys of RFC 5869's test cases 1 and 3")
  func knownAnswers() {
    let secret = [UInt8](repeating: 0x0b, count: 22)
    #expect(
      KeyDerivation.derive(
        42, secret: secret, salt: [UInt8](0x00...0x0c), info: [UInt8](0xf0...0xf9))
        == bytes(
          "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"))
    #expect(
      KeyDerivation.derive(42, secret: secret, salt: [], info: [])
        == bytes(
          "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"))
  }

  @Test("an association follows from shared key, seed and name, and from each of them")
  func associations() {
    func association(_ key: String, _ seed: UInt64, _ name: String) -> SecurityAssociation {
      SecurityAssociation(
        source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(198, 51, 100, 1),
        sharedKey: key, seed: seed, name: name)
    }
    let first = association("key", 0, "tunnel")
    #expect(first == association("key", 0, "tunnel"))
    #expect(first.keyMaterial.count == 36)
    #expect(first.securityParametersIndex >= 256)
    for other in [
      association("Key", 0, "tunnel"), association("key", 1, "tunnel"),
      association("key", 0, "tunnel back"), association("", 0, "tunnel"),
    ] {
      #expect(other.keyMaterial != first.keyMaterial)
      #expect(other.securityParametersIndex != first.securityParametersIndex)
    }
  }
}
