/// `vnetem peerings -o json`: Azure's own field names inside `value`.
package struct PeeringsDocument: JSONDocument, Sendable {
  package var schema = "vnetem.peerings/1"
  /// The topology's name.
  package var topology: String
  package var value: [PeeringRow]

  package init(_ rows: [PeeringRow], topology: String) {
    self.topology = topology
    value = rows
  }
}
