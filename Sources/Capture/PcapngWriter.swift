import Addressing

/// Writes a pcapng file (draft-ietf-opsawg-pcapng): section header, interfaces, names, frames with
/// comments, direction and packet id, and statistics at the end.
///
/// Every interface is Ethernet with one snapshot length, which is what all readers accept. There is no
/// verdict option: Wireshark 4.0 damages it when it saves the file; the verdict stands in the comments.
final class PcapngWriter {
  private struct Statistics {
    var received: UInt64 = 0
    var dropped: UInt64 = 0
    var first: EmulatedInstant?
    var last: EmulatedInstant?
  }

  enum OptionCode {
    static let comment: UInt16 = 1
    static let hardware: UInt16 = 2
    static let operatingSystem: UInt16 = 3
    static let userApplication: UInt16 = 4
    static let interfaceName: UInt16 = 2
    static let interfaceDescription: UInt16 = 3
    static let interfaceResolution: UInt16 = 9
    static let interfaceOperatingSystem: UInt16 = 12
    static let packetFlags: UInt16 = 2
    static let packetIdentifier: UInt16 = 5
    static let statisticsStart: UInt16 = 2
    static let statisticsEnd: UInt16 = 3
    static let statisticsReceived: UInt16 = 4
    static let statisticsDropped: UInt16 = 5
    static let statisticsAccepted: UInt16 = 6
    static let statisticsDelivered: UInt16 = 8
  }

  /// LINKTYPE_ETHERNET.
  private static let ethernet: UInt16 = 1
  private static let hardware = "virtual network emulator"
  private static let operatingSystem = "virtual time, epoch 2026-01-01T00:00:00Z"

  private let file: OutputFile
  private var statistics: [Statistics]

  /// Writes everything that stands before the first frame.
  init(_ file: OutputFile, _ description: CaptureDescription) throws(CaptureError) {
    self.file = file
    statistics = Array(repeating: Statistics(), count: description.interfaces.count)
    for block in Self.beginning(description) { try file.append(block) }
  }

  /// Everything that stands before the first frame, block by block.
  static func beginning(_ description: CaptureDescription) -> [[UInt8]] {
    var blocks = [sectionHeader(description)]
    blocks += description.interfaces.map(interfaceDescription)
    if !description.names.isEmpty { blocks.append(nameResolution(description.names)) }
    return blocks
  }

  /// - Precondition: the frame's interface is one of the description's.
  func write(_ frame: CapturedFrame) throws(CaptureError) {
    var block = PcapngBlock(.enhancedPacket, capacity: frame.bytes.count + 320)
    block.append(UInt32(frame.interface))
    block.append(timestamp: CaptureEpoch.nanoseconds(frame.at))
    let kept = frame.bytes.prefix(CaptureDescription.snapshotLength)
    block.append(UInt32(kept.count))
    block.append(UInt32(frame.bytes.count))
    block.append(padded: kept)
    for comment in frame.comments { block.option(OptionCode.comment, text: comment) }
    if let direction = frame.direction { block.option(OptionCode.packetFlags, direction.rawValue) }
    if let packetID = frame.packetID { block.option(OptionCode.packetIdentifier, packetID) }
    block.endOfOptions()
    try file.append(block.finished())

    statistics[frame.interface].received += 1
    if frame.isDropped { statistics[frame.interface].dropped += 1 }
    if statistics[frame.interface].first == nil { statistics[frame.interface].first = frame.at }
    statistics[frame.interface].last = frame.at
  }

  func flush() throws(CaptureError) {
    try file.flush()
  }

  /// Writes the statistics of every interface and closes the file.
  func finish() throws(CaptureError) {
    let end = statistics.compactMap(\.last).max() ?? .start
    for (interface, counts) in statistics.enumerated() {
      var block = PcapngBlock(.interfaceStatistics)
      block.append(UInt32(interface))
      block.append(timestamp: CaptureEpoch.nanoseconds(end))
      block.option(
        OptionCode.statisticsStart,
        timestamp: CaptureEpoch.nanoseconds(counts.first ?? .start))
      block.option(
        OptionCode.statisticsEnd, timestamp: CaptureEpoch.nanoseconds(counts.last ?? end))
      block.option(OptionCode.statisticsReceived, counts.received)
      block.option(OptionCode.statisticsDropped, counts.dropped)
      block.endOfOptions()
      try file.append(block.finished())
    }
    try file.finish()
  }

  private static func sectionHeader(_ description: CaptureDescription) -> [UInt8] {
    var block = PcapngBlock(.sectionHeader)
    block.append(UInt32(0x1A2B_3C4D))
    block.append(UInt16(1))
    block.append(UInt16(0))
    // The section's length is not known beforehand.
    block.append(UInt64.max)
    for comment in description.comments { block.option(OptionCode.comment, text: comment) }
    block.option(OptionCode.hardware, text: hardware)
    block.option(OptionCode.operatingSystem, text: operatingSystem)
    block.option(OptionCode.userApplication, text: description.application)
    block.endOfOptions()
    return block.finished()
  }

  private static func interfaceDescription(
    _ interface: CaptureDescription.Interface
  ) -> [UInt8] {
    var block = PcapngBlock(.interfaceDescription)
    block.append(ethernet)
    block.append(UInt16(0))
    block.append(UInt32(CaptureDescription.snapshotLength))
    block.option(OptionCode.interfaceName, text: interface.name)
    if let text = interface.description {
      block.option(OptionCode.interfaceDescription, text: text)
    }
    // Units of 10^-9 seconds.
    block.option(OptionCode.interfaceResolution, UInt8(9))
    block.option(OptionCode.interfaceOperatingSystem, text: operatingSystem)
    block.endOfOptions()
    return block.finished()
  }

  /// One record of type nrb_record_ipv4 a name, then nrb_record_end.
  private static func nameResolution(_ names: [CaptureDescription.Name]) -> [UInt8] {
    var block = PcapngBlock(.nameResolution)
    for entry in names {
      let text = Array(entry.name.utf8)
      block.append(UInt16(1))
      block.append(UInt16(4 + text.count + 1))
      let address = entry.address.rawValue
      let octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: address >> UInt32($0)) }
      block.append(padded: octets + text + [0])
    }
    block.append(UInt32(0))
    return block.finished()
  }
}
