import IPsec

/// The security associations of an estate's tunnels, with their sequence numbers and windows: what changes by packets,
/// beside tables that do not. Each driver has its own, and one thread uses it.
package final class TunnelAssociations {
  private struct Index: Hashable {
    var device: DeviceID
    var securityParametersIndex: UInt32
  }

  let outbound: [OutboundAssociation]
  let inbound: [InboundAssociation]
  /// The end at which what comes out of the tunnel comes in.
  private var ends: [Index: TunnelEnd] = [:]

  /// - Parameters:
  ///   - associations: as the ends number them.
  ///   - windowSize: of each receiver, a power of two from 64 to 65536.
  ///   - sequenceNumber: that of each sender's packet before the first.
  package init(
    _ associations: [SecurityAssociation], _ ends: [TunnelEnd], windowSize: Int = 64,
    after sequenceNumber: UInt64 = 0
  ) {
    outbound = associations.map { OutboundAssociation($0, after: sequenceNumber) }
    inbound = associations.map { InboundAssociation($0, windowSize: windowSize) }
    for end in ends {
      self.ends[
        Index(
          device: end.device,
          securityParametersIndex: associations[end.inbound].securityParametersIndex)] = end
    }
  }

  /// Whether the estate has no tunnel whose outer packets are real.
  package var isEmpty: Bool { outbound.isEmpty }

  /// The end of a device whose packets have this index; `nil` if the device has none. O(1).
  func end(at device: DeviceID, _ securityParametersIndex: UInt32) -> TunnelEnd? {
    ends[Index(device: device, securityParametersIndex: securityParametersIndex)]
  }
}
