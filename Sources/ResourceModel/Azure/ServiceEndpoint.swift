/// One of `subnets.properties.serviceEndpoints`.
package struct ServiceEndpoint: Sendable {
  /// Such as `Microsoft.Storage`, as Azure spells it where it is known.
  package var service: String
  /// The regions in short form; empty where the document leaves them to Azure, `*` for all of them.
  package var locations: [String]
  package var source: SourceLocation

  package init(service: String, locations: [String] = [], source: SourceLocation) {
    self.service = service
    self.locations = locations
    self.source = source
  }

  /// The services that have endpoints, and the service tag of each (Azure: "Virtual network service endpoints").
  package static let services: [(service: String, tag: String)] = [
    ("Microsoft.AzureActiveDirectory", "AzureActiveDirectory"),
    ("Microsoft.AzureCosmosDB", "AzureCosmosDB"),
    ("Microsoft.CognitiveServices", "CognitiveServicesManagement"),
    ("Microsoft.ContainerRegistry", "AzureContainerRegistry"),
    ("Microsoft.EventHub", "EventHub"),
    ("Microsoft.KeyVault", "AzureKeyVault"),
    ("Microsoft.ServiceBus", "ServiceBus"),
    ("Microsoft.Sql", "Sql"),
    ("Microsoft.Storage", "Storage"),
    ("Microsoft.Storage.Global", "Storage"),
    ("Microsoft.Web", "AppService"),
  ]

  /// The service's tag without a region; `nil` for a service without endpoints.
  package var tag: String? {
    Self.services.first { $0.service == service }?.tag
  }

  /// The regions whose prefixes the endpoint routes, for a network of `location`; `nil` is all regions.
  ///
  /// Azure sets them: the network's own, for Storage the paired one as well (Azure: "Virtual network service endpoints",
  /// locations).
  package func regions(of location: String) -> [String]? {
    if service == "Microsoft.Storage.Global" || locations.contains("*") { return nil }
    if !locations.isEmpty { return locations }
    guard service == "Microsoft.Storage", let pair = RegionPairs.pair(of: location) else {
      return [location]
    }
    return [location, pair]
  }
}

/// Regions that Azure pairs, in short form (Azure: "Azure region pairs", 2023). Pairs of one direction only are left out.
enum RegionPairs {
  private static let pairs: [(String, String)] = [
    ("eastasia", "southeastasia"), ("australiaeast", "australiasoutheast"),
    ("australiacentral", "australiacentral2"), ("canadacentral", "canadaeast"),
    ("chinanorth", "chinaeast"), ("chinanorth2", "chinaeast2"), ("northeurope", "westeurope"),
    ("francecentral", "francesouth"), ("germanywestcentral", "germanynorth"),
    ("centralindia", "southindia"), ("japaneast", "japanwest"),
    ("koreacentral", "koreasouth"), ("eastus", "westus"), ("eastus2", "centralus"),
    ("northcentralus", "southcentralus"), ("westus2", "westcentralus"),
    ("norwayeast", "norwaywest"), ("southafricanorth", "southafricawest"),
    ("swedencentral", "swedensouth"), ("switzerlandnorth", "switzerlandwest"),
    ("uksouth", "ukwest"), ("uaenorth", "uaecentral"),
  ]

  static func pair(of region: String) -> String? {
    for (first, second) in pairs {
      if first == region { return second }
      if second == region { return first }
    }
    return nil
  }
}

extension ServiceTagTable {
  /// The entries whose prefixes an endpoint routes, and the regions of which nothing is known; `*` stands for all regions
  /// there.
  package func entries(
    of endpoint: ServiceEndpoint, in location: String
  ) -> (known: [Entry], unknown: [String]) {
    guard let service = endpoint.tag else { return ([], []) }
    let whole = entry(ServiceTag(rawValue: service))
    let regional = regional(service)
    guard let regions = endpoint.regions(of: location) else {
      return whole.map { ([$0], []) } ?? (regional, ["*"])
    }
    // A service whose tag has no regions has the same prefixes everywhere.
    if regional.isEmpty, let whole { return ([whole], []) }
    var known: [Entry] = []
    var unknown: [String] = []
    for region in regions {
      if let entry = entry(service: service, region: region) {
        known.append(entry)
      } else {
        unknown.append(region)
      }
    }
    return (known, unknown)
  }
}
