import Addressing
import Wire

/// What finds a flow's record at one port, the same for both directions: the five-tuple with its ends sorted.
///
/// ```
/// first   63      56 55      48 47                      16 15            0
///         place, top  protocol   address of the lower end   its port
/// second  63                 48 47                      16 15            0
///         place, low bits        address of the higher end  its port
/// ```
/// The place is the virtual switch port's number plus one, so that no key is zero, and below it two bits:
///
/// ```
/// bit 1   the guest is the higher end
/// bit 0   for ICMP alone: the first packet came to the guest
/// ```
/// The guest's end keeps apart what an appliance receives and what it sends on unchanged. For ICMP, who may ask and
/// who may answer are different flows.
@frozen
package struct FlowKey: Hashable, Sendable {
  @usableFromInline var first: UInt64
  @usableFromInline var second: UInt64

  @usableFromInline
  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// Ports are numbered below this.
  package static let portLimit: Int32 = 1 << 22 - 1

  /// The key of a packet's flow at `port`.
  ///
  /// - Parameters:
  ///   - direction: whether the packet leaves the guest or comes to it.
  ///   - role: counts for ICMP only; `either` is taken as of the flow that the packet would be the first of.
  /// - Precondition: `port` is below ``portLimit``.
  @inlinable
  package init(
    _ tuple: FiveTuple, _ direction: TraceStep.Direction, role: FlowRole, port: DeviceID
  ) {
    precondition(port.rawValue < 1 << 22 - 1, "a flow key holds 22 bits of port")
    let sender = Self.end(tuple.source, tuple.sourcePort)
    let receiver = Self.end(tuple.destination, tuple.destinationPort)
    let isInbound = direction == .inbound
    let guestIsHigher = isInbound ? receiver > sender : sender > receiver
    var place = UInt64(truncatingIfNeeded: port.rawValue &+ 1) &<< 2 | (guestIsHigher ? 2 : 0)
    if tuple.protocolNumber == .icmp, isInbound != (role == .reply) { place |= 1 }
    first =
      min(sender, receiver) | UInt64(tuple.protocolNumber.rawValue) &<< 48 | (place &>> 16) &<< 56
    second = max(sender, receiver) | place &<< 48
  }

  /// An end sorts by address, then by port.
  @inlinable
  static func end(_ address: IPv4Address, _ port: Port) -> UInt64 {
    UInt64(address.rawValue) &<< 16 | UInt64(port.rawValue)
  }

  /// The number of the virtual switch port.
  var port: Int { Int((first >> 56) << 16 | second >> 48) >> 2 - 1 }

  /// All bits of the key folded into one word: the two halves, each with a constant of its own, multiplied to
  /// 128 bits whose halves are added without carry.
  @inlinable
  var hash: UInt64 {
    let product = (first ^ 0x9E37_79B9_7F4A_7C15)
      .multipliedFullWidth(by: second ^ 0xC2B2_AE3D_27D4_EB4F)
    return product.high ^ product.low
  }
}
