import Addressing
import DataPlane
import ResourceModel

/// Compares an answer with what a scenario expects of it. Only what the expectation sets is compared.
package enum ScenarioComparison {
  /// What differs, as sentences without a full stop; empty if all is as expected.
  package static func mismatches(
    of result: TracertResult, with expectation: ScenarioExpectation
  ) -> [String] {
    var mismatches: [String] = []
    if let reached = expectation.reached, reached != result.reached {
      mismatches.append(
        reached ? "the destination did not answer" : "the destination answered, unexpectedly")
    }
    if let hops = expectation.hops {
      mismatches += compare(result.hops, with: hops, tolerance: expectation.tolerance)
      if result.hops.count != hops.count {
        mismatches.append(
          "the trace has \(counted(result.hops.count, "hop")), expected \(hops.count)")
      }
    }
    if let leading = expectation.leadingHops {
      mismatches += compare(result.hops, with: leading, tolerance: expectation.tolerance)
      if result.hops.count < leading.count {
        mismatches.append(
          "the trace has \(counted(result.hops.count, "hop")), expected \(leading.count) or more")
      }
      for hop in result.hops.dropFirst(leading.count) {
        if let address = hop.address {
          mismatches.append("hop \(hop.number) answered from \(address), expected silence")
        }
      }
    }
    return mismatches
  }

  /// What differs, as sentences without a full stop; empty if all is as expected.
  package static func mismatches(
    of result: PingResult, with expectation: ScenarioExpectation
  ) -> [String] {
    var mismatches: [String] = []
    let replies = result.replies
    if let reached = expectation.reached, reached == replies.isEmpty {
      mismatches.append(
        reached ? "the destination did not answer" : "the destination answered, unexpectedly")
    }
    if let received = expectation.received, received != replies.count {
      mismatches.append("\(counted(replies.count, "reply")) came back, expected \(received)")
    }
    if let expected = expectation.replyTimeToLive {
      var others: [UInt8] = []
      for timeToLive in replies.map(\.timeToLive)
      where timeToLive != expected && !others.contains(timeToLive) {
        others.append(timeToLive)
      }
      for timeToLive in others {
        mismatches.append("a reply came with TTL \(timeToLive), expected \(expected)")
      }
      if replies.isEmpty {
        mismatches.append("no reply came back, expected one with TTL \(expected)")
      }
    }
    return mismatches
  }

  /// What differs, as sentences without a full stop; empty if all is as expected.
  static func mismatches(
    of injections: [InjectionAnswer], with expectation: ScenarioExpectation
  ) -> [String] {
    guard let expected = expectation.injected else { return [] }
    guard expected.count == injections.count else {
      return ["\(injections.count) packets were injected, expected \(expected.count)"]
    }
    return zip(injections, expected).filter { $0.outcome != $1 }.map {
      "an injected packet ended as \($0.outcome), expected \($1)"
    }
  }

  /// What differs, as sentences without a full stop; empty if all is as expected.
  package static func mismatches(
    of result: ConnectResult, with expectation: ScenarioExpectation
  ) -> [String] {
    var mismatches: [String] = []
    let count = result.times.count
    if let reached = expectation.reached, reached == (count == 0) {
      mismatches.append(
        reached ? "the destination did not answer" : "the destination answered, unexpectedly")
    }
    if let connected = expectation.connected, connected != count {
      mismatches.append("\(counted(count, "attempt")) connected, expected \(connected)")
    }
    if let names = expectation.answeredBy {
      let found = result.answeredBy.map(\.name)
      if found != names.sorted() {
        let text = found.isEmpty ? "nobody" : found.joined(separator: ", ")
        mismatches.append("\(text) answered, expected \(names.sorted().joined(separator: ", "))")
      }
    }
    if let range = expectation.meanMilliseconds {
      let slack = Double(expectation.tolerance)
      let mean = result.mean.map { Double($0.count) / 1e6 }
      if let mean, mean < range.lowerBound - slack || mean > range.upperBound + slack {
        mismatches.append(
          "the mean is \(mean) ms, expected \(range.lowerBound) to \(range.upperBound) ms")
      } else if mean == nil {
        mismatches.append("nothing connected, so there is no mean")
      }
    }
    if let refusal = expectation.refusal {
      let found = result.attempts.first?.dropReason
      if found?.rawValue != refusal {
        mismatches.append(
          "the first attempt was dropped for \(found?.rawValue ?? "no reason"), expected \(refusal)"
        )
      }
    }
    return mismatches
  }

  private static func compare(
    _ hops: [TracertResult.Hop], with expected: [ScenarioExpectation.Hop], tolerance: Int
  ) -> [String] {
    zip(hops, expected).flatMap { compare($0, with: $1, tolerance: tolerance) }
  }

  private static func compare(
    _ hop: TracertResult.Hop, with expected: ScenarioExpectation.Hop, tolerance: Int
  ) -> [String] {
    let name = "hop \(hop.number)"
    guard let address = expected.address else {
      return hop.address.map { ["\(name) answered from \($0), expected silence"] } ?? []
    }
    guard hop.address != nil else { return ["\(name) is silent, expected \(address)"] }
    var mismatches: [String] = []
    let answers = hop.probes.compactMap(\.outcome.answer)
    if let other = answers.first(where: { $0.address != address }) {
      mismatches.append("\(name) answered from \(other.address), expected \(address)")
    }
    guard let range = expected.milliseconds else { return mismatches }
    if answers.count < hop.probes.count {
      mismatches.append(
        "\(name) left \(hop.probes.count - answers.count) of \(hop.probes.count) probes unanswered")
    }
    let accepted = Int64(range.lowerBound - tolerance)...Int64(range.upperBound + tolerance)
    if let slow = answers.first(where: { !accepted.contains($0.roundTrip.wholeMilliseconds) }) {
      mismatches.append(
        "\(name) took \(slow.roundTrip), expected \(text(range)) within \(tolerance) ms")
    }
    return mismatches
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound) ms" : "\(range.lowerBound) to \(range.upperBound) ms"
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    guard count != 1 else { return "1 \(noun)" }
    return noun == "reply" ? "\(count) replies" : "\(count) \(noun)s"
  }
}
