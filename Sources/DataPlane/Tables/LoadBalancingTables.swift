import Addressing

/// What front ends of internal load balancers lead to, as the control plane says it.
package struct LoadBalancingTables: Hashable, Sendable {
  /// Which fields of a flow choose its backend.
  package enum Distribution: UInt8, Hashable, Sendable {
    case fiveTuple
    case addressesAndProtocol
    case addresses
  }

  package struct Backend: Hashable, Sendable {
    /// The network's side of the port of the machine.
    package var interface: InterfaceID
    package var address: IPv4Address
    /// What the probe says.
    package var isUp: Bool

    package init(interface: InterfaceID, address: IPv4Address, isUp: Bool = true) {
      self.interface = interface
      self.address = address
      self.isUp = isUp
    }
  }

  package struct Rule: Hashable, Sendable {
    package var name: String
    package var pool: String
    /// `nil` is every port of TCP and UDP.
    package var protocolNumber: IPProtocol?
    package var frontendPort: UInt16
    package var backendPort: UInt16
    package var distribution: Distribution
    /// The destination stays the front end's.
    package var isFloating: Bool
    package var idleTimeout: Nanoseconds
    /// Sorted by address.
    package var backends: [Backend]

    package init(
      name: String, pool: String = "", protocolNumber: IPProtocol?, frontendPort: UInt16 = 0,
      backendPort: UInt16 = 0, distribution: Distribution = .fiveTuple, isFloating: Bool = false,
      idleTimeout: Nanoseconds = .seconds(240), backends: [Backend]
    ) {
      self.name = name
      self.pool = pool
      self.protocolNumber = protocolNumber
      self.frontendPort = frontendPort
      self.backendPort = backendPort
      self.distribution = distribution
      self.isFloating = isFloating
      self.idleTimeout = idleTimeout
      self.backends = backends
    }
  }

  package struct FrontEnd: Hashable, Sendable {
    package var name: String
    package var address: IPv4Address
    /// Standard: new flows need a rule that allows them, and flows outlive their pool's health.
    package var isStandard: Bool
    /// Whoever finds this entry does not reach the front end, for this reason.
    package var refusal: DropReason?
    package var rules: [Rule]

    package init(
      name: String, address: IPv4Address, isStandard: Bool, refusal: DropReason? = nil,
      rules: [Rule]
    ) {
      self.name = name
      self.address = address
      self.isStandard = isStandard
      self.refusal = refusal
      self.rules = rules
    }
  }

  /// By the number that mapping entries name.
  package var frontEnds: [FrontEnd]
  /// Inbound rules that stand where a Standard load balancer's backend has no group; by device.
  package var implicitRules: [DeviceID: SecurityRuleTableID]

  package init(_ frontEnds: [FrontEnd] = [], implicitRules: [DeviceID: SecurityRuleTableID] = [:]) {
    self.frontEnds = frontEnds
    self.implicitRules = implicitRules
  }
}

extension MappingTable.Entry {
  /// The address is that of a front end.
  package static func frontEnd(_ number: Int) -> Self {
    Self(ingress: InterfaceID(rawValue: 0), link: .frontEnd(number))
  }
}

extension LinkID {
  /// Stands where a load balancer chooses the link.
  package static func frontEnd(_ number: Int) -> Self { Self(rawValue: -2 - Int32(number)) }

  /// The front end that this stands for; of a link, negative.
  @inline(__always)
  var frontEndNumber: Int { -2 &- Int(rawValue) }

  @inline(__always)
  var isFrontEnd: Bool { rawValue < -1 }
}
