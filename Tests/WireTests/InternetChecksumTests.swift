import Testing

@testable import Wire

struct InternetChecksumTests {
  @Test("RFC 1071's own example sums up to ddf2")
  func example() {
    let bytes: [UInt8] = [0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]
    #expect(InternetChecksum.compute(bytes) == ~0xDDF2)
  }

  @Test("the fast sum agrees with adding one word at a time, odd lengths included")
  func oracle() {
    var source = SeededBytes(seed: 1071)
    for length in 0..<300 {
      let bytes = source.bytes(length)
      #expect(InternetChecksum.compute(bytes) == slowChecksum(bytes), "\(length) bytes")
    }
  }

  @Test("all ones carry around: 65,535 bytes of 0xFF have the sum of nothing but carries")
  func carries() {
    let bytes = [UInt8](repeating: 0xFF, count: 65535)
    #expect(InternetChecksum.compute(bytes) == slowChecksum(bytes))
  }

  @Test("an update of one word equals computing anew")
  func incremental() {
    var source = SeededBytes(seed: 1624)
    for _ in 0..<2000 {
      var bytes = source.bytes(20)
      let before = InternetChecksum.compute(bytes)
      let index = Int(source.next() % 10) * 2
      let old = UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
      let new = UInt16(truncatingIfNeeded: source.next())
      bytes[index] = UInt8(new >> 8)
      bytes[index + 1] = UInt8(new & 255)
      #expect(
        InternetChecksum.update(before, old: old, new: new) == slowChecksum(bytes))
    }
  }

  @Test("RFC 1624's example: equation 3 gives 0000 where equation 2 gave ffff")
  func bothZeros() {
    #expect(InternetChecksum.update(0xDD2F, old: 0x5555, new: 0x3285) == 0x0000)
  }
}
