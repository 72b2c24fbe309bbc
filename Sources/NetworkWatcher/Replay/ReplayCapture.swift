import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator
import Synchronization

/// Writes every hop of a replay into a capture: what each worker sees goes through a lane of its own.
///
/// Interfaces and names are those of other captures. The packet id is the packet's number in the input, from 1; what a
/// device makes because of it has that number and 2^48 more. Times go on from that of the input's first packet. A
/// packet that ended says so in two comments; one that goes on has none.
final class ReplayCapture: Sendable {
  /// What is the same for every hop.
  fileprivate struct Plan: @unchecked Sendable {
    /// Indexed by ``InterfaceID``.
    let interfaces: UnsafeMutablePointer<Interface>
    /// Nanoseconds from virtual time to that of the input.
    let shift: TimeShift
    let fabric: UInt64
  }

  /// One interface, as frames there need it.
  fileprivate struct Interface {
    /// The capture's number of it.
    var index: Int
    /// Its first octet in the lowest byte.
    var address: UInt64
    /// What comes in there comes from the fabric's own address.
    var isPort: Bool
    var isGuest: Bool
  }

  /// Nanoseconds from virtual time to the time of the input, known once its first packet is read.
  final class TimeShift: Sendable {
    private let nanoseconds = Atomic<Int64>(CaptureTime(.start).nanosecondsSince1970)

    func set(_ first: CaptureTime) {
      nanoseconds.store(first.nanosecondsSince1970, ordering: .releasing)
    }

    @inline(__always)
    var value: Int64 { nanoseconds.load(ordering: .acquiring) }
  }

  private let spool: CaptureSpool
  private let plan: Plan

  /// - Parameters:
  ///   - estates: the first one, and those that follow it: a new interface is described as it is when it is made.
  ///   - shift: set before the first packet enters.
  ///   - remarks: what the capture shows: topology, command.
  init(
    _ request: ReplayRequest.Output, workers: Int, of estates: [CompiledEstate],
    _ shift: TimeShift, remarks: [String]
  ) throws(CaptureError) {
    let frames = FrameBuilder(estates)
    let count = estates.map(\.tables.interfaces.count).max() ?? 0
    let interfaces = UnsafeMutablePointer<Interface>.allocate(capacity: max(1, count))
    var known = 0
    for tables in estates.map(\.tables) {
      for (number, interface) in tables.interfaces.enumerated().dropFirst(known) {
        (interfaces + number).initialize(
          to: Interface(
            index: frames.index(of: InterfaceID(rawValue: Int32(number))),
            address: Self.inMemoryOrder(interface.macAddress),
            isPort: tables.devices[interface.device.index].port != nil,
            isGuest: interface.side == .guest))
      }
      known = max(known, tables.interfaces.count)
    }
    plan = Plan(
      interfaces: interfaces, shift: shift, fabric: Self.inMemoryOrder(.azureFabric))
    do throws(CaptureError) {
      spool = try CaptureSpool(
        path: request.path,
        description: CaptureDescription(
          application: request.application, comments: remarks, interfaces: frames.interfaces,
          names: frames.names),
        remarks: Self.remarks,
        SpoolSettings(
          overflow: request.overflow == .drop ? .drop : .block, lanes: workers,
          filter: try request.filter.map { (text) throws(CaptureError) in
            try CaptureFilter(text)
          }))
    } catch {
      interfaces.deallocate()
      throw error
    }
  }

  deinit {
    plan.interfaces.deallocate()
  }

  /// What looks on at a worker. Must not outlive the capture.
  func sink(_ worker: Int) -> any HopSink { Sink(spool.lanes[worker], plan) }

  /// Whether the file takes no more: going on makes no sense.
  var hasFailed: Bool { spool.hasFailed }

  /// Completes the file. Once, when all workers are done.
  func finish() -> SpoolResult { spool.finish() }

  // MARK: Frames

  /// The remark of what was delivered, then those of the drop reasons in their order.
  private static let remarks: [[String]] =
    [["vnetem: verdict=deliver"]]
    + DropReason.allCases.map {
      ["dropped: \($0.text)", "vnetem: verdict=drop reason=\($0.rawValue)"]
    }

  private static func inMemoryOrder(_ address: MACAddress) -> UInt64 {
    UInt64(bigEndian: address.rawValue << 16)
  }

  /// Hops that become frames together.
  private static let step = 256

  private final class Sink: HopSink, @unchecked Sendable {
    private let lane: CaptureLane
    private let plan: Plan
    private let frames: UnsafeMutablePointer<SpooledFrame>

    init(_ lane: CaptureLane, _ plan: Plan) {
      self.lane = lane
      self.plan = plan
      frames = .allocate(capacity: ReplayCapture.step)
      frames.initialize(
        repeating: SpooledFrame(
          packet: UnsafeRawBufferPointer(start: nil, count: 0), header: 0, from: 0, to: 0,
          interface: 0, direction: .inbound, time: CaptureTime(.start), packetID: 0),
        count: ReplayCapture.step)
    }

    deinit {
      frames.deallocate()
    }

    func record(_ hops: UnsafeBufferPointer<BulkHop>) {
      lane.refill()
      var start = 0
      while start < hops.count {
        let end = min(start &+ ReplayCapture.step, hops.count)
        take(UnsafeBufferPointer(rebasing: hops[start..<end]))
        start = end
      }
    }

    private func take(_ hops: UnsafeBufferPointer<BulkHop>) {
      let frames = frames
      let interfaces = plan.interfaces
      let fabric = plan.fabric
      let shift = plan.shift.value
      for (number, hop) in hops.enumerated() {
        let interface = interfaces + hop.interface.index
        var source = interface.pointee.address
        var destination = source
        var remark = -1
        switch hop.verdict {
        case .forward(let adjacency):
          if hop.isOutbound {
            destination =
              interface.pointee.isGuest ? fabric : interfaces[adjacency.ingress.index].address
          }
        case .deliver:
          remark = 0
        case .drop(let reason):
          remark = 1 &+ reason.number
          if hop.isOutbound { destination = fabric }
        }
        if !hop.isOutbound {
          source = interface.pointee.isPort ? fabric : interfaces[hop.egress.index].address
        }
        let frame = frames + number
        frame.pointee.packet = hop.bytes
        frame.pointee.header = hop.header
        frame.pointee.source = source
        frame.pointee.destination = destination
        frame.pointee.interface = interface.pointee.index
        frame.pointee.direction = hop.isOutbound ? .outbound : .inbound
        frame.pointee.time.nanosecondsSince1970 = hop.at.nanoseconds &+ shift
        frame.pointee.packetID = hop.number
        frame.pointee.remark = remark
      }
      lane.append(UnsafeBufferPointer(start: frames, count: hops.count))
    }
  }
}
