import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

/// What became of a packet that came in again, in words.
package struct InjectionAnswer: Hashable, Sendable {
  /// A drop reason's name, `deliver`, `forward` if it was still under way, or `nothing` if there was no packet.
  package var outcome: String
  /// One sentence without a full stop.
  package var text: String

  init(_ result: InjectionResult, _ estate: CompiledEstate) {
    let place = result.injection.into.text
    let damage = result.injection.flippedBit.map { " with bit \($0) flipped" } ?? ""
    let time = result.at - EmulatedInstant.start
    let what = "\(time): packet \(result.injection.packet) comes in again at \(place)\(damage)"
    switch result.outcome {
    case .nothingToInject:
      outcome = "nothing"
      text = "\(time): no packet \(result.injection.packet) had come in at \(place)"
    case .underWay:
      outcome = "forward"
      text = "\(what): still under way"
    case .ended(let device, let verdict):
      let name = estate.deviceNames[device.index]
      switch verdict {
      case .forward:
        outcome = "forward"
        text = "\(what): still under way, from \(name)"
      case .deliver:
        outcome = "deliver"
        text = "\(what): delivered at \(name)"
      case .drop(let reason):
        outcome = reason.rawValue
        text = "\(what): dropped at \(name), \(reason.text)"
      }
    }
  }
}
