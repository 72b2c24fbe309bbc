import Addressing

/// What a guest's DNS server answers for a name. Our own section `guests`, `dnsRecords`.
package struct NameRecord: Hashable, Sendable {
  /// Without a dot at the end; letter case does not matter.
  package var name: String
  package var address: IPv4Address

  package init(name: String, address: IPv4Address) {
    self.name = name
    self.address = address
  }

  /// Whether a text is a host's name: labels of 1 to 63 letters, digits, `-` and `_`, joined by dots, 253 characters in
  /// all (RFC 1035, 2.3). A dot may stand at the end.
  package static func isName(_ text: String) -> Bool {
    let name = text.hasSuffix(".") ? text.dropLast() : text[...]
    guard !name.isEmpty, name.utf8.count <= 253 else { return false }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.utf8.count)
        && label.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
          default: false
          }
        }
    }
  }

  /// Whether a text can only be a host's name with its domain: `vm.contoso.com`, but not `10.1.0`.
  package static func isQualifiedName(_ text: String) -> Bool {
    let labels = text.split(separator: ".")
    guard isName(text), labels.count > 1, let last = labels.last else { return false }
    return !last.allSatisfy(\.isNumber)
  }
}

/// Azure's own name service, which every machine finds at its host.
package enum AzureNameService {
  /// Azure: "What is IP address 168.63.129.16".
  package static let address = IPv4Address(168, 63, 129, 16)
  /// What stands behind the names of machines (Azure: "Name resolution for resources in Azure virtual networks"). Azure's
  /// has a part that differs from network to network before it.
  package static let suffix = ".internal.cloudapp.net"
  /// What a network interface names instead of an address.
  package static let keyword = "AzureProvidedDNS"
}

extension Topology {
  /// Whether some guest's DNS server has a record of a name.
  package func hasNameRecord(_ name: String) -> Bool {
    let wanted = (name.hasSuffix(".") ? String(name.dropLast()) : name).lowercased()
    return guests.contains { $0.dnsRecords.contains { $0.name.lowercased() == wanted } }
  }

  /// Whom the machine behind a network interface asks for names: the interface's own servers, or the network's, or
  /// Azure's.
  package func dnsServers(of networkInterface: String) -> [IPv4Address] {
    guard let nic = networkInterfaces.first(where: { $0.name == networkInterface })
    else { return [] }
    if !nic.dnsServers.isEmpty { return nic.dnsServers }
    let name = nic.primaryConfiguration?.subnet.virtualNetwork
    let network = virtualNetworks.first { $0.name == name }
    let servers = network?.dnsServers ?? []
    return servers.isEmpty ? [AzureNameService.address] : servers
  }
}
