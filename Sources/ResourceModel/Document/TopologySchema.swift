import CBundledDocuments

/// The document's shape as a JSON Schema (draft 2020-12), for editors.
package enum TopologySchema {
  /// The schema's own text.
  package static var text: String { bundled_topology_schema().text }
}

extension bundled_document {
  /// The file's bytes, copied.
  var array: [UInt8] { Array(UnsafeBufferPointer(start: bytes, count: count)) }

  /// The file's text.
  var text: String {
    String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }
}
