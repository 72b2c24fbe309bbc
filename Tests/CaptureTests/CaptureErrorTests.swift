import Foundation
import Glibc
import TestSupport
import Testing

@testable import Capture

@Suite("Captures that cannot be written")
struct CaptureErrorTests {
  @Test("A folder that does not exist is an error when opening", arguments: ["pcapng", "pcap"])
  func missingFolder(ending: String) throws {
    let path = "/nonexistent/a.\(ending)"
    #expect(
      throws: CaptureError.cannotOpen(path: path, reason: "No such file or directory")
    ) {
      _ = try CaptureFile(path: path, description: SampleCapture.description)
    }
  }

  @Test("A name must tell the format", arguments: ["trace", "trace.cap", "trace.pcapng.gz", ""])
  func unknownFormat(path: String) throws {
    #expect(throws: CaptureError.unknownFormat(path: path)) {
      _ = try CaptureFile(path: path, description: SampleCapture.description)
    }
  }

  @Test("A full disk is told as such")
  func diskFull() throws {
    let file = try OutputFile(path: "/dev/full")
    try file.append([1, 2, 3])
    #expect(throws: CaptureError.diskFull(path: "/dev/full")) { try file.flush() }
  }

  @Test("A full disk is told as such by the classic format, too")
  func classicDiskFull() throws {
    let directory = try ExternalTool.temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let link = "\(directory)/full.pcap"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/full")
    #expect(throws: CaptureError.diskFull(path: link)) {
      _ = try CaptureFile(path: link, description: SampleCapture.description)
    }
  }

  @Test("A write that stops half way leaves whole records only")
  func cutBack() async throws {
    await #expect(processExitsWith: .success) {
      // A file may not grow beyond 10 bytes: the second record of 8 does not fit.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 10, rlim_max: 10)
      let path = NSTemporaryDirectory() + "/vnetem-cut-\(getpid())"
      defer { unlink(path) }
      let file = try OutputFile(path: path)
      setrlimit(__rlimit_resource_t(1), &limit)
      try file.append(Array(repeating: 1, count: 8))
      try file.append(Array(repeating: 2, count: 8))
      var failed = false
      do { try file.flush() } catch { failed = true }
      let kept = try Data(contentsOf: URL(fileURLWithPath: path))
      precondition(failed && kept == Data(repeating: 1, count: 8))
    }
  }
}
