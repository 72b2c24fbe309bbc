import Addressing
import DataPlane
import ResourceModel
import Wire

/// A guest's DNS server (RFC 1035): it answers questions for hosts' addresses from its records, at UDP port 53.
///
/// ```
/// a name with records          its addresses
/// a name without               name error
/// another type of such a name  no error, no addresses
/// another operation            not implemented
/// ```
/// Deviation: it asks no other server.
extension Guest {
  /// What the server answers; `nil` if the guest only takes the packet.
  static func answer(
    _ packet: IPv4Packet, _ names: NameServer, timeToLive: UInt8, identification: UInt16
  ) -> [UInt8]? {
    guard let datagram = UDPDatagram(packet), datagram.destinationPort == DNSMessage.port,
      let question = DNSMessage(datagram.data), !question.isResponse
    else { return nil }
    let reply: DNSMessage
    if question.operation != 0 {
      reply = question.answer(.notImplemented)
    } else if let addresses = names.addresses(of: question.name) {
      reply = question.answer(
        .noError, question.type == DNSMessage.addressType ? addresses : [])
    } else {
      reply = question.answer(.nameError)
    }
    let answer = UDPDatagram(
      sourcePort: datagram.destinationPort, destinationPort: datagram.sourcePort, data: reply.bytes)
    return IPv4Header(
      source: packet.destination, destination: packet.source, protocolNumber: .udp,
      timeToLive: timeToLive, identification: identification
    ).packet(carrying: answer.bytes(from: packet.destination, to: packet.source))
  }
}

/// The records of a guest's DNS server. The endpoints' table owns the memory.
struct NameServer {
  /// By name in lower case.
  private let records: UnsafeMutablePointer<[String: [IPv4Address]]>

  /// `nil` if there are no records.
  init?(_ profile: GuestProfile) {
    guard !profile.dnsRecords.isEmpty else { return nil }
    records = .allocate(capacity: 1)
    records.initialize(
      to: Dictionary(
        profile.dnsRecords.map { ($0.name.lowercased(), [$0.address]) },
        uniquingKeysWith: +))
  }

  func free() {
    records.deinitialize(count: 1)
    records.deallocate()
  }

  func addresses(of name: String) -> [IPv4Address]? { records.pointee[name.lowercased()] }
}
