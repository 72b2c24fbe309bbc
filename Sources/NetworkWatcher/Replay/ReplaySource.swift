import Addressing
import Capture
import DataPlane
import Emulator
import Synchronization

/// Where the packets of a replay come from.
protocol ReplayInput: BulkSource {
  /// 0...1 of all that there is, where that is known. Any thread may ask.
  var progress: Double? { get }
  /// What was met on the way in. To be asked when the run is over.
  var intake: ReplaySource.Intake { get }
}

/// The packets of a capture on their way into an estate, once or over and over.
///
/// The first packet enters when virtual time begins, the others as much later as the capture says. Each further pass
/// begins one mean gap behind the last packet of the pass before.
final class ReplaySource: ReplayInput, @unchecked Sendable {
  /// What was met on the way in.
  struct Intake: Sendable {
    /// Of one pass, the last one that was read; `nil` before.
    var tally: CaptureTally?
    /// Passes that were begun.
    var passes = 0
    /// Packets whose source is nobody's address; they did not enter.
    var strangers = 0
    /// The addresses of those, at most ``strangerLimit`` of them.
    var strangersByAddress: [IPv4Address: Int] = [:]
  }

  static let strangerLimit = 10_000
  private static let arenaCapacity = 512

  private(set) var intake = Intake()
  private let path: String
  private let passCount: Int
  private let entry: BulkEntry?
  private let addresses: AddressPeriods
  /// The latest time of a packet that entered.
  private var entered = EmulatedInstant.start
  private let timeShift: ReplayCapture.TimeShift?
  private var reader: CaptureReader
  // Touched for every packet, by nobody else meanwhile: the checks of exclusive access are spared.
  @exclusivity(unchecked) private var arena = PacketArena(capacity: arenaCapacity)
  private let packets: UnsafeMutablePointer<BulkPacket>
  /// Where the pass begins, and what the first packet's time was.
  private var passStart = EmulatedInstant.start
  private var firstTime: CaptureTime?
  private var lastTime = EmulatedInstant.start
  private var packetCount = 0
  private let readBytes = Atomic<Int>(0)
  private let size: Int?

  /// Opens the capture.
  ///
  /// - Parameters:
  ///   - entry: where all packets enter; `nil` lets their sources decide.
  ///   - timeShift: is told the time of the first packet before it enters.
  init(
    path: String, passes: Int, entry: BulkEntry?, _ addresses: AddressPeriods,
    timeShift: ReplayCapture.TimeShift? = nil
  ) throws(CaptureError) {
    self.path = path
    passCount = passes
    self.entry = entry
    self.addresses = addresses
    self.timeShift = timeShift
    reader = try CaptureReader(path: path)
    size = reader.byteCount
    packets = .allocate(capacity: Self.arenaCapacity)
    intake.passes = 1
  }

  deinit {
    packets.deallocate()
  }

  /// 0...1, where the capture's size is known. Any thread may ask.
  var progress: Double? {
    guard let size, size > 0 else { return nil }
    return min(1, Double(readBytes.load(ordering: .relaxed)) / (Double(size) * Double(passCount)))
  }

  func fill(_ inlet: BulkInlet) throws -> Bool {
    let isThere: Bool
    do {
      isThere = try reader.fill(&arena)
    } catch {
      intake.tally = reader.tally
      throw error
    }
    guard isThere else { return try beginPass() }
    takeAll(inlet)
    let before = (intake.passes - 1) * (size ?? 0)
    readBytes.store(before + reader.bytesRead, ordering: .relaxed)
    return true
  }

  /// Lets in what is in the arena.
  private func takeAll(_ inlet: BulkInlet) {
    let count = arena.count
    guard count > 0 else { return }
    let (memory, entries) = arena.contents
    let first = firstTime ?? entries[0].time
    if firstTime == nil, intake.passes == 1 { timeShift?.set(first) }
    firstTime = first
    let start = passStart
    var latest = lastTime
    var entered = entered
    var period = addresses.period(at: entered)
    var packet = BulkPacket(
      UnsafeRawBufferPointer(start: nil, count: 0), from: entry ?? .endpoint(-1), at: start)
    var kept = 0
    for index in 0..<count {
      let found = entries + index
      packet.time = start + (found.pointee.time - first)
      latest = max(latest, packet.time)
      packet.base = UnsafeRawPointer(memory + Int(found.pointee.offset))
      packet.length = found.pointee.length
      if entry == nil {
        // The arena can be read behind its last packet.
        let source = UInt32(
          bigEndian: packet.base.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        // The inlet's clock does not run backwards, and does not see who does not enter.
        let at = max(entered, packet.time)
        if at < period.start || at >= period.end { period = addresses.period(at: at) }
        packet.entryCode = packet.length < 16 ? -1 : period.addresses.endpoint(of: source)
        if packet.entryCode < 0 {
          note(packet.length < 16 ? .any : IPv4Address(rawValue: source))
          continue
        }
      }
      entered = max(entered, packet.time)
      packets[kept] = packet
      kept &+= 1
    }
    lastTime = latest
    self.entered = entered
    packetCount &+= count
    inlet.append(UnsafeBufferPointer(start: packets, count: kept))
  }

  @inline(never)
  private func note(_ stranger: IPv4Address) {
    intake.strangers += 1
    if intake.strangersByAddress.count < Self.strangerLimit
      || intake.strangersByAddress[stranger] != nil
    {
      intake.strangersByAddress[stranger, default: 0] += 1
    }
  }

  private func beginPass() throws -> Bool {
    intake.tally = reader.tally
    guard intake.passes < passCount, packetCount > 0 else { return false }
    let duration = lastTime - passStart
    let gap = packetCount > 1 ? max(1, duration.count / Int64(packetCount - 1)) : 1_000_000
    reader = try CaptureReader(path: path)
    passStart = lastTime + Nanoseconds(gap)
    lastTime = passStart
    firstTime = nil
    packetCount = 0
    intake.passes += 1
    return true
  }
}
