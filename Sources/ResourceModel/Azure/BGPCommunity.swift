/// A community that Microsoft tags what it tells on Microsoft peering with (RFC 1997; Azure: "ExpressRoute routing
/// requirements", support for BGP communities, 2025).
package struct BGPCommunity: Hashable, Sendable, CustomStringConvertible {
  /// The autonomous system that gives it its meaning.
  package var system: UInt16
  package var value: UInt16

  package init(system: UInt16, value: UInt16) {
    self.system = system
    self.value = value
  }

  /// From `12076:51004`.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let system = UInt16(parts[0]), let value = UInt16(parts[1]) else {
      return nil
    }
    self.init(system: system, value: value)
  }

  package var description: String { "\(system):\(value)" }

  /// Microsoft's own.
  private static let microsoft: UInt16 = 12076

  /// What is tagged as being of a region, which is in its short form; `nil` for one whose community is not known.
  package static func region(_ name: String) -> BGPCommunity? {
    (regions[name] ?? nationalRegions[name]).map {
      BGPCommunity(system: microsoft, value: 51_000 + $0)
    }
  }

  /// What private peering tags a region's networks with, beside their own community (5xxxx with 0 for 1).
  package static func privateRegion(_ name: String) -> BGPCommunity? {
    regions[name].map { BGPCommunity(system: microsoft, value: 50_000 + $0) }
  }

  /// Whether a virtual network may have it as its own: Microsoft's number and 20000 to 49999 (Azure: "Configure custom BGP
  /// communities for Azure ExpressRoute private peering").
  package var isCustom: Bool {
    system == Self.microsoft && (20_000...49_999).contains(value)
  }

  /// Whether Microsoft's page has it: a region's, that of a service in a region, or of a service.
  package var isKnown: Bool {
    guard system == Self.microsoft else { return false }
    if Self.services.contains(value) { return true }
    if value > 51_000, Self.nationalRegions.values.contains(value - 51_000) { return true }
    // Storage, SQL, Cosmos DB and Backup count on from the region.
    return (51_000..<56_000).contains(value) && Self.regions.values.contains(value % 1_000)
  }

  private static let regions: [String: UInt16] = [
    "westeurope": 2, "northeurope": 3, "eastus": 4, "eastus2": 5, "westus": 6, "northcentralus": 7,
    "southcentralus": 8, "centralus": 9, "eastasia": 10, "southeastasia": 11, "japaneast": 12,
    "japanwest": 13, "brazilsouth": 14, "australiaeast": 15, "australiasoutheast": 16,
    "centralindia": 17, "westindia": 18, "southindia": 19, "canadacentral": 20, "canadaeast": 21,
    "uksouth": 24, "ukwest": 25, "westus2": 26, "westcentralus": 27, "koreasouth": 28,
    "koreacentral": 29, "francecentral": 30, "francesouth": 31, "australiacentral": 32,
    "australiacentral2": 33, "southafricanorth": 34, "southafricawest": 35, "uaenorth": 36,
    "uaecentral": 37, "switzerlandnorth": 38, "switzerlandwest": 39, "germanynorth": 40,
    "germanywestcentral": 41, "norwayeast": 42, "norwaywest": 43, "westus3": 44,
    "newzealandnorth": 59,
  ]

  private static let nationalRegions: [String: UInt16] = [
    "usgovvirginia": 105, "usgovarizona": 106, "usgovtexas": 108, "usgoviowa": 109,
    "usdodeast": 205, "usdodcentral": 209, "chinanorth": 301, "chinaeast": 302, "chinaeast2": 303,
    "chinanorth2": 304, "chinanorth3": 305,
  ]

  private static let services: Set<UInt16> = [
    5010, 5020, 5030, 5040, 5050, 5060, 5070, 5100, 5220, 5250, 5110, 5120, 5130, 5160, 5200,
  ]
}
