import Addressing
import ControlPlane

/// The links as time goes by: which are up, of which failures routing knows, and when the last packet on each
/// arrives.
struct LinkRuntime {
  /// A change of a link's state that routing is yet to notice.
  struct Change: Hashable {
    var link: String
    /// How often the link has changed.
    var number: Int
  }

  /// Names of the links of which routing knows that they are down.
  private(set) var noticed: Set<String>

  private let links: [CompiledLink]
  private var isUp: [Bool]
  /// Packets on one link do not overtake each other, whatever the jitter.
  private var lastArrival: [EmulatedInstant]
  private var failed: Set<String>
  private var changeNumbers: [String: Int] = [:]

  /// - Parameter failed: names of the links that are down, which routing knows.
  init(_ links: [CompiledLink], failed: Set<String>) {
    self.links = links
    self.failed = failed
    noticed = failed
    isUp = links.map(\.isUp)
    lastArrival = Array(repeating: .start, count: links.count)
  }

  func isUp(_ link: Int) -> Bool { isUp[link] }

  /// Lets a link fail or return at once, in both directions. Says how long routing takes to notice; `nil` if
  /// nothing changes.
  mutating func set(_ name: String, up: Bool) -> (change: Change, after: Nanoseconds)? {
    guard failed.contains(name) == up else { return nil }
    if up { failed.remove(name) } else { failed.insert(name) }
    var detection = Nanoseconds.zero
    for index in links.indices where links[index].names.contains(name) {
      isUp[index] = failed.isDisjoint(with: links[index].names)
      detection = max(detection, links[index].detectionTime)
    }
    let number = changeNumbers[name, default: 0] + 1
    changeNumbers[name] = number
    return (Change(link: name, number: number), detection)
  }

  /// The detection time after a change is over. Routing notices if the link has kept its new state since, and if
  /// that is not what it believed: a change that was undone sooner goes unnoticed. Returns whether ``noticed``
  /// changed.
  mutating func notice(_ change: Change) -> Bool {
    let name = change.link
    guard changeNumbers[name] == change.number, failed.contains(name) != noticed.contains(name)
    else { return false }
    if failed.contains(name) { noticed.insert(name) } else { noticed.remove(name) }
    return true
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
