import Addressing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a text with one route a line:
///
/// ```
/// # prefix          next hop, if it is known
/// 192.0.2.0/24      198.51.100.1
/// 198.51.100.7                        # a bare address is a /32
/// 203.0.113.0/25 via 198.51.100.2
/// ```
///
/// Blanks, tabs and commas separate; `#` begins a comment; lines end with LF or CR LF.
enum PrefixListReader {
  static func read(
    _ window: inout ByteWindow, into file: inout RouteFile
  ) throws(RouteFileFault) {
    var line = 1
    while true {
      let base = window.base
      let found = memchr(base, 0x0A, window.count)
      let length: Int
      if let found {
        length = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      } else if try window.grow() {
        continue
      } else if window.count == 0 {
        return
      } else {
        length = window.count
      }
      try readLine(window.base, length, number: line, offset: window.offset, into: &file)
      window.advance(by: min(length + 1, window.count))
      line += 1
    }
  }

  @inline(__always)
  private static func readLine(
    _ base: UnsafePointer<UInt8>, _ length: Int, number: Int, offset: Int,
    into file: inout RouteFile
  ) throws(RouteFileFault) {
    var line = LineScanner(position: base, end: base + length)
    if line.isAtEnd() { return }
    if let (prefix, nextHop) = line.route() {
      if file.append(prefix, via: nextHop) { return }
      throw .tooManyNextHops(offset: offset)
    }
    let shown = UnsafeBufferPointer(start: base, count: min(length, 60))
    throw .notARoute(
      line: number, offset: offset, text: String(decoding: shown, as: UTF8.self),
      reason: reason(shown))
  }

  /// Why a line that is no route is none.
  private static func reason(_ line: UnsafeBufferPointer<UInt8>) -> String {
    let words = String(decoding: line, as: UTF8.self).split { " \t,\r".contains($0) }
    guard let first = words.first else { return "is no prefix" }
    do throws(PrefixError) {
      _ = try IPv4Prefix(first)
      return "is a prefix followed by what is no next hop"
    } catch {
      switch error {
      case .malformed: return "is no prefix"
      case .lengthOutOfRange: return "has a length beyond 32"
      case .hostBitsSet(_, let network): return "has host bits set; \(network) may be meant"
      }
    }
  }
}

/// The words of one line.
private struct LineScanner {
  var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>

  /// Skips blanks; whether only a comment or nothing is left.
  @inline(__always)
  mutating func isAtEnd() -> Bool {
    while position < end {
      switch position.pointee {
      case 0x20, 0x09, 0x0D, UInt8(ascii: ","): position += 1
      case UInt8(ascii: "#"): return true
      case _: return false
      }
    }
    return true
  }

  /// A prefix, and the next hop or 0.0.0.0; `nil` if the line is no route.
  @inline(__always)
  mutating func route() -> (IPv4Prefix, IPv4Address)? {
    guard let address = address() else { return nil }
    var length = 32
    if position < end, position.pointee == UInt8(ascii: "/") {
      position += 1
      guard let number = number(upTo: 32) else { return nil }
      length = Int(number)
    }
    let prefix = IPv4Prefix(containing: address, length: length)
    guard prefix.address == address, endsWord else { return nil }
    if isAtEnd() { return (prefix, .any) }
    if end - position > 4, position[0] == UInt8(ascii: "v"), position[1] == UInt8(ascii: "i"),
      position[2] == UInt8(ascii: "a"), position[3] == 0x20 || position[3] == 0x09
    {
      position += 4
      if isAtEnd() { return nil }
    }
    guard let nextHop = self.address(), endsWord, isAtEnd() else { return nil }
    return (prefix, nextHop)
  }

  private var endsWord: Bool {
    guard position < end else { return true }
    return switch position.pointee {
    case 0x20, 0x09, 0x0D, UInt8(ascii: ","), UInt8(ascii: "#"): true
    case _: false
    }
  }

  @inline(__always)
  private mutating func address() -> IPv4Address? {
    var value: UInt32 = 0
    for part in 0..<4 {
      if part > 0 {
        guard position < end, position.pointee == UInt8(ascii: ".") else { return nil }
        position += 1
      }
      guard let number = number(upTo: 255) else { return nil }
      value = value &<< 8 | number
    }
    return IPv4Address(rawValue: value)
  }

  /// A decimal number without sign and leading zero.
  @inline(__always)
  private mutating func number(upTo limit: UInt32) -> UInt32? {
    let start = position
    var value: UInt32 = 0
    while position < end {
      let digit = position.pointee &- 0x30
      guard digit < 10 else { break }
      value = value &* 10 &+ UInt32(digit)
      position += 1
      guard value <= limit else { return nil }
    }
    let digits = position - start
    if digits == 0 || digits > 1 && start.pointee == 0x30 { return nil }
    return value
  }
}
