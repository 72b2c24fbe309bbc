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

/// Bytes to a ``Topology``: parse, decode, validate. Reads no file.
package struct TopologyLoader: Sendable {
  /// - Parameters:
  ///   - bytes: The document, UTF-8, with or without a byte order mark.
  ///   - file: What complaints call it.
  package static func load(bytes: [UInt8], file: String) -> TopologyLoadResult {
    let source = SourceText(file: file, bytes: bytes)
    let collector = DiagnosticCollector(source: source)
    var topology: Topology?
    if let value = JSONParser.parse(collector),
      let draft = TopologyDecoder.decode(value, collector)
    {
      let validated = TopologyValidator.validate(draft, document: value, collector)
      if !collector.hasErrors { topology = validated }
    }
    return TopologyLoadResult(
      topology: topology, diagnostics: collector.sorted, source: source)
  }

  /// A bundled document; it has no errors.
  package static func load(_ bundled: BundledTopology) -> TopologyLoadResult {
    load(bytes: bundled.bytes, file: bundled.rawValue)
  }
}
