import Addressing
import Capture
import ControlPlane
import DataPlane
import Emulator
import Wire

/// Turns observations into Ethernet frames on named interfaces.
struct FrameBuilder {
  /// One for each name: the two sides of a virtual switch port are one interface to its guest.
  let interfaces: [CaptureDescription.Interface]
  /// Endpoints first, then interfaces of devices; one name an address.
  let names: [CaptureDescription.Name]

  /// By ``InterfaceID``.
  private let indices: [Int]

  /// - Parameter estates: the first one, and those that follow it when resources change: a new interface is described as
  ///   it is when it is made.
  init(_ estates: [CompiledEstate]) {
    var interfaces: [CaptureDescription.Interface] = []
    var numbers: [String: Int] = [:]
    var indices: [Int] = []
    var names: [CaptureDescription.Name] = []
    var known: Set<IPv4Address> = [.any]
    for estate in estates {
      for (index, name) in estate.interfaceNames.enumerated().dropFirst(indices.count) {
        if let known = numbers[name] {
          indices.append(known)
          continue
        }
        numbers[name] = interfaces.count
        indices.append(interfaces.count)
        let description = Self.description(of: estate.tables.interfaces[index], in: estate)
        interfaces.append(CaptureDescription.Interface(name: name, description: description))
      }
      Self.add(estate, to: &names, &known)
    }
    self.interfaces = interfaces
    self.indices = indices
    self.names = names
  }

  func index(of interface: InterfaceID) -> Int { indices[interface.index] }

  func direction(of observation: PacketObservation) -> CapturedFrame.Direction {
    switch observation.direction {
    case .inbound: .inbound
    case .outbound: .outbound
    }
  }

  func bytes(of observation: PacketObservation) -> [UInt8] {
    EthernetFrame.carrying(
      observation.bytes, from: observation.sourceMAC, to: observation.destinationMAC)
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

  private static func add(
    _ estate: CompiledEstate, to names: inout [CaptureDescription.Name],
    _ known: inout Set<IPv4Address>
  ) {
    for endpoint in estate.endpoints where known.insert(endpoint.address).inserted {
      names.append(CaptureDescription.Name(address: endpoint.address, name: endpoint.name))
    }
    for interface in estate.tables.interfaces where known.insert(interface.address).inserted {
      names.append(
        CaptureDescription.Name(
          address: interface.address, name: estate.deviceNames[interface.device.index]))
    }
  }
}
