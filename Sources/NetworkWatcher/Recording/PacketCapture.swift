import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

/// Writes what devices see into a capture: an interface for each hop point, one packet id along a
/// packet's journey, and two comments a frame, one for people and one for tools.
package final class PacketCapture {
  private var narrator: Narrator
  private let file: CaptureFile
  private let frames: FrameBuilder
  /// The first failure of a write; nothing is written after it.
  private var failure: InquiryError?
  private var routes: [RouteKey: RouteCandidate?] = [:]
  /// What ended packets so far: the causes of errors.
  private var endings: [PacketID: (reason: DropReason, device: DeviceID)] = [:]

  private struct RouteKey: Hashable {
    var device: DeviceID
    var destination: IPv4Address
    var chosen: Int
  }

  /// - Parameters:
  ///   - path: `-` for the standard output.
  ///   - filter: in tcpdump's language; `nil` captures all.
  ///   - application: program and version.
  ///   - timeline: what will change: interfaces that are made on the way are part of the file.
  ///   - remarks: what the capture shows: topology, command, seed.
  package init(
    path: String, filter: String?, of inquiry: Inquiry, timeline: [TimelineEvent] = [],
    application: String, remarks: [String]
  ) throws(InquiryError) {
    narrator = Narrator(estate: inquiry.estate)
    frames = FrameBuilder(inquiry.states(timeline))
    do throws(CaptureError) {
      file = try CaptureFile(
        path: path, filter: filter.map(CaptureFilter.init),
        description: CaptureDescription(
          application: application, comments: remarks + inquiry.keyRemarks,
          interfaces: frames.interfaces,
          names: frames.names))
    } catch {
      throw InquiryError(error)
    }
  }

  /// Writes one observation, told with the names, rules and routes that the estate had at that moment. A
  /// failure is kept for ``finish()``.
  package func record(_ observation: PacketObservation, in estate: CompiledEstate) {
    guard failure == nil else { return }
    if estate.tables.generation != narrator.estate.tables.generation {
      narrator = Narrator(estate: estate)
      routes.removeAll()
    }
    if case .drop(let reason) = observation.verdict {
      endings[observation.packetID] = (reason, observation.device)
    }
    let frame = CapturedFrame(
      interface: frames.index(of: observation.interface), at: observation.at,
      bytes: frames.bytes(of: observation), direction: frames.direction(of: observation),
      packetID: observation.packetID.rawValue,
      comments: [sentence(observation), keyValues(observation)],
      isDropped: isDropped(observation))
    do throws(CaptureError) {
      try file.write(frame)
    } catch {
      failure = InquiryError(error)
    }
  }

  /// Whether a write has failed: going on makes no sense.
  package var hasFailed: Bool { failure != nil }

  /// Completes the file, or throws the first failure of a write.
  package func finish() throws(InquiryError) {
    if let failure { throw failure }
    do throws(CaptureError) {
      try file.finish()
    } catch {
      throw InquiryError(error)
    }
  }

  private func isDropped(_ observation: PacketObservation) -> Bool {
    switch observation.verdict {
    case .drop: true
    case .forward, .deliver: false
    }
  }

  // MARK: Comments

  /// `hub-nic forwards it to ExpressRoute1/primary by ...`
  private func sentence(_ observation: PacketObservation) -> String {
    let device = narrator.name(observation.device)
    let occupant = narrator.occupant(observation.device)
    var text = observation.direction == .outbound ? "sent by \(occupant): " : ""
    switch observation.verdict {
    case .forward(let adjacency):
      text += "\(device) forwards it to \(narrator.name(narrator.neighbor(adjacency)))"
      if let route = route(observation) { text += " by \(route.text)" }
    case .deliver:
      text += occupant == device ? "\(device) takes it" : "\(device) delivers it to \(occupant)"
    case .drop(let reason):
      text += "dropped at \(device): \(reason.text)"
      if let decision = narrator.rules(observation).last, !decision.rule.allows {
        text += ", \(decision.text)"
      }
      if reason == .routeToNone || reason == .internetNotModelled,
        let route = route(observation)
      {
        text += ", \(route.text)"
      }
      if case .silent(let silence) = observation.consequence {
        text += "; \(narrator.text(silence, at: observation.device))"
      }
    }
    return text + causeText(observation) + consequenceText(observation)
  }

  private func causeText(_ observation: PacketObservation) -> String {
    guard let cause = observation.cause else { return "" }
    guard PacketSummary(observation.bytes)?.isICMPError == true else {
      return " (answers packet \(cause.rawValue))"
    }
    guard let ending = endings[cause] else { return " (about packet \(cause.rawValue))" }
    return " (about packet \(cause.rawValue): \(ending.reason.text) at "
      + "\(narrator.name(ending.device)))"
  }

  private func consequenceText(_ observation: PacketObservation) -> String {
    switch observation.consequence {
    case .sent(let answer): "; it answers with packet \(answer.rawValue)"
    case .none, .silent: ""
    }
  }

  private func route(_ observation: PacketObservation) -> RouteCandidate? {
    for case .route(let destination, _, let chosen, _) in observation.steps {
      let key = RouteKey(device: observation.device, destination: destination, chosen: chosen)
      if let known = routes[key] { return known }
      let winner = narrator.route(observation)?.winner
      routes[key] = .some(winner)
      return winner
    }
    return nil
  }

  /// `vnetem: packet=7 device=hub-nic interface=hub-nic verdict=forward next=... ttl=1`
  private func keyValues(_ observation: PacketObservation) -> String {
    var fields: [(key: String, value: String)] = [
      ("packet", String(observation.packetID.rawValue)),
      ("device", narrator.name(observation.device)),
      ("interface", narrator.name(observation.interface)),
    ]
    switch observation.verdict {
    case .forward(let adjacency):
      fields.append(("verdict", "forward"))
      fields.append(("next", narrator.name(narrator.neighbor(adjacency))))
    case .deliver:
      fields.append(("verdict", "deliver"))
    case .drop(let reason):
      fields.append(("verdict", "drop"))
      fields.append(("reason", reason.rawValue))
    }
    for decision in narrator.rules(observation) {
      fields.append(("rule", "\(decision.group)/\(decision.rule.name)"))
    }
    if narrator.isKnownFlow(observation) { fields.append(("flow", "known")) }
    if let route = route(observation) { fields.append(("route", route.prefix.description)) }
    if let header = PacketSummary(observation.bytes) {
      fields.append(("ttl", String(header.timeToLive)))
    }
    if let cause = observation.cause {
      fields.append(("cause", String(cause.rawValue)))
      if let ending = endings[cause] {
        fields.append(("cause_reason", ending.reason.rawValue))
      }
    }
    switch observation.consequence {
    case .none: break
    case .sent(let answer): fields.append(("answer", String(answer.rawValue)))
    case .silent(let silence): fields.append(("silent", silence.rawValue))
    }
    return "vnetem: "
      + fields.map { "\($0.key)=\(Self.word($0.value))" }.joined(separator: " ")
  }

  /// The value as one word, so that tools can split the line at blanks.
  private static func word(_ text: String) -> String {
    String(text.map { $0.isWhitespace ? "_" : $0 })
  }
}
