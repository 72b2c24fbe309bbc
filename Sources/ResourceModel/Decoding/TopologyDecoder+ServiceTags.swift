extension TopologyDecoder {
  /// `serviceTags`: the path of a file in the format of Microsoft's. It must be read before rules and routes are.
  ///
  /// - Parameter given: takes the place of the document's own.
  mutating func decodeServiceTags(
    _ node: DocumentNode?, given: ServiceTagTable?, reading: TopologyLoader.FileReader?
  ) {
    let path = node?.name(forbidding: [])
    if let given {
      draft.topology.serviceTags = given
      return
    }
    guard let node, let path else { return }
    do throws(ServiceTagFileError) {
      guard let reading else { throw ServiceTagFileError(message: "no file can be read here") }
      draft.topology.serviceTags = try ServiceTagTable(bytes: try reading(path), file: path)
    } catch {
      node.error(
        .serviceTagFile, error.message,
        help: "Microsoft publishes it: https://www.microsoft.com/download/details.aspx?id=56519")
    }
  }

  /// The tag as its own file or Azure spells it.
  func serviceTag(_ text: String, _ node: DocumentNode) -> ServiceTag? {
    let wanted = ServiceTag(rawValue: text)
    if let known = ServiceTag.known.first(where: { $0.rawValue.lowercased() == text.lowercased() })
    {
      return known
    }
    let table = draft.topology.serviceTags
    if let entry = table.entry(wanted) { return entry.tag }
    let regions = table.regional(wanted.service).map(\.tag.rawValue)
    let names = ServiceTag.known.map(\.rawValue) + table.names
    let file = table.help
    let suggestion: String
    if !regions.isEmpty {
      suggestion = "known are \(regions.joined(separator: ", ")); or " + file
    } else {
      suggestion = Spelling.suggestion(for: text, among: names).map { "\($0) Or \(file)" } ?? file
    }
    node.error(
      .unsupportedServiceTag, "there is no service tag \"\(text)\" in \(table.origin)",
      help: suggestion)
    return nil
  }
}
