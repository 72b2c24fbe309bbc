import Addressing

extension TopologyDecoder {
  /// `dnsServers` of a network's `dhcpOptions` or a network interface's `dnsSettings`.
  func decodeNameServers(_ reader: ObjectReader, _ section: String) -> [IPv4Address] {
    guard let node = reader.optional(section), let settings = node.object() else { return [] }
    defer { settings.finish() }
    settings.accept(ResourceProperties.dnsSettings)
    return settings.list("dnsServers").compactMap { node in
      if node.value.string?.lowercased() == AzureNameService.keyword.lowercased() {
        return AzureNameService.address
      }
      return node.address()
    }
  }

  /// One of a guest's `dnsRecords`.
  func decodeNameRecord(_ node: DocumentNode) -> NameRecord? {
    guard let reader = node.object() else { return nil }
    defer { reader.finish() }
    let name = reader.required("name").flatMap { decodeHostName($0) }
    let address = reader.required("address")?.address()
    guard let name, let address else { return nil }
    return NameRecord(name: name, address: address)
  }

  private func decodeHostName(_ node: DocumentNode) -> String? {
    guard let text = node.string() else { return nil }
    guard NameRecord.isName(text) else {
      node.error(
        .invalidName, "\"\(text)\" is no name of a host",
        help: "use labels of at most 63 letters, digits, '-' and '_', joined by dots, 253 in all")
      return nil
    }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
