import Addressing

/// `Microsoft.Network/loadBalancers`, internal ones.
package struct LoadBalancer: Sendable {
  /// `sku.name`; Basic unless said, as in ARM.
  package enum Sku: String, CaseIterable, Sendable {
    case basic = "Basic"
    case standard = "Standard"
  }

  /// One of `properties.frontendIPConfigurations`.
  package struct FrontEnd: Sendable {
    package var name: String
    /// `nil` with `privateIPAllocationMethod` Dynamic: the subnet's next free address is taken.
    package var privateIPAddress: IPv4Address?
    package var subnet: SubnetReference
    package var source: SourceLocation

    package init(
      name: String, privateIPAddress: IPv4Address?, subnet: SubnetReference, source: SourceLocation
    ) {
      self.name = name
      self.privateIPAddress = privateIPAddress
      self.subnet = subnet
      self.source = source
    }
  }

  /// One of `properties.backendAddressPools`; network interfaces say that they belong to it.
  package struct Pool: Sendable {
    package var name: String
    package var source: SourceLocation

    package init(name: String, source: SourceLocation) {
      self.name = name
      self.source = source
    }
  }

  package var name: String
  package var location: String
  package var sku: Sku
  package var frontEnds: [FrontEnd]
  package var pools: [Pool]
  package var rules: [LoadBalancingRule]
  package var probes: [HealthProbe]
  package var source: SourceLocation

  package init(
    name: String, location: String, sku: Sku = .basic, frontEnds: [FrontEnd], pools: [Pool],
    rules: [LoadBalancingRule], probes: [HealthProbe], source: SourceLocation
  ) {
    self.name = name
    self.location = location
    self.sku = sku
    self.frontEnds = frontEnds
    self.pools = pools
    self.rules = rules
    self.probes = probes
    self.source = source
  }
}

/// One of `loadBalancers.properties.loadBalancingRules`.
package struct LoadBalancingRule: Sendable {
  package enum TransportProtocol: String, CaseIterable, Sendable {
    case tcp = "Tcp"
    case udp = "Udp"
    /// With both ports 0: high-availability ports, which take every port of TCP and UDP.
    case all = "All"
  }

  /// Which fields of a flow choose the backend.
  package enum Distribution: String, CaseIterable, Sendable {
    /// Both addresses, both ports and the protocol.
    case fiveTuple = "Default"
    /// Both addresses.
    case sourceIP = "SourceIP"
    /// Both addresses and the protocol.
    case sourceIPProtocol = "SourceIPProtocol"
  }

  package var name: String
  /// The name of a ``LoadBalancer/FrontEnd``.
  package var frontEnd: String
  /// The name of a ``LoadBalancer/Pool``.
  package var pool: String
  /// The name of a ``HealthProbe``; without one every backend counts as healthy.
  package var probe: String?
  package var transportProtocol: TransportProtocol
  /// 0 with ``TransportProtocol/all``, else 1...65535.
  package var frontendPort: UInt16
  package var backendPort: UInt16
  package var loadDistribution: Distribution
  /// The destination stays the front end's.
  package var enableFloatingIP: Bool
  /// 4 to 30 minutes.
  package var idleTimeout: Nanoseconds
  package var source: SourceLocation

  package init(
    name: String, frontEnd: String, pool: String, probe: String? = nil,
    transportProtocol: TransportProtocol, frontendPort: UInt16, backendPort: UInt16,
    loadDistribution: Distribution = .fiveTuple, enableFloatingIP: Bool = false,
    idleTimeout: Nanoseconds = .seconds(240), source: SourceLocation
  ) {
    self.name = name
    self.frontEnd = frontEnd
    self.pool = pool
    self.probe = probe
    self.transportProtocol = transportProtocol
    self.frontendPort = frontendPort
    self.backendPort = backendPort
    self.loadDistribution = loadDistribution
    self.enableFloatingIP = enableFloatingIP
    self.idleTimeout = idleTimeout
    self.source = source
  }

  /// Every port of TCP and UDP.
  package var isHighAvailabilityPorts: Bool { transportProtocol == .all }
}

/// One of `loadBalancers.properties.probes`: asks each backend at regular times, from 168.63.129.16.
package struct HealthProbe: Sendable {
  package enum ProbeProtocol: String, CaseIterable, Sendable {
    /// A handshake.
    case tcp = "Tcp"
    /// A GET that must be answered with 200.
    case http = "Http"
    case https = "Https"
  }

  package var name: String
  package var probeProtocol: ProbeProtocol
  package var port: UInt16
  package var requestPath: String?
  /// 5 seconds or more.
  package var interval: Nanoseconds
  /// So many answers in a row, or so many missing ones, change a backend's state.
  package var threshold: Int
  package var source: SourceLocation

  package init(
    name: String, probeProtocol: ProbeProtocol, port: UInt16, requestPath: String? = nil,
    interval: Nanoseconds = .seconds(5), threshold: Int = 1, source: SourceLocation
  ) {
    self.name = name
    self.probeProtocol = probeProtocol
    self.port = port
    self.requestPath = requestPath
    self.interval = interval
    self.threshold = threshold
    self.source = source
  }
}

/// A pool of a load balancer, by name.
package struct PoolReference: Hashable, Sendable {
  package var loadBalancer: String
  package var pool: String

  package init(loadBalancer: String, pool: String) {
    self.loadBalancer = loadBalancer
    self.pool = pool
  }
}

extension LoadBalancer {
  package func frontEnd(_ name: String) -> FrontEnd? { frontEnds.first { $0.name == name } }

  package func probe(_ name: String) -> HealthProbe? { probes.first { $0.name == name } }

  /// The network that the front ends stand in; `nil` without a front end.
  package var virtualNetwork: String? { frontEnds.first?.subnet.virtualNetwork }
}

extension EraProfile {
  /// Whether machines reach a front end of this SKU over a peering between regions.
  package func reachesFrontEnds(_ sku: LoadBalancer.Sku) -> Bool {
    if EraRule.noFrontEndsAcrossRegions.holds(in: self) { return false }
    return sku == .standard
  }
}
