import DataPlane
import ResourceModel
import Testing

@testable import ControlPlane

struct SecurityCompilationTests {
  @Test("what a failed link leaves of the rules is not compiled again")
  func cache() throws {
    let topology = try #require(
      TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop").topology)
    let compiler = EstateCompiler(topology)
    let whole = compiler.compile()
    let compiled = compiler.compiledClassifierCount
    #expect(compiled > 0)
    #expect(compiled == whole.tables.securityClassifiers.count)
    let again = compiler.compile(failedLinks: compiler.initiallyFailedLinks, generation: 2)
    #expect(compiler.compiledClassifierCount == compiled)
    for (one, other) in zip(whole.tables.securityClassifiers, again.tables.securityClassifiers) {
      #expect(one === other)
    }
  }
}
