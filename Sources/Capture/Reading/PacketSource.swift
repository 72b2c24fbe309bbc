/// Where IPv4 packets come from, a batch at a time: a capture file, or a generator.
package protocol PacketSource: AnyObject {
  /// Empties the arena and puts the next packets into it, in order.
  ///
  /// - Returns: `false` once there are no more packets; the arena is empty then.
  /// - Throws: what ends the source early. Every packet before it was handed out by earlier calls.
  func fill(_ arena: inout PacketArena) throws(CaptureError) -> Bool
}
