import Addressing
import Emulator

/// Who sends from which address at which time. Never changes.
final class AddressPeriods: Sendable {
  struct Period: Sendable {
    var start: EmulatedInstant
    /// When the next one begins.
    var end: EmulatedInstant
    var addresses: SourceAddresses
  }

  private let periods: [Period]

  /// - Parameter moments: of a timeline, the beginning first. Nobody's address changes but with resources.
  init(_ moments: [EstateMoment]) {
    var periods: [Period] = []
    for moment in moments {
      switch moment.cause {
      case .failed, .restored, .lost, .found, .health: continue
      case .start, .resources: break
      }
      if !periods.isEmpty { periods[periods.count - 1].end = moment.at }
      periods.append(
        Period(
          start: moment.at, end: EmulatedInstant(nanoseconds: .max),
          addresses: SourceAddresses(moment.estate, gone: moment.gone)))
    }
    self.periods = periods
  }

  /// The last one that has begun. O(periods).
  func period(at time: EmulatedInstant) -> Period {
    periods.last { $0.start <= time } ?? periods[0]
  }
}
