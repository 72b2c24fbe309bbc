import CLookupKernels
import LongestPrefixMatch

/// Frames, by where they begin and how long they are, for copying many at a time: what a packet costs that comes from
/// and goes to somebody else's memory.
package struct FrameList: ~Copyable, @unchecked Sendable {
  package let count: Int
  let starts: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>

  /// `count` frames, `stride` bytes from one to the next. The memory stays the caller's.
  package init(_ base: UnsafeMutableRawPointer, count: Int, stride: Int) {
    self.count = count
    starts = .allocate(capacity: max(count, 1))
    for index in 0..<count {
      (starts + index).initialize(
        to: (base + index * stride).assumingMemoryBound(to: UInt8.self))
    }
  }

  deinit { starts.deallocate() }

  /// Copies `count` frames of another list, from its number `start` on, to this list's from `target` on.
  ///
  /// - Parameter sizes: in bytes, one for each; the memory behind a frame is neither read nor written.
  /// - Precondition: both lists have so many frames there.
  @inline(__always)
  package func copy(
    to target: Int = 0, from other: borrowing FrameList, start: Int = 0, count: Int,
    sizes: UnsafePointer<UInt32>, using kernel: LookupKernel = .fastest
  ) {
    precondition(target >= 0 && target &+ count <= self.count, "no such frames")
    precondition(start >= 0 && start &+ count <= other.count, "no such frames")
    kernel.packets.pointee.copy(
      starts + target,
      UnsafeRawPointer(other.starts + start).assumingMemoryBound(
        to: UnsafePointer<UInt8>?.self), sizes, count)
  }
}
