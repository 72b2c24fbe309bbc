import Foundation

/// ns-3, the network simulator, as a peer of the emulation: a chain of hosts and routers that its program `chain.cc`
/// builds, compiled here and now against the installed headers and run as a process of its own.
///
/// ns-3's headers are C++ and come with build settings of their own, so nothing of it is linked into the benchmarks.
public struct NetworkSimulator {
  /// Why there is nothing to compare with.
  public enum Absence: Error, CustomStringConvertible {
    case noCompiler
    case notBuilt(String)
    case notRun(String)

    public var description: String {
      switch self {
      case .noCompiler: "ns-3: no C++ compiler (c++)"
      case .notBuilt(let text):
        "ns-3: its program does not build; Debian has ns-3 in libns3-dev: \(text)"
      case .notRun(let text): "ns-3: its program does not run: \(text)"
      }
    }
  }

  /// What one round did.
  public struct Round: Sendable {
    public var packets: UInt64
    /// Packets times links that they crossed.
    public var hops: UInt64
    public var seconds: Double

    public var hopsPerSecond: Double { Double(hops) / seconds }
  }

  /// Such as `3.37`; `nil` if unknown.
  public let version: String?
  /// Whether its logging is compiled in, as Debian builds it: every function asks whether it should say something.
  public let hasLogging: Bool
  private let program: URL
  private let folder: URL

  /// Compiles the chain.
  public init() throws(Absence) {
    guard let compiler = Self.find("c++") else { throw .noCompiler }
    do {
      folder = try FileManager.default.url(
        for: .itemReplacementDirectory, in: .userDomainMask,
        appropriateFor: FileManager.default.temporaryDirectory, create: true)
      try Data(PackageResources.chain_cc).write(to: folder.appending(path: "chain.cc"))
    } catch {
      throw .notBuilt(error.localizedDescription)
    }
    program = folder.appending(path: "chain")
    // As ns-3 itself is built by default: optimised, and not for this processor alone.
    let build = Self.run(
      compiler,
      [
        "-std=c++17", "-O2", folder.appending(path: "chain.cc").path, "-o", program.path,
        "-lns3-internet", "-lns3-point-to-point", "-lns3-network", "-lns3-core",
      ])
    guard build.status == 0 else {
      try? FileManager.default.removeItem(at: folder)
      let first = build.errors.split(separator: "\n").first { $0.contains("error") }
      throw .notBuilt(first.map(String.init) ?? "exit status \(build.status)")
    }
    let libraries = Self.libraries(in: program)
    version = Self.version(of: libraries)
    hasLogging = Self.hasLogging(libraries)
  }

  /// Removes the program.
  public func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Sends datagrams of 64 bytes from end to end, one every `interval` nanoseconds.
  public func run(
    links: Int, packets: Int, interval: Int64, rounds: Int
  ) throws(Absence) -> [Round] {
    let result = Self.run(
      program, [String(links), String(packets), String(interval), String(rounds)])
    let lines = result.output.split(separator: "\n")
    let all = lines.compactMap { line -> Round? in
      let fields = line.split(separator: " ")
      guard fields.count == 3, let packets = UInt64(fields[0]), let hops = UInt64(fields[1]),
        let seconds = Double(fields[2]), seconds > 0
      else { return nil }
      return Round(packets: packets, hops: hops, seconds: seconds)
    }
    guard result.status == 0, all.count == rounds, all.allSatisfy({ $0.packets == packets }) else {
      throw .notRun(result.errors.isEmpty ? "exit status \(result.status)" : result.errors)
    }
    return all
  }

  private static func find(_ name: String) -> URL? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { URL(filePath: String($0)).appending(path: name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// What the loader finds, a library a line.
  private static func libraries(in program: URL) -> String {
    find("ldd").map { run($0, [program.path]).output } ?? ""
  }

  private static func version(of libraries: String) -> String? {
    // Debian's libraries are named libns3-core.so.37 in ns-3.37.
    libraries.firstMatch(of: /libns3-core\.so\.([0-9.]+)/).map { "3.\($0.1)" }
  }

  /// Without logging the protocols do not know the function that says whether something is to be logged.
  private static func hasLogging(_ libraries: String) -> Bool {
    guard let library = libraries.firstMatch(of: /libns3-internet\.so\S* => (\S+)/),
      let bytes = try? Data(contentsOf: URL(filePath: String(library.1)), options: .alwaysMapped)
    else { return false }
    return bytes.range(of: Data("12LogComponent9IsEnabled".utf8)) != nil
  }

  private static func run(
    _ program: URL, _ arguments: [String]
  ) -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let output = Pipe()
    let errors = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardOutput = output
    process.standardError = try? FileHandle(forWritingTo: errors)
    do {
      try process.run()
    } catch {
      return (-1, "", error.localizedDescription)
    }
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let complaints = (try? Data(contentsOf: errors)) ?? Data()
    return (
      process.terminationStatus, String(decoding: text, as: UTF8.self),
      String(decoding: complaints, as: UTF8.self)
    )
  }
}
