import Addressing
import DataPlane

/// Packets for which a device chose a route and which then did not leave it: what ``ForwardingCounters`` counts for a
/// route, less this, went on.
package struct RouteLosses: Sendable {
  struct Key: Hashable, Sendable {
    var device: DeviceID
    var prefix: IPv4Prefix
  }

  private var tallies: [Key: Tally] = [:]

  package init() {}

  /// What was lost of a device's route.
  package func lost(at device: DeviceID, _ prefix: IPv4Prefix) -> Tally {
    tallies[Key(device: device, prefix: prefix)] ?? Tally()
  }

  /// Counts a packet that a device dropped, if it had chosen a route for it by then.
  mutating func count(
    _ bytes: UnsafeMutableRawBufferPointer, _ reason: DropReason, at device: DeviceID,
    _ tables: ForwardingTables
  ) {
    guard reason.followsRouting, bytes.count >= 20 else { return }
    let routes = tables.devices[device.index].routes
    let destination = IPv4Address(
      rawValue: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)))
    guard let prefix = routes.prefix(for: destination) else { return }
    tallies[Key(device: device, prefix: prefix), default: Tally()] +=
      Tally(packets: 1, bytes: UInt64(bytes.count))
  }

  mutating func add(_ other: Self) {
    tallies.merge(other.tallies) { $0 + $1 }
  }
}
