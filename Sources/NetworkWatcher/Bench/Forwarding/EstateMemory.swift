import ControlPlane
import DataPlane

/// An estate in memory: as it was compiled, or only what forwards packets.
package final class EstateMemory {
  private var estate: CompiledEstate?
  private let tables: ForwardingTables
  private let counters: ForwardingCounters

  /// - Parameter interfaces: as many network interfaces, of a machine each.
  package init(interfaces: Int) throws(BenchmarkError) {
    guard let topology = BenchmarkEstate.topology(interfaces: interfaces) else {
      throw .notSound(row: "memory", what: "the estate's document does not load")
    }
    let compiled = EstateCompiler(topology).compile()
    estate = compiled
    tables = compiled.tables
    counters = ForwardingCounters(compiled.tables)
  }

  /// Lets go of the document, the names, and what explains routes.
  package func keepWhatForwards() { estate = nil }
}
