/// `vnetem connections -o json`: Azure's own field names inside `value` where Azure has them.
package struct ConnectionsDocument: JSONDocument, Sendable {
  package var schema = "vnetem.connections/1"
  /// The topology's name.
  package var topology: String
  /// By their canonical names.
  package var failedLinks: [String]
  package var value: [ConnectionRow]

  package init(_ rows: [ConnectionRow], topology: String, failedLinks: [String]) {
    self.topology = topology
    self.failedLinks = failedLinks
    value = rows
  }
}
