import Addressing

/// Why a file of service tags cannot be used.
package struct ServiceTagFileError: Error, Hashable {
  /// One sentence with the place, without a full stop.
  package var message: String

  package init(message: String) {
    self.message = message
  }
}

extension ServiceTagTable {
  /// Reads Microsoft's file, or what `az network list-service-tags` prints: an object with `values`, each with `name`
  /// and `properties`: `region`, `systemService`, `changeNumber`, `addressPrefixes`. IPv6 prefixes are passed over, and
  /// so is everything that is not named here.
  ///
  /// - Parameter file: what complaints call it.
  package init(bytes: [UInt8], file: String) throws(ServiceTagFileError) {
    let collector = DiagnosticCollector(source: SourceText(file: file, bytes: bytes))
    let document = JSONParser.parse(collector)
    func refusal(_ what: String, at value: JSONValue) -> ServiceTagFileError {
      let place = collector.source.location(at: value.span.lowerBound)
      return ServiceTagFileError(message: "\(file):\(place.line):\(place.column): \(what)")
    }
    if let first = collector.sorted.first {
      throw ServiceTagFileError(
        message: "\(file):\(first.location.line):\(first.location.column): \(first.message)")
    }
    guard let document, let values = document[caseInsensitive: "values"]?.elements else {
      throw ServiceTagFileError(
        message: "\(file) is no list of service tags: it has no array \"values\"")
    }
    var entries: [Entry] = []
    entries.reserveCapacity(values.count)
    for value in values {
      guard let name = value[caseInsensitive: "name"]?.string, !name.isEmpty else {
        throw refusal("a service tag has no \"name\"", at: value)
      }
      guard let properties = value[caseInsensitive: "properties"],
        let prefixes = properties[caseInsensitive: "addressPrefixes"]?.elements
      else { throw refusal("\(name) has no array \"addressPrefixes\"", at: value) }
      var found: Set<IPv4Prefix> = []
      for prefix in prefixes {
        guard let text = prefix.string else { throw refusal("a prefix is no text", at: prefix) }
        if text.contains(":") { continue }
        do {
          found.insert(try IPv4Prefix(text.contains("/") ? text : text + "/32"))
        } catch {
          throw refusal("\"\(text)\" is no IPv4 prefix", at: prefix)
        }
      }
      entries.append(
        Entry(
          tag: ServiceTag(rawValue: name),
          region: normalizedLocation(properties[caseInsensitive: "region"]?.string ?? ""),
          systemService: properties[caseInsensitive: "systemService"]?.string ?? "",
          changeNumber: properties[caseInsensitive: "changeNumber"]?.digits ?? "",
          prefixes: found.sorted()))
    }
    self.init(entries, origin: file)
  }
}

extension JSONValue {
  /// A number or a text, as written.
  fileprivate var digits: String? {
    if case .number(let digits) = content { digits } else { string }
  }
}
