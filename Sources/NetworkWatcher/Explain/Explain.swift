import Addressing
import ControlPlane
import DataPlane
import Emulator

/// Says for each hop of an answer which route won and what lost, which rule decided, and why a hop is
/// silent: `--why`.
package struct Explain {
  /// By the generation of the tables.
  private let narrators: [UInt64: Narrator]
  private let journeys: Journeys

  /// - Parameter estates: by the generation of their tables, one for each that a packet met.
  package init(_ estates: [UInt64: CompiledEstate], _ journeys: Journeys) {
    narrators = estates.mapValues { Narrator(estate: $0) }
    self.journeys = journeys
  }

  /// Tells by the estate in force when the packet was seen.
  private func narrator(_ observation: PacketObservation) -> Narrator {
    guard let narrator = narrators[observation.generation] else {
      preconditionFailure("an observation is of an estate that is known")
    }
    return narrator
  }

  /// The lines under each hop, in the order of the result's hops.
  ///
  /// A hop tells only what is new behind the hop before it. Hops that end like the one before say so.
  package func lines(_ result: TracertResult) -> [[String]] {
    var all: [[String]] = []
    var told = 0
    var last: (number: Int, lines: [String], isSilent: Bool)?
    for hop in result.hops {
      guard let probe = hop.probes.first else {
        all.append([])
        continue
      }
      let observations = journeys.observations(of: PacketID(rawValue: probe.packetID))
      let isSilent = hop.address == nil
      let whole = passage(observations, from: 0) + ending(observations, probe)
      if isSilent, let last, last.isSilent, last.lines == whole {
        all.append(["as hop \(last.number): nothing changes with a higher TTL"])
        continue
      }
      let start = min(told, max(0, observations.count - 1))
      all.append(passage(observations, from: start) + ending(observations, probe))
      told = max(0, observations.count - 1)
      last = (hop.number, whole, isSilent)
    }
    return all
  }

  /// The lines about one request of a ping and what answered it.
  package func lines(_ probe: Probe) -> [String] {
    let observations = journeys.observations(of: PacketID(rawValue: probe.packetID))
    return passage(observations, from: 0) + ending(observations, probe)
  }

  /// The lines about one attempt of a connect: its SYN, and what answered it.
  package func lines(_ attempt: ConnectAttempt) -> [String] {
    let syn = PacketID(rawValue: attempt.packetID)
    let observations = journeys.observations(of: syn)
    var lines = passage(observations, from: 0) + end(observations)
    for answer in journeys.consequences(of: syn) {
      let journey = journeys.observations(of: answer)
      lines += (passage(journey, from: 0) + end(journey)).map { "the answer: \($0)" }
    }
    return lines
  }

  private func end(_ observations: [PacketObservation]) -> [String] {
    guard let last = observations.last else { return ["nobody saw the packet"] }
    switch last.verdict {
    case .forward: return []
    case .drop(let reason): return dropLines(last, reason)
    case .deliver:
      let narrator = narrator(last)
      let translation = narrator.translation(last).map { [$0] } ?? []
      let who = narrator.occupant(last.device)
      return translation + permissions(last)
        + ["\(narrator.name(last.device)): delivered to \(who)"]
    }
  }

  /// The first request, and each whose lines differ from those of the one before it.
  ///
  /// That an earlier packet of the flow let one pass makes no difference.
  package func turns(_ result: PingResult) -> [(probe: Probe, lines: [String])] {
    var turns: [(probe: Probe, lines: [String])] = []
    var last: [String] = []
    for probe in result.probes {
      let lines = lines(probe)
      let way = journeys.observations(of: PacketID(rawValue: probe.packetID)).map {
        "\($0.device) \($0.verdict) \($0.generation)"
      }
      let end = ["\(probe.outcome.answer?.kind as Any)"]
      if way + end != last { turns.append((probe, lines)) }
      last = way + end
    }
    return turns
  }

  /// What the devices decided that let the packet on.
  private func passage(_ observations: [PacketObservation], from start: Int) -> [String] {
    observations.dropFirst(start).flatMap { observation -> [String] in
      guard case .forward(let adjacency) = observation.verdict else { return [] }
      return decisions(observation, next: narrator(observation).neighbor(adjacency))
    }
  }

  private func decisions(_ observation: PacketObservation, next: DeviceID?) -> [String] {
    let narrator = narrator(observation)
    let device = narrator.name(observation.device)
    var lines = permissions(observation)
    if let translation = narrator.translation(observation) { lines.append(translation) }
    guard let route = narrator.route(observation) else { return lines }
    let towards = next.map { "; next is \(narrator.name($0))" } ?? ""
    if let winner = route.winner {
      lines.append("\(device): \(winner.text)\(towards)")
      if !route.equals.isEmpty {
        lines.append(
          "  equal, not chosen by the hash: "
            + route.equals.map(\.text).joined(separator: "; "))
      }
    }
    lines += route.explanation.losers.map { "  lost: \($0.text): \($0.reason)" }
    if let balancing = narrator.balancing(observation) { lines.append(balancing) }
    return lines
  }

  /// Rules that let the packet pass.
  private func permissions(_ observation: PacketObservation) -> [String] {
    let narrator = narrator(observation)
    let device = narrator.name(observation.device)
    if narrator.isKnownFlow(observation) {
      return ["\(device): an earlier packet of the flow lets it pass"]
    }
    return narrator.rules(observation).filter(\.rule.allows).map { decision in
      "\(device): \(decision.text) allows it"
    }
  }

  /// Where the packet ended, and what became of its answer.
  private func ending(_ observations: [PacketObservation], _ probe: Probe) -> [String] {
    guard let last = observations.last else { return ["nobody saw the packet"] }
    let narrator = narrator(last)
    let device = narrator.name(last.device)
    switch last.verdict {
    case .forward(let adjacency):
      let next = narrator.name(narrator.neighbor(adjacency))
      return answerLines(
        probe, fallback: "the packet is still on its way from \(device) to \(next)")
    case .deliver:
      let who = narrator.occupant(last.device)
      if let endpoint = narrator.endpoint(at: last.device), endpoint.forwards,
        PacketSummary(last.bytes)?.destination != endpoint.address
      {
        let answer = "\(who): the TTL ran out; answers from \(endpoint.address)"
        return permissions(last) + [answer]
          + answerLines(probe, fallback: "silent: \(who) sent no answer")
      }
      return permissions(last) + ["\(device): delivered to \(who)"]
        + answerLines(probe, fallback: "silent: \(who) answers nothing")
    case .drop(.timeToLiveExceeded):
      if case .silent(let silence) = last.consequence {
        return [
          "\(device): the TTL ran out", "silent: \(narrator.text(silence, at: last.device))",
        ]
      }
      let address = narrator.interface(last.interface).address
      return [
        "\(device): the TTL ran out; answers from \(address), where the packet came in"
      ] + answerLines(probe, fallback: "silent: \(device) sent no answer")
    case .drop(let reason):
      var silence: String?
      if case .silent(let why) = last.consequence {
        silence = "silent: \(narrator.text(why, at: last.device))"
      }
      return dropLines(last, reason) + answerLines(probe, fallback: silence)
    }
  }

  private func dropLines(_ observation: PacketObservation, _ reason: DropReason) -> [String] {
    let narrator = narrator(observation)
    let device = narrator.name(observation.device)
    var lines = permissions(observation)
    if let decision = narrator.rules(observation).last, !decision.rule.allows {
      lines.append("\(device): dropped, \(decision.text) denies it")
    } else {
      if narrator.route(observation) != nil {
        lines += decisions(observation, next: nil).dropFirst(lines.count)
      }
      lines.append("\(device): dropped, \(reason.text)")
    }
    if let header = PacketSummary(observation.bytes),
      let later = narrator.laterStages(observation, destination: header.destination)
    {
      lines.append("  \(later)")
    }
    return lines
  }

  /// What became of the answer to the probe.
  private func answerLines(_ probe: Probe, fallback: String?) -> [String] {
    let answerID =
      probe.outcome.answer.map { PacketID(rawValue: $0.packetID) }
      ?? journeys.consequences(of: PacketID(rawValue: probe.packetID)).last
    guard let answerID, let end = journeys.observations(of: answerID).last,
      let header = PacketSummary(end.bytes)
    else { return fallback.map { [$0] } ?? [] }
    let journey = journeys.observations(of: answerID)
    let narrator = narrator(end)
    let back = journey.map { narrator.name($0.device) }
    let way = back.count > 1 ? ["the answer comes back by \(back.joined(separator: ", "))"] : []
    switch end.verdict {
    case .deliver:
      if probe.outcome.answer == nil {
        return way + ["silent: the answer came after the time was over"]
      }
      return way + permissions(end).map { "the answer at \($0)" }
    case .forward: return way + ["silent: the answer was still on its way when the time was over"]
    case .drop(let reason):
      var lines = [
        "silent: the answer from \(header.source) was dropped at \(narrator.name(end.device)), "
          + reason.text
      ]
      if let decision = narrator.rules(end).last, !decision.rule.allows {
        lines.append("  \(decision.text) denies it")
      }
      if let later = narrator.laterStages(end, destination: header.destination) {
        lines.append("  \(later)")
      }
      return way + lines
    }
  }
}

extension Explain {
  /// Lines as they stand under a hop of a console's text.
  static func indented(_ lines: [String]) -> String {
    lines.map { "       \($0)\n" }.joined()
  }
}
