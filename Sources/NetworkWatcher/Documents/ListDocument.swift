/// `vnetem list -o json`.
package struct ListDocument: JSONDocument, Sendable {
  package struct Entry: Encodable, Sendable {
    /// What stands for TOPOLOGY on the command line.
    package var name: String
    /// Absent if the document has no description.
    package var summary: String?
    /// Names of the document's scenarios.
    package var scenarios: [String]

    package init(name: String, summary: String?, scenarios: [String]) {
      self.name = name
      self.summary = summary
      self.scenarios = scenarios
    }
  }

  package var schema = "vnetem.list/1"
  package var topologies: [Entry]

  package init(_ topologies: [Entry]) {
    self.topologies = topologies
  }
}
