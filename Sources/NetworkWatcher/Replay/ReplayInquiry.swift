import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator
import Glibc
import ResourceModel

extension Inquiry {
  /// Forwards the packets of a capture to their ends.
  ///
  /// A capture that is damaged is forwarded up to the damage, see ``ReplayResult/damage``.
  ///
  /// - Parameters:
  ///   - progress: called now and then with packets that are done, and 0...1 of the capture where that is known.
  ///   - isInterrupted: asked now and then; what was read then goes on to its end.
  package func replay(
    _ request: ReplayRequest, progress: (Int, Double?) -> Void = { _, _ in },
    isInterrupted: () -> Bool = { false }
  ) throws(InquiryError) -> ReplayResult {
    let entry = try entry(request.entry)
    let moments =
      request.timeline.map { [EstateMoment].moments(estate, of: compiler, $0.events) } ?? []
    let estates = moments.isEmpty ? [estate] : moments.map(\.estate)
    let source: any ReplayInput
    let capture: ReplayCapture?
    let generated = try request.traffic.map { (profile) throws(InquiryError) in
      try traffic(profile)
    }
    do throws(CaptureError) {
      // The input first: a file is not emptied for a replay that cannot be.
      let shift = ReplayCapture.TimeShift()
      if let generated {
        source = generated
      } else {
        source = try ReplaySource(
          path: request.path, passes: request.passes, entry: entry,
          AddressPeriods(
            moments.isEmpty
              ? [EstateMoment(at: .start, cause: .start, estate: estate, downLinks: [])] : moments),
          timeShift: shift)
      }
      capture = try request.output.map { (output) throws(CaptureError) in
        try ReplayCapture(
          output, workers: request.workers, of: estates, shift, remarks: remarks(request))
      }
    } catch {
      throw InquiryError(error)
    }
    var settings = BulkSettings(
      workers: request.workers, answersEcho: request.answersEcho,
      limitsRates: request.limitsRates, seed: seed)
    settings.countsLosses = estates.contains { estate in
      estate.topology.virtualNetworks.contains { !$0.peerings.isEmpty }
    }
    let driver = BulkDriver(
      estate, settings, timeline: moments, sink: { capture?.sink($0) })
    var wasInterrupted = false
    let watch = Stopwatch()
    let outcome = try Self.run(driver, source) { driver in
      progress(driver.finishedPackets, source.progress)
      if capture?.hasFailed == true { driver.stop() }
      if !wasInterrupted, isInterrupted() {
        wasInterrupted = true
        driver.stop()
      }
    }
    let spooled = capture?.finish()
    return ReplayResult(
      request, outcome, source.intake, spooled, moments, of: self, isInterrupted: wasInterrupted,
      seconds: watch.seconds)
  }

  private func traffic(_ profile: TrafficProfile) throws(InquiryError) -> TrafficSource {
    guard let source = TrafficSource(profile, estate) else { throw .tooFewAddresses }
    return source
  }

  /// What the capture of a replay says about itself.
  private func remarks(_ request: ReplayRequest) -> [String] {
    let failed = failedLinks.map { " --fail \($0)" }.joined()
    let entry = request.entry.map { " --from \($0)" } ?? ""
    let timeline = request.timeline.map { " --timeline \($0.scenario)" } ?? ""
    return [
      "topology \(topology.name)", "command replay \(request.path)\(entry)\(failed)\(timeline)",
    ]
      + keyRemarks
  }

  /// Runs the driver and looks at it some hundred times a second.
  static func run(
    _ driver: BulkDriver, _ source: any BulkSource, _ look: (BulkDriver) -> Void
  ) throws(InquiryError) -> BulkResult {
    do throws(BulkError) {
      return try driver.run(source) { driver in
        var pause: UInt32 = 200
        while driver.isRunning {
          usleep(pause)
          pause = min(2 * pause, 5_000)
          look(driver)
        }
      }
    } catch {
      throw .noThread
    }
  }

  /// Where packets enter, by name; `nil` for no name.
  private func entry(_ name: String?) throws(InquiryError) -> BulkEntry? {
    guard let name else { return nil }
    if let index = endpointIndex(name) { return .endpoint(index) }
    let names = estate.interfaceNames
    let found =
      names.firstIndex(of: name)
      ?? names.firstIndex { $0.lowercased() == name.lowercased() }
    if let found { return .interface(InterfaceID(rawValue: Int32(found))) }
    throw Self.unknown(
      "machine, host, network interface or interface of a device", name,
      among: endpointNames + names.filter { !endpointNames.contains($0) })
  }
}
