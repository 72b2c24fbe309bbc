import Addressing
import LongestPrefixMatch
import RouteFiles
import Testing

struct PrefixListTests {
  static func read(_ text: String) throws(RouteFileError) -> RouteFile {
    try RouteFile(bytes: Array(text.utf8))
  }

  @Test("a list has one prefix a line, with comments, blank lines and any line ending")
  func readsPrefixes() throws {
    let file = try Self.read(
      "# head\n10.0.0.0/8\r\n\n  0.0.0.0/0 # all\n\t192.0.2.7\n255.255.255.255/32")
    #expect(file.format == .prefixList)
    #expect(
      file.routes.map(\.prefix.description) == [
        "10.0.0.0/8", "0.0.0.0/0", "192.0.2.7/32", "255.255.255.255/32",
      ])
    #expect(!file.hasNextHops)
    #expect(file.nextHops == [.any])
  }

  @Test("a next hop may follow, and is numbered by its first occurrence")
  func readsNextHops() throws {
    let file = try Self.read(
      """
      10.0.0.0/8 192.0.2.1
      11.0.0.0/8 via 192.0.2.2 # two
      12.0.0.0/8,192.0.2.1
      13.0.0.0/8

      """)
    #expect(file.nextHops.map(\.description) == ["192.0.2.1", "192.0.2.2", "0.0.0.0"])
    #expect(file.routes.map(\.nextHop.rawValue) == [0, 1, 0, 2])
    #expect(file.hasNextHops)
  }

  @Test(
    "a line that is no route is named with its byte and its reason",
    arguments: [
      ("10.0.0.0/33", "has a length beyond 32"),
      ("10.0.0.5/24", "has host bits set; 10.0.0.0/24 may be meant"),
      ("10.0.0/24", "is no prefix"), ("10.0.0.256", "is no prefix"), ("01.2.3.4", "is no prefix"),
      ("2001:db8::/32", "is no prefix"), ("10.0.0.0/", "is no prefix"),
      ("10.0.0.0/8 somewhere", "is a prefix followed by what is no next hop"),
      ("10.0.0.0/8 via", "is a prefix followed by what is no next hop"),
    ])
  func namesTheLine(text: String, reason: String) throws {
    let error = try #require(throws: RouteFileError.self) {
      try Self.read("172.16.0.0/12\n\n\(text)\n192.0.2.0/24\n")
    }
    #expect(error.fault == .notARoute(line: 3, offset: 15, text: text, reason: reason))
    #expect(error.partial.routes.map(\.prefix.description) == ["172.16.0.0/12"])
  }

  @Test("an empty file is an empty table")
  func emptyFile() throws {
    #expect(try Self.read("").routes.isEmpty)
  }

  @Test("a file longer than a window is read the same")
  func longFile() throws {
    let lines = (0..<60_000).map { "10.\($0 >> 8 & 255).\($0 & 255).0/24 192.0.2.\($0 >> 14)" }
    let file = try Self.read(lines.joined(separator: "\n"))
    #expect(file.routes.count == 60_000)
    #expect(file.routes[59_999].prefix.description == "10.234.95.0/24")
    #expect(file.nextHops.count == 4)
  }

  @Test("a file that is not there is said to be so")
  func missingFile() throws {
    let error = try #require(throws: RouteFileError.self) {
      try RouteFile(path: "/nonexistent/table.txt")
    }
    #expect(
      error.fault
        == .unreadable(path: "/nonexistent/table.txt", reason: "No such file or directory"))
  }
}
