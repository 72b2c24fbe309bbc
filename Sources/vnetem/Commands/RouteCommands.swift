import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem routes TOPOLOGY NIC`
  func showRoutes(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let (interface, rows) = try inquiry.effectiveRoutes(arguments.positionals[1])
    if arguments.wantsJSON {
      let document = EffectiveRoutesDocument(
        rows, networkInterface: interface, topology: inquiry.topology.name,
        failedLinks: inquiry.failedLinks)
      try console.writeOutput(document.text())
    } else {
      try console.writeOutput(EffectiveRoutesTable.format(rows, expanded: arguments.has(.expand)))
    }
    return .success
  }

  /// `vnetem learned-routes TOPOLOGY GATEWAY`
  func showLearnedRoutes(_ arguments: ParsedArguments) throws -> ExitStatus {
    let inquiry = try inquiry(arguments)
    let (gateway, rows) = try inquiry.learnedRoutes(arguments.positionals[1])
    if arguments.wantsJSON {
      let document = LearnedRoutesDocument(
        rows, gateway: gateway, topology: inquiry.topology.name,
        failedLinks: inquiry.failedLinks)
      try console.writeOutput(document.text())
    } else {
      try console.writeOutput(LearnedRoutesTable.format(rows))
    }
    return .success
  }

  /// The estate that the first argument and the options ask for.
  func inquiry(_ arguments: ParsedArguments) throws -> Inquiry {
    try Inquiry(
      try loadTopology(
        arguments.positionals[0], serviceTags: arguments.text(.serviceTags)),
      failedLinks: arguments.texts(.fail),
      seed: UInt64(arguments.integer(.seed) ?? 0))
  }
}
