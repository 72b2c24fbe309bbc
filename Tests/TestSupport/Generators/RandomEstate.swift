import Addressing
import DataPlane
import LongestPrefixMatch

/// Forwarding tables of an estate that nobody would build, with everything that a packet can meet: ports with and
/// without groups, routers, gateways with equal next hops, hosts, routes that say no, networks and LANs.
package struct RandomEstate {
  package let tables: ForwardingTables
  /// Where packets may come in.
  package let ingresses: [InterfaceID]
  /// Addresses that mean something in the estate.
  package let addresses: [IPv4Address]

  /// - Parameter routes: more routes that the first device has, up to 65,000: which shape its table has.
  package init(
    seed: UInt64, ports portCount: Int = 12, devices deviceCount: Int = 8,
    routes routeCount: Int = 600
  ) {
    var generator = SeededGenerator(seed: seed)
    func number(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    var builder = TableBuilder()
    var addresses: [IPv4Address] = []
    var ingresses: [InterfaceID] = []
    let network = [IPv4Prefix(containing: IPv4Address(10, 0, 0, 0), length: 16)]
    let groups = (0..<3).map { group in
      SecurityRulePair(
        inbound: builder.table(
          group == 0
            ? SecurityRuleSamples.all("open", allows: true)
            : SecurityRuleSamples.inbound("group\(group)", virtualNetwork: network)),
        outbound: builder.table(
          group == 2
            ? SecurityRuleSamples.closed("closed", forwarded: network)
            : SecurityRuleSamples.outbound("group\(group)", virtualNetwork: network)))
    }
    var ports: [(device: DeviceID, guest: InterfaceID, network: InterfaceID)] = []
    var owners: [IPv4Address: MappingTable.Entry] = [:]
    for index in 0..<portCount {
      let own = (0...number(3) / 2).map { IPv4Address(10, 0, UInt8($0), UInt8(4 + index)) }
      let port = builder.port(
        own, ipForwarding: number(3) == 0,
        networkInterface: number(2) == 0 ? groups[number(3)] : nil,
        subnet: number(2) == 0 ? groups[number(3)] : nil)
      ports.append(port)
      for address in own { owners[address] = .init(ingress: port.network, link: nil) }
      addresses += own
      ingresses += [port.guest, port.network]
    }
    let kinds: [Device.Kind] = [.router, .router, .vpnGateway, .enterpriseEdge, .host]
    var devices: [(device: DeviceID, interfaces: [InterfaceID])] = []
    for index in 0..<deviceCount {
      let device = builder.device(
        kinds[number(kinds.count)], ecmpSeed: UInt32(number(1000)), answersEcho: number(2) == 0)
      let interfaces = (0..<3).map { side in
        let address = IPv4Address(172, UInt8(16 + index), UInt8(side), 1)
        addresses.append(address)
        return builder.interface(
          device, address, [.lan, .tunnel, .virtualNetwork][side], cost: UInt8(number(3)))
      }
      devices.append((device, interfaces))
      ingresses += interfaces
    }
    let fabric = builder.mapping(owners)
    let hosts = (10..<30).map { IPv4Address(192, 168, 0, UInt8($0)) }
    addresses += hosts + [IPv4Address(8, 8, 8, 8), IPv4Address(203, 0, 113, 7)]
    let link = builder.link()
    var neighbors: [IPv4Address: MappingTable.Entry] = [:]
    for host in hosts where number(4) > 0 {
      neighbors[host] = .init(
        ingress: devices[number(deviceCount)].interfaces[0], link: number(5) == 0 ? nil : link)
    }
    let lan = builder.mapping(neighbors)
    func way(_ egress: InterfaceID) -> NextHop {
      builder.way(egress, ingresses[number(ingresses.count)])
    }
    let reasons: [DropReason] = [
      .routeToNone, .internetNotModelled, .nextHopUnavailable, .tunnelDown,
      .serviceEndpointNotModelled, .platformServiceNotModelled,
    ]
    for (device, egress) in ports.map({ ($0.device, $0.network) })
      + devices.map({ ($0.device, $0.interfaces[number(3)]) })
    {
      builder.route(device, "10.0.0.0/16", .onLink(fabric, egress: egress))
      builder.route(device, "192.168.0.0/24", .onLink(lan, egress: egress))
      builder.route(device, "192.168.0.16/29", .drop(reasons[number(reasons.count)]))
      builder.route(device, "172.16.0.0/12", way(egress), way(egress), way(egress))
      builder.route(device, "172.18.0.0/16", way(egress))
      if number(2) == 0 { builder.route(device, "8.0.0.0/8", way(egress)) }
      if number(3) == 0 { builder.route(device, "0.0.0.0/0", way(egress)) }
    }
    for device in devices {
      for interface in device.interfaces {
        builder.route(device.device, "\(builder.interfaces[interface.index].address)/32", .local)
      }
    }
    // Some of the first device's routes are met.
    for index in 0..<routeCount {
      let address = IPv4Address(
        9, UInt8(index / 2048), UInt8(index / 8 % 256), UInt8(index % 8 * 32 + 3))
      let (device, interfaces) = devices[0]
      builder.route(device, "\(address)/32", way(interfaces[number(3)]))
      if index % (routeCount / 10) == 0 { addresses += [address, address.advanced(by: 1)] }
    }
    tables = builder.build()
    self.ingresses = ingresses
    self.addresses = addresses
  }

  /// A packet that means something in the estate, or nearly: of every kind, or damaged anywhere.
  package func packet(_ generator: inout SeededGenerator) -> [UInt8] {
    func number(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    let source = addresses[number(addresses.count)]
    let destination = addresses[number(addresses.count)]
    let timeToLive = UInt8([1, 2, 3, 64, 64, 64, 128, 255, 0][number(9)])
    // Few ports, so that flows are met again.
    let ports = (UInt16(1000 + number(3)), UInt16(80 + number(2)))
    var bytes: [UInt8]
    switch number(12) {
    case 0...4:
      bytes = PacketBuilder.transport(
        number(2) == 0 ? .tcp : .udp, from: source, ports.0, to: destination, ports.1,
        timeToLive: timeToLive)
      // A TCP header in full, with random control bits.
      if number(2) == 0, bytes.count >= 36 {
        bytes[33] = UInt8(number(32))
      }
    case 5, 6:
      bytes = PacketBuilder.transport(
        .tcp, from: destination, ports.1, to: source, ports.0, timeToLive: timeToLive)
    case 7:
      bytes = PacketBuilder.echoRequest(
        from: source, to: destination, timeToLive: timeToLive, identifier: UInt16(number(3)))
    case 8:
      bytes = PacketBuilder.echoReply(
        from: source, to: destination, timeToLive: timeToLive, identifier: UInt16(number(3)))
    case 9:
      let about = PacketBuilder.transport(.udp, from: destination, 1, to: source, 2)
      bytes = PacketBuilder.error(from: source, about: about, timeToLive: timeToLive)
    case 10:
      bytes = PacketBuilder.transport(
        .udp, from: source, ports.0, to: destination, ports.1, timeToLive: timeToLive,
        hasMoreFragments: number(2) == 0, fragmentOffset: number(3))
    default:
      bytes = PacketBuilder.transport(
        IPProtocol(rawValue: UInt8(number(256))), from: source, 1, to: destination, 2,
        timeToLive: timeToLive)
    }
    switch number(8) {
    case 0: return damaged(bytes, &generator)
    case 1: return bytes + [UInt8](repeating: 0, count: number(40))
    case 2: return withOptions(bytes, words: number(11))
    default: return bytes
    }
  }

  /// A segment of one of few connections of one of few ports, and where it comes in: either way, with control bits that
  /// open, carry, end and open anew; now and then from an address that is not the port's, with options, or a datagram.
  package func segment(_ generator: inout SeededGenerator) -> (InterfaceID, [UInt8]) {
    func number(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    let side = number(2)
    let ingress = ingresses[number(3) * 2 + side]
    let own = tables.devices[tables.interfaces[ingress.index].device.index].port?.addresses ?? []
    let here = number(20) == 0 || own.isEmpty ? addresses[0] : own[number(own.count)]
    // Behind one next hop, mostly; now and then on the link, or behind nobody knows what.
    let remote = [
      IPv4Address(172, 18, 0, 1), IPv4Address(172, 18, 0, 2),
      number(10) == 0 ? addresses[addresses.count - 1] : IPv4Address(172, 18, 0, 3),
      number(10) == 0 ? IPv4Address(192, 168, 0, 12) : IPv4Address(172, 18, 0, 4),
    ][number(4)]
    let (source, destination) = side == 0 ? (here, remote) : (remote, here)
    let (sourcePort, destinationPort): (UInt16, UInt16) = side == 0 ? (1000, 80) : (80, 1000)
    var bytes = PacketBuilder.transport(
      number(6) == 0 ? .udp : .tcp, from: source, sourcePort, to: destination, destinationPort)
    // Mostly ACK; FIN 1, SYN 2, RST 4 (RFC 9293, 3.1).
    bytes[33] = [0x10, 0x10, 0x18, 0x02, 0x12, 0x11, 0x11, 0x04, 0x14, 0x00][number(10)]
    return (ingress, number(25) == 0 ? withOptions(bytes, words: 1) : bytes)
  }

  private func damaged(_ packet: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    func number(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    var bytes = packet
    for _ in 0..<number(3) { bytes[number(min(bytes.count, 40))] = UInt8(number(256)) }
    if number(6) == 0 { bytes[0] = 0x40 | UInt8(number(8)) }
    if number(3) == 0 { bytes.removeLast(number(bytes.count + 1)) }
    // Every second one has a checksum that fits its damage.
    return number(2) == 0 ? bytes : withChecksum(bytes)
  }

  /// The same with options of no operation (RFC 791, 3.1).
  private func withOptions(_ packet: [UInt8], words: Int) -> [UInt8] {
    var bytes = packet
    bytes.insert(contentsOf: [UInt8](repeating: 1, count: words * 4), at: 20)
    bytes[0] = 0x40 | UInt8(5 + words)
    bytes[2] = UInt8(bytes.count >> 8)
    bytes[3] = UInt8(bytes.count & 255)
    return withChecksum(bytes)
  }

  private func withChecksum(_ packet: [UInt8]) -> [UInt8] {
    var bytes = packet
    guard bytes.count >= 20 else { return bytes }
    let length = Int(bytes[0] & 15) * 4
    guard length >= 20, length <= bytes.count else { return bytes }
    (bytes[10], bytes[11]) = (0, 0)
    var sum = 0
    for index in stride(from: 0, to: length, by: 2) {
      sum += Int(bytes[index]) << 8 | Int(bytes[index + 1])
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    bytes[10] = UInt8(~sum >> 8 & 255)
    bytes[11] = UInt8(~sum & 255)
    return bytes
  }
}
