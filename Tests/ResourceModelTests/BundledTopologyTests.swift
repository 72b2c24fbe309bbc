import Addressing
import ResourceModel
import Testing

@Suite("Bundled documents")
struct BundledTopologyTests {
  @Test("A bundled document loads without a single diagnostic", arguments: BundledTopology.allCases)
  func loadsSilently(_ bundled: BundledTopology) {
    let result = TopologyLoader.load(bundled)
    #expect(result.diagnostics.map { "\($0.location) \($0.code.rawValue) \($0.message)" } == [])
    #expect(result.topology?.name == bundled.rawValue)
    #expect(result.topology?.summary == bundled.summary)
  }
}
