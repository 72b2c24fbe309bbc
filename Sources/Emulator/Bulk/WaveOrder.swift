/// Sorts the packets of a block into waves, so that one wave after the other gives what one packet after the other
/// would.
///
/// A wave's packets go hop by hop together. That changes nothing between packets of different conversations, which
/// share no flow record, nor between packets of one conversation that go the same way from the same entry, which keep
/// their order at every device. Any other packet of a conversation must find what the one before it left: it goes in a
/// later wave.
final class WaveOrder {
  private static let places = 2048

  /// ```
  /// 63    32 31           12 11       1     0
  ///  entry   number of run    wave     direction
  /// ```
  private let known: UnsafeMutablePointer<UInt64>
  private let waves: UnsafeMutablePointer<UInt16>
  /// While packets are sorted in, where each wave's next one goes; then, where it ends.
  private let ends: UnsafeMutablePointer<Int32>
  private let order: UnsafeMutablePointer<Int32>
  private var run: UInt64 = 0
  private static let runLimit: UInt64 = 1 << 20

  init() {
    known = .allocate(capacity: Self.places)
    known.initialize(repeating: 0, count: Self.places)
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
  func sort(_ entries: UnsafePointer<PacketBlock.Entry>, count: Int) -> Int {
    nextRun()
    var last: UInt64 = 0
    for index in 0..<count {
      let conversation = entries[index].conversation
      let way =
        UInt64(UInt32(bitPattern: entries[index].entry)) &<< 32 | UInt64(conversation & 1)
      let place = Int((conversation &>> 1) & UInt32(Self.places - 1))
      let before = known[place]
      var wave: UInt64 = 0
      if (before &>> 12) & (Self.runLimit - 1) == run {
        wave = (before &>> 1) & 0x7FF
        if (before ^ way) & 0xFFFF_FFFF_0000_0001 != 0 { wave &+= 1 }
      }
      known[place] = way | run &<< 12 | wave &<< 1
      waves[index] = UInt16(truncatingIfNeeded: wave)
      last = max(last, wave)
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
    let start = number == 0 ? 0 : Int(ends[number - 1])
    return UnsafeBufferPointer(start: order + start, count: Int(ends[number]) - start)
  }

  private func nextRun() {
    run += 1
    guard run == Self.runLimit else { return }
    known.update(repeating: 0, count: Self.places)
    run = 1
  }
}
