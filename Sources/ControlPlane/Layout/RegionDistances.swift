import Addressing
import ResourceModel

/// Round trips between regions: the document's, or else those that Microsoft's pages print.
struct RegionDistances: Sendable {
  /// Azure: "Azure network round-trip latency statistics", median of July 2023, in milliseconds.
  private static let published: [(String, String, Int64)] = [
    ("eastus", "westus2", 64), ("eastus", "westus3", 51), ("westus", "westus2", 23),
    ("westus3", "westus", 17), ("centralus", "westus", 39), ("eastus", "japaneast", 156),
    ("westus", "japaneast", 106), ("westus2", "japaneast", 98), ("japaneast", "japanwest", 10),
    ("westeurope", "westus", 147), ("northeurope", "westus", 132), ("eastasia", "japaneast", 46),
    ("southeastasia", "japaneast", 70), ("koreacentral", "japaneast", 30),
    ("canadacentral", "canadaeast", 12), ("australiaeast", "australiasoutheast", 14),
    ("brazilsouth", "eastus", 115), ("uaecentral", "uaenorth", 6),
    ("southafricanorth", "southafricawest", 19), ("centralindia", "westindia", 5),
    ("centralindia", "southindia", 23),
  ]
  /// The mean of 25 to 27 ms over global peering ("Global VNet peering", 03/2019).
  private static let measured: [(String, String, Int64)] = [("chinanorth", "chinaeast2", 26)]
  /// Within a region, as the test bed measured it.
  private static let within = Nanoseconds.microseconds(800)
  /// For a pair of which nothing is known.
  private static let unknown = Nanoseconds.milliseconds(50)

  private var declared: [RegionLatency]

  init(_ declared: [RegionLatency]) {
    self.declared = declared
  }

  func roundTripTime(_ first: String, _ second: String) -> Nanoseconds {
    known(first, second) ?? Self.unknown
  }

  /// `nil` for a pair that neither the document nor a page tells of.
  func known(_ first: String, _ second: String) -> Nanoseconds? {
    let pair = Set([first, second])
    if let match = declared.first(where: { Set([$0.first, $0.second]) == pair }) {
      return match.roundTripTime
    }
    if first == second { return Self.within }
    if let match = (Self.published + Self.measured).first(where: { Set([$0.0, $0.1]) == pair }) {
      return .milliseconds(match.2)
    }
    return nil
  }
}
