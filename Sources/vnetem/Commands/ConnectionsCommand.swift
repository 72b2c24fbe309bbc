import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem connections TOPOLOGY`
  func showConnections(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let rows = inquiry.connections()
    try console.writeOutput(
      arguments.wantsJSON
        ? ConnectionsDocument(
          rows, topology: inquiry.topology.name, failedLinks: inquiry.failedLinks
        ).text() : ConnectionTable.format(rows))
    return .success
  }
}
