import Addressing
import ControlPlane
import DataPlane

/// States of one estate that come into force one after the other, all compiled before packets fly.
///
/// Each worker goes from one to the next by the clock of its packets, whichever other workers have reached: the clock
/// stands at no instant between which a change lies, so that equal packets meet equal states with any number of workers.
final class BulkTimeline: Sendable {
  struct Moment: Sendable {
    var at: EmulatedInstant
    var state: BulkState
    /// What the state was made of.
    var estate: CompiledEstate
    /// Devices that were there at some time and are not any more.
    var gone: [DeviceID]
    /// Whether resources have changed, rather than links alone.
    var isRevision: Bool
  }

  /// The first one is the beginning.
  let moments: [Moment]

  init(_ moments: [EstateMoment], after first: BulkState) {
    var states: [Moment] = []
    for moment in moments {
      let isRevision: Bool
      switch moment.cause {
      case .start, .failed, .restored, .lost, .found, .health: isRevision = false
      case .resources: isRevision = true
      }
      states.append(
        Moment(
          at: moment.at,
          state: BulkState(
            moment.estate, after: states.last?.state ?? first, downLinks: moment.downLinks),
          estate: moment.estate, gone: moment.gone, isRevision: isRevision))
    }
    self.moments = states
  }

  /// Whether some tunnel's outer packets are real at some time.
  var hasTunnelEnds: Bool { moments.contains { !$0.estate.tables.tunnelEnds.isEmpty } }

  /// When the moment with this number comes; at the end of time if there is none.
  func instant(of number: Int) -> EmulatedInstant {
    number < moments.count ? moments[number].at : EmulatedInstant(nanoseconds: .max)
  }
}
