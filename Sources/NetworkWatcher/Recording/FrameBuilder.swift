import Addressing
import Capture
import ControlPlane
import DataPlane

/// Turns sightings into Ethernet frames on named interfaces.
struct FrameBuilder {
  /// One for each name: the two sides of a virtual switch port are one interface to its guest.
  let interfaces: [CaptureDescription.Interface]
  /// Endpoints first, then interfaces of devices; one name an address.
  let names: [CaptureDescription.Name]

  /// By ``InterfaceID``.
  private let indices: [Int]
  private let tables: ForwardingTables

  private static let etherTypeIPv4: [UInt8] = [0x08, 0x00]

  init(_ estate: CompiledEstate) {
    tables = estate.tables
    var interfaces: [CaptureDescription.Interface] = []
    var numbers: [String: Int] = [:]
    var indices: [Int] = []
    for (index, name) in estate.interfaceNames.enumerated() {
      if let known = numbers[name] {
        indices.append(known)
        continue
      }
      numbers[name] = interfaces.count
      indices.append(interfaces.count)
      let description = Self.description(of: estate.tables.interfaces[index], in: estate)
      interfaces.append(CaptureDescription.Interface(name: name, description: description))
    }
    self.interfaces = interfaces
    self.indices = indices
    names = Self.names(of: estate)
  }

  func index(of interface: InterfaceID) -> Int { indices[interface.index] }

  /// As the owner of the interface sees it: what its own guest or host sends goes out, all else comes in.
  func direction(of sighting: Sighting) -> CapturedFrame.Direction {
    isSentHere(sighting) ? .outbound : .inbound
  }

  /// The Ethernet frame around the packet. In a virtual network a guest sees the fabric's one address for
  /// whoever it talks to.
  func bytes(of sighting: Sighting) -> [UInt8] {
    let own = tables.interfaces[sighting.ingress.index].macAddress
    let sent = isSentHere(sighting)
    let other = MACAddress.azureFabric
    var frame: [UInt8] = []
    frame.reserveCapacity(sighting.bytes.count + 14)
    Self.append(sent ? other : own, to: &frame)
    Self.append(sent ? own : other, to: &frame)
    frame += Self.etherTypeIPv4
    frame += sighting.bytes
    return frame
  }

  private func isSentHere(_ sighting: Sighting) -> Bool {
    let interface = tables.interfaces[sighting.ingress.index]
    switch tables.devices[sighting.device.index].kind {
    case .virtualSwitchPort: return interface.side == .guest
    case .host: return PacketHeader(sighting.bytes)?.source == interface.address
    case .vpnGateway, .expressRouteGateway, .enterpriseEdge, .router: return false
    }
  }

  private static func append(_ address: MACAddress, to frame: inout [UInt8]) {
    for shift in stride(from: 40 as UInt64, through: 0, by: -8) {
      frame.append(UInt8(truncatingIfNeeded: address.rawValue >> shift))
    }
  }

  /// `port of hub, 10.10.30.4`
  private static func description(of interface: Interface, in estate: CompiledEstate) -> String {
    let device = estate.deviceNames[interface.device.index]
    let what =
      switch estate.tables.devices[interface.device.index].kind {
      case .virtualSwitchPort: "virtual switch port of"
      case .vpnGateway: "VPN gateway"
      case .expressRouteGateway: "ExpressRoute gateway"
      case .enterpriseEdge: "enterprise edge"
      case .router: "router"
      case .host: "host"
      }
    return "\(what) \(device), \(interface.address)"
  }

  private static func names(of estate: CompiledEstate) -> [CaptureDescription.Name] {
    var known: Set<IPv4Address> = [.any]
    var names: [CaptureDescription.Name] = []
    for endpoint in estate.endpoints where known.insert(endpoint.address).inserted {
      names.append(CaptureDescription.Name(address: endpoint.address, name: endpoint.name))
    }
    for interface in estate.tables.interfaces where known.insert(interface.address).inserted {
      names.append(
        CaptureDescription.Name(
          address: interface.address, name: estate.deviceNames[interface.device.index]))
    }
    return names
  }
}
