/// `Microsoft.Network/expressRouteCircuits/authorizations`: leave for one gateway of another subscription to be connected
/// to the circuit, or for one circuit to be joined with it (Azure: "Connect a virtual network to an ExpressRoute
/// circuit", circuit owners and users).
package struct CircuitAuthorization: Sendable {
  /// Of one circuit (Azure PowerShell: Remove-AzExpressRouteCircuitAuthorization).
  package static let limit = 10

  package var name: String
  /// `authorizationKey`; `nil` where the document does not tell it, as a template does not: Azure makes the key.
  package var key: String?
  /// The name of the connection that uses it, from `connectionResourceUri`.
  package var connection: String?
  package var source: SourceLocation

  package init(
    name: String, key: String? = nil, connection: String? = nil, source: SourceLocation
  ) {
    self.name = name
    self.key = key
    self.connection = connection
    self.source = source
  }
}
