import Addressing
import Glibc
import Synchronization

/// How a ``CaptureSpool`` works.
package struct SpoolSettings: Sendable {
  package var overflow: CaptureOverflow
  /// Threads that write, at least 1.
  package var lanes: Int
  /// Buffers of 256 KiB that each lane can have on their way, at least 2.
  package var buffersPerLane: Int
  /// Only frames that match are written; `nil` writes all.
  package var filter: CaptureFilter?

  package init(
    overflow: CaptureOverflow = .block, lanes: Int = 1, buffersPerLane: Int = 16,
    filter: CaptureFilter? = nil
  ) {
    self.overflow = overflow
    self.lanes = lanes
    self.buffersPerLane = buffersPerLane
    self.filter = filter
  }
}

/// What a spool came to.
package struct SpoolResult: Hashable, Sendable {
  /// Frames that were given to it.
  package var seen: UInt64 = 0
  /// Frames that are in the file.
  package var written: UInt64 = 0
  /// Frames that did not match the filter.
  package var filtered: UInt64 = 0
  /// Frames that are missing: no buffer was free, or the file took no more.
  package var lost: UInt64 { seen - written - filtered }
  /// What ended the writing early. The file ends with a whole record.
  package var failure: CaptureError?
}

/// A capture that many threads write at once, as fast as memory goes: each makes records in a lane of its own; a thread
/// of the spool writes them.
///
/// The memory between is bounded; ``CaptureOverflow`` says what happens when it is used up. The format is that which
/// the name asks for, as for ``CaptureFile``. Frames of one lane keep their order.
package final class CaptureSpool: @unchecked Sendable {
  package let path: String
  /// As many as the settings say; one thread each.
  package let lanes: [CaptureLane]
  private let exchange: SpoolExchange
  private let remarks: SpoolRemarks
  private let file: SpoolFile
  private let isClassic: Bool
  private let interfaceCount: Int
  private var thread: pthread_t?
  private let failed = Atomic<Bool>(false)
  // Of the writing thread, until it is done.
  private var failure: CaptureError?
  /// Whether the statistics fit behind what the file holds after a failure.
  private var hasRoom = false
  /// Frames of each interface that the file did not take.
  private var refused: [UInt64]

  /// Creates the file with everything that stands before the first frame, and starts the thread.
  ///
  /// - Parameter remarks: comments, of which a frame can have one entry. The classic format has none.
  package init(
    path: String, description: CaptureDescription, remarks: [[String]] = [],
    _ settings: SpoolSettings = SpoolSettings()
  ) throws(CaptureError) {
    precondition(settings.lanes > 0 && settings.buffersPerLane > 1, "lanes need buffers")
    self.path = path
    let isClassic = try CaptureFile.format(of: path) == .pcap
    let file = try SpoolFile(path: path)
    let beginning =
      isClassic ? [Self.classicHeader] : PcapngWriter.beginning(description)
    try Self.write(beginning, to: file)
    let exchange = SpoolExchange(buffers: settings.lanes * settings.buffersPerLane)
    let table = SpoolRemarks(remarks)
    let interfaces = description.interfaces.count
    lanes = (0..<settings.lanes).map { _ in
      CaptureLane(
        exchange, table, interfaces: interfaces, isClassic: isClassic,
        overflow: settings.overflow, filter: settings.filter)
    }
    self.isClassic = isClassic
    self.file = file
    self.exchange = exchange
    self.remarks = table
    interfaceCount = interfaces
    refused = Array(repeating: 0, count: interfaces)
    guard start() else {
      throw .writeFailed(path: path, reason: "the system gives no more threads")
    }
  }

  deinit {
    endThread()
  }

  /// Whether the file takes no more: going on makes no sense. Any thread may ask.
  package var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Writes what is left and the statistics of every interface, and closes. Once, when no lane is in use any more.
  ///
  /// A statistics block says how many frames the interface saw (isb_ifrecv), how many are missing (isb_ifdrop), how many
  /// passed the filter (isb_filteraccept) and how many are in the file (isb_usrdeliv).
  package func finish() -> SpoolResult {
    for lane in lanes { lane.flush() }
    endThread()
    var result = SpoolResult(failure: failure)
    var blocks: [[UInt8]] = []
    for interface in 0..<interfaceCount {
      let count = count(at: interface)
      result.seen += count.seen
      result.filtered += count.filtered
      result.written += count.seen - count.filtered - count.lost
      if !isClassic { blocks.append(statistics(interface, count)) }
    }
    // A full disk has room for these: it was made.
    let canWrite = failure == nil || hasRoom
    do throws(CaptureError) {
      if canWrite { try Self.write(blocks, to: file) }
      try file.close()
    } catch {
      result.failure = result.failure ?? error
    }
    return result
  }

  // MARK: The thread

  private func start() -> Bool {
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        let spool = Unmanaged<CaptureSpool>.fromOpaque(argument.unsafelyUnwrapped)
        spool._withUnsafeGuaranteedRef { $0.writeAll() }
        return nil
      }, Unmanaged.passUnretained(self).toOpaque())
    guard status == 0 else { return false }
    self.thread = thread
    return true
  }

  private func endThread() {
    guard let thread else { return }
    exchange.close()
    pthread_join(thread, nil)
    self.thread = nil
  }

  private func writeAll() {
    while let buffer = exchange.nextFilled() {
      write(UnsafeRawBufferPointer(start: buffer.memory, count: buffer.used))
      exchange.giveBack(buffer)
    }
  }

  private func write(_ records: UnsafeRawBufferPointer) {
    guard failure == nil else {
      refuse(records, from: 0)
      return
    }
    let before = file.length
    do throws(CaptureError) {
      try file.write(records)
    } catch {
      failure = error
      failed.store(true, ordering: .relaxed)
      keepWhole(records, taken: file.length - before)
      return
    }
  }

  /// The file ends in the middle of a record: cuts it back to the last whole one that leaves room for the statistics. A
  /// pipe cannot be cut back.
  private func keepWhole(_ records: UnsafeRawBufferPointer, taken: Int) {
    let reserve = isClassic ? 0 : interfaceCount * Self.statisticsLength
    var whole = 0
    var offset = 0
    while offset < records.count {
      offset += recordLength(records, offset)
      if offset + reserve <= taken { whole = offset }
    }
    hasRoom = whole > 0 && file.cut(to: file.length - taken + whole)
    if !hasRoom {
      // No room for statistics, but none for half a record either.
      whole = 0
      var end = 0
      while end < records.count {
        end += recordLength(records, end)
        if end <= taken { whole = end }
      }
      _ = file.cut(to: file.length - taken + whole)
    }
    refuse(records, from: whole)
  }

  /// Counts records that the file did not take.
  private func refuse(_ records: UnsafeRawBufferPointer, from start: Int) {
    var offset = start
    while offset < records.count {
      let interface =
        isClassic ? 0 : Int(records.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self))
      refused[interface] += 1
      offset += recordLength(records, offset)
    }
  }

  /// In bytes.
  private func recordLength(_ records: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    let field = offset + (isClassic ? 8 : 4)
    let length = Int(records.loadUnaligned(fromByteOffset: field, as: UInt32.self))
    return isClassic ? 16 + length : length
  }

  // MARK: Statistics

  private func count(at interface: Int) -> CaptureLane.Count {
    var sum = CaptureLane.Count()
    for lane in lanes { sum.add(lane.count(at: interface)) }
    sum.lost += refused[interface]
    return sum
  }

  /// Of one interface's statistics block, in bytes.
  private static let statisticsLength = 12 + 8 + 6 * 12 + 4 + 4

  private func statistics(_ interface: Int, _ count: CaptureLane.Count) -> [UInt8] {
    typealias Code = PcapngWriter.OptionCode
    let epoch = CaptureTime(.start)
    let first = count.seen > 0 ? count.first : epoch
    let last = count.seen > 0 ? count.last : epoch
    var block = PcapngBlock(.interfaceStatistics)
    block.append(UInt32(interface))
    block.append(timestamp: last.nanosecondsSince1970)
    block.option(Code.statisticsStart, timestamp: first.nanosecondsSince1970)
    block.option(Code.statisticsEnd, timestamp: last.nanosecondsSince1970)
    block.option(Code.statisticsReceived, count.seen)
    block.option(Code.statisticsDropped, count.lost)
    block.option(Code.statisticsAccepted, count.seen - count.filtered)
    block.option(Code.statisticsDelivered, count.seen - count.filtered - count.lost)
    block.endOfOptions()
    return block.finished()
  }

  // MARK: Bytes

  private static func write(_ blocks: [[UInt8]], to file: SpoolFile) throws(CaptureError) {
    let bytes = blocks.flatMap { $0 }
    let outcome = bytes.withUnsafeBytes { buffer -> CaptureError? in
      do throws(CaptureError) {
        try file.write(buffer)
        return nil
      } catch {
        return error
      }
    }
    if let outcome { throw outcome }
  }

  /// Of a file with nanoseconds (magic 0xA1B23C4D), version 2.4, of Ethernet frames.
  private static let classicHeader: [UInt8] = {
    let words: [UInt32] = [
      0xA1B2_3C4D, 4 << 16 | 2, 0, 0, UInt32(CaptureDescription.snapshotLength), 1,
    ]
    return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }()
}
