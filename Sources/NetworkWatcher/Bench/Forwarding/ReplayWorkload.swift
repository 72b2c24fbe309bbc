import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

/// The replay of a capture: datagrams of 64-byte frames between the machines and hosts of `interop`, every flow that is
/// let through to its end. Whoever measures writes the capture, of ``frames`` one after the other.
package final class ReplayWorkload {
  package static let flowCount = 4_096

  /// What one replay came to.
  package struct Outcome: Hashable, Sendable {
    /// Packets that were read, and those of them that reached their ends.
    package var packets: UInt64
    package var delivered: UInt64
    /// Hops that were written, and those that are missing.
    package var written: UInt64
    package var missing: UInt64
    /// Everything: opening the files, reading, forwarding, closing.
    package var seconds: Double
  }

  /// One Ethernet frame of each flow.
  package let frames: FrameArena
  private let inquiry: Inquiry

  /// - Throws: if nobody can send to anybody.
  package init() throws(BenchmarkError) {
    guard
      let topology = TopologyLoader.load(bytes: BundledTopology.interop.bytes, file: "interop")
        .topology, let inquiry = try? Inquiry(topology)
    else { throw .notSound(row: "replay", what: "the bundled estate does not load") }
    self.inquiry = inquiry
    let ends = inquiry.estate.endpoints
    let pairs = try BulkWorkload.openPairs(inquiry.estate)
    frames = FrameArena(count: Self.flowCount)
    for flow in 0..<Self.flowCount {
      let pair = pairs[flow % pairs.count]
      frames.write(
        FiveTuple(
          source: ends[pair.0].address, destination: ends[pair.1].address,
          sourcePort: Port(rawValue: UInt16(1_024 + flow / pairs.count)),
          destinationPort: Port(rawValue: 7), protocolNumber: .udp),
        at: flow)
    }
  }

  /// Replays a capture with one worker.
  ///
  /// - Parameter output: where every hop is written, by a thread of its own; `nil` for nowhere.
  package func replay(_ path: String, output: String? = nil) throws(BenchmarkError) -> Outcome {
    let request = ReplayRequest(
      path: path,
      output: output.map { ReplayRequest.Output(path: $0, application: "vnetem") })
    let watch = Stopwatch()
    do throws(InquiryError) {
      let result = try inquiry.replay(request)
      let seconds = watch.seconds
      return Outcome(
        packets: result.totals.packets.packets, delivered: result.totals.delivered.packets,
        written: result.output?.written ?? 0, missing: result.output?.missing ?? 0,
        seconds: seconds)
    } catch {
      throw .notSound(row: "replay", what: error.description)
    }
  }
}
