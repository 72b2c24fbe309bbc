import DataPlane

/// Puts the packets under way that are at one interface beside each other, so that they can go through the stages as a
/// batch that has but one way to go. Packets at one interface keep their order.
///
/// Only `init` allocates.
struct TravellerGroups: ~Copyable {
  /// Where more interfaces share the packets than that, they stay as they are.
  private static let limit = PacketBlock.capacity / 8

  /// Indexed by ``InterfaceID``: the number of the run in the upper half, the group in the lower one.
  private let known: UnsafeMutablePointer<UInt64>
  private let interfaceCount: Int
  private let groups: UnsafeMutablePointer<UInt16>
  /// While packets are sorted in, where each group's next one goes; then, where it ends.
  private let ends: UnsafeMutablePointer<Int32>
  private var space: UnsafeMutablePointer<BulkWorker.Traveller>
  private var run: UInt64 = 0
  /// How many groups the last call made; 0 if it left everything as it was.
  private(set) var count = 0

  init(interfaces: Int) {
    interfaceCount = interfaces
    known = .allocate(capacity: max(1, interfaces))
    known.initialize(repeating: 0, count: interfaces)
    groups = .allocate(capacity: PacketBlock.capacity)
    ends = .allocate(capacity: Self.limit + 1)
    space = .allocate(capacity: PacketBlock.capacity)
  }

  deinit {
    known.deallocate()
    groups.deallocate()
    ends.deallocate()
    space.deallocate()
  }

  /// Where a group ends; the next one begins there.
  func end(of group: Int) -> Int { Int(ends[group]) }

  /// Sorts `count` travellers by the interfaces at which they are: they may stand in other memory then.
  mutating func sort(
    _ travellers: inout UnsafeMutablePointer<BulkWorker.Traveller>, _ count: Int
  ) {
    run &+= 1
    self.count = 0
    let stamp = run &<< 32
    let most = min(Self.limit, count / 8)
    var found = 0
    for index in 0..<count {
      let interface = travellers[index].ingress.index
      var entry = known[interface]
      if entry &>> 32 != run {
        if found == most { return }
        entry = stamp | UInt64(truncatingIfNeeded: found)
        known[interface] = entry
        ends[found] = 0
        found &+= 1
      }
      let group = Int(UInt32(truncatingIfNeeded: entry))
      groups[index] = UInt16(truncatingIfNeeded: group)
      ends[group] &+= 1
    }
    var start: Int32 = 0
    for group in 0..<found {
      let size = ends[group]
      ends[group] = start
      start &+= size
    }
    if found > 1 {
      for index in 0..<count {
        let group = Int(groups[index])
        space[Int(ends[group])] = travellers[index]
        ends[group] &+= 1
      }
      swap(&travellers, &space)
    } else {
      ends[0] = start
    }
    self.count = found
  }
}
