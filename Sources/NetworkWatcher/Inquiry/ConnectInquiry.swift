import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

/// What a connect found, and why if that was asked for.
package struct ConnectAnswer: Sendable {
  package var result: ConnectResult
  /// Lines about each attempt; empty unless they were asked for.
  package var why: [[String]]
  package var injections: [InjectionAnswer] = []
  /// The estates that were in force, for those who look on.
  package var history: [EstateMoment] = []

  /// The console's text, with the lines of `--why` under their attempts.
  package var text: String {
    if !result.path.isResolved { return UnresolvedName.connect(result.path.destination) }
    var text = ConnectText.header(result)
    for (index, attempt) in result.attempts.enumerated() {
      text += ConnectText.line(attempt)
      if index < why.count { text += Explain.indented(why[index]) }
    }
    return text + ConnectText.trailer(result)
  }
}

extension ConnectRequest {
  /// A request as a command line makes it; what is `nil` has its default.
  package init(
    source: String, destination: String, port: UInt16, count: Int?, timeoutMilliseconds: Int?
  ) {
    self.init(
      source: source, destination: destination, port: port, count: count ?? 4,
      timeout: .milliseconds(Int64(timeoutMilliseconds ?? 4000)))
  }
}

extension Inquiry {
  /// Opens TCP connections from an endpoint, from the start of virtual time.
  package func connect(
    _ request: ConnectRequest, watch: Watch = Watch()
  ) throws(InquiryError) -> ConnectAnswer {
    let source = try party(request.source, in: watch.timeline)
    let target = try target(request.destination, resolves: request.resolvesName, in: watch.timeline)
    // Who answered is seen on the way, whoever looks on besides.
    var watch = watch
    let isAsked = watch.keepsJourneys
    watch.keepsJourneys = true
    let run = observed(watch, since: source.since) { network in
      let tool = Connect(
        source: source.index, path: path(from: source, to: target, over: &network),
        port: Port(rawValue: request.port), count: request.count,
        timeToLive: initialTimeToLive(of: source), timeout: request.timeout,
        interval: request.interval)
      return tool.path.isResolved
        ? tool.run(over: &network, isInterrupted: watch.isInterrupted)
        : ConnectResult(path: tool.path, port: tool.port, attempts: [])
    }
    var result = run.result
    guard let journeys = run.journeys else { return ConnectAnswer(result: result, why: []) }
    let estates = run.estates
    let narrators = estates.mapValues { Narrator(estate: $0) }
    for index in result.attempts.indices {
      let syn = PacketID(rawValue: result.attempts[index].packetID)
      for packet in [syn] + journeys.consequences(of: syn) {
        guard let last = journeys.observations(of: packet).last,
          let narrator = narrators[last.generation]
        else { continue }
        switch last.verdict {
        case .deliver:
          if packet == syn {
            result.attempts[index].answeredBy = narrator.occupant(last.device)
          }
        case .drop(let reason):
          result.attempts[index].dropReason = reason
          result.attempts[index].droppedAt = narrator.name(last.device)
        case .forward: break
        }
      }
    }
    let why = isAsked ? result.attempts.map { Explain(estates, journeys).lines($0) } : []
    return ConnectAnswer(
      result: result, why: why, injections: run.injections, history: run.history)
  }
}
