/// A service tag: a name for addresses that Azure keeps (Azure: "Virtual network service tags").
///
/// A few stand for what the estate itself says, or for the platform; the rest, hundreds of them, for the prefixes of a
/// ``ServiceTagTable``.
package struct ServiceTag: RawRepresentable, Hashable, Sendable {
  package var rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  package static let virtualNetwork = Self(rawValue: "VirtualNetwork")
  package static let azureLoadBalancer = Self(rawValue: "AzureLoadBalancer")
  package static let internet = Self(rawValue: "Internet")
  /// Azure's own name service at 168.63.129.16.
  package static let azurePlatformDNS = Self(rawValue: "AzurePlatformDNS")
  /// The instance metadata service at 169.254.169.254.
  package static let azurePlatformIMDS = Self(rawValue: "AzurePlatformIMDS")
  /// The licensing service of Windows images.
  package static let azurePlatformLKM = Self(rawValue: "AzurePlatformLKM")

  /// The tags that take the platform's services under the rules of a network security group.
  package static let platform = [azurePlatformDNS, azurePlatformIMDS, azurePlatformLKM]

  /// The tags that need no file.
  package static let known = [virtualNetwork, internet, azureLoadBalancer] + platform

  /// The service without the region: `Storage` of `Storage.EastUS`.
  package var service: String {
    String(rawValue.prefix { $0 != "." })
  }

  /// Whether the tag is about one region.
  package var isRegional: Bool { rawValue.contains(".") }

  /// The order among routes to tags for an equal prefix, lowest first: a region's, a service's, then those of all of
  /// Azure, a region's before (Azure: "Virtual network traffic routing", service tags for user-defined routes).
  package var routeRank: Int {
    let isAll = service.lowercased() == "azurecloud"
    return (isAll ? 2 : 0) + (isRegional ? 0 : 1)
  }
}
