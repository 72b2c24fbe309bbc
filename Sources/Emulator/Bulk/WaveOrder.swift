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
  /// The packets of a single wave, in the caller's memory.
  private var packets: UnsafePointer<Int32>?
  private var count = 0
  private var run: UInt32 = 0

  init() {
    known = .allocate(capacity: Self.places)
    known.initialize(repeating: Self.free, count: Self.places)
    waves = .allocate(capacity: PacketBlock.capacity)
    order = .allocate(capacity: PacketBlock.capacity)
    ends = .allocate(capacity: PacketBlock.capacity + 2)
  }

  deinit {
    known.deallocate()
    waves.deallocate()
    order.deallocate()
    ends.deallocate()
  }

  /// Sorts packets into waves. Returns how many waves there are, at least one.
  ///
  /// - Parameter packets: `count` indexes of entries, ascending; valid as long as the waves.
  func sort(
    _ entries: UnsafePointer<PacketBlock.Entry>, _ packets: UnsafePointer<Int32>, count: Int
  ) -> Int {
    nextRun()
    var last: UInt32 = 0
    for index in 0..<count {
      let place = entries + Int(packets[index])
      let conversation = place.pointee.conversation
      let entry = place.pointee.entry
      var home = Int(conversation &>> 1) & (Self.places &- 1)
      while known[home].run == run, (known[home].conversation ^ conversation) > 1 {
        home = (home &+ 1) & (Self.places &- 1)
      }
      let before = known[home]
      var wave: UInt32 = 0
      if before.run == run {
        wave = before.wave
        if before.conversation != conversation || before.entry != entry { wave &+= 1 }
      }
      known[home] = Last(run: run, conversation: conversation, entry: entry, wave: wave)
      waves[index] = UInt16(truncatingIfNeeded: wave)
      last = max(last, wave)
    }
    self.packets = last == 0 ? packets : nil
    self.count = count
    if last == 0 { return 1 }
    let waveCount = Int(last) + 1
    ends.initialize(repeating: 0, count: waveCount + 1)
    for index in 0..<count { ends[Int(waves[index]) + 1] &+= 1 }
    for wave in 0..<waveCount { ends[wave + 1] &+= ends[wave] }
    for index in 0..<count {
      let wave = Int(waves[index])
      order[Int(ends[wave])] = packets[index]
      ends[wave] &+= 1
    }
    return waveCount
  }

  /// The packets of a wave in their order, as indexes of entries. Valid until the next sort.
  func wave(_ number: Int) -> UnsafeBufferPointer<Int32> {
    if let packets { return UnsafeBufferPointer(start: packets, count: count) }
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
