import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

/// What a tracert found, and why if that was asked for.
package struct TracertAnswer: Sendable {
  package var result: TracertResult
  /// Lines under each hop; empty unless the journeys were kept.
  package var why: [[String]]
  /// What became of packets that came in again.
  package var injections: [InjectionAnswer] = []
  /// What changed meanwhile, the beginning first; empty without a timeline.
  package var history: [EstateMoment] = []

  /// The console's text, with the lines of `--why` under their hops.
  package func text(_ style: ConsoleStyle) -> String {
    if !result.path.isResolved { return UnresolvedName.tracert(result.path.destination, style) }
    return switch style {
    case .windows: text(WindowsTracert.header(result), WindowsTracert.line, WindowsTracert.trailer)
    case .linux: text(LinuxTraceroute.header(result), LinuxTraceroute.line, "")
    }
  }

  private func text(
    _ header: String, _ line: (TracertResult.Hop) -> String, _ trailer: String
  ) -> String {
    var text = header
    for (index, hop) in result.hops.enumerated() {
      text += line(hop)
      if index < why.count { text += Explain.indented(why[index]) }
    }
    return text + trailer
  }
}

/// What a ping found, and why if that was asked for.
package struct PingAnswer: Sendable {
  package var result: PingResult
  /// Lines about the first request; `nil` unless the journeys were kept.
  package var why: [String]?
  /// What became of packets that came in again.
  package var injections: [InjectionAnswer] = []
  /// The requests whose way is another one than that of the request before, with the lines about them; empty unless the
  /// journeys were kept.
  package var turns: [(probe: Probe, lines: [String])] = []
  /// What changed meanwhile, the beginning first; empty without a timeline.
  package var history: [EstateMoment] = []

  /// The console's text, with the lines of `--why` behind the statistics.
  package func text(_ style: ConsoleStyle) -> String {
    if !result.path.isResolved { return UnresolvedName.ping(result.path.destination, style) }
    let text =
      switch style {
      case .windows: WindowsPing.format(result)
      case .linux: LinuxPing.format(result)
      }
    guard let why else { return text }
    return text + "\nThe first request:\n" + Explain.indented(why)
  }
}

extension Inquiry {
  /// Runs a tracert from an endpoint, at the start of virtual time.
  package func tracert(
    _ request: TracertRequest, style: ConsoleStyle = .windows, watch: Watch = Watch()
  ) throws(InquiryError) -> TracertAnswer {
    let source = try party(request.source, in: watch.timeline)
    let target = try target(request.destination, resolves: request.resolvesName, in: watch.timeline)
    let run = observed(target.watch(watch), since: source.since) { network in
      let tool = Tracert(
        from: source.index, path: path(from: source, to: target, over: &network), style: style,
        maximumHops: request.maximumHops, timeout: request.timeout, probesPerHop: request.probes)
      return tool.path.isResolved
        ? tool.run(over: &network, isInterrupted: watch.isInterrupted) : tool.unresolved
    }
    let journeys = watch.keepsJourneys ? run.journeys : nil
    let why = journeys.map { Explain(run.estates, $0).lines(run.result) }
    return TracertAnswer(
      result: run.result, why: why ?? [], injections: run.injections, history: run.history)
  }

  /// Runs a ping from an endpoint, at the start of virtual time.
  package func ping(
    _ request: PingRequest, style: ConsoleStyle = .windows, watch: Watch = Watch()
  ) throws(InquiryError) -> PingAnswer {
    let source = try party(request.source, in: watch.timeline)
    let target = try target(request.destination, resolves: request.resolvesName, in: watch.timeline)
    let run = observed(target.watch(watch), since: source.since) { network in
      let tool = Ping(
        from: source.index, path: path(from: source, to: target, over: &network), style: style,
        count: request.count, size: request.size,
        timeToLive: request.timeToLive ?? initialTimeToLive(of: source), timeout: request.timeout,
        interval: request.interval)
      return tool.path.isResolved
        ? tool.run(over: &network, isInterrupted: watch.isInterrupted)
        : PingResult(path: tool.path, size: request.size, probes: [])
    }
    guard watch.keepsJourneys, let journeys = run.journeys else {
      return PingAnswer(
        result: run.result, injections: run.injections, history: run.history)
    }
    let explain = Explain(run.estates, journeys)
    return PingAnswer(
      result: run.result, why: run.result.probes.first.map { explain.lines($0) },
      injections: run.injections, turns: explain.turns(run.result), history: run.history)
  }

  /// 128 in Windows, 64 in Linux.
  func initialTimeToLive(of party: Party) -> UInt8 {
    switch party.endpoint.osType {
    case .windows: 128
    case .linux: 64
    }
  }

  /// The estate as it starts, and after each change of its resources.
  func states(_ timeline: [TimelineEvent]) -> [CompiledEstate] {
    var compiler = compiler
    var states = [estate]
    for event in timeline {
      guard case .resources(let change) = event.change else { continue }
      compiler = EstateCompiler(change.topology, after: compiler)
      states.append(compiler.compile(failedLinks: estate.failedLinks))
    }
    return states
  }

  /// What came of a tool, and who saw what.
  struct Observed<Result> {
    var result: Result
    var journeys: Journeys?
    var history: [EstateMoment]
    var injections: [InjectionAnswer]

    /// By the generation of their tables.
    var estates: [UInt64: CompiledEstate] {
      Dictionary(
        history.map { ($0.estate.tables.generation, $0.estate) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Runs a tool over a fresh emulation while the capture and the journeys record what devices see.
  ///
  /// - Parameter begin: when the tool's source is there.
  func observed<Result>(
    _ watch: Watch, since begin: EmulatedInstant, _ body: (inout EmulatedNetwork) -> Result
  ) -> Observed<Result> {
    let emulation = Emulation(estate, of: compiler, seed: seed)
    emulation.keepsHistory = watch.keepsJourneys || !watch.timeline.isEmpty
    emulation.schedule(watch.timeline)
    // What changes at the beginning has changed before the first packet.
    emulation.run(until: begin)
    let record = watch.keepsJourneys ? JourneyRecord() : nil
    if watch.capture != nil || watch.keepsJourneys || watch.meter != nil {
      emulation.observer = { [unowned emulation] observation in
        watch.meter?.count(observation, in: emulation.estate)
        watch.capture?.record(observation, in: emulation.estate)
        record?.journeys.record(observation)
      }
    }
    var network = EmulatedNetwork(emulation: emulation, journeys: record)
    let result = body(&network)
    emulation.observer = nil
    return Observed(
      result: result, journeys: record?.journeys, history: emulation.history,
      injections: emulation.injections.map { InjectionAnswer($0, emulation.estate) })
  }
}
