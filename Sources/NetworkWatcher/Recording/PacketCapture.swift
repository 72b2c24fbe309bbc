import Addressing
import Capture
import ControlPlane
import DataPlane

/// Writes what devices see into a capture: an interface for each hop point, one packet id along a
/// packet's journey, and two comments a frame, one for people and one for tools.
package final class PacketCapture {
  private let narrator: Narrator
  private let file: CaptureFile
  private let frames: FrameBuilder
  /// The first failure of a write; nothing is written after it.
  private var failure: InquiryError?
  private var routeTexts: [RouteKey: String] = [:]

  private struct RouteKey: Hashable {
    var device: DeviceID
    var destination: IPv4Address
    var chosen: Int
  }

  /// - Parameters:
  ///   - path: `-` for the standard output.
  ///   - filter: in tcpdump's language; `nil` captures all.
  ///   - application: program and version.
  ///   - remarks: what the capture shows: topology, command, seed.
  package init(
    path: String, filter: String?, of inquiry: Inquiry, application: String, remarks: [String]
  ) throws(InquiryError) {
    narrator = Narrator(estate: inquiry.estate)
    frames = FrameBuilder(inquiry.estate)
    do throws(CaptureError) {
      file = try CaptureFile(
        path: path, filter: filter.map(CaptureFilter.init),
        description: CaptureDescription(
          application: application, comments: remarks, interfaces: frames.interfaces,
          names: frames.names))
    } catch {
      throw InquiryError(error)
    }
  }

  /// Writes one sighting. A failure is kept for ``finish()``.
  package func record(_ sighting: Sighting) {
    guard failure == nil else { return }
    let frame = CapturedFrame(
      interface: frames.index(of: sighting.ingress), at: sighting.at,
      bytes: frames.bytes(of: sighting), direction: frames.direction(of: sighting),
      packetID: sighting.packetID, comments: [sentence(sighting), keyValues(sighting)],
      isDropped: isDropped(sighting))
    do throws(CaptureError) {
      try file.write(frame)
    } catch {
      failure = InquiryError(error)
    }
  }

  /// Hands all frames to the system: a reader at the other end of a pipe sees them now.
  package func flush() {
    guard failure == nil else { return }
    do throws(CaptureError) {
      try file.flush()
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

  private func isDropped(_ sighting: Sighting) -> Bool {
    switch sighting.verdict {
    case .drop: true
    case .forward, .deliver: false
    }
  }

  // MARK: Comments

  /// `hub-nic forwards it to ExpressRoute1/primary by ...`
  private func sentence(_ sighting: Sighting) -> String {
    let device = narrator.name(sighting.device)
    var text: String
    switch sighting.verdict {
    case .forward(let adjacency):
      text = "\(device) forwards it to \(narrator.name(narrator.neighbor(adjacency)))"
      if let route = routeText(sighting) { text += " by \(route)" }
    case .deliver:
      let occupant = narrator.occupant(sighting.device)
      text = occupant == device ? "\(device) takes it" : "\(device) delivers it to \(occupant)"
    case .drop(let reason):
      text = "dropped at \(device): \(reason.text)"
      if let decision = narrator.rules(sighting).last, !decision.rule.allows {
        text += ", \(decision.text)"
      }
      if reason == .timeToLiveExceeded, let silence = narrator.silence(sighting) {
        text += "; \(silence)"
      }
      if reason == .routeToNone || reason == .internetNotModelled, let route = routeText(sighting) {
        text += ", \(route)"
      }
    }
    return text + causeText(sighting)
  }

  private func causeText(_ sighting: Sighting) -> String {
    switch sighting.cause {
    case .error(let about, let reason): " (caused by packet \(about): \(reason.text))"
    case .reply(let to): " (answers packet \(to))"
    case nil: ""
    }
  }

  private func routeText(_ sighting: Sighting) -> String? {
    for case .route(let destination, _, let chosen, _) in sighting.steps {
      let key = RouteKey(device: sighting.device, destination: destination, chosen: chosen)
      if let known = routeTexts[key] { return known.isEmpty ? nil : known }
      let text = narrator.route(sighting)?.winner?.text ?? ""
      routeTexts[key] = text
      return text.isEmpty ? nil : text
    }
    return nil
  }

  /// `vnetem: packet=7 device=hub-nic interface=hub-nic verdict=forward next=... ttl=1`
  private func keyValues(_ sighting: Sighting) -> String {
    var fields: [(key: String, value: String)] = [
      ("packet", String(sighting.packetID)), ("device", narrator.name(sighting.device)),
      ("interface", narrator.name(sighting.ingress)),
    ]
    switch sighting.verdict {
    case .forward(let adjacency):
      fields.append(("verdict", "forward"))
      fields.append(("next", narrator.name(narrator.neighbor(adjacency))))
    case .deliver:
      fields.append(("verdict", "deliver"))
    case .drop(let reason):
      fields.append(("verdict", "drop"))
      fields.append(("reason", reason.rawValue))
    }
    for decision in narrator.rules(sighting) {
      fields.append(("rule", "\(decision.group)/\(decision.rule.name)"))
    }
    if let header = PacketHeader(sighting.bytes) {
      fields.append(("ttl", String(header.timeToLive)))
    }
    switch sighting.cause {
    case .error(let about, let reason):
      fields.append(("cause", String(about)))
      fields.append(("cause_reason", reason.rawValue))
    case .reply(let to): fields.append(("answers", String(to)))
    case nil: break
    }
    return "vnetem: "
      + fields.map { "\($0.key)=\(Self.word($0.value))" }.joined(separator: " ")
  }

  /// The value as one word, so that tools can split the line at blanks.
  private static func word(_ text: String) -> String {
    String(text.map { $0.isWhitespace ? "_" : $0 })
  }
}
