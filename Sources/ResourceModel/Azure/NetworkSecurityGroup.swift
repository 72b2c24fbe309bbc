import Addressing

/// `Microsoft.Network/networkSecurityGroups`. Azure's default rules are not declared; the compiler adds them.
package struct NetworkSecurityGroup: Sendable {
  package var name: String
  /// The user's rules, sorted by direction, then by priority.
  package var securityRules: [SecurityRule]
  package var source: SourceLocation

  package init(name: String, securityRules: [SecurityRule] = [], source: SourceLocation) {
    self.name = name
    self.securityRules = securityRules
    self.source = source
  }
}

/// One of `networkSecurityGroups.properties.securityRules`.
package struct SecurityRule: Sendable {
  package enum Direction: String, CaseIterable, Sendable {
    case inbound = "Inbound"
    case outbound = "Outbound"
  }

  package enum Access: String, CaseIterable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }

  package var name: String
  /// 100...4096 in a user's rule, unique per direction; the lowest that matches decides.
  package var priority: Int
  package var direction: Direction
  package var access: Access
  /// `nil` is `*`: any protocol.
  package var protocolNumber: IPProtocol?
  /// Never empty; `*` is 0...65535.
  package var sourcePortRanges: [ClosedRange<UInt16>]
  package var destinationPortRanges: [ClosedRange<UInt16>]
  /// Never empty.
  package var sourceAddressPrefixes: [AddressSpecifier]
  package var destinationAddressPrefixes: [AddressSpecifier]
  package var source: SourceLocation

  package init(
    name: String, priority: Int, direction: Direction, access: Access,
    protocolNumber: IPProtocol? = nil,
    sourcePortRanges: [ClosedRange<UInt16>] = [0...65535],
    destinationPortRanges: [ClosedRange<UInt16>] = [0...65535],
    sourceAddressPrefixes: [AddressSpecifier] = [.any],
    destinationAddressPrefixes: [AddressSpecifier] = [.any], source: SourceLocation
  ) {
    self.name = name
    self.priority = priority
    self.direction = direction
    self.access = access
    self.protocolNumber = protocolNumber
    self.sourcePortRanges = sourcePortRanges
    self.destinationPortRanges = destinationPortRanges
    self.sourceAddressPrefixes = sourceAddressPrefixes
    self.destinationAddressPrefixes = destinationAddressPrefixes
    self.source = source
  }
}

/// What a rule's address field names.
package enum AddressSpecifier: Hashable, Sendable {
  /// `*` or `Any`.
  case any
  case prefix(IPv4Prefix)
  case serviceTag(ServiceTag)
  /// The name of an ``ApplicationSecurityGroup``.
  case applicationSecurityGroup(String)
}
