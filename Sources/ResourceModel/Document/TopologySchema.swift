/// The document's shape as a JSON Schema (draft 2020-12), for editors.
package enum TopologySchema {
  /// The schema's own text.
  package static var text: String {
    String(decoding: PackageResources.topology_schema_json, as: UTF8.self)
  }
}
