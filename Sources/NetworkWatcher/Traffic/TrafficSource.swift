import Addressing
import ControlPlane
import DataPlane
import Emulator
import Synchronization

/// Generated traffic on its way into an estate: each packet enters where its sender is.
final class TrafficSource: ReplayInput, @unchecked Sendable {
  private static let capacity = 256

  // Touched for every packet, by nobody else meanwhile: the checks of exclusive access are spared.
  @exclusivity(unchecked) private var generator: TrafficGenerator
  private let memory: UnsafeMutableRawPointer
  private let place: Int
  private let packets: UnsafeMutablePointer<BulkPacket>
  private let total: Int
  private let made = Atomic<Int>(0)

  /// `nil` if the estate has less than two addresses.
  init?(_ profile: TrafficProfile, _ estate: CompiledEstate) {
    guard let generator = TrafficGenerator(profile, estate) else { return nil }
    // Packets begin at multiples of 64 bytes.
    place = (generator.longest + 63) & ~63
    memory = .allocate(byteCount: place * Self.capacity, alignment: 64)
    packets = .allocate(capacity: Self.capacity)
    total = profile.packets
    self.generator = generator
  }

  deinit {
    memory.deallocate()
    packets.deallocate()
  }

  /// 0...1. Any thread may ask.
  var progress: Double? { Double(made.load(ordering: .relaxed)) / Double(total) }

  var intake: ReplaySource.Intake { ReplaySource.Intake(passes: 1) }

  func fill(_ inlet: BulkInlet) -> Bool {
    var count = 0
    while count < Self.capacity, !generator.isDone {
      let base = memory + count * place
      let packet = generator.next(base)
      (packets + count).initialize(
        to: BulkPacket(
          UnsafeRawBufferPointer(start: base, count: packet.length),
          from: .endpoint(packet.sender), at: packet.at))
      count += 1
    }
    inlet.append(UnsafeBufferPointer(start: packets, count: count))
    made.add(count, ordering: .relaxed)
    return !generator.isDone
  }
}
