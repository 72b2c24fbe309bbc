/// Finds the place of a property, given the declaration that has it.
///
/// Declarations remember one place each, their name's or their beginning; complaints are about single
/// values, which are looked up here when there is something to complain about.
struct DocumentIndex {
  /// A step down from an object: a property, in ARM's way also one of `properties`, or an element.
  enum Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case property(String)
    case element(Int)
    /// The element in which a text stands, as such or as the name in a resource id; `skip` earlier ones
    /// are passed over. For lists from which unreadable elements are missing, or that were reordered.
    case elementNaming(String, skip: Int = 0)

    init(stringLiteral value: String) { self = .property(value) }
    init(integerLiteral value: Int) { self = .element(value) }
  }

  let document: JSONValue
  let source: SourceText

  /// The span of the value that the steps lead to, or of the last one on the way that is there.
  func span(_ declaration: SourceLocation, _ steps: [Step]) -> Range<Int> {
    let (object, named) = find(declaration)
    guard var value = object else { return named }
    var span = named
    for step in steps {
      guard let next = Self.step(value, step) else { break }
      value = next
      span = next.span
    }
    return span
  }

  /// The names of the objects in an array, those included that could not be decoded.
  func names(_ declaration: SourceLocation, _ list: String) -> [String] {
    guard let object = find(declaration).object,
      let elements = Self.step(object, .property(list))?.elements
    else { return [] }
    return elements.compactMap { $0[caseInsensitive: "name"]?.string }
  }

  private static func step(_ value: JSONValue, _ step: Step) -> JSONValue? {
    switch step {
    case .element(let index):
      guard let elements = value.elements, elements.indices.contains(index) else { return nil }
      return elements[index]
    case .elementNaming(let text, let skip):
      let wanted = text.lowercased()
      let found = value.elements?.filter { names($0, wanted) } ?? []
      return found.indices.contains(skip) ? found[skip] : found.last
    case .property(let name):
      if let inner = value[caseInsensitive: "properties"]?[caseInsensitive: name] { return inner }
      return value[caseInsensitive: name]
    }
  }

  private static func names(_ value: JSONValue, _ wanted: String) -> Bool {
    switch value.content {
    case .string(let text):
      let text = text.lowercased()
      return text == wanted || text.hasSuffix("/" + wanted) || text.contains("'\(wanted)'")
    case .array(let elements): return elements.contains { names($0, wanted) }
    case .object(let members): return members.contains { names($0.value, wanted) }
    case .null, .boolean, .number, .invalid: return false
    }
  }

  /// The innermost object around a place, and the span of the value that begins there.
  private func find(_ place: SourceLocation) -> (object: JSONValue?, named: Range<Int>) {
    let offset = source.offset(of: place)
    var value = document
    var object: JSONValue?
    var named = offset..<offset
    while true {
      if value.span.lowerBound == offset { named = value.span }
      let children: [JSONValue]
      switch value.content {
      case .object(let members):
        object = value
        children = members.map(\.value)
      case .array(let elements): children = elements
      case .null, .boolean, .number, .string, .invalid: children = []
      }
      guard let next = children.first(where: { $0.span.contains(offset) }) else { break }
      value = next
    }
    // Of an object without a name, its bracket alone.
    if let object, named == object.span { named = offset..<(offset + 1) }
    return (object, named)
  }
}
