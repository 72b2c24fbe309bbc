import Addressing
import LongestPrefixMatch
import Testing

@testable import DataPlane

struct FrameCopyTests {
  @Test(
    "every kernel copies frames of all lengths, and nothing beside them",
    arguments: LookupKernel.available)
  func copies(kernel: LookupKernel) {
    let stride = 1_600
    let count = 130
    var generator = SplitMix64(seed: 11)
    var source = (0..<count * stride).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    var target = [UInt8](repeating: 0xEE, count: count * stride)
    // The usual lengths of frames, each length up to twice a vector's, and nothing at all.
    let sizes = (0..<count).map { UInt32($0 < 128 ? $0 : $0 == 128 ? 1_514 : 1_600) }
    source.withUnsafeMutableBytes { from in
      target.withUnsafeMutableBytes { into in
        let incoming = FrameList(from.baseAddress!, count: count, stride: stride)
        let outgoing = FrameList(into.baseAddress!, count: count, stride: stride)
        sizes.withUnsafeBufferPointer {
          outgoing.copy(from: incoming, count: count, sizes: $0.baseAddress!, using: kernel)
        }
      }
    }
    for frame in 0..<count {
      let start = frame * stride
      let end = start + Int(sizes[frame])
      #expect(target[start..<end] == source[start..<end], "frame \(frame)")
      #expect(target[end..<start + stride].allSatisfy { $0 == 0xEE }, "behind frame \(frame)")
    }
  }
}
