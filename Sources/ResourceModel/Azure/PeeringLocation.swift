/// A place where circuits meet Microsoft, with the regions that are near it (Azure: "ExpressRoute connectivity partners
/// and peering locations", 2024: geopolitical regions and local Azure regions).
package struct PeeringLocation: Hashable, Sendable {
  /// What a standard circuit stays within.
  package enum Geography: String, Sendable {
    case northAmerica = "North America"
    case southAmerica = "South America"
    case europe = "Europe"
    case asia = "Asia"
    case japan = "Japan"
    case oceania = "Oceania"
    case korea = "South Korea"
    case india = "India"
    case africa = "Africa"
    case middleEast = "Middle East"

    /// By region, in the short form of names.
    fileprivate static let regions: [Geography: Set<String>] = [
      .northAmerica: [
        "eastus", "eastus2", "westus", "westus2", "westus3", "centralus", "northcentralus",
        "southcentralus", "westcentralus", "canadacentral", "canadaeast", "mexicocentral",
      ],
      .southAmerica: ["brazilsouth", "brazilsoutheast"],
      .europe: [
        "northeurope", "westeurope", "uksouth", "ukwest", "francecentral", "francesouth",
        "germanywestcentral", "germanynorth", "norwayeast", "norwaywest", "swedencentral",
        "switzerlandnorth", "switzerlandwest", "polandcentral", "italynorth", "spaincentral",
      ],
      .asia: ["eastasia", "southeastasia"],
      .japan: ["japaneast", "japanwest"],
      .oceania: [
        "australiaeast", "australiasoutheast", "australiacentral", "australiacentral2",
        "newzealandnorth",
      ],
      .korea: ["koreacentral", "koreasouth"],
      .india: ["centralindia", "southindia", "westindia"],
      .africa: ["southafricanorth", "southafricawest"],
      .middleEast: ["uaenorth", "uaecentral", "qatarcentral", "israelcentral"],
    ]

    /// The geography of a region; `nil` for one that the table does not know.
    package static func of(region: String) -> Geography? {
      regions.first { $0.value.contains(region) }?.key
    }
  }

  package let name: String
  package let geography: Geography
  /// What a circuit of the local tier reaches; empty where there is no such region.
  package let localRegions: Set<String>

  private init(_ name: String, _ geography: Geography, _ localRegions: String...) {
    self.name = name
    self.geography = geography
    self.localRegions = Set(localRegions)
  }

  /// The location of a name, letter case and a number behind it aside: `Amsterdam2` is Amsterdam.
  package static func named(_ name: String) -> PeeringLocation? {
    var short = name.lowercased()
    while let last = short.last, last.isNumber || last.isWhitespace { short.removeLast() }
    return all.first { $0.name.lowercased() == short }
  }

  private static let all: [PeeringLocation] = [
    .init("Atlanta", .northAmerica),
    .init("Chicago", .northAmerica, "northcentralus"),
    .init("Dallas", .northAmerica),
    .init("Denver", .northAmerica, "westcentralus"),
    .init("Las Vegas", .northAmerica),
    .init("Los Angeles", .northAmerica),
    .init("Miami", .northAmerica),
    .init("Minneapolis", .northAmerica),
    .init("Montreal", .northAmerica),
    .init("New York", .northAmerica),
    .init("Phoenix", .northAmerica, "westus3"),
    .init("Quebec City", .northAmerica, "canadaeast"),
    .init("San Antonio", .northAmerica, "southcentralus"),
    .init("Seattle", .northAmerica, "westus2"),
    .init("Silicon Valley", .northAmerica, "westus"),
    .init("Toronto", .northAmerica, "canadacentral"),
    .init("Vancouver", .northAmerica),
    .init("Washington DC", .northAmerica, "eastus", "eastus2"),
    .init("Campinas", .southAmerica, "brazilsouth"),
    .init("Rio de Janeiro", .southAmerica, "brazilsoutheast"),
    .init("Sao Paulo", .southAmerica, "brazilsouth"),
    .init("Amsterdam", .europe, "westeurope"),
    .init("Berlin", .europe, "germanynorth"),
    .init("Dublin", .europe, "northeurope"),
    .init("Frankfurt", .europe, "germanywestcentral"),
    .init("Geneva", .europe, "switzerlandwest"),
    .init("London", .europe, "uksouth"),
    .init("Madrid", .europe, "spaincentral"),
    .init("Marseille", .europe, "francesouth"),
    .init("Milan", .europe, "italynorth"),
    .init("Newport", .europe, "ukwest"),
    .init("Oslo", .europe, "norwayeast"),
    .init("Paris", .europe, "francecentral"),
    .init("Stavanger", .europe, "norwaywest"),
    .init("Stockholm", .europe, "swedencentral"),
    .init("Warsaw", .europe, "polandcentral"),
    .init("Zurich", .europe, "switzerlandnorth"),
    .init("Hong Kong", .asia, "eastasia"),
    .init("Singapore", .asia, "southeastasia"),
    .init("Osaka", .japan, "japanwest"),
    .init("Tokyo", .japan, "japaneast"),
    .init("Canberra", .oceania, "australiacentral", "australiacentral2"),
    .init("Melbourne", .oceania, "australiasoutheast"),
    .init("Sydney", .oceania, "australiaeast"),
    .init("Busan", .korea, "koreasouth"),
    .init("Seoul", .korea, "koreacentral"),
    .init("Chennai", .india, "southindia"),
    .init("Mumbai", .india, "westindia"),
    .init("Pune", .india, "centralindia"),
    .init("Cape Town", .africa, "southafricawest"),
    .init("Johannesburg", .africa, "southafricanorth"),
    .init("Dubai", .middleEast, "uaenorth"),
    .init("Abu Dhabi", .middleEast, "uaecentral"),
  ]
}
