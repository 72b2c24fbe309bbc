/// Comments that stand beside frames over and over, as options of pcapng blocks.
final class SpoolRemarks: @unchecked Sendable {
  let table: UnsafePointer<CaptureLane.Remark>
  /// In bytes.
  let longest: Int
  private let memory: UnsafeMutableRawPointer
  private let entries: UnsafeMutablePointer<CaptureLane.Remark>

  /// - Parameter remarks: one or more comments each.
  init(_ remarks: [[String]]) {
    let options = remarks.map { comments in
      comments.reduce(into: [UInt8]()) { $0 += PcapngBlock.option(comment: $1) }
    }
    memory = .allocate(byteCount: max(1, options.reduce(0) { $0 + $1.count }), alignment: 8)
    entries = .allocate(capacity: max(1, options.count))
    var offset = 0
    for (index, bytes) in options.enumerated() {
      UnsafeMutableRawBufferPointer(start: memory + offset, count: bytes.count).copyBytes(
        from: bytes)
      (entries + index).initialize(
        to: CaptureLane.Remark(bytes: UnsafeRawPointer(memory + offset), count: bytes.count))
      offset += bytes.count
    }
    table = UnsafePointer(entries)
    longest = options.map(\.count).max() ?? 0
  }

  deinit {
    memory.deallocate()
    entries.deallocate()
  }
}
