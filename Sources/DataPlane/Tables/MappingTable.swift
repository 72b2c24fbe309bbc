import Addressing

/// Numbers a mapping table.
package struct MappingTableID: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  package var index: Int { Int(rawValue) }
}

/// Who has which address on one network: Azure's mapping from customer to physical addresses, a LAN's ARP.
package struct MappingTable: Sendable {
  package struct Entry: Hashable, Sendable {
    package var ingress: InterfaceID
    /// `nil` in a virtual network: the fabric knows the link from point to point.
    package var link: LinkID?

    package init(ingress: InterfaceID, link: LinkID?) {
      self.ingress = ingress
      self.link = link
    }
  }

  private var entries: [IPv4Address: Entry]

  package init(_ entries: [IPv4Address: Entry]) {
    self.entries = entries
  }

  package func entry(for address: IPv4Address) -> Entry? { entries[address] }

  package var count: Int { entries.count }
}
