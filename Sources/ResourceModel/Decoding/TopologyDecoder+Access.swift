extension TopologyDecoder {
  mutating func decodeSubscription(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let id = reader.required("id")?.name()
    let tenant = reader.required("tenant")?.name()
    let features = reader.list("features").compactMap { $0.string() }
    reader.finish()
    guard let id, let tenant else { return }
    if let first = draft.topology.subscriptions.first(where: {
      $0.id.lowercased() == id.lowercased()
    }) {
      reader.optional("id")?.error(
        .duplicateName, "there is already a subscription \"\(first.id)\"",
        notes: [.init(location: first.source, message: "the first one")])
      return
    }
    draft.topology.subscriptions.append(
      Subscription(id: id, tenant: tenant, features: features, source: node.location))
  }

  mutating func decodeRoleAssignment(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let principal = reader.required("principal")?.name()
    let role = reader.optional("role")
    let actions = reader.optional("actions")
    let scope = reader.required("scope").flatMap { decodeScope($0) }
    reader.finish()
    guard (role == nil) != (actions == nil) else {
      (actions ?? node).error(
        .conflictingProperties, "an assignment has either a \"role\" or \"actions\"")
      return
    }
    let granted: [String]?
    if let role {
      granted = role.word(RoleAssignment.BuiltInRole.self)?.actions
    } else {
      granted = actions?.elements()?.compactMap { $0.string() }.map(Self.wholeAction)
    }
    guard let principal, let granted, let scope else { return }
    draft.topology.roleAssignments.append(
      RoleAssignment(principal: principal, actions: granted, scope: scope, source: node.location))
  }

  /// The documents of 2017 write `.../virtualNetworks/peer` for what is called `.../peer/action` today.
  private static func wholeAction(_ action: String) -> String {
    action.lowercased().hasSuffix("/peer") ? action + "/action" : action
  }

  /// `/`, `/subscriptions/ID`, a network's resource id, or its name.
  private func decodeScope(_ node: DocumentNode) -> RoleAssignment.Scope? {
    guard let text = node.string() else { return nil }
    if text == "/" { return .everything }
    let segments = text.split(separator: "/")
    if text.hasPrefix("/subscriptions/"), segments.count == 2 {
      let id = segments[1].lowercased()
      if let known = draft.topology.subscriptions.first(where: { $0.id.lowercased() == id }) {
        return .subscription(known.id)
      }
      node.error(
        .unknownReference, "there is no subscription \"\(segments[1])\"",
        help: Spelling.suggestion(
          for: String(segments[1]), among: draft.topology.subscriptions.map(\.id)))
      return nil
    }
    guard
      let name = node.reference(to: .virtualNetwork, orClassic: .classicVirtualNetwork)?.last
    else { return nil }
    if let known = draft.canonical(.virtualNetwork, name) { return .virtualNetwork(known) }
    node.error(
      .unknownReference, "there is no virtual network \"\(name)\"",
      help: Spelling.suggestion(for: name, among: draft.names(.virtualNetwork)))
    return nil
  }
}
