import Addressing
import CBundledDocuments

/// What service tags stand for, as a file in the format of Microsoft's `ServiceTags_Public.json` says (Azure: "Azure IP
/// Ranges and Service Tags - Public Cloud", published weekly).
package struct ServiceTagTable: Sendable {
  /// One element of the file's `values`.
  package struct Entry: Hashable, Sendable {
    package var tag: ServiceTag
    /// `properties.region`, in short form; empty for a tag of all regions.
    package var region: String
    /// `properties.systemService`.
    package var systemService: String
    /// `properties.changeNumber` as written; empty if the file has none.
    package var changeNumber: String
    /// The IPv4 prefixes, ascending, each once.
    package var prefixes: [IPv4Prefix]
  }

  /// By lower-case name.
  private var entries: [String: Entry]
  /// What the file is called in complaints and notes.
  package let origin: String

  /// The last of entries with one name counts.
  package init(_ entries: [Entry], origin: String) {
    self.entries = Dictionary(
      entries.map { ($0.tag.rawValue.lowercased(), $0) }, uniquingKeysWith: { $1 })
    self.origin = origin
  }

  /// The excerpt that comes with the program; its file names the source of every entry.
  package static let bundled: Self = {
    do throws(ServiceTagFileError) {
      return try Self(bytes: bundled_service_tags().array, file: "the bundled service tags")
    } catch {
      preconditionFailure("the bundled service tags are sound: \(error.message)")
    }
  }()

  /// The tag's prefixes and properties; letter case does not matter.
  package func entry(_ tag: ServiceTag) -> Entry? { entries[tag.rawValue.lowercased()] }

  /// The entry of a service in one region, by the file's own `region`, or by the tag's name where the file has no
  /// region. Lower-case short form.
  package func entry(service: String, region: String) -> Entry? {
    let direct = entries["\(service.lowercased()).\(region)"]
    if let direct { return direct }
    return regional(service).first { $0.region == region }
  }

  /// All entries of a service in single regions, by name.
  package func regional(_ service: String) -> [Entry] {
    let start = service.lowercased() + "."
    return entries.filter { $0.key.hasPrefix(start) }.values
      .sorted { $0.tag.rawValue < $1.tag.rawValue }
  }

  /// What helps where the table lacks something.
  var help: String {
    origin == Self.bundled.origin
      ? "give Microsoft's file of all tags: \"serviceTags\" or --service-tags"
      : "the file may be an older one, or another cloud's"
  }

  /// All names, sorted.
  package var names: [String] { entries.values.map(\.tag.rawValue).sorted() }

  /// How many tags there are.
  package var count: Int { entries.count }
}
