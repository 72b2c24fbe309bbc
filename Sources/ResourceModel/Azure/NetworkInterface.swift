import Addressing

/// `Microsoft.Network/networkInterfaces`.
package struct NetworkInterface: Sendable {
  package var name: String
  package var location: String
  /// At least one; the first that is `primary`, or else the first, is the primary one.
  package var ipConfigurations: [IPConfiguration]
  /// The name of a ``NetworkSecurityGroup``.
  package var networkSecurityGroup: String?
  package var enableIPForwarding: Bool
  package var macAddress: MACAddress?
  /// `properties.dnsSettings.dnsServers`; empty is the network's.
  package var dnsServers: [IPv4Address] = []
  package var source: SourceLocation

  package init(
    name: String, location: String, ipConfigurations: [IPConfiguration],
    networkSecurityGroup: String? = nil, enableIPForwarding: Bool = false,
    macAddress: MACAddress? = nil, source: SourceLocation
  ) {
    self.name = name
    self.location = location
    self.ipConfigurations = ipConfigurations
    self.networkSecurityGroup = networkSecurityGroup
    self.enableIPForwarding = enableIPForwarding
    self.macAddress = macAddress
    self.source = source
  }

  package var primaryConfiguration: IPConfiguration? { primaryFirst.first }

  /// The configurations in their order, but the primary one before the others.
  package var primaryFirst: [IPConfiguration] {
    guard let primary = ipConfigurations.firstIndex(where: \.primary) else {
      return ipConfigurations
    }
    var ordered = ipConfigurations
    ordered.insert(ordered.remove(at: primary), at: 0)
    return ordered
  }
}

/// One of `networkInterfaces.properties.ipConfigurations`.
package struct IPConfiguration: Sendable {
  package var name: String
  /// `nil` with `privateIPAllocationMethod` Dynamic: the subnet's next free address is taken.
  package var privateIPAddress: IPv4Address?
  package var subnet: SubnetReference
  package var primary: Bool
  /// Names of ``ApplicationSecurityGroup``s.
  package var applicationSecurityGroups: [String]
  package var loadBalancerBackendAddressPools: [PoolReference] = []
  package var source: SourceLocation

  package init(
    name: String, privateIPAddress: IPv4Address?, subnet: SubnetReference, primary: Bool = false,
    applicationSecurityGroups: [String] = [], source: SourceLocation
  ) {
    self.applicationSecurityGroups = applicationSecurityGroups
    self.name = name
    self.privateIPAddress = privateIPAddress
    self.subnet = subnet
    self.primary = primary
    self.source = source
  }
}

/// The guest's operating system family; it sets the initial TTL and the style of its console.
package enum OperatingSystem: String, CaseIterable, Sendable {
  case windows = "Windows"
  case linux = "Linux"

  /// What the family's IP stack puts into a fresh packet: Windows 128, Linux 64.
  package var initialTimeToLive: UInt8 {
    switch self {
    case .windows: 128
    case .linux: 64
    }
  }
}

/// `Microsoft.Compute/virtualMachines`.
package struct VirtualMachine: Sendable {
  package var name: String
  package var location: String
  /// `properties.storageProfile.osDisk.osType`, Windows unless said (so are the test bed's machines).
  package var osType: OperatingSystem
  /// `properties.hardwareProfile.vmSize`, as written; `nil` if the document is silent: nothing limits the machine then.
  package var size: String?
  /// Names of ``NetworkInterface``s, the primary one first.
  package var networkInterfaces: [String]
  package var source: SourceLocation

  package init(
    name: String, location: String, osType: OperatingSystem = .windows, size: String? = nil,
    networkInterfaces: [String], source: SourceLocation
  ) {
    self.size = size
    self.name = name
    self.location = location
    self.osType = osType
    self.networkInterfaces = networkInterfaces
    self.source = source
  }
}
