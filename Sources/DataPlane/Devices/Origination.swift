import Addressing
import LongestPrefixMatch
import Wire

/// What devices send by themselves, as ``Pipeline/originate(_:device:_:tracer:)`` and ``ICMPErrors`` have it, for whoever
/// sends much: pointers only, nothing is counted or explained.
package struct Origination {
  private let view: ForwardingView
  private let selectors: SelectorsView

  /// - Parameter tables: live as long as this is used.
  package init(_ tables: ForwardingTables) {
    view = tables.compiled.view
    selectors = tables.compiled.selectors
  }

  /// What becomes of a packet that an interface's device sends.
  package func send(_ bytes: UnsafeMutableRawBufferPointer, at interface: InterfaceID) -> Verdict {
    switch Validation.check(bytes) {
    case .success: sendSound(bytes, at: interface)
    case .failure(let fault): .drop(DropReason(fault))
    }
  }

  /// The same for a packet whose header is sound, but for its checksum perhaps.
  package func sendSound(
    _ bytes: UnsafeMutableRawBufferPointer, at interface: InterfaceID
  ) -> Verdict {
    let packet = IPv4Packet(validated: bytes)
    let way = view.ownWay(view.interfaces[interface.index].device)
    let route = Routing.lookup(packet, way)
    guard route != .noRoute else { return .drop(.noRoute) }
    var tracer = NoTracer()
    switch Routing.choose(route, packet, way, .none).hop {
    case .failure(let reason): return .drop(reason)
    case .success(let hop):
      let verdict = Mapping.resolve(hop, packet, view, tracer: &tracer)
      if case .forward(let adjacency) = verdict, adjacency.link.isFrontEnd {
        return TrafficSelection.own(adjacency, packet, selectors)
      }
      return verdict
    }
  }

  /// What an interface's device says of a packet that came in there and that it dropped.
  package func answer(
    about bytes: UnsafeMutableRawBufferPointer, reason: DropReason, at interface: InterfaceID,
    identification: UInt16
  ) -> ICMPErrors.Answer {
    // Guests' packets are dropped at their ports, without a word.
    guard view.interfaces[interface.index].side != .guest else { return .silent(.port) }
    return ICMPErrors.answer(
      about: bytes, reason: reason, at: interface, view, identification: identification)
  }
}
