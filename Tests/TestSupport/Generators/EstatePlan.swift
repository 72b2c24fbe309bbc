import Addressing

/// An estate of virtual networks as plain values: what the oracles read, and what the document says.
///
/// The network with octet 7 is `n7`, 10.7.0.0/16. Machines are in its subnet 10.7.0.0/24, appliances in 10.7.1.0/24.
package struct EstatePlan: Sendable {
  package struct Rule: Sendable {
    package var priority: Int
    package var isInbound: Bool
    package var allows: Bool
    /// `Tcp`, `Udp`, `Icmp` or `*`.
    package var protocolName: String
    /// The network whose range is the rule's source or destination; `nil` for any.
    package var source: Int?
    package var destination: Int?
  }

  package struct Machine: Sendable {
    package var name: String
    package var network: Int
    package var address: IPv4Address
    /// Stands where routes lead to.
    package var isAppliance = false
    /// Whether IP forwarding is on, as an appliance needs it.
    package var forwards = false
    /// The group at the machine's own interface; `nil` without.
    package var rules: [Rule]?

    package init(
      name: String, network: Int, address: IPv4Address, isAppliance: Bool = false,
      forwards: Bool = false, rules: [Rule]? = nil
    ) {
      self.name = name
      self.network = network
      self.address = address
      self.isAppliance = isAppliance
      self.forwards = forwards
      self.rules = rules
    }
  }

  package enum RouteType: String, CaseIterable, Sendable {
    case virtualAppliance = "VirtualAppliance"
    case vnetLocal = "VnetLocal"
    case internet = "Internet"
    case none = "None"
  }

  package struct Route: Sendable {
    package var prefix: IPv4Prefix
    package var type: RouteType
    package var appliance: IPv4Address?
  }

  package struct Network: Sendable {
    package var octet: Int
    package var region: String
    package var routes: [Route]?
    package var propagatesGatewayRoutes = true
    package var hasVPNGateway = false
    /// The AS number of the VPN gateway; `nil` without BGP.
    package var autonomousSystem: Int?
    /// The group at the machines' subnet; `nil` without.
    package var rules: [Rule]?

    package init(octet: Int, region: String) {
      self.octet = octet
      self.region = region
    }

    package var name: String { "n\(octet)" }
    package var space: IPv4Prefix {
      IPv4Prefix(containing: IPv4Address(10, UInt8(octet), 0, 0), length: 16)
    }
  }

  /// What one network says of a peering.
  package struct Side: Sendable {
    package var isDisconnected = false
    package var allowVirtualNetworkAccess = true
    package var allowForwardedTraffic = false
    package var allowGatewayTransit = false
    package var useRemoteGateways = false
  }

  package struct Peering: Sendable {
    package var first: Int
    package var second: Int
    package var firstSide: Side?
    package var secondSide: Side?

    package func joins(_ one: Int, _ other: Int) -> Bool {
      (first, second) == (one, other) || (second, first) == (one, other)
    }
  }

  /// The two connections between two networks' VPN gateways.
  package struct Tunnel: Sendable {
    package var first: Int
    package var second: Int
    package var hasBGP: Bool
  }

  /// An office behind a circuit of its own into one network, which may have several: hosts in 10.(100 + number).0.0/24.
  package struct Site: Sendable {
    package var number: Int
    package var network: Int
    package var hosts: Int
    /// What the site claims to have besides: a part of some network's range.
    package var claim: IPv4Prefix?
    /// The SKU of the network's ExpressRoute gateway and the circuit's bandwidth; `nil` for no limit.
    package var gatewaySku: String?
    package var bandwidthInMbps: Int?

    package init(number: Int, network: Int, hosts: Int, claim: IPv4Prefix? = nil) {
      self.number = number
      self.network = network
      self.hosts = hosts
      self.claim = claim
    }
  }

  package init() {}

  /// `azure-2018`; `nil` for today's rules.
  package var profile: String?
  package var networks: [Network] = []
  package var machines: [Machine] = []
  package var peerings: [Peering] = []
  package var tunnels: [Tunnel] = []
  package var sites: [Site] = []

  // MARK: What follows at once

  package func network(_ octet: Int) -> Network? { networks.first { $0.octet == octet } }

  /// Whether both sides of a peering between two networks agree: each has one, none was left behind by a deletion,
  /// and where a closed side stops traffic, none is closed.
  package func agree(_ one: Int, _ other: Int) -> Bool {
    guard let peering = peerings.first(where: { $0.joins(one, other) }),
      let first = peering.firstSide, let second = peering.secondSide,
      !first.isDisconnected, !second.isDisconnected
    else { return false }
    return profile == nil || first.allowVirtualNetworkAccess && second.allowVirtualNetworkAccess
  }

  /// Networks with which both sides agree on a peering.
  package func peers(of octet: Int) -> [Network] {
    networks.filter { $0.octet != octet && agree($0.octet, octet) }
  }

  /// The same without a device that forwards: no gateway, no circuit, and no appliance forwards any more.
  package var withoutForwarders: Self {
    var plan = self
    plan.tunnels = []
    plan.sites = []
    for index in plan.networks.indices {
      plan.networks[index].hasVPNGateway = false
      plan.networks[index].autonomousSystem = nil
    }
    for index in plan.machines.indices { plan.machines[index].forwards = false }
    for index in plan.peerings.indices {
      for side in [\Peering.firstSide, \.secondSide] {
        plan.peerings[index][keyPath: side]?.useRemoteGateways = false
        plan.peerings[index][keyPath: side]?.allowGatewayTransit = false
      }
    }
    return plan
  }

  /// The same without any security rule.
  package var withoutRules: Self {
    var plan = self
    for index in plan.networks.indices { plan.networks[index].rules = nil }
    for index in plan.machines.indices { plan.machines[index].rules = nil }
    return plan
  }

  /// The same without a user's route.
  package var withoutRoutes: Self {
    var plan = self
    for index in plan.networks.indices { plan.networks[index].routes = nil }
    return plan
  }
}
