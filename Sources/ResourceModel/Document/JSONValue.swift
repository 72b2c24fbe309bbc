/// A value of a parsed document, with the bytes it stands on.
package struct JSONValue: Sendable {
  package enum Content: Sendable {
    case null
    case boolean(Bool)
    /// As written, so that no digit is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the document's order; no key occurs twice, the first of equal keys wins.
    case object([JSONMember])
    /// What stood here was reported as a syntax error; decoders pass over it.
    case invalid
  }

  package var content: Content
  /// Offsets into ``SourceText/bytes``.
  package var span: Range<Int>

  package init(_ content: Content, span: Range<Int> = 0..<0) {
    self.content = content
    self.span = span
  }

  /// The kind of value in words, with its article.
  package var kind: String {
    switch content {
    case .null: "null"
    case .boolean: "a boolean"
    case .number: "a number"
    case .string: "a text"
    case .array: "an array"
    case .object: "an object"
    case .invalid: "nothing readable"
    }
  }

  package var isNull: Bool {
    if case .null = content { true } else { false }
  }

  package var isInvalid: Bool {
    if case .invalid = content { true } else { false }
  }

  /// The value of a string.
  package var string: String? {
    if case .string(let text) = content { text } else { nil }
  }

  /// The elements of an array.
  package var elements: [JSONValue]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The members of an object.
  package var members: [JSONMember]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The member of that very name.
  package subscript(key key: String) -> JSONValue? {
    members?.first { $0.key == key }?.value
  }

  /// The member of that name in whatever letter case, as ARM compares names.
  package subscript(caseInsensitive key: String) -> JSONValue? {
    let key = key.lowercased()
    return members?.first { $0.key.lowercased() == key }?.value
  }
}

/// A key of an object and its value.
package struct JSONMember: Sendable {
  package var key: String
  /// The bytes of the key, its quotation marks included.
  package var keySpan: Range<Int>
  package var value: JSONValue

  package init(key: String, keySpan: Range<Int> = 0..<0, value: JSONValue) {
    self.key = key
    self.keySpan = keySpan
    self.value = value
  }
}
