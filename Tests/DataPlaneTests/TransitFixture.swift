import Addressing
import DataPlane
import TestSupport

/// A device with a near and a far interface, and a host on its near network.
struct TransitFixture {
  static let near = IPv4Address(10, 9, 0, 1)
  static let far = IPv4Address(10, 9, 1, 1)
  static let host = IPv4Address(10, 9, 0, 10)
  static let beyond = IPv4Address(10, 9, 1, 10)

  let tables: ForwardingTables
  let device: DeviceID
  let ingress: InterfaceID
  let egress: InterfaceID
  let hostInterface: InterfaceID

  init(
    _ kind: Device.Kind = .router, cost: UInt8 = 1, answer: Interface.ExpiryAnswer = .always,
    sendsUnreachables: Bool = true, answersEcho: Bool = true
  ) {
    var builder = TableBuilder()
    device = builder.device(
      kind, sendsUnreachables: sendsUnreachables, answersEcho: answersEcho)
    ingress = builder.interface(device, Self.near, cost: cost, answer: answer)
    egress = builder.interface(device, Self.far)
    let hostDevice = builder.device(.host, answersEcho: true)
    hostInterface = builder.interface(hostDevice, Self.host, cost: 0, answer: .never)
    let link = builder.link()
    let nearby = builder.mapping([Self.host: .init(ingress: hostInterface, link: link)])
    let further = builder.mapping([Self.beyond: .init(ingress: hostInterface, link: link)])
    builder.route(device, "10.9.0.1/32", .local)
    builder.route(device, "10.9.1.1/32", .local)
    builder.route(device, "10.9.0.0/24", .onLink(nearby, egress: ingress))
    builder.route(device, "10.9.1.0/24", .onLink(further, egress: egress))
    builder.route(hostDevice, "10.9.0.10/32", .local)
    tables = builder.build()
  }

  struct Outcome {
    var verdict: Verdict
    /// As they leave, if they do.
    var bytes: [UInt8]
    var steps: [TraceStep]
  }

  func process(_ packet: [UInt8], at interface: InterfaceID? = nil) -> Outcome {
    var bytes = packet
    var flows = FlowTable()
    var tracer = RecordingTracer()
    let verdict = bytes.withUnsafeMutableBytes {
      Pipeline.process(
        $0, at: interface ?? ingress, tables, flows: &flows, now: .start, tracer: &tracer)
    }
    return Outcome(verdict: verdict, bytes: bytes, steps: tracer.steps)
  }

  func answer(_ packet: [UInt8], _ reason: DropReason) -> ICMPErrors.Answer {
    var bytes = packet
    return bytes.withUnsafeMutableBytes {
      ICMPErrors.answer(
        about: $0, reason: reason, at: ingress, tables, identification: 0x4242)
    }
  }
}
