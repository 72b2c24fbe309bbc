import Foundation
import Testing

/// The table of rules promises tests: they must exist, and its counts must be true.
struct SeedRulesTests {
  /// One line of a table.
  struct Row: Sendable {
    enum Standing: Hashable, Sendable {
      case tested([String])
      case open
      case laterTool
      /// Neither of the three: the page is wrong.
      case unclear
    }

    var label: String
    var rule: String
    var profiles: String
    var shownBy: String
    var standing: Standing
  }

  static let checkout = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let page =
    (try? String(
      contentsOf: checkout.appending(path: "Sources/vnetem/vnetem.docc/SeedRules.md"),
      encoding: .utf8)) ?? ""

  static let rows: [Row] = page.split(separator: "\n").compactMap { line in
    let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard cells.count == 7, cells[1].wholeMatch(of: /[A-Z][0-9]+/) != nil else { return nil }
    let tests = cells[5].matches(of: /`([^`]+)`/).map { String($0.1) }
    let standing: Row.Standing
    if !tests.isEmpty {
      standing = .tested(tests)
    } else if cells[5] == "open" {
      standing = .open
    } else if cells[5].wholeMatch(of: /later tool: [a-z ]+/) != nil {
      standing = .laterTool
    } else {
      standing = .unclear
    }
    return Row(
      label: cells[1], rule: cells[2], profiles: cells[3], shownBy: cells[4], standing: standing)
  }

  /// The sentences of all tests, read from the sources.
  static let tests: Set<String> = {
    let folder = checkout.appending(path: "Tests")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var names: Set<String> = []
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
      for match in text.matches(of: /@Test\(\s*"((?:[^"\\]|\\.)*)"/) {
        names.insert(String(match.1).replacingOccurrences(of: "\\\"", with: "\""))
      }
    }
    return names
  }()

  @Test("every test that the table of rules names exists")
  func namedTestsExist() {
    #expect(Self.tests.contains("every test that the table of rules names exists"))
    for row in Self.rows {
      guard case .tested(let names) = row.standing else { continue }
      for name in names {
        #expect(Self.tests.contains(name), "\(row.label): \(name)")
      }
    }
  }

  @Test("every row of the table of rules says what shows it, in which profiles, and how it stands")
  func rowsAreComplete() {
    let years = /(20(15|17|18|19))/
    for row in Self.rows {
      #expect(row.standing != .unclear, "\(row.label)")
      #expect(!row.rule.isEmpty && !row.shownBy.isEmpty, "\(row.label)")
      #expect(row.profiles == "all" || row.profiles.contains(years), "\(row.label)")
    }
    // Five documents, each numbered without a gap.
    for letter in ["V", "S", "P", "I", "G"] {
      let labels = Self.rows.map(\.label).filter { $0.hasPrefix(letter) }
      #expect(labels.count > 10)
      #expect(labels == (1...max(labels.count, 1)).map { "\(letter)\($0)" })
    }
    let lines = Self.page.split(separator: "\n").count {
      $0.prefixMatch(of: /[|] [A-Z][0-9]+/) != nil
    }
    #expect(lines == Self.rows.count)
  }

  @Test("every diagnostic code that the table of rules names exists")
  func codesExist() throws {
    let codes = try String(
      contentsOf: Self.checkout.appending(
        path: "Sources/ResourceModel/Document/DiagnosticCode.swift"), encoding: .utf8)
    for row in Self.rows {
      for match in row.shownBy.matches(of: /VN[0-9]{4}/) {
        #expect(codes.contains("\"\(match.0)\""), "\(row.label): \(match.0)")
      }
    }
  }

  @Test("the table of rules counts its rows, tests and gaps truly")
  func countsAreTrue() {
    func count(_ matches: (Row.Standing) -> Bool) -> Int {
      Self.rows.count { matches($0.standing) }
    }
    let tested = count { if case .tested = $0 { true } else { false } }
    let expected = [
      "- Rows: \(Self.rows.count)", "- With a test: \(tested)",
      "- Open: \(count { $0 == .open })", "- Later tool: \(count { $0 == .laterTool })",
    ]
    let lines = Self.page.split(separator: "\n").map(String.init)
    for line in expected { #expect(lines.contains(line), "expected \"\(line)\"") }
  }
}
