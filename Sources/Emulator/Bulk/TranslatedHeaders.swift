import DataPlane
import Glibc

/// Headers of the packets of a batch as they came in: who looks on sees them so, and ports of load balancers' backends
/// rewrite addresses, ports and checksums in place.
final class TranslatedHeaders {
  /// A header of IPv4 with all options, and what of TCP's ends with the checksum.
  private static let room = 80

  private let headers = UnsafeMutableRawPointer.allocate(
    byteCount: PacketBatch.capacity * room, alignment: 16)
  /// Of the batch, the packet that is looked at next; -1 if none is.
  private var selected = -1

  deinit { headers.deallocate() }

  private static func length(_ bytes: UnsafeMutableRawBufferPointer) -> Int {
    min(bytes.count, room)
  }

  /// Keeps the header of a packet that came in.
  func note(_ bytes: UnsafeMutableRawBufferPointer, at index: Int) {
    guard let base = bytes.baseAddress else { return }
    (headers + index * Self.room).copyMemory(from: base, byteCount: Self.length(bytes))
  }

  /// The packet with this index is looked at next.
  func select(_ index: Int) { selected = index }

  /// Calls `body` while the packet that was selected has the header with which it came in, if more of that changed than
  /// TTL and checksum. Nothing is selected then.
  ///
  /// - Returns: whether it was called.
  func show(_ bytes: UnsafeMutableRawBufferPointer, _ body: () -> Void) -> Bool {
    guard selected >= 0, let base = bytes.baseAddress else { return false }
    let original = headers + selected * Self.room
    let length = Self.length(bytes)
    selected = -1
    // The TTL and the header's checksum stand before the addresses.
    guard length > 12, memcmp(base + 12, original + 12, length - 12) != 0 else { return false }
    withUnsafeTemporaryAllocation(byteCount: Self.room, alignment: 16) { now in
      guard let now = now.baseAddress else { return }
      now.copyMemory(from: base, byteCount: length)
      base.copyMemory(from: original, byteCount: length)
      body()
      base.copyMemory(from: now, byteCount: length)
    }
    return true
  }
}
