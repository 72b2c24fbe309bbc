import Addressing
import ControlPlane

/// The links as time goes by: which are up, and when the last packet on each arrives.
struct LinkRuntime {
  private var links: [CompiledLink]
  private var isUp: [Bool]
  /// Packets on one link do not overtake each other, whatever the jitter.
  private var lastArrival: [EmulatedInstant]

  init(_ links: [CompiledLink]) {
    self.links = links
    isUp = links.map(\.isUp)
    lastArrival = Array(repeating: .start, count: links.count)
  }

  func isUp(_ link: Int) -> Bool { isUp[link] }

  /// Both directions of a link change at once. Returns how long routing takes to notice, or `nil` if there is no
  /// such link or nothing changes.
  mutating func set(_ name: String, up: Bool) -> Nanoseconds? {
    var detection: Nanoseconds?
    for index in links.indices where links[index].name == name && isUp[index] != up {
      isUp[index] = up
      detection = links[index].detectionTime
    }
    return detection
  }

  /// When a packet that is put on the link now arrives.
  mutating func arrival(
    _ link: Int, at now: EmulatedInstant, _ generator: inout SplitMix64
  ) -> EmulatedInstant {
    var delay = links[link].delay
    if links[link].jitter > .zero {
      delay = delay + Nanoseconds(generator.next(upTo: links[link].jitter.count))
    }
    let time = max(now + delay, lastArrival[link])
    lastArrival[link] = time
    return time
  }
}
