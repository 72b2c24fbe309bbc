/// Sorts the packets of a block into waves, so that one wave after the other gives what one packet after the other
/// would.
///
/// A wave's packets go hop by hop together. That changes nothing between packets of different conversations, which
/// share no flow record, nor between packets of one conversation that go the same way from the same entry, which keep
/// their order at every device. Any other packet of a conversation must find what the one before it left: it goes in a
/// later wave.
final class WaveOrder {
  /// The last packet of a conversation in this run.
  private struct Last {
    /// Which run wrote it; any other number is that of a free place.
    var run: UInt32
    /// The conversation's number, and the direction in its lowest bit.
    var conversation: UInt32
    var entry: Int32
    var wave: UInt32
  }

  /// A power of two, twice as many as there can be conversations; places beside each other are searched in turn.
  private static let places = 2 * PacketBlock.capacity

  private let known: UnsafeMutablePointer<Last>
  private let waves: UnsafeMutablePointer<UInt16>
  /// While packets are sorted in, where each wave's next one goes; then, where it ends.
  private let ends: UnsafeMutablePointer<Int32>
  private let order: UnsafeMutablePointer<Int32>
  /// 0, 1, 2 ...: the order of a single wave.
  private let identity: UnsafeMutablePointer<Int32>
  private var isOneWave = false
  private var count = 0
  private var run: UInt32 = 0

  init() {
    known = .allocate(capacity: Self.places)
    known.initialize(repeating: Self.free, count: Self.places)
    waves = .allocate(capacity: PacketBlock.capacity)
    order = .allocate(capacity: PacketBlock.capacity)
    ends = .allocate(capacity: PacketBlock.capacity + 2)
    identity = .allocate(capacity: PacketBlock.capacity)
    for index in 0..<PacketBlock.capacity {
      (identity + index).initialize(to: Int32(truncatingIfNeeded: index))
    }
  }

  deinit {
    known.deallocate()
    waves.deallocate()
    identity.deallocate()
    order.deallocate()
    ends.deallocate()
  }

  /// Sorts packets into waves. Returns how many waves there are, at least one.
  func sort(_ entries: UnsafePointer<PacketBlock.Entry>, count: Int) -> Int {
    nextRun()
    var last: UInt32 = 0
    for index in 0..<count {
      let conversation = entries[index].conversation
      let entry = entries[index].entry
      var place = Int(conversation &>> 1) & (Self.places &- 1)
      while known[place].run == run, (known[place].conversation ^ conversation) > 1 {
        place = (place &+ 1) & (Self.places &- 1)
      }
      let before = known[place]
      var wave: UInt32 = 0
      if before.run == run {
        wave = before.wave
        if before.conversation != conversation || before.entry != entry { wave &+= 1 }
      }
      known[place] = Last(run: run, conversation: conversation, entry: entry, wave: wave)
      waves[index] = UInt16(truncatingIfNeeded: wave)
      last = max(last, wave)
    }
    isOneWave = last == 0
    if isOneWave {
      self.count = count
      return 1
    }
    let waveCount = Int(last) + 1
    ends.initialize(repeating: 0, count: waveCount + 1)
    for index in 0..<count { ends[Int(waves[index]) + 1] &+= 1 }
    for wave in 0..<waveCount { ends[wave + 1] &+= ends[wave] }
    for index in 0..<count {
      let wave = Int(waves[index])
      order[Int(ends[wave])] = Int32(truncatingIfNeeded: index)
      ends[wave] &+= 1
    }
    return waveCount
  }

  /// The packets of a wave in their order, as indexes into what was sorted. Valid until the next sort.
  func wave(_ number: Int) -> UnsafeBufferPointer<Int32> {
    if isOneWave { return UnsafeBufferPointer(start: identity, count: count) }
    let start = number == 0 ? 0 : Int(ends[number - 1])
    return UnsafeBufferPointer(start: order + start, count: Int(ends[number]) - start)
  }

  private static let free = Last(run: 0, conversation: 0, entry: 0, wave: 0)

  private func nextRun() {
    run &+= 1
    guard run == 0 else { return }
    known.update(repeating: Self.free, count: Self.places)
    run = 1
  }
}
