import Addressing
import ControlPlane
import DataPlane
import ResourceModel
import Wire

/// Asks the DNS servers of a machine or host for a name, as Windows does in its first round: one after the other, the next
/// if the one before has not answered within a second; an answer is final, even one that says no.
///
/// Every question is a packet from the machine. A question to 168.63.129.16 ends at the machine's host, which is no part of
/// the estate: if rules let it get there, what Azure's name service would say follows from the document.
struct NameResolver {
  static let timeout = Nanoseconds.seconds(1)
  /// The first of the ports that Windows and IANA call dynamic (RFC 6335, 6).
  private static let firstPort: UInt16 = 49_152

  /// The index of the endpoint that asks.
  var source: Int
  var estate: CompiledEstate
  var name: String

  private var endpoint: Endpoint { estate.endpoints[source] }

  /// Whom the endpoint asks.
  private var servers: [IPv4Address] {
    if let nic = endpoint.networkInterface { return estate.topology.dnsServers(of: nic) }
    return estate.topology.sites.flatMap(\.hosts).first { $0.name == endpoint.name }?.dnsServers
      ?? []
  }

  func run(over network: inout some ProbeNetwork) -> NameResolution {
    var resolution = NameResolution(name: name)
    guard let question = DNSMessage(asking: name, identification: 1) else {
      resolution.refusal = "'\(name)' cannot be the name of a host"
      return resolution
    }
    let servers = servers
    if servers.isEmpty {
      resolution.refusal = "\(endpoint.name) has no DNS server to ask for '\(name)'"
    }
    for (position, server) in servers.enumerated() {
      var question = question
      question.identification = UInt16(truncatingIfNeeded: position + 1)
      let (query, address) = ask(server, question, over: &network)
      resolution.queries.append(query)
      resolution.address = address
      if query.outcome != .timedOut { break }
    }
    return resolution
  }

  private func ask(
    _ server: IPv4Address, _ question: DNSMessage, over network: inout some ProbeNetwork
  ) -> (NameResolution.Query, IPv4Address?) {
    let sentAt = network.now
    var query = NameResolution.Query(
      server: server, packetID: nil, sentAt: sentAt, outcome: .timedOut, detail: "")
    let who = server == AzureNameService.address ? "Azure's name service" : "\(server)"
    if server == endpoint.address {
      let address = ownRecord
      query.outcome = address == nil ? .noSuchName : .answered
      query.detail =
        address.map { "\(endpoint.name) itself knows \(name) as \($0)" }
        ?? "\(endpoint.name) itself has no record of \(name)"
      return (query, address)
    }
    let local = Port(rawValue: Self.firstPort + question.identification)
    let packetID = network.send(packet(question, to: server, from: local), from: source)
    query.packetID = packetID
    if server == AzureNameService.address {
      let ending = network.ending(of: packetID)
      guard ending?.reason == .platformServiceNotModelled else {
        query.detail = silence(who, ending)
        return (query, nil)
      }
      query.time = .zero
      switch platformAnswer {
      case .address(let address):
        query.outcome = .answered
        query.detail = "\(who) at \(server) says \(address)"
        return (query, address)
      case .unknown(let reason):
        query.outcome = .noSuchName
        query.detail = "\(who) at \(server) \(reason)"
        return (query, nil)
      }
    }
    func answer(_ bytes: [UInt8]) -> DNSMessage? {
      self.answer(in: bytes, to: question, from: server, at: local)
    }
    let received = network.receive(at: source, until: sentAt + Self.timeout) { answer($0) != nil }
    guard let received, let message = answer(received.bytes) else {
      query.detail = silence(who, network.ending(of: packetID))
      return (query, nil)
    }
    query.time = received.at - sentAt
    let whom = estate.endpoints.first { $0.address == server }.map { " (\($0.name))" } ?? ""
    guard let address = message.addresses.first else {
      query.outcome = .noSuchName
      query.detail = "\(server)\(whom) has no record of \(name)"
      return (query, nil)
    }
    query.outcome = .answered
    query.detail = "\(server)\(whom) says \(address)"
    return (query, address)
  }

  /// Why no answer came.
  private func silence(_ who: String, _ ending: PacketEnding?) -> String {
    guard let ending else { return "\(who) did not answer" }
    guard let reason = ending.reason else {
      return ending.isOfAnswer
        ? "\(who) did not answer in time"
        : "\(who) did not answer: \(ending.place) has no DNS server"
    }
    let what = ending.isOfAnswer ? "its answer" : "the question"
    return "\(who) did not answer: \(what) was dropped at \(ending.place), \(reason.text)"
  }

  /// What comes from the server to the port; a wrong checksum is nobody's datagram.
  private func answer(
    in bytes: [UInt8], to question: DNSMessage, from server: IPv4Address, at local: Port
  ) -> DNSMessage? {
    var copy = bytes
    return copy.withUnsafeMutableBytes { buffer in
      guard let packet = try? IPv4Packet(validating: buffer), packet.source == server,
        packet.destination == endpoint.address, let datagram = UDPDatagram(packet),
        datagram.sourcePort == DNSMessage.port, datagram.destinationPort == local,
        let message = DNSMessage(datagram.data), message.isResponse,
        message.identification == question.identification, message.name == question.name
      else { return nil }
      return message
    }
  }

  private func packet(
    _ question: DNSMessage, to server: IPv4Address, from local: Port
  ) -> [UInt8] {
    let datagram = UDPDatagram(
      sourcePort: local, destinationPort: DNSMessage.port, data: question.bytes)
    return IPv4Header(
      source: endpoint.address, destination: server, protocolNumber: .udp,
      timeToLive: endpoint.osType.initialTimeToLive, identification: question.identification
    ).packet(carrying: datagram.bytes(from: endpoint.address, to: server))
  }

  private var ownRecord: IPv4Address? {
    let wanted = name.lowercased()
    return endpoint.guest?.dnsRecords.first { $0.name.lowercased() == wanted }?.address
  }

  // MARK: Azure's name service

  private enum PlatformAnswer {
    case address(IPv4Address)
    /// A sentence without its subject.
    case unknown(String)
  }

  /// Azure's name service knows the machines of the asking machine's network, and those of no other (Azure: "Name resolution
  /// for resources in Azure virtual networks"; Configure a VNet to VNet connection, 05/2015: DNS servers).
  private var platformAnswer: PlatformAnswer {
    let topology = estate.topology
    let own = network(of: endpoint)
    var wanted = name.lowercased()
    if wanted.hasSuffix(".") { wanted.removeLast() }
    if wanted.hasSuffix(AzureNameService.suffix) {
      wanted.removeLast(AzureNameService.suffix.count)
    }
    let machines = topology.virtualMachines.map(\.name)
    let found = estate.endpoints.filter {
      $0.name.lowercased() == wanted && machines.contains($0.name)
    }
    if let near = found.first(where: { network(of: $0) == own }) { return .address(near.address) }
    let known = "knows the machines of \(own ?? "its network") alone"
    guard let far = found.first else { return .unknown("\(known), and \(name) is none") }
    return .unknown(
      "\(known), and \(far.name) is one of \(network(of: far) ?? "another network"): "
        + "names across networks need a DNS server of one's own")
  }

  private func network(of endpoint: Endpoint) -> String? {
    estate.topology.networkInterfaces.first { $0.name == endpoint.networkInterface }?
      .primaryConfiguration?.subnet.virtualNetwork
  }
}
