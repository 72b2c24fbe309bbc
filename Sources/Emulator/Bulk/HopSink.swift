import Addressing
import DataPlane

/// One packet at one place, as a ``HopSink`` sees it.
package struct BulkHop {
  /// The IPv4 packet, but for ``header``: the device may have taken from its TTL already.
  package var bytes: UnsafeRawBufferPointer
  /// Bytes 8 to 11 of the packet as it came in, as they stand in memory: TTL, protocol and header checksum.
  package var header: UInt32
  /// When the packet entered the estate, or the one that led to it.
  package var at: EmulatedInstant
  /// The same along the packet's journey: its number in the order of the input, from 1; those that devices make have
  /// their cause's number and 2^48 more.
  package var number: UInt64
  package var interface: InterfaceID
  /// By which interface the packet was put on the link; its own where there was none.
  package var egress: InterfaceID
  /// Sent there, rather than arrived.
  package var isOutbound: Bool
  package var verdict: Verdict

  /// The number of the packet that this one is about; `nil` if it came from the input.
  package var cause: UInt64? { number >= Self.madeStep ? number - Self.madeStep : nil }

  /// Between the number of a packet and that of what is made because of it.
  package static let madeStep: UInt64 = 1 << 48
}

/// Somebody who sees every packet of one worker wherever it is sent or arrives: a capture's writer.
///
/// The hops of one packet come in their order, and packets of one conversation in theirs.
package protocol HopSink: AnyObject, Sendable {
  /// The hops and their bytes are valid until the call returns.
  func record(_ hops: UnsafeBufferPointer<BulkHop>)
}
