import Addressing
import ControlPlane
import ResourceModel

/// When backends are asked, and what is known of each.
///
/// A backend is asked whenever its probe's interval has passed since the beginning of time. What is refused, or answered with
/// another status than 200, has failed at once; what is not answered has when the next probe is due, and a probe of HTTP
/// after 30 seconds if that is sooner (Azure: "Azure Load Balancer health probes", probe timeout).
struct HealthMonitor {
  /// What comes of a probe at once.
  enum Outcome {
    case answered
    case refused
    case silent
  }

  private struct Watch {
    var check: HealthCheck
    var state: HealthState
    var next: EmulatedInstant
    /// When the probe that is not answered yet has failed.
    var failsAt: EmulatedInstant?
    /// Results since the estate last changed.
    var results = 0

    var due: EmulatedInstant { failsAt.map { min($0, next) } ?? next }
    /// Nothing will be found out that is not known, unless the estate changes.
    var isSettled: Bool { results > 0 && state.contrary == 0 }
  }

  /// Azure's time limit of HTTP and HTTPS.
  static let requestTimeout = Nanoseconds.seconds(30)

  /// In the order of their keys.
  private var watches: [Watch]
  /// Differs after each ``adopt(_:at:)``: who is due was said for this one.
  private(set) var epoch = 0

  /// Backends that were asked for long: each is what an answer now makes of it.
  init(_ checks: [HealthCheck]) {
    watches = checks.map {
      Watch(
        check: $0, state: HealthState(isUp: $0.isAnswered), next: .start + $0.interval,
        results: 1)
    }
  }

  var isEmpty: Bool { watches.isEmpty }
  var isSettled: Bool { watches.allSatisfy(\.isSettled) }

  /// When something is due next; `nil` if nobody is asked.
  var due: EmulatedInstant? { watches.map(\.due).min() }

  var health: [HealthCheck.Key: Bool] {
    Dictionary(uniqueKeysWithValues: watches.map { ($0.check.key, $0.state.isUp) })
  }

  /// Goes on with the probes and backends of a changed estate.
  mutating func adopt(_ checks: [HealthCheck], at now: EmulatedInstant) {
    let known = Dictionary(uniqueKeysWithValues: watches.map { ($0.check.key, $0) })
    watches = checks.map { check in
      guard var watch = known[check.key] else {
        return Watch(check: check, state: .new, next: Self.next(check.interval, after: now))
      }
      if watch.check.interval != check.interval {
        watch.next = Self.next(check.interval, after: now)
        watch.failsAt = watch.failsAt.map { min($0, watch.next) }
      }
      watch.check = check
      watch.results = 0
      return watch
    }
    epoch += 1
  }

  private static func next(
    _ interval: Nanoseconds, after now: EmulatedInstant
  ) -> EmulatedInstant {
    EmulatedInstant(
      nanoseconds: (now.nanoseconds / interval.count + 1) * interval.count)
  }

  // MARK: What is due

  /// Who changed.
  typealias Change = (check: HealthCheck, isUp: Bool)

  /// Does what is due now.
  ///
  /// - Parameter ask: sends a probe.
  mutating func act(
    at now: EmulatedInstant, ask: (HealthCheck) -> Outcome
  ) -> [Change] {
    var changes: [Change] = []
    for number in watches.indices where watches[number].due <= now {
      if let failsAt = watches[number].failsAt, failsAt <= now {
        watches[number].failsAt = nil
        take(false, number, &changes)
      }
      let check = watches[number].check
      guard watches[number].next <= now else { continue }
      watches[number].next = Self.next(check.interval, after: now)
      switch ask(check) {
      case .answered: take(true, number, &changes)
      case .refused: take(false, number, &changes)
      case .silent:
        var timeout = check.interval
        switch check.probeProtocol {
        case .tcp: break
        case .http, .https: timeout = min(timeout, Self.requestTimeout)
        }
        watches[number].failsAt = now + timeout
      }
    }
    return changes
  }

  private mutating func take(_ isAnswered: Bool, _ number: Int, _ changes: inout [Change]) {
    watches[number].results += 1
    let check = watches[number].check
    if watches[number].state.handle(isAnswered: isAnswered, threshold: check.threshold) {
      changes.append((check: check, isUp: isAnswered))
    }
  }
}
