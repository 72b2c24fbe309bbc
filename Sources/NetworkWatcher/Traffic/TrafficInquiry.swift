import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

extension Inquiry {
  /// Writes generated traffic into a capture, each packet as its sender puts it on its interface.
  ///
  /// - Parameters:
  ///   - path: `.pcapng`, `.pcap`, or `-` for pcapng on the standard output.
  ///   - application: program and version, which stand in the file.
  ///   - remarks: what else stands there: how the traffic was asked for.
  ///   - progress: called now and then with how many packets are made.
  ///   - isInterrupted: asked now and then; `true` ends the capture there.
  package func generate(
    _ profile: TrafficProfile, to path: String, application: String, remarks: [String],
    progress: (Int) -> Void = { _ in }, isInterrupted: () -> Bool = { false }
  ) throws(InquiryError) -> TrafficResult {
    guard var generator = TrafficGenerator(profile, estate) else { throw .tooFewAddresses }
    let frames = FrameBuilder([estate])
    let spool: CaptureSpool
    do throws(CaptureError) {
      spool = try CaptureSpool(
        path: path,
        description: CaptureDescription(
          application: application, comments: remarks, interfaces: frames.interfaces,
          names: frames.names))
    } catch {
      throw InquiryError(error)
    }
    var result = TrafficResult(path: path, topology: topology.name, profile: profile)
    let watch = Stopwatch()
    let senders = estate.endpoints.map { endpoint in
      (
        interface: frames.index(of: endpoint.attachment),
        address: Self.octets(estate.tables.interfaces[endpoint.attachment.index].macAddress)
      )
    }
    let fabric = Self.octets(.azureFabric)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: generator.longest, alignment: 64)
    defer { memory.deallocate() }
    let lane = spool.lanes[0]
    while !generator.isDone {
      if result.packets & 0xFFF == 0 {
        progress(result.packets)
        if spool.hasFailed { break }
        if isInterrupted() {
          result.isInterrupted = true
          break
        }
      }
      let packet = generator.next(memory)
      let sender = senders[packet.sender]
      result.count(packet)
      lane.append(
        SpooledFrame(
          packet: UnsafeRawBufferPointer(start: memory, count: packet.length),
          header: memory.load(fromByteOffset: 8, as: UInt32.self), from: sender.address,
          to: fabric, interface: sender.interface, direction: .outbound,
          time: CaptureTime(packet.at), packetID: UInt64(result.packets)))
    }
    let spooled = spool.finish()
    result.flows = generator.flowCount
    result.seconds = watch.seconds
    result.written = spooled.written
    result.failure = spooled.failure.map(InquiryError.init)
    return result
  }

  /// The first octet in the lowest byte.
  private static func octets(_ address: MACAddress) -> UInt64 {
    (address.rawValue << 16).byteSwapped
  }
}
