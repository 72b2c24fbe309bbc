import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem peerings TOPOLOGY`
  func showPeerings(_ arguments: ParsedArguments) throws -> ExitStatus {
    let topology = try loadTopology(
      arguments.positionals[0], serviceTags: arguments.text(.serviceTags))
    let rows = PeeringRow.rows(of: topology)
    try console.writeOutput(
      arguments.wantsJSON
        ? PeeringsDocument(rows, topology: topology.name).text() : PeeringTable.format(rows))
    return .success
  }
}
