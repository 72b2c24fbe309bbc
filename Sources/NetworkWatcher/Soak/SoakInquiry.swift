import ControlPlane
import Emulator
import Glibc
import ResourceModel

extension Inquiry {
  /// Sends traffic through the estate for a long time, while links fail and come back and tables are compiled anew.
  ///
  /// Each link in turn fails without anybody noticing, then routing converges, then the link is back. Without links the
  /// same state is compiled over and over.
  ///
  /// - Parameters:
  ///   - progress: called some times a second with packets that are done, and 0...1 of the time.
  ///   - isInterrupted: asked some times a second; what was sent then goes on to its end.
  package func soak(
    _ request: SoakRequest, progress: (Int, Double) -> Void = { _, _ in },
    isInterrupted: () -> Bool = { false }
  ) throws(InquiryError) -> SoakResult {
    let traffic = SoakTraffic(
      estate, conversations: request.conversations, seed: request.seed)
    let driver = BulkDriver(
      estate, BulkSettings(workers: request.workers, clockStep: SoakTraffic.clockStep))
    var log = SoakLog(request, EstateChanges(topology, failedLinks: failedLinks))
    var wasInterrupted = false
    let watch = Stopwatch()
    let outcome = try Self.run(driver, traffic) { driver in
      let seconds = watch.seconds
      log.note(driver, seconds: seconds)
      progress(driver.finishedPackets, min(1, seconds / Double(request.seconds)))
      if !wasInterrupted, isInterrupted() {
        wasInterrupted = true
        driver.stop()
      }
      if seconds >= Double(request.seconds) { driver.stop() }
    }
    return SoakResult(
      request, outcome, log, conversations: traffic.conversationCount, topology: topology.name,
      isInterrupted: wasInterrupted, seconds: watch.seconds)
  }
}

/// States of one estate, one after the other, each compiled when it is asked for.
struct EstateChanges {
  private let compiler: EstateCompiler
  private let failedLinks: Set<String>
  private let links: [String]
  private let atFirst: CompiledEstate
  private var number = 0

  init(_ topology: Topology, failedLinks: [String]) {
    let compiler = EstateCompiler(topology)
    self.compiler = compiler
    let failed = compiler.initiallyFailedLinks.union(failedLinks)
    self.failedLinks = failed
    links = compiler.linkNames.filter { !failed.contains($0) }
    atFirst = compiler.compile(failedLinks: failed)
  }

  mutating func next() -> CompiledEstate {
    defer { number += 1 }
    guard !links.isEmpty else { return compiler.compile(failedLinks: failedLinks) }
    let link = links[number / 3 % links.count]
    switch number % 3 {
    case 0:
      // The link is down; the tables do not know yet.
      var unnoticed = atFirst
      unnoticed.links = compiler.compile(failedLinks: failedLinks.union([link])).links
      return unnoticed
    case 1: return compiler.compile(failedLinks: failedLinks.union([link]))
    case _: return compiler.compile(failedLinks: failedLinks)
    }
  }
}

/// Changes the topology when it is time, and notes how the process fares.
struct SoakLog {
  private static let sampleCount = 60

  private(set) var samples: [SoakSample] = []
  private(set) var changeCount = 0
  private var changes: EstateChanges
  private let changeSeconds: Double
  private let sampleSeconds: Double

  init(_ request: SoakRequest, _ changes: EstateChanges) {
    self.changes = changes
    changeSeconds = Double(request.changeMilliseconds) / 1000
    sampleSeconds = Double(request.seconds) / Double(Self.sampleCount)
  }

  mutating func note(_ driver: BulkDriver, seconds: Double) {
    if seconds >= Double(changeCount + 1) * changeSeconds {
      driver.publish(changes.next())
      changeCount += 1
    }
    if seconds >= Double(samples.count + 1) * sampleSeconds {
      samples.append(
        SoakSample(
          seconds: seconds, packets: driver.finishedPackets, flows: driver.flowCount,
          memoryBytes: Self.residentBytes()))
    }
  }

  /// As the system counts it (proc(5), `statm`); 0 where it does not.
  static func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 128)
    let count = fread(&text, 1, text.count - 1, file)
    let words = String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
      .split(separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
