import Addressing
import DataPlane

/// Somebody who sees packets where they are sent and where they arrive, or nobody. The engine is generic over it,
/// so that nobody looking costs nothing.
protocol JourneyWatcher {
  associatedtype Recorder: Tracer

  /// Whether stages are to be recorded.
  static var isWatching: Bool { get }

  /// A device is about to look at these bytes.
  func recorder(_ bytes: UnsafeMutableRawBufferPointer) -> Recorder

  /// What the device did.
  func show(
    _ packet: PacketSlot, _ record: Recorder, at now: EmulatedInstant, _ interface: InterfaceID,
    _ direction: PacketObservation.Direction, _ verdict: Verdict,
    _ consequence: PacketObservation.Consequence, _ tables: ForwardingTables)
}

/// Nobody looks on.
struct Unwatched: JourneyWatcher {
  static var isWatching: Bool { false }

  func recorder(_ bytes: UnsafeMutableRawBufferPointer) -> NoTracer { NoTracer() }

  func show(
    _ packet: PacketSlot, _ record: NoTracer, at now: EmulatedInstant, _ interface: InterfaceID,
    _ direction: PacketObservation.Direction, _ verdict: Verdict,
    _ consequence: PacketObservation.Consequence, _ tables: ForwardingTables
  ) {}
}

/// Makes observations and hands them on.
struct Watched: JourneyWatcher {
  static var isWatching: Bool { true }

  struct Recorder: Tracer {
    let bytes: [UInt8]
    private(set) var steps: [TraceStep] = []

    init(_ bytes: UnsafeMutableRawBufferPointer) {
      self.bytes = Array(bytes)
    }

    mutating func record(_ step: @autoclosure () -> TraceStep) {
      steps.append(step())
    }
  }

  let observer: (PacketObservation) -> Void

  func recorder(_ bytes: UnsafeMutableRawBufferPointer) -> Recorder { Recorder(bytes) }

  func show(
    _ packet: PacketSlot, _ record: Recorder, at now: EmulatedInstant, _ interface: InterfaceID,
    _ direction: PacketObservation.Direction, _ verdict: Verdict,
    _ consequence: PacketObservation.Consequence, _ tables: ForwardingTables
  ) {
    let header = packet.header.pointee
    let own = tables.interfaces[interface.index]
    let source: MACAddress
    let destination: MACAddress
    switch direction {
    case .outbound:
      source = own.macAddress
      destination = header.sentTo
    case .inbound:
      source =
        tables.devices[own.device.index].port == nil
        ? tables.interfaces[header.egress.index].macAddress : .azureFabric
      destination = own.macAddress
    }
    observer(
      PacketObservation(
        at: now, device: own.device, interface: interface, direction: direction,
        packetID: header.id, cause: header.cause == .none ? nil : header.cause,
        bytes: record.bytes, sourceMAC: source, destinationMAC: destination, verdict: verdict,
        steps: record.steps, consequence: consequence, generation: tables.generation))
  }
}
