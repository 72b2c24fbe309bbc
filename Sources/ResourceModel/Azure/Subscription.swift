/// Who owns resources. Our own section `subscriptions`: a template does not tell tenants and features.
package struct Subscription: Sendable {
  /// The feature under which the preview of 2017 is registered (provider Microsoft.Network).
  package static let globalPeeringFeature = "AllowGlobalVnetPeering"

  /// As in resource ids: `/subscriptions/ID/...`.
  package var id: String
  /// The directory that it belongs to.
  package var tenant: String
  /// Features that are registered.
  package var features: [String]
  package var source: SourceLocation

  package init(id: String, tenant: String, features: [String] = [], source: SourceLocation) {
    self.id = id
    self.tenant = tenant
    self.features = features
    self.source = source
  }
}

/// What a principal may do where. Our own section `roleAssignments`.
package struct RoleAssignment: Sendable {
  /// Azure's built-in roles that matter to networks, with their actions (Azure: "Azure built-in roles").
  package enum BuiltInRole: String, CaseIterable, Sendable {
    case owner = "Owner"
    case contributor = "Contributor"
    case networkContributor = "Network Contributor"
    case classicNetworkContributor = "Classic Network Contributor"
    case reader = "Reader"

    package var actions: [String] {
      switch self {
      case .owner, .contributor: ["*"]
      case .networkContributor: ["Microsoft.Network/*"]
      case .classicNetworkContributor: ["Microsoft.ClassicNetwork/*"]
      case .reader: ["*/read"]
      }
    }
  }

  package enum Scope: Hashable, Sendable {
    case everything
    case subscription(String)
    case virtualNetwork(String)
  }

  package var principal: String
  /// With `*` for anything; from a built-in role, or named one by one.
  package var actions: [String]
  package var scope: Scope
  package var source: SourceLocation

  package init(principal: String, actions: [String], scope: Scope, source: SourceLocation) {
    self.principal = principal
    self.actions = actions
    self.scope = scope
    self.source = source
  }

  /// Whether one of the actions covers `action`. Letter case does not count.
  package func allows(_ action: String) -> Bool {
    actions.contains {
      Self.matches(Array($0.lowercased().utf8)[...], Array(action.lowercased().utf8)[...])
    }
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    if first == UInt8(ascii: "*") {
      if rest.isEmpty { return true }
      return (text.startIndex...text.endIndex).contains { matches(rest, text[$0...]) }
    }
    return text.first == first && matches(rest, text.dropFirst())
  }
}
