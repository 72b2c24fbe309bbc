import Addressing
import CLookupKernels
import LongestPrefixMatch

/// The actions and next hops of one table, or of several ports' tables that are equal.
final class CompiledRouting: @unchecked Sendable {
  /// What makes two tables' actions equal.
  struct Shape: Hashable {
    /// With ``ForwardingView/ownEgress`` for the device's own.
    var members: [NextHop]
    var groups: [RoutingTable.Group]
    /// The group of each number.
    var numbers: [UInt16]

    init(_ routes: RoutingTable, ownEgress: InterfaceID?) {
      members = routes.members.map {
        $0.leaving(by: ForwardingView.ownEgress, insteadOf: ownEgress)
      }
      groups = routes.groups
      numbers = (0..<routes.numberCount).map {
        routes.groupNumber(of: NextHopIndex(rawValue: UInt16($0))).rawValue
      }
    }
  }

  private let actions: UnsafeMutablePointer<forward_action>
  /// Tables that differ in nothing but their prefixes share the actions.
  private var routings: [TrieIdentity: UnsafeMutablePointer<forward_routing>] = [:]

  /// Tells tries apart by where their memory is.
  private struct TrieIdentity: Hashable {
    let words: UnsafePointer<UInt64>?
    let shortWords: UnsafePointer<UInt32>?

    init(_ trie: lookup_trie) {
      words = trie.words
      shortWords = trie.short_words
    }
  }
  private let members: UnsafeMutablePointer<NextHop>
  private let count: Int

  init(_ shape: Shape, _ view: ForwardingView) {
    count = shape.numbers.count
    members = .allocate(capacity: max(shape.members.count, 1))
    members.initialize(from: shape.members, count: shape.members.count)
    actions = UnsafeMutableRawPointer.allocate(
      byteCount: (count + 1) * MemoryLayout<forward_action>.stride, alignment: 64
    ).bindMemory(to: forward_action.self, capacity: count + 1)
    actions.initialize(repeating: forward_action(), count: count + 1)
    for (index, group) in shape.numbers.enumerated() {
      let group = shape.groups[Int(group)]
      let first = members + Int(group.first)
      if group.count == 1, case .adjacency(let adjacency) = first.pointee,
        !adjacency.link.isFrontEnd
      {
        Self.write(adjacency, into: actions + index, view)
      } else {
        actions[index].what.group.count = UInt64(group.count)
        actions[index].what.group.members = UnsafeRawPointer(first)
        actions[index].kind = UInt16(FORWARD_GROUP)
      }
    }
    actions[count].kind = UInt16(FORWARD_NO_ROUTE)
  }

  deinit {
    for routing in routings.values { routing.deallocate() }
    actions.deallocate()
    members.deallocate()
  }

  /// The one verdict of a route, and the header of its frames.
  private static func write(
    _ adjacency: Adjacency, into action: UnsafeMutablePointer<forward_action>,
    _ view: ForwardingView
  ) {
    precondition(MemoryLayout<Verdict>.stride == 16, "an action holds 16 bytes of verdict")
    let memory = UnsafeMutableRawPointer(action)
    let offset = MemoryLayout<forward_action>.offset(of: \.what)!
    memory.storeBytes(of: Verdict.forward(adjacency), toByteOffset: offset, as: Verdict.self)
    precondition(
      memory.load(fromByteOffset: offset, as: InterfaceID.self) == adjacency.egress,
      "a verdict begins with the interface by which the packet leaves")
    guard adjacency.egress != ForwardingView.ownEgress else {
      action.pointee.kind = UInt16(FORWARD_OWN)
      return
    }
    let header = memory + MemoryLayout<forward_action>.offset(of: \.ethernet)!
    EthernetRewrite.write(adjacency, at: header, view)
    action.pointee.kind = UInt16(FORWARD_PLAIN)
  }

  /// The trie together with what its answers lead to. The trie must outlive this.
  func routing(_ trie: lookup_trie) -> UnsafeMutablePointer<forward_routing> {
    if let known = routings[TrieIdentity(trie)] { return known }
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<forward_routing>.stride, alignment: 64
    ).bindMemory(to: forward_routing.self, capacity: 1)
    memory.initialize(
      to: forward_routing(
        trie: trie, actions: actions, action_count: UInt32(count), reserved: 0))
    routings[TrieIdentity(trie)] = memory
    return memory
  }

  /// What interfaces of `device` have in common.
  func way(
    _ device: Device, number: Int, tallies: Int, egress: InterfaceID?
  ) -> forward_way {
    var way = forward_way()
    way.device = Int32(number)
    way.routing = UnsafePointer(routing(device.routes.trie.kernelView))
    way.tallies = UInt32(tallies)
    way.lane = UInt8(FORWARD_LANE_OTHER)
    way.seed = device.ecmpSeed
    way.egress = egress?.rawValue ?? -1
    way.forwards_all = device.port?.ipForwarding == true ? 1 : 0
    // No port without an address has a guest that could send: 0.0.0.0 is nobody's.
    way.address = device.port?.addresses.first?.rawValue ?? 0
    return way
  }
}

extension NextHop {
  /// The same, leaving by another interface if it leaves by `old`.
  @inline(__always)
  func leaving(by new: InterfaceID, insteadOf old: InterfaceID?) -> Self {
    switch self {
    case .onLink(let table, let egress) where egress == old: .onLink(table, egress: new)
    case .adjacency(var adjacency) where adjacency.egress == old:
      {
        adjacency.egress = new
        return .adjacency(adjacency)
      }()
    case .onLink, .adjacency, .local, .drop: self
    }
  }
}
