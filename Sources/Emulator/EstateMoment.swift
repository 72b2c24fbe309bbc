import Addressing
import ControlPlane
import DataPlane
import ResourceModel

/// Something that changed while an emulation ran, and the estate from then on.
package struct EstateMoment: Sendable {
  package enum Cause: Sendable {
    /// The beginning.
    case start
    case failed(link: String)
    case restored(link: String)
    /// Routing notices that a link is down.
    case lost(link: String)
    /// Routing notices that a link is up, a new tunnel's included.
    case found(link: String)
    case resources(ResourceChange)
    /// A probe found a backend up, or down.
    case health(HealthCheck, isUp: Bool)
  }

  package var at: EmulatedInstant
  package var cause: Cause
  package var estate: CompiledEstate
  /// Canonical names of the links that are down, whether routing knows or not.
  package var downLinks: Set<String>
  /// The devices that were there at some time and are not any more.
  package var gone: [DeviceID]

  package init(
    at: EmulatedInstant, cause: Cause, estate: CompiledEstate, downLinks: Set<String>,
    gone: [DeviceID] = []
  ) {
    self.at = at
    self.cause = cause
    self.estate = estate
    self.downLinks = downLinks
    self.gone = gone
  }
}

extension [EstateMoment] {
  /// What a timeline makes of an estate, whatever packets fly: the beginning first, then each change and what routing
  /// and probes of health notice of it. Packets that it injects are left out.
  ///
  /// - Parameter compiler: that made `estate`.
  package static func moments(
    _ estate: CompiledEstate, of compiler: EstateCompiler, _ timeline: [TimelineEvent]
  ) -> [EstateMoment] {
    let emulation = Emulation(estate, of: compiler)
    emulation.keepsHistory = true
    emulation.schedule(
      timeline.filter { event in
        if case .inject = event.change { false } else { true }
      })
    emulation.settle()
    return emulation.history
  }
}
