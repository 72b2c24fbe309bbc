import Addressing
import ControlPlane
import Emulator
import ResourceModel

/// What a tracert found, and why if that was asked for.
package struct TracertAnswer: Sendable {
  package var result: TracertResult
  /// Lines under each hop; empty unless the journeys were kept.
  package var why: [[String]]
  /// What became of packets that came in again.
  package var injections: [InjectionAnswer] = []

  /// The console's text, with the lines of `--why` under their hops.
  package func text(_ style: ConsoleStyle) -> String {
    switch style {
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

  /// The console's text, with the lines of `--why` behind the statistics.
  package func text(_ style: ConsoleStyle) -> String {
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
    let source = try endpoint(request.source)
    let tool = Tracert(
      from: source, path: try path(from: source, to: request.destination), style: style,
      maximumHops: request.maximumHops, timeout: request.timeout, probesPerHop: request.probes)
    let run = observed(watch) { network in
      tool.run(over: &network, isInterrupted: watch.isInterrupted)
    }
    let why = run.journeys.map { Explain(estate, $0).lines(run.result) }
    return TracertAnswer(result: run.result, why: why ?? [], injections: run.injections)
  }

  /// Runs a ping from an endpoint, at the start of virtual time.
  package func ping(
    _ request: PingRequest, style: ConsoleStyle = .windows, watch: Watch = Watch()
  ) throws(InquiryError) -> PingAnswer {
    let source = try endpoint(request.source)
    let tool = Ping(
      from: source, path: try path(from: source, to: request.destination), style: style,
      count: request.count, size: request.size,
      timeToLive: request.timeToLive ?? initialTimeToLive(of: source), timeout: request.timeout,
      interval: request.interval)
    let run = observed(watch) { network in
      tool.run(over: &network, isInterrupted: watch.isInterrupted)
    }
    let why = run.journeys.flatMap { journeys in
      run.result.probes.first.map { Explain(estate, journeys).lines($0) }
    }
    return PingAnswer(result: run.result, why: why, injections: run.injections)
  }

  func path(from source: Int, to name: String) throws(InquiryError) -> ProbePath {
    let endpoint = estate.endpoints[source]
    return ProbePath(
      source: endpoint.name, sourceAddress: endpoint.address, destination: name,
      destinationAddress: try destination(name))
  }

  /// 128 in Windows, 64 in Linux.
  func initialTimeToLive(of endpoint: Int) -> UInt8 {
    switch estate.endpoints[endpoint].osType {
    case .windows: 128
    case .linux: 64
    }
  }

  /// Runs a tool over a fresh emulation while the capture and the journeys record what devices see.
  func observed<Result>(
    _ watch: Watch, _ body: (inout EmulatedNetwork) -> Result
  ) -> (result: Result, journeys: Journeys?, injections: [InjectionAnswer]) {
    let compiler = EstateCompiler(topology)
    let emulation = Emulation(
      estate, seed: seed, resolve: compiler.resolveLink,
      recompile: { compiler.compile(failedLinks: $0) })
    emulation.schedule(watch.timeline)
    var journeys = watch.keepsJourneys ? Journeys() : nil
    if watch.capture != nil || watch.keepsJourneys || watch.meter != nil {
      emulation.observer = { [unowned emulation] observation in
        watch.meter?.count(observation, in: emulation.estate)
        watch.capture?.record(observation, in: emulation.estate)
        journeys?.record(observation)
      }
    }
    var network = EmulatedNetwork(emulation: emulation)
    let result = body(&network)
    emulation.observer = nil
    let injections = emulation.injections.map { InjectionAnswer($0, emulation.estate) }
    return (result, journeys, injections)
  }
}
