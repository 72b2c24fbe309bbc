import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem rules TOPOLOGY NIC`
  func showRules(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let (interface, groups) = try inquiry.effectiveSecurityGroups(arguments.positionals[1])
    if arguments.wantsJSON {
      let document = EffectiveRulesDocument(
        groups, networkInterface: interface, topology: inquiry.topology.name,
        failedLinks: inquiry.failedLinks)
      try console.writeOutput(document.text())
    } else {
      try console.writeOutput(EffectiveRulesTable.format(groups))
      if groups.isEmpty {
        console.writeError(
          "\(CommandTable.program): neither \(interface) nor its subnet has a network security group: all is allowed\n"
        )
      }
      if arguments.has(.expand) {
        try console.writeOutput(EffectiveRulesTable.expansions(groups))
      }
    }
    return .success
  }
}
