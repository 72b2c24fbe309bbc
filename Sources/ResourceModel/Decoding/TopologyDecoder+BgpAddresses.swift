import Addressing

extension ObjectReader {
  /// A gateway's `bgpPeeringAddresses`: what Azure tells of its own addresses is passed over.
  func gatewayBgpAddresses() -> [CustomBgpAddress] {
    var result: [CustomBgpAddress] = []
    for node in list("bgpPeeringAddresses") {
      guard let element = node.object() else { continue }
      element.accept(["defaultBgpIpAddresses", "tunnelIpAddresses"])
      let configuration = element.optional("ipconfigurationId")
      for address in element.list("customBgpIpAddresses") {
        if let custom = Self.customBgpAddress(address, configuration ?? node) {
          result.append(custom)
        }
      }
      element.finish()
    }
    return result
  }

  /// A connection's `gatewayCustomBgpIpAddresses`.
  func connectionBgpAddresses() -> [CustomBgpAddress] {
    list("gatewayCustomBgpIpAddresses").compactMap { node in
      guard let element = node.object() else { return nil }
      defer { element.finish() }
      guard let configuration = element.required("ipConfigurationId"),
        let address = element.required("customBgpIpAddress")
      else { return nil }
      return Self.customBgpAddress(address, configuration)
    }
  }

  /// - Parameter configuration: an id, whose last part is the configuration's name; an object that lacks it names none.
  private static func customBgpAddress(
    _ node: DocumentNode, _ configuration: DocumentNode
  ) -> CustomBgpAddress? {
    guard let address = node.address() else { return nil }
    var name: Substring = ""
    if let text = configuration.value.string {
      name = text.split(separator: "/").last ?? ""
      if text.hasPrefix("[") { name = text.split(separator: "'").dropLast().last ?? "" }
    }
    return CustomBgpAddress(
      ipConfiguration: String(name), address: address, source: node.location,
      ipConfigurationSource: configuration.location)
  }
}
