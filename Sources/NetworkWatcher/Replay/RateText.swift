import Addressing
import ControlPlane
import DataPlane
import Emulator

extension RateUse {
  /// What the limit allows: `650 Mbps`, `58,000 packets/s`.
  var allowed: String {
    switch limit.amount {
    case .bits(let rate): rate.description
    case .packets(let perSecond): "\(UInt64(perSecond).formatted) packets/s"
    }
  }

  /// The mean of what the limit counts, in its unit a second; `nil` for no time at all.
  func perSecond(_ tally: Tally, _ duration: Nanoseconds) -> Int64? {
    guard duration > .zero else { return nil }
    let amount =
      switch limit.amount {
      case .bits: UInt128(tally.bytes) * 8
      case .packets: UInt128(tally.packets)
      }
    return Int64(amount * 1_000_000_000 / UInt128(duration.count))
  }

  /// The same for a person.
  func rate(_ tally: Tally, _ duration: Nanoseconds) -> String? {
    guard let mean = perSecond(tally, duration) else { return nil }
    switch limit.amount {
    case .bits: return BitRate(bitsPerSecond: mean).description
    case .packets: return "\(UInt64(mean).formatted) packets/s"
    }
  }
}
