import IPsec
import Testing

struct GaloisCounterModeTests {
  /// A known answer; the nonce is the salt and the vector.
  struct Vector: CustomTestStringConvertible {
    var name: String
    var key: String
    var salt: String
    var vector: UInt64
    var additional: String
    var text: String
    var encrypted: String
    var tag: String

    var testDescription: String { name }
  }

  static let vectors = [
    // McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B.
    Vector(
      name: "test case 13", key: String(repeating: "00", count: 32), salt: "00000000", vector: 0,
      additional: "", text: "", encrypted: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
    Vector(
      name: "test case 14", key: String(repeating: "00", count: 32), salt: "00000000", vector: 0,
      additional: "", text: String(repeating: "00", count: 16),
      encrypted: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
    Vector(
      name: "test case 16",
      key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", salt: "cafebabe",
      vector: 0xface_dbad_deca_f888, additional: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      text: """
        d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
        1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
        """,
      encrypted: """
        522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
        """, tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    // draft-mcgrew-gcm-test-01, 4: what is encrypted ends with padding, pad length and next header.
    Vector(
      name: "ESP, 256-bit key, TCP",
      key: "abbccddef00112233445566778899aababbccddef00112233445566778899aab", salt: "11223344",
      vector: 0x0102_0304_0506_0708, additional: "4a2cbfe300000002",
      text: """
        4500003069a6400080062690c0a801029389155e0a9e008b2dc57ee000000000
        7002400020bf0000020405b40101040201020201
        """,
      encrypted: """
        ff425c9b724599df7a3bcd510194e00d6a78107f1b0b1cbf06efae9d65a5d763
        748a637985771d347f0545659f14e99def842d8e
        """, tag: "b335f4eecfdbf831824b4c4915956c96"),
  ]

  @Test("encrypts the published vectors to the published bytes and back", arguments: vectors)
  func knownAnswers(vector: Vector) {
    let cipher = GaloisCounterMode(keyMaterial: bytes(vector.key) + bytes(vector.salt))
    // Twice: the context is used again.
    for _ in 0..<2 {
      var text = bytes(vector.text)
      let additional = bytes(vector.additional)
      var tag = [UInt8](repeating: 0, count: 16)
      text.withUnsafeMutableBytes { text in
        additional.withUnsafeBytes { additional in
          tag.withUnsafeMutableBytes {
            cipher.seal(
              text, vector: vector.vector, additional: additional, tag: $0.baseAddress!)
          }
        }
      }
      #expect(text == bytes(vector.encrypted))
      #expect(tag == bytes(vector.tag))
      let isRight = text.withUnsafeMutableBytes { text in
        additional.withUnsafeBytes { additional in
          tag.withUnsafeBytes {
            cipher.open(
              text, vector: vector.vector, additional: additional, tag: $0.baseAddress!)
          }
        }
      }
      #expect(isRight)
      #expect(text == bytes(vector.text))
    }
  }

  @Test("a flipped bit of text, tag, vector or additional data is found")
  func flippedBits() {
    let cipher = GaloisCounterMode(keyMaterial: [UInt8](0..<36))
    let plain = [UInt8](repeating: 7, count: 40)
    var text = plain
    var tag = [UInt8](repeating: 0, count: 16)
    let additional: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    text.withUnsafeMutableBytes { text in
      additional.withUnsafeBytes { additional in
        tag.withUnsafeMutableBytes {
          cipher.seal(text, vector: 9, additional: additional, tag: $0.baseAddress!)
        }
      }
    }
    func opens(_ text: [UInt8], _ vector: UInt64, _ additional: [UInt8], _ tag: [UInt8]) -> Bool {
      var text = text
      return text.withUnsafeMutableBytes { text in
        additional.withUnsafeBytes { additional in
          tag.withUnsafeBytes {
            cipher.open(text, vector: vector, additional: additional, tag: $0.baseAddress!)
          }
        }
      }
    }
    #expect(opens(text, 9, additional, tag))
    #expect(!opens(text, 8, additional, tag))
    for bit in 0..<40 * 8 {
      var other = text
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(!opens(other, 9, additional, tag))
    }
    for bit in 0..<16 * 8 {
      var other = tag
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(!opens(text, 9, additional, other))
    }
    for bit in 0..<8 * 8 {
      var other = additional
      other[bit / 8] ^= 1 << (bit % 8)
      #expect(!opens(text, 9, other, tag))
    }
  }
}
