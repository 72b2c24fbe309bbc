/// `Microsoft.Network/applicationSecurityGroups`: a name for network interfaces, which rules use instead of addresses.
package struct ApplicationSecurityGroup: Sendable {
  package var name: String
  package var source: SourceLocation

  package init(name: String, source: SourceLocation) {
    self.name = name
    self.source = source
  }
}
