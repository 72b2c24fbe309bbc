/// What became of a document.
package struct TopologyLoadResult: Sendable {
  /// `nil` if a diagnostic is an error.
  package var topology: Topology?
  /// Sorted by location.
  package var diagnostics: [Diagnostic]
  /// The document's text, for rendering the diagnostics.
  package var source: SourceText

  /// Whether at least one diagnostic is more than a warning.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Bytes to a ``Topology``: parse, decode, validate. Reads no file itself.
package struct TopologyLoader: Sendable {
  /// Reads a file that a document names, by its path as the document has it.
  package typealias FileReader = (String) throws(ServiceTagFileError) -> [UInt8]

  /// - Parameters:
  ///   - bytes: The document, UTF-8, with or without a byte order mark.
  ///   - file: What complaints call it.
  ///   - serviceTags: What service tags stand for, whatever the document says.
  ///   - reading: Reads the files that the document names; without it, naming one is an error.
  package static func load(
    bytes: [UInt8], file: String, serviceTags: ServiceTagTable? = nil, reading: FileReader? = nil
  ) -> TopologyLoadResult {
    let source = SourceText(file: file, bytes: bytes)
    let collector = DiagnosticCollector(source: source)
    var topology: Topology?
    if let value = JSONParser.parse(collector),
      let draft = TopologyDecoder.decode(
        TimedEntries.withoutLater(value), collector, serviceTags: serviceTags, reading: reading)
    {
      var validated = TopologyValidator.validate(draft, document: value, collector)
      if !collector.hasErrors, !draft.resourceSteps.isEmpty {
        TimelineStates.expand(&validated, draft.resourceSteps, document: value, collector) {
          TopologyDecoder.decode($0, $1, serviceTags: serviceTags, reading: reading)
        }
      }
      if !collector.hasErrors { topology = validated }
    }
    return TopologyLoadResult(
      topology: topology, diagnostics: collector.sorted, source: source)
  }

  /// A bundled document; it has no errors.
  package static func load(
    _ bundled: BundledTopology, serviceTags: ServiceTagTable? = nil
  ) -> TopologyLoadResult {
    load(bytes: bundled.bytes, file: bundled.rawValue, serviceTags: serviceTags)
  }
}
