import Addressing
import CLookupKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the packets of flows go that leave guests: what routing, the choice among equal next hops and mapping
/// decided, composed once. A flow's decision is the number of one of these.
///
/// Equal ones have one number, by an index of open addressing. Memory is reserved when the first one is made and
/// committed as they come, so that none waits for others to be moved. All are of one generation of the forwarding
/// tables.
struct FlowActions {
  /// There are at most so many at a time; flows that need another one stay unresolved.
  static let limit = 1 << 19
  private static let indexCount = 2 * limit
  private static let actionBytes = limit * MemoryLayout<flow_action>.stride
  private static let bytes = actionBytes + indexCount * MemoryLayout<UInt64>.stride

  private(set) var base: UnsafeMutablePointer<flow_action>?
  private(set) var count = 0
  /// The upper half of an entry of the index is the epoch for which it counts, the lower half a number.
  private var index: UnsafeMutablePointer<UInt64>?
  private var epoch: UInt64 = 1

  /// Forgets all of them. O(1).
  mutating func removeAll() {
    if count == 0 { return }
    count = 0
    epoch += 1
  }

  func free() {
    if let base { munmap(base, Self.bytes) }
  }

  /// Bytes that are in use.
  var memoryBytes: Int {
    count * (MemoryLayout<flow_action>.stride + 2 * MemoryLayout<UInt64>.stride)
  }

  /// The number of what a packet over `adjacency` needs, that is counted at `tally`; `unresolved` if there are too
  /// many.
  mutating func number(
    _ adjacency: Adjacency, tally: Int, _ view: ForwardingView
  ) -> FlowDecision {
    guard let base = base ?? reserve(), let index else { return .unresolved }
    let wanted = (
      adjacency.egress.rawValue, adjacency.ingress.rawValue, adjacency.link.rawValue
    )
    let tally = UInt32(truncatingIfNeeded: tally)
    let hash =
      (UInt64(UInt32(bitPattern: wanted.0)) &<< 32 | UInt64(UInt32(bitPattern: wanted.1))
      ^ 0x9E37_79B9_7F4A_7C15)
      .multipliedFullWidth(
        by: UInt64(UInt32(bitPattern: wanted.2)) &<< 32 | UInt64(tally) ^ 0xC2B2_AE3D_27D4_EB4F)
    var place = Int(truncatingIfNeeded: hash.high ^ hash.low) & (Self.indexCount &- 1)
    while index[place] &>> 32 == epoch {
      let number = Int(truncatingIfNeeded: index[place] & 0xFFFF_FFFF)
      let action = base + number
      if action.pointee.adjacency == wanted, action.pointee.tally == tally {
        return FlowDecision(rawValue: UInt32(truncatingIfNeeded: number))
      }
      place = (place &+ 1) & (Self.indexCount &- 1)
    }
    guard count < Self.limit else { return .unresolved }
    let action = base + count
    action.pointee.adjacency = wanted
    action.pointee.tally = tally
    EthernetRewrite.write(adjacency, at: UnsafeMutableRawPointer(action), view)
    index[place] = epoch &<< 32 | UInt64(truncatingIfNeeded: count)
    count &+= 1
    return FlowDecision(rawValue: UInt32(truncatingIfNeeded: count &- 1))
  }

  private mutating func reserve() -> UnsafeMutablePointer<flow_action>? {
    let memory = mmap(nil, Self.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { return nil }
    index = (memory + Self.actionBytes).bindMemory(to: UInt64.self, capacity: Self.indexCount)
    let actions = memory.bindMemory(to: flow_action.self, capacity: Self.limit)
    base = actions
    return actions
  }
}
