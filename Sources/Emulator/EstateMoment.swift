import Addressing
import ControlPlane
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
  }

  package var at: EmulatedInstant
  package var cause: Cause
  package var estate: CompiledEstate
}
