import Addressing

/// `Microsoft.Network/publicIPAddresses`. The Internet is not modelled: an address only tells which gateway a local
/// network gateway stands for.
package struct PublicIPAddress: Sendable {
  package var name: String
  /// `properties.ipAddress`; `nil` while Azure has given none.
  package var ipAddress: IPv4Address?
  package var source: SourceLocation

  package init(name: String, ipAddress: IPv4Address? = nil, source: SourceLocation) {
    self.name = name
    self.ipAddress = ipAddress
    self.source = source
  }
}
