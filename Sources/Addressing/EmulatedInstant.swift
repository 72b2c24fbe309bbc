/// A point of virtual time: whole nanoseconds since the emulation began. It never stands for wall time.
@frozen
public struct EmulatedInstant: Hashable, Comparable, Sendable {
  /// Nanoseconds since the emulation began, at least 0.
  public var nanoseconds: Int64

  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  @inlinable
  public static func + (lhs: Self, rhs: Nanoseconds) -> Self {
    Self(nanoseconds: lhs.nanoseconds + rhs.count)
  }

  /// The amount of time from `rhs` to `lhs`.
  @inlinable
  public static func - (lhs: Self, rhs: Self) -> Nanoseconds {
    Nanoseconds(lhs.nanoseconds - rhs.nanoseconds)
  }

  public static let start = Self(nanoseconds: 0)
}

/// An amount of virtual time in whole nanoseconds.
///
/// Swift's `Duration` counts 128-bit attoseconds; the emulator's clock, its files and its links count
/// nanoseconds, and equal runs must be equal to the last of them.
@frozen
public struct Nanoseconds: Hashable, Comparable, Sendable {
  public var count: Int64

  @inlinable
  public init(_ count: Int64) {
    self.count = count
  }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.count < rhs.count }
  @inlinable
  public static func + (lhs: Self, rhs: Self) -> Self { Self(lhs.count + rhs.count) }
  @inlinable
  public static func - (lhs: Self, rhs: Self) -> Self { Self(lhs.count - rhs.count) }

  @inlinable
  public static func microseconds(_ count: Int64) -> Self { Self(count * 1_000) }
  @inlinable
  public static func milliseconds(_ count: Int64) -> Self { Self(count * 1_000_000) }
  @inlinable
  public static func seconds(_ count: Int64) -> Self { Self(count * 1_000_000_000) }

  /// Whole milliseconds, truncated, as the consoles print round-trip times.
  @inlinable
  public var wholeMilliseconds: Int64 { count / 1_000_000 }

  public static let zero = Self(0)
}

extension Nanoseconds {
  /// A decimal number with a unit: `2.2ms`, `300us`, `1s`, `40ns`; exact, or `nil`.
  ///
  /// Negative amounts, more decimals than nanoseconds hold and amounts above about 292 years are `nil`.
  public init?(_ text: some StringProtocol) {
    let units: [(suffix: String, decimals: Int)] = [("ns", 0), ("us", 3), ("ms", 6), ("s", 9)]
    guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
    let number = text.dropLast(unit.suffix.count)
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.count <= 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } })
    else { return nil }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    guard parts.count == 1 || !fraction.isEmpty, fraction.utf8.count <= unit.decimals else {
      return nil
    }
    let padding = String(repeating: "0", count: unit.decimals - fraction.utf8.count)
    guard let count = Int64("\(whole)\(fraction)\(padding)") else { return nil }
    self.count = count
  }
}

extension Nanoseconds: CustomStringConvertible {
  /// The shortest exact text with a unit: `2.2ms`, `1s`, `250us`.
  public var description: String {
    let units: [(suffix: String, decimals: Int, size: UInt64)] = [
      ("s", 9, 1_000_000_000), ("ms", 6, 1_000_000), ("us", 3, 1_000),
    ]
    for (suffix, decimals, size) in units where count.magnitude >= size {
      let fraction = count.magnitude % size
      let sign = count < 0 ? "-" : ""
      guard fraction != 0 else { return "\(sign)\(count.magnitude / size)\(suffix)" }
      var digits = String(fraction)
      digits = String(repeating: "0", count: decimals - digits.utf8.count) + digits
      while digits.hasSuffix("0") { digits.removeLast() }
      return "\(sign)\(count.magnitude / size).\(digits)\(suffix)"
    }
    return "\(count)ns"
  }
}
