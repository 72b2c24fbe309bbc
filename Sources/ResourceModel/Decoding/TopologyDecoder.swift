import Addressing

/// Turns the parsed document into resources and sections.
struct TopologyDecoder {
  let collector: DiagnosticCollector
  var draft: DraftTopology

  private init(_ collector: DiagnosticCollector) {
    self.collector = collector
    draft = DraftTopology(name: "")
  }

  /// What could be decoded; `nil` if the document is no object.
  ///
  /// - Parameters:
  ///   - serviceTags: takes the place of the document's own.
  ///   - reading: reads the files that the document names.
  static func decode(
    _ value: JSONValue, _ collector: DiagnosticCollector, serviceTags: ServiceTagTable? = nil,
    reading: TopologyLoader.FileReader? = nil
  ) -> DraftTopology? {
    var decoder = TopologyDecoder(collector)
    let root = DocumentNode(value: value, path: "", style: .own, collector: collector)
    guard value.members != nil else {
      if !value.isInvalid {
        root.error(.wrongType, "a document must be an object, not \(value.kind)")
      }
      return nil
    }
    let reader = ObjectReader(root)
    decoder.decodeServiceTags(
      reader.optional("serviceTags"), given: serviceTags, reading: reading)
    decoder.decode(reader)
    reader.finish()
    return decoder.draft
  }

  private mutating func decode(_ reader: ObjectReader) {
    reader.accept(["$schema"])
    draft.topology.name = reader.required("name")?.name() ?? ""
    draft.topology.summary = reader.optional("description")?.string()
    draft.topology.profile = reader.optional("profile")?.word(EraProfile.self) ?? .current

    decodeResources(reader.list("resources"))
    draft.topology.deployedBy = reader.optional("deployedBy")?.name()
    for node in reader.list("subscriptions") { decodeSubscription(node) }
    for node in reader.list("roleAssignments") { decodeRoleAssignment(node) }
    for node in reader.list("sites") { decodeSite(node) }
    for node in reader.list("vpnClients") { decodeVPNClient(node) }
    for node in reader.list("links") { decodeLink(node) }
    for node in reader.list("circuits") { decodeCircuitBinding(node) }
    for node in reader.list("gatewayProfiles") { decodeGatewayProfile(node) }
    for node in reader.list("globalReach") { decodeGlobalReachProfile(node) }
    if let latencies = reader.optional("latencies")?.object() {
      for node in latencies.list("regions") { decodeRegionLatency(node) }
      latencies.finish()
    }
    if let node = reader.optional("rates") { decodeRates(node) }
    if let node = reader.optional("prices") { decodePrices(node) }
    for node in reader.list("ecmpSeeds") { decodeSeed(node) }
    for node in reader.list("guests") { decodeGuest(node) }
    for node in reader.list("scenarios") { decodeScenario(node) }
  }
}

/// Short form of a region's name: lower case without blanks, `East US` is `eastus`.
func normalizedLocation(_ name: String) -> String {
  String(name.lowercased().filter { !$0.isWhitespace })
}
