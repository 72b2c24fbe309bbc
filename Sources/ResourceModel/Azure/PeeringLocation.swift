/// A place where circuits meet Microsoft, with the regions that are near it (Azure: "ExpressRoute peering locations and
/// connectivity partners", 04/2026 for local Azure regions, 04/2024 for geopolitical regions). Regions that joined since
/// are put to the geopolitical region of their neighbours, which no page says.
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
    case southAfrica = "South Africa"
    case uae = "UAE"
    case qatar = "Qatar"
    case israel = "Israel"
    case australiaGovernment = "Australia Government"

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
      .asia: [
        "eastasia", "southeastasia", "indonesiacentral", "malaysiawest", "taiwannorth",
      ],
      .japan: ["japaneast", "japanwest"],
      .oceania: ["australiaeast", "australiasoutheast", "newzealandnorth"],
      .australiaGovernment: ["australiacentral", "australiacentral2"],
      .korea: ["koreacentral", "koreasouth"],
      .india: ["centralindia", "southindia", "westindia"],
      .southAfrica: ["southafricanorth", "southafricawest"],
      .uae: ["uaenorth", "uaecentral"],
      .qatar: ["qatarcentral"],
      .israel: ["israelcentral"],
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

  /// The location of a name; letter case, and what follows in brackets or as a number, aside: `Amsterdam2` is Amsterdam,
  /// `Newport(Wales)` Newport.
  package static func named(_ name: String) -> PeeringLocation? {
    let given = name.lowercased()
    if let exact = all.first(where: { $0.name.lowercased() == given }) { return exact }
    var short = given.prefix { $0 != "(" }
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
    .init("Portland", .northAmerica, "westus2"),
    .init("Quebec City", .northAmerica, "canadaeast"),
    .init("Queretaro", .northAmerica, "mexicocentral"),
    .init("Quincy", .northAmerica, "westus2"),
    .init("San Antonio", .northAmerica, "southcentralus"),
    .init("Seattle", .northAmerica, "westus2"),
    .init("Silicon Valley", .northAmerica, "westus"),
    .init("Toronto", .northAmerica, "canadacentral"),
    .init("Vancouver", .northAmerica),
    .init("Washington DC", .northAmerica, "eastus", "eastus2"),
    .init("Campinas", .southAmerica, "brazilsouth"),
    .init("Rio de Janeiro", .southAmerica, "brazilsoutheast"),
    .init("Santiago", .southAmerica),
    .init("Sao Paulo", .southAmerica, "brazilsouth"),
    .init("Amsterdam", .europe, "westeurope"),
    .init("Berlin", .europe, "germanynorth"),
    .init("Brussels", .europe),
    .init("Copenhagen", .europe),
    .init("Dublin", .europe, "northeurope"),
    .init("Frankfurt", .europe, "germanywestcentral"),
    .init("Geneva", .europe, "switzerlandwest"),
    .init("London", .europe, "uksouth"),
    .init("Madrid", .europe, "spaincentral"),
    .init("Marseille", .europe, "francesouth"),
    .init("Milan", .europe, "italynorth"),
    .init("Munich", .europe),
    .init("Newport", .europe, "ukwest"),
    .init("Oslo", .europe, "norwayeast"),
    .init("Paris", .europe, "francecentral"),
    .init("Stavanger", .europe, "norwaywest"),
    .init("Stockholm", .europe, "swedencentral"),
    .init("Vienna", .europe),
    .init("Warsaw", .europe, "polandcentral"),
    .init("Zurich", .europe, "switzerlandnorth"),
    .init("Bangkok", .asia),
    .init("Hong Kong", .asia, "eastasia"),
    .init("Jakarta", .asia, "indonesiacentral"),
    .init("Kuala Lumpur", .asia, "malaysiawest"),
    .init("Singapore", .asia, "southeastasia"),
    .init("Taipei", .asia, "taiwannorth"),
    .init("Osaka", .japan, "japanwest"),
    .init("Tokyo", .japan, "japaneast"),
    .init("Canberra", .australiaGovernment, "australiacentral"),
    .init("Canberra2", .australiaGovernment, "australiacentral2"),
    .init("Auckland", .oceania, "newzealandnorth"),
    .init("Melbourne", .oceania, "australiasoutheast"),
    .init("Perth", .oceania),
    .init("Sydney", .oceania, "australiaeast"),
    .init("Busan", .korea, "koreasouth"),
    .init("Seoul", .korea, "koreacentral"),
    .init("Chennai", .india, "southindia"),
    .init("Mumbai", .india, "westindia"),
    .init("Pune", .india, "centralindia"),
    .init("Cape Town", .southAfrica, "southafricawest"),
    .init("Johannesburg", .southAfrica, "southafricanorth"),
    .init("Abu Dhabi", .uae, "uaecentral"),
    .init("Dubai", .uae, "uaenorth"),
    .init("Doha", .qatar, "qatarcentral"),
    .init("Tel Aviv", .israel, "israelcentral"),
  ]
}
