import Foundation
import Testing

/// The compiler does not stop a forbidden import (its import check was seen not to fire), so this reads
/// the import lines.
struct LayeringTests {
  /// What each target may import besides the toolchain's own modules, as the architecture article says.
  static let allowed: [String: Set<String>] = [
    "Addressing": [],
    "Wire": ["Addressing"],
    "IPsec": ["Addressing", "Wire", "CCrypto"],
    "LongestPrefixMatch": ["Addressing", "CLookupKernels"],
    "RouteFiles": ["Addressing", "LongestPrefixMatch", "CZlib"],
    "ResourceModel": ["Addressing", "CBundledDocuments"],
    "DataPlane": ["Addressing", "Wire", "IPsec", "LongestPrefixMatch", "CLookupKernels"],
    "ControlPlane": ["Addressing", "LongestPrefixMatch", "ResourceModel", "DataPlane"],
    "Capture": ["Addressing", "CPcap"],
    "Emulator": ["Addressing", "Wire", "IPsec", "ResourceModel", "ControlPlane", "DataPlane"],
    "NetworkWatcher": [
      "Addressing", "Wire", "LongestPrefixMatch", "RouteFiles", "ResourceModel", "DataPlane",
      "ControlPlane", "Capture", "Emulator",
    ],
    "vnetem": ["NetworkWatcher", "Emulator", "ResourceModel"],
  ]

  /// Foundation is for the upper layers: the lower ones are small, quick to start and portable.
  static let mayUseFoundation: Set<String> = ["NetworkWatcher", "vnetem"]

  static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")

  static func swiftFiles(of target: String) -> [URL] {
    let folder = sources.appending(path: target)
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "swift" }
      .sorted { $0.path < $1.path }
  }

  static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ").map(String.init)
      while let first = words.first, first.hasPrefix("@") || modifiers.contains(first) {
        words.removeFirst()
      }
      guard words.first == "import", words.count > 1 else { return nil }
      let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      let module = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      return module.split(separator: ".").first.map(String.init)
    }
  }

  private static let modifiers: Set = ["public", "package", "internal", "fileprivate", "private"]

  @Test("every folder of Sources is a layer that the table knows")
  func everyTargetIsListed() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
      .filter { !$0.hasPrefix(".") }
    let systemLibraries: Set = [
      "CPcap", "CZlib", "CCrypto", "CLookupKernels", "CBundledDocuments",
    ]
    #expect(Set(folders).subtracting(systemLibraries) == Set(Self.allowed.keys))
  }

  @Test("a target imports only what its layer may", arguments: allowed.keys.sorted())
  func importsPointDownwards(target: String) throws {
    let toolchain: Set = ["Glibc", "Musl", "Darwin", "Synchronization", "Dispatch"]
    let files = Self.swiftFiles(of: target)
    try #require(!files.isEmpty)
    for file in files {
      for module in try Self.imports(of: file) where !toolchain.contains(module) {
        if module.hasPrefix("Foundation") {
          #expect(
            Self.mayUseFoundation.contains(target),
            "\(target)/\(file.lastPathComponent) imports \(module)")
        } else {
          #expect(
            Self.allowed[target]?.contains(module) == true,
            "\(target)/\(file.lastPathComponent) imports \(module)")
        }
      }
    }
  }

  @Test(
    "a C library is imported by one file", arguments: [("CZlib", "RouteFiles/GzipInput.swift")])
  func cLibrariesHaveOneImporter(library: String, importer: String) throws {
    var importers: [String] = []
    for target in Self.allowed.keys.sorted() {
      for file in Self.swiftFiles(of: target) where try Self.imports(of: file).contains(library) {
        importers.append("\(target)/\(file.lastPathComponent)")
      }
    }
    #expect(importers == [importer])
  }

  @Test("no type is named like its module", arguments: allowed.keys.sorted())
  func noTypeIsNamedLikeItsModule(target: String) throws {
    for file in Self.swiftFiles(of: target) {
      let text = try String(contentsOf: file, encoding: .utf8)
      for keyword in ["struct", "class", "enum", "actor", "protocol"] {
        #expect(
          text.range(of: "\\b\(keyword) \(target)\\b", options: .regularExpression) == nil,
          "\(file.lastPathComponent) declares \(keyword) \(target)")
      }
    }
  }

  @Test("no two files of a target have one name", arguments: allowed.keys.sorted())
  func fileNamesAreUnique(target: String) {
    let names = Self.swiftFiles(of: target).map(\.lastPathComponent)
    #expect(names.count == Set(names).count)
  }

  @Test(
    "nothing below the command line prints",
    arguments: allowed.keys.sorted().filter { $0 != "vnetem" })
  func onlyTheCommandLinePrints(target: String) throws {
    for file in Self.swiftFiles(of: target) {
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(
        text.range(of: "(^|[^.\\w])(print|debugPrint|dump)\\(", options: .regularExpression) == nil,
        "\(file.lastPathComponent) prints")
    }
  }

  @Test(
    "nothing below the emulator reads a clock or the system's random numbers",
    arguments: [
      "Addressing", "Wire", "IPsec", "LongestPrefixMatch", "RouteFiles", "ResourceModel",
      "DataPlane", "ControlPlane", "Emulator",
    ])
  func timeAndChanceComeIn(target: String) throws {
    let forbidden = [
      "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "clock_gettime",
      "gettimeofday", ".random(in: ", ".randomElement()", ".shuffled()",
    ]
    for file in Self.swiftFiles(of: target) {
      let text = try String(contentsOf: file, encoding: .utf8)
      for word in forbidden {
        #expect(!text.contains(word), "\(file.lastPathComponent) uses \(word)")
      }
    }
  }
}
