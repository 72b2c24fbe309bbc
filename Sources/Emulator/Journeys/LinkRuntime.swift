import Addressing
import ControlPlane
import DataPlane

/// The links as time goes by: which are up, of which failures routing knows, and what is under way on each.
struct LinkRuntime: ~Copyable {
  /// A change of a link's state that routing is yet to notice.
  struct Change: Hashable {
    var link: String
    /// How often the link has changed.
    var number: Int
  }

  /// Names of the links of which routing knows that they are down.
  private(set) var noticed: Set<String>
  /// Indexed by ``LinkID``.
  private(set) var lanes: UnsafeMutablePointer<LinkLane>

  /// How often a link failed or returned.
  private(set) var epoch: UInt64 = 0

  private var links: [CompiledLink]
  private var isCarrying: [Bool]
  /// Names of the links that are down, whether routing knows or not.
  private(set) var failed: Set<String>
  private var changeNumbers: [String: Int] = [:]

  /// - Parameter failed: names of the links that are down, which routing knows.
  init(_ links: [CompiledLink], failed: Set<String>) {
    self.links = links
    isCarrying = links.map { $0.isCarried && $0.isUp }
    self.failed = failed
    noticed = failed
    lanes = .allocate(capacity: links.count)
    for (index, link) in links.enumerated() {
      (lanes + index).initialize(
        to: LinkLane(
          delay: link.delay, jitter: link.jitter, isUp: link.isUp && !link.isCarried))
    }
  }

  /// Whether a link is a tunnel whose packets go over other links, and works. Nothing is put on such a link: its lane is
  /// never up.
  func carries(_ link: LinkID) -> Bool {
    isCarrying[link.index]
  }

  deinit {
    for index in links.indices { lanes[index].free() }
    lanes.deallocate()
  }

  /// Goes on with the links of the estate after a change of its resources: those that were there keep their state and
  /// what is under way on them.
  mutating func adopt(_ next: [CompiledLink]) {
    let larger = UnsafeMutablePointer<LinkLane>.allocate(capacity: next.count)
    larger.moveInitialize(from: lanes, count: links.count)
    for index in links.count..<next.count {
      (larger + index).initialize(
        to: LinkLane(delay: next[index].delay, jitter: next[index].jitter, isUp: true))
    }
    lanes.deallocate()
    lanes = larger
    links = next
    isCarrying = Array(repeating: false, count: next.count)
    for (index, link) in next.enumerated() {
      let isUp = failed.isDisjoint(with: link.names)
      lanes[index].delay = link.delay
      lanes[index].jitter = link.jitter
      lanes[index].isUp = isUp && !link.isCarried
      isCarrying[index] = isUp && link.isCarried
    }
    epoch += 1
  }

  /// A new tunnel is Connecting: it is down, routing knows, and it comes up within its detection time.
  mutating func connect(_ name: String) -> (change: Change, after: Nanoseconds)? {
    guard !failed.contains(name) else { return nil }
    failed.insert(name)
    noticed.insert(name)
    return set(name, up: true)
  }

  /// Lets a link fail or return at once, in both directions. Says how long routing takes to notice; `nil` if
  /// nothing changes.
  mutating func set(_ name: String, up: Bool) -> (change: Change, after: Nanoseconds)? {
    guard failed.contains(name) == up else { return nil }
    epoch += 1
    if up { failed.remove(name) } else { failed.insert(name) }
    var detection = Nanoseconds.zero
    for index in links.indices where links[index].names.contains(name) {
      let isUp = failed.isDisjoint(with: links[index].names)
      lanes[index].isUp = isUp && !links[index].isCarried
      isCarrying[index] = isUp && links[index].isCarried
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
}
