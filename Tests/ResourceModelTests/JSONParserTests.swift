import Addressing
import ResourceModel
import Testing

@Suite("JSON parser")
struct JSONParserTests {
  private func parse(_ text: String) -> JSONDocument { parse(Array(text.utf8)) }

  private func parse(_ bytes: [UInt8]) -> JSONDocument {
    JSONDocument(parsing: SourceText(file: "f", bytes: bytes))
  }

  @Test(
    "Good JSON is read and written back as strict JSON",
    arguments: [
      ("{}", "{}"),
      ("[]", "[]"),
      (" null ", "null"),
      ("[true, false, null]", "[true,false,null]"),
      (#"{"a": {"b": [1, -2.50e+3, "x"]}}"#, #"{"a":{"b":[1,-2.50e+3,"x"]}}"#),
      ("[1,]", "[1]"),
      (#"{"a": 1, /* two */ "b": 2, // three"# + "\n}", #"{"a":1,"b":2}"#),
      ("// first\n[]// last", "[]"),
      ("/**/[/***/]", "[]"),
      (#"["\"\\\/\b\f\n\r\t"]"#, #"["\"\\/\u0008\u000c\n\r\t"]"#),
      (#"["\u0041\u00e4\u20ac"]"#, #"["Aä€"]"#),
      (#"["\ud83d\ude00", "😀"]"#, #"["😀","😀"]"#),
      ("[0, -0, 12345678901234567890123, 0.1]", "[0,-0,12345678901234567890123,0.1]"),
      ("\u{FEFF}[1]", "[1]"),
      ("[\r\n1\r\n]", "[1]"),
      (#"{"": 1}"#, #"{"":1}"#),
      (#"["a//b", "/*c*/"]"#, #"["a//b","/*c*/"]"#),
    ])
  func readsGoodJSON(_ input: String, _ expected: String) {
    let document = parse(input)
    #expect(document.diagnostics.map(\.message) == [])
    #expect(document.value?.strictJSON == expected)
  }

  @Test(
    "Strict JSON that was written reads back as the same text", arguments: BundledTopology.allCases)
  func writerRoundTrips(_ bundled: BundledTopology) throws {
    let first = try #require(parse(bundled.bytes).value).strictJSON
    let again = parse(first)
    #expect(again.diagnostics.isEmpty)
    #expect(again.value?.strictJSON == first)
  }

  @Test("Columns count characters, whatever their bytes, from behind a byte order mark")
  func columnsCountCharacters() throws {
    let text = "\u{FEFF}{ \"ä€😀e\u{301}\": 1,\r\n\t\"k\": [«] }"
    let bytes = Array(text.utf8)
    let source = SourceText(file: "f", bytes: bytes)
    let value = try #require(
      JSONDocument(
        parsing: SourceText(
          file: "f", bytes: Array(text.replacing("«", with: "12").utf8))
      ).value)
    let members = try #require(value.members)
    #expect(source.location(at: value.span.lowerBound).description == "f:1:1")
    #expect(source.location(at: members[0].keySpan.lowerBound).description == "f:1:3")
    #expect(source.location(at: members[0].value.span.lowerBound).description == "f:1:11")
    #expect(source.location(at: members[1].keySpan.lowerBound).description == "f:2:2")
    #expect(source.length(of: members[0].keySpan) == 6)
    for offset in [3, 5, members[0].value.span.lowerBound, members[1].keySpan.lowerBound] {
      #expect(source.offset(of: source.location(at: offset)) == offset)
    }
  }

  @Test("Every value's span holds its text")
  func spansHoldTheText() throws {
    let text = #"{ "a": [1.5, "x\n", true], "b": { "c": null } }"#
    let value = try #require(parse(text).value)
    var texts: [String] = []
    func visit(_ value: JSONValue) {
      texts.append(String(decoding: Array(text.utf8)[value.span], as: UTF8.self))
      for element in value.elements ?? [] { visit(element) }
      for member in value.members ?? [] {
        texts.append(String(decoding: Array(text.utf8)[member.keySpan], as: UTF8.self))
        visit(member.value)
      }
    }
    visit(value)
    #expect(
      texts == [
        text, #""a""#, #"[1.5, "x\n", true]"#, "1.5", #""x\n""#, "true", #""b""#,
        #"{ "c": null }"#, #""c""#, "null",
      ])
  }

  @Test("Several small mistakes are reported in one run, and what is sound is kept")
  func recovers() throws {
    let document = parse(
      """
      {
        "a": 1
        "b": None,
        c: 2,
        "d": "open,
        "e": 012,
        "f" 3,
        "a": 4,
        "g": 'x'
      }
      """)
    #expect(
      document.diagnostics.map { "\($0.location.line):\($0.location.column) \($0.code)" } == [
        "3:3 unexpectedCharacter", "3:8 invalidLiteral", "4:3 invalidLiteral",
        "5:8 invalidString", "6:8 invalidNumber", "7:7 unexpectedCharacter", "8:3 duplicateKey",
        "9:8 invalidString",
      ])
    #expect(
      document.value?.strictJSON
        == #"{"a":1,"b":null,"c":2,"d":"open","e":null,"f":3,"g":"x"}"#)
  }

  @Test("Nesting up to the limit is read, beyond it is refused without a crash")
  func limitsDepth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(parse(nested(128)).diagnostics.isEmpty)
    #expect(parse(nested(129)).diagnostics.map(\.code) == [.nestingTooDeep])
    #expect(parse(nested(1_000_000)).diagnostics.map(\.code) == [.nestingTooDeep])
  }

  @Test("Bytes that are no UTF-8 are refused, well-formed ones at every border pass")
  func checksEncoding() {
    let bad: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xE2, 0x82], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
      [0xFF],
    ]
    for bytes in bad {
      let document = parse([0x22] + bytes + [0x22])
      #expect(document.diagnostics.map(\.code) == [.invalidEncoding], "\(bytes)")
    }
    for scalar in [
      "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
    ] {
      let document = parse("\"\(scalar)\"")
      #expect(document.diagnostics.isEmpty)
      #expect(document.value?.string == scalar)
    }
  }

  @Test("Mutated documents never crash, and every complaint is inside the document")
  func survivesMutations() {
    var generator = SplitMix64(seed: 0x5EED)
    let alphabet = Array("{}[]\",:/*\\u0dtrue-1.e+'\n\t ä".utf8) + [0x00, 0xFF, 0xC3, 0xED]
    let original = BundledTopology.vnetToVnet.bytes
    for round in 0..<600 {
      var bytes = original
      for _ in 0..<Int(generator.next() % 6 + 1) {
        let position = Int(generator.next() % UInt64(bytes.count))
        let byte = alphabet[Int(generator.next() % UInt64(alphabet.count))]
        switch generator.next() % 4 {
        case 0: bytes[position] = byte
        case 1: bytes.insert(byte, at: position)
        case 2: bytes.remove(at: position)
        default:
          let end = min(bytes.count, position + Int(generator.next() % 40))
          bytes.removeSubrange(position..<end)
        }
      }
      if round % 10 == 0 { bytes.removeLast(Int(generator.next() % UInt64(bytes.count))) }
      let result = TopologyLoader.load(bytes: bytes, file: "f")
      for diagnostic in result.diagnostics {
        #expect((1...result.source.lineCount).contains(diagnostic.location.line))
        #expect(diagnostic.location.column >= 1 && diagnostic.length >= 1)
      }
      #expect((result.topology == nil) == result.hasErrors)
      let text = DiagnosticRenderer.render(result.diagnostics, source: result.source)
      #expect(text.isEmpty == result.diagnostics.isEmpty)
    }
  }

  @Test("A document that is cut anywhere is refused without a crash")
  func survivesCuts() {
    let bytes = BundledTopology.vnetToVnet.bytes
    // From the opening brace, behind the leading comment, to the closing one.
    let start = bytes.firstIndex(of: UInt8(ascii: "{")) ?? 0
    for end in stride(from: start, to: bytes.count - 2, by: 13) {
      #expect(TopologyLoader.load(bytes: Array(bytes[..<end]), file: "f").hasErrors, "\(end)")
    }
  }
}
