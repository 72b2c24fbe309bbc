import Addressing
import LongestPrefixMatch

extension ForwardingWorkbench {
  /// A router with these routes; one frame for each destination comes in at its first interface.
  ///
  /// Next hop `n` is a neighbour of its own, with a MAC address of its own.
  ///
  /// - Precondition: no prefix occurs twice.
  public convenience init(
    routerWith routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)],
    to destinations: [IPv4Address],
    kernel: LookupKernel = .fastest
  ) {
    var estate = WorkbenchEstate()
    let router = estate.device(.router)
    let ingress = estate.interface(router, .lan, IPv4Address(192, 0, 2, 1))
    let egress = estate.interface(router, .lan, IPv4Address(192, 0, 2, 3))
    let neighborCount = (routes.map { Int($0.nextHop.rawValue) }.max() ?? 0) + 1
    let members = (0..<neighborCount).map { number in
      let neighbor = estate.device(.router)
      let far = estate.interface(
        neighbor, .lan, IPv4Address(rawValue: 0xC633_6400 + UInt32(number)))
      return [
        NextHop.adjacency(
          Adjacency(egress: egress, ingress: far, link: LinkID(rawValue: Int32(number))))
      ]
    }
    estate.routes[router.index] = RoutingTable(
      routes.map { ($0.prefix, members[Int($0.nextHop.rawValue)]) })
    let frames = destinations.enumerated().map { number, destination in
      WorkbenchFrame(
        from: IPv4Address(198, 18, UInt8(number >> 8 & 255), UInt8(number & 255)),
        UInt16(1024 + number & 0x3FFF), to: destination, 53, at: ingress, number: number)
    }
    self.init(
      estate.tables(mappings: []), frames: frames, flowSettings: FlowTable.Settings(),
      kernel: kernel)
  }

  /// Which way the frames of ports go.
  public enum PortTraffic: String, CaseIterable, Sendable {
    case fromGuest
    case toGuest
    case both
  }

  /// Virtual switch ports of one network, all of which know their flows: one frame for each flow, in random order.
  ///
  /// - Parameters:
  ///   - ports: each has a route to its network, and `routes` beside it.
  ///   - flows: in all, evenly among the ports.
  ///   - seed: of the flows' ends and of the order.
  public convenience init(
    ports portCount: Int, routes routeCount: Int = 30, flows flowCount: Int, _ traffic: PortTraffic,
    seed: UInt64 = 1, kernel: LookupKernel = .fastest
  ) {
    var estate = WorkbenchEstate()
    var owners: [IPv4Address: MappingTable.Entry] = [:]
    var ports: [(guest: InterfaceID, network: InterfaceID, address: IPv4Address)] = []
    // A neighbour in the network besides the ports themselves, to which they send.
    for number in 0...portCount {
      let address = IPv4Address(rawValue: 0x0A00_0004 + UInt32(number))
      let port = estate.port(address)
      ports.append((port.guest, port.network, address))
      owners[address] = MappingTable.Entry(ingress: port.network, link: nil)
    }
    let prefixes = RouteGenerator.estate(count: routeCount, seed: seed)
      .filter { $0.address.rawValue >> 24 != 10 }
    var like: RoutingTable?
    for (number, port) in ports.enumerated() {
      let routes =
        [
          (
            IPv4Prefix(containing: IPv4Address(10, 0, 0, 0), length: 8),
            [NextHop.onLink(MappingTableID(rawValue: 0), egress: port.network)]
          )
        ] + prefixes.map { ($0, [NextHop.drop(.routeToNone)]) }
      let table = RoutingTable(routes, like: like)
      like = table
      estate.routes[number] = table
    }
    var generator = SplitMix64(seed: seed)
    var order = Array(0..<flowCount)
    order.shuffle(using: &generator)
    let frames = order.map { number in
      let port = ports[number % portCount]
      let peer = ports[portCount].address
      let flow = number / portCount
      let near = UInt16(1024 + flow % 60_000)
      let far = UInt16(53 + flow / 60_000)
      let isInbound =
        switch traffic {
        case .fromGuest: false
        case .toGuest: true
        case .both: generator.next() & 1 == 0
        }
      return isInbound
        ? WorkbenchFrame(from: peer, far, to: port.address, near, at: port.network, number: number)
        : WorkbenchFrame(from: port.address, near, to: peer, far, at: port.guest, number: number)
    }
    self.init(
      estate.tables(mappings: [MappingTable(owners)]), frames: frames,
      flowSettings: FlowTable.Settings(
        limitPerDirection: max(flowCount, 500_000), expectedFlows: flowCount * 3 / 2),
      kernel: kernel)
    // The first packets make the flows' records.
    _ = runInPlace(rounds: 1)
  }
}

/// Makes the tables of a workbench.
private struct WorkbenchEstate {
  private var devices: [Device] = []
  private var interfaces: [Interface] = []
  /// By device.
  var routes: [RoutingTable] = []

  mutating func device(_ kind: Device.Kind, port: VirtualSwitchPort? = nil) -> DeviceID {
    devices.append(Device(kind: kind, routes: RoutingTable([]), port: port))
    routes.append(RoutingTable([]))
    return DeviceID(rawValue: Int32(devices.count - 1))
  }

  mutating func interface(
    _ device: DeviceID, _ side: Interface.Side, _ address: IPv4Address
  ) -> InterfaceID {
    let number = interfaces.count
    let isPort = devices[device.index].port != nil
    interfaces.append(
      Interface(
        device: device, address: address, side: side, timeToLiveCost: isPort ? 0 : 1,
        expiryAnswer: isPort ? .never : .always,
        fabricPoint: side == .virtualNetwork ? FabricPoint(rawValue: 0) : nil,
        macAddress: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(number))))
    return InterfaceID(rawValue: Int32(number))
  }

  mutating func port(_ address: IPv4Address) -> (guest: InterfaceID, network: InterfaceID) {
    let number = device(
      .virtualSwitchPort,
      port: VirtualSwitchPort(
        addresses: [address], ipForwarding: false, networkInterfaceRules: nil, subnetRules: nil))
    return (interface(number, .guest, address), interface(number, .virtualNetwork, address))
  }

  func tables(mappings: [MappingTable]) -> ForwardingTables {
    var devices = devices
    for index in devices.indices { devices[index].routes = routes[index] }
    return ForwardingTables(
      generation: 1, devices: devices, interfaces: interfaces, mappings: mappings,
      securityRules: [], fabric: Fabric(pointCount: 1, links: [LinkID(rawValue: 0)]))
  }
}
