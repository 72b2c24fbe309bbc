import Addressing
import ResourceModel

/// The addresses that application security groups stand for: those of the interfaces that belong to them.
struct ApplicationGroupMembers {
  private var addresses: [String: [IPv4Prefix]] = [:]

  init(_ topology: Topology, _ plan: AddressPlan) {
    for nic in topology.networkInterfaces {
      let given = plan.networkInterfaces[nic.name] ?? []
      for (configuration, address) in zip(nic.primaryFirst, given) {
        for group in configuration.applicationSecurityGroups {
          addresses[group, default: []].append(IPv4Prefix(containing: address, length: 32))
        }
      }
    }
  }

  /// The topology with every group in a rule replaced by its addresses. A group without members leaves nothing, and a
  /// side without anything matches nothing.
  func expanded(_ topology: Topology) -> Topology {
    var result = topology
    for group in result.networkSecurityGroups.indices {
      for rule in result.networkSecurityGroups[group].securityRules.indices {
        var changed = result.networkSecurityGroups[group].securityRules[rule]
        changed.sourceAddressPrefixes = expanded(changed.sourceAddressPrefixes)
        changed.destinationAddressPrefixes = expanded(changed.destinationAddressPrefixes)
        result.networkSecurityGroups[group].securityRules[rule] = changed
      }
    }
    return result
  }

  private func expanded(_ side: [AddressSpecifier]) -> [AddressSpecifier] {
    side.flatMap { specifier -> [AddressSpecifier] in
      guard case .applicationSecurityGroup(let name) = specifier else { return [specifier] }
      return (addresses[name] ?? []).sorted().map { .prefix($0) }
    }
  }
}
