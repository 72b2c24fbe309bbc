/// Why a packet ended where it did: the one vocabulary of verdicts, counters, explanations and tests.
///
/// Grouped by stage, in the order of the stages.
package enum DropReason: String, CaseIterable, Hashable, Sendable {
  // Validation (RFC 1812, 5.2.2).
  /// Shorter than an IPv4 header, or than its own length field says.
  case truncated
  /// Not IP version 4.
  case notIPv4
  /// A header length below 20 bytes.
  case headerLengthInvalid
  /// The header's checksum is wrong.
  case headerChecksumWrong

  // Direction lookup: Azure's check of source and destination at the port.
  /// A guest without IP forwarding sent from an address that is not its own.
  case sourceNotOwnAddress
  /// A packet for somebody else came to a guest without IP forwarding.
  case destinationNotOwnAddress

  // Flow lookup.
  /// The port keeps as many flows of the packet's direction as it may.
  case flowLimitReached

  // Security rules.
  /// A rule of the network interface's group denied it.
  case deniedByNetworkInterfaceRule
  /// A rule of the subnet's group denied it.
  case deniedBySubnetRule

  // Time to live.
  /// The TTL ran out (RFC 792, type 11 code 0).
  case timeToLiveExceeded
  /// Devices that take nothing from the TTL hand the packet round and round; the emulator ends it.
  case forwardingLoop

  // Routing.
  /// No prefix matches.
  case noRoute
  /// The route's next hop is `None`.
  case routeToNone
  /// The route leads to the Internet, which is not part of the estate.
  case internetNotModelled
  /// The route's gateway or appliance is not there, or cannot be used so.
  case nextHopUnavailable

  /// The route leads into an IPsec tunnel that is not up.
  case tunnelDown

  // Mapping.
  /// Nobody has the address on its network.
  case noSuchAddress

  // Link.
  /// The link was down when the packet was put on it, and routing had not noticed yet.
  case linkDown

  // Delivery.
  /// A host that is no router got a packet for somebody else.
  case notForwarding
  /// The device has the address but answers nothing there.
  case noListener

  // Routing, continued.
  /// A service endpoint takes the packet to an Azure service, which is not part of the estate.
  case serviceEndpointNotModelled
  /// The host of the machine answers there, which is not part of the estate: name service, metadata, probes.
  case platformServiceNotModelled

  // Security rules, continued.
  /// An appliance sent what is from elsewhere into a network whose peering takes no forwarded traffic.
  case forwardedTrafficNotAllowed

  // Rates, on the emulator's clock.
  /// A machine sent more than its size allows.
  case machineRateExceeded
  /// A gateway carried more bits than its SKU allows.
  case gatewayRateExceeded
  /// A gateway carried more packets than its SKU allows.
  case gatewayPacketRateExceeded
  /// An IPsec tunnel carried more than one tunnel may.
  case tunnelRateExceeded
  /// A link of a circuit carried more than the circuit's bandwidth.
  case circuitRateExceeded

  // Encapsulation: ESP in tunnel mode (RFC 4303, 3.3).
  /// The outer packet's route leads into a tunnel again.
  case tunnelWithinTunnel
  /// Encapsulated, the packet would be longer than an IPv4 packet can be.
  case tunnelPacketTooLong
  /// The association has used all its sequence numbers.
  case espSequenceExhausted

  // Decapsulation (RFC 4303, 3.4).
  /// A fragment of an ESP packet came where a tunnel ends.
  case espFragment
  /// Too short for ESP, or what is encrypted is no multiple of four bytes.
  case espMalformed
  /// The device has no security association with this index.
  case espUnknownAssociation
  /// A packet with this sequence number was received already.
  case espReplayed
  /// The sequence number is left of the anti-replay window.
  case espTooOld
  /// The integrity check value is wrong.
  case espIntegrityFailed
  /// The padding is not what RFC 4303 says.
  case espPaddingInvalid
  /// A dummy packet, of which nothing is to come out.
  case espDummy
  /// What came out is not IPv4.
  case espNotIPv4

  // Load balancing.
  /// A Basic load balancer's front end is beyond a peering between regions.
  case basicFrontEndAcrossRegions
  /// The document's profile reaches no front end over a peering between regions.
  case frontEndAcrossRegions
  /// The front end has no rule for the packet's protocol and port; it does not answer by itself.
  case noLoadBalancingRule
  /// No backend of the rule is up.
  case noHealthyBackend
  /// A backend sent to its own front end, and the hash chose the backend itself.
  case balancedToItself
  /// The backend of a Standard load balancer has no group that allows the flow.
  case closedByStandardLoadBalancer

  // Changes of resources.
  /// The network interface, machine or gateway was deleted while the packet was on its way, or sends no more.
  case deviceGone

  // Security rules, continued: what the platform says whatever groups say.
  /// Azure's networks carry no such packet: GRE, IP in IP, multicast, broadcast, DHCP to one address, UDP port 65330.
  case notCarried

  // Encapsulation, continued.
  /// The route leads into a tunnel whose traffic selectors do not cover the packet's source and destination.
  case outsideTrafficSelectors
}

extension DropReason {
  /// One sentence for a person, without a full stop.
  package var text: String {
    switch self {
    case .truncated: "the packet is shorter than its header says"
    case .notIPv4: "the packet is not IP version 4"
    case .headerLengthInvalid: "the IPv4 header is shorter than 20 bytes"
    case .headerChecksumWrong: "the IPv4 header checksum is wrong"
    case .sourceNotOwnAddress:
      "the guest sent from an address that its network interface does not have, and IP forwarding is off"
    case .destinationNotOwnAddress:
      "the packet is for another address than the network interface's, and IP forwarding is off"
    case .flowLimitReached:
      "the network interface has as many flows of this direction as it may have"
    case .deniedByNetworkInterfaceRule:
      "denied by the network security group of the network interface"
    case .deniedBySubnetRule: "denied by the network security group of the subnet"
    case .timeToLiveExceeded: "the time to live ran out"
    case .forwardingLoop: "the packet goes round among devices that take nothing from its TTL"
    case .noRoute: "no route matches the destination"
    case .routeToNone: "the route's next hop is None"
    case .internetNotModelled: "the route leads to the Internet, which is not part of the estate"
    case .nextHopUnavailable: "the route's next hop is not available"
    case .tunnelDown: "the route leads into an IPsec tunnel that is not up"
    case .noSuchAddress: "nobody has this address on its network"
    case .linkDown: "the link is down and routing has not noticed yet"
    case .notForwarding: "a host does not forward packets for others"
    case .noListener: "the device answers nothing at this address"
    case .serviceEndpointNotModelled:
      "a service endpoint takes the packet to an Azure service, which is not part of the estate"
    case .platformServiceNotModelled:
      "the host answers at this address, and its services are not part of the estate"
    case .forwardedTrafficNotAllowed:
      "the destination's network does not take forwarded traffic over its peering"
    case .machineRateExceeded: "the machine sends more than its size allows"
    case .gatewayRateExceeded: "the gateway carries more bits a second than its SKU allows"
    case .gatewayPacketRateExceeded: "the gateway carries more packets a second than its SKU allows"
    case .tunnelRateExceeded: "the IPsec tunnel carries more than one tunnel may"
    case .circuitRateExceeded: "the circuit's link carries more than the circuit's bandwidth"
    case .tunnelWithinTunnel: "the route of the tunnel's outer packet leads into a tunnel"
    case .tunnelPacketTooLong: "encapsulated, the packet would have more than 65,535 bytes"
    case .espSequenceExhausted: "the security association has used all its sequence numbers"
    case .espFragment: "a fragment of an ESP packet came where a tunnel ends"
    case .espMalformed: "the ESP packet is too short, or not aligned"
    case .espUnknownAssociation: "the device has no security association with this index"
    case .espReplayed: "an ESP packet with this sequence number was received already"
    case .espTooOld: "the ESP packet's sequence number is left of the anti-replay window"
    case .espIntegrityFailed: "the ESP packet's integrity check value is wrong"
    case .espPaddingInvalid: "the ESP packet's padding is wrong"
    case .espDummy: "the ESP packet is a dummy"
    case .espNotIPv4: "what the ESP packet carries is not IPv4"
    case .basicFrontEndAcrossRegions:
      "the front end of a Basic load balancer is not reached over a peering between regions"
    case .frontEndAcrossRegions:
      "in this profile no load balancer is reached over a peering between regions"
    case .noLoadBalancingRule:
      "no rule of the load balancer is for this protocol and port"
    case .noHealthyBackend:
      "no backend of the load balancer's rule is up"
    case .balancedToItself:
      "the load balancer chose the sender itself as the backend"
    case .closedByStandardLoadBalancer:
      "a Standard load balancer's backend without a network security group takes only what is from its virtual network"
    case .deviceGone: "the network interface or gateway is not there any more"
    case .notCarried:
      "Azure's networks carry no multicast, broadcast, GRE, IP in IP, DHCP to one address, nor UDP from port 65330"
    case .outsideTrafficSelectors:
      "no traffic selector of the tunnel covers the packet's source and destination"
    }
  }
}

extension DropReason {
  /// How many there are.
  package static var count: Int { 49 }

  /// The place in ``allCases``, for arrays of counters.
  package var number: Int {
    switch self {
    case .truncated: 0
    case .notIPv4: 1
    case .headerLengthInvalid: 2
    case .headerChecksumWrong: 3
    case .sourceNotOwnAddress: 4
    case .destinationNotOwnAddress: 5
    case .flowLimitReached: 6
    case .deniedByNetworkInterfaceRule: 7
    case .deniedBySubnetRule: 8
    case .timeToLiveExceeded: 9
    case .forwardingLoop: 10
    case .noRoute: 11
    case .routeToNone: 12
    case .internetNotModelled: 13
    case .nextHopUnavailable: 14
    case .tunnelDown: 15
    case .noSuchAddress: 16
    case .linkDown: 17
    case .notForwarding: 18
    case .noListener: 19
    case .serviceEndpointNotModelled: 20
    case .platformServiceNotModelled: 21
    case .forwardedTrafficNotAllowed: 22
    case .machineRateExceeded: 23
    case .gatewayRateExceeded: 24
    case .gatewayPacketRateExceeded: 25
    case .tunnelRateExceeded: 26
    case .circuitRateExceeded: 27
    case .tunnelWithinTunnel: 28
    case .tunnelPacketTooLong: 29
    case .espSequenceExhausted: 30
    case .espFragment: 31
    case .espMalformed: 32
    case .espUnknownAssociation: 33
    case .espReplayed: 34
    case .espTooOld: 35
    case .espIntegrityFailed: 36
    case .espPaddingInvalid: 37
    case .espDummy: 38
    case .espNotIPv4: 39
    case .basicFrontEndAcrossRegions: 40
    case .frontEndAcrossRegions: 41
    case .noLoadBalancingRule: 42
    case .noHealthyBackend: 43
    case .balancedToItself: 44
    case .closedByStandardLoadBalancer: 45
    case .deviceGone: 46
    case .notCarried: 47
    case .outsideTrafficSelectors: 48
    }
  }
}

extension DropReason {
  /// Whether the device had chosen a route for the packet, which leads somewhere, when it dropped it.
  package var followsRouting: Bool {
    switch self {
    case .timeToLiveExceeded, .noSuchAddress, .linkDown, .flowLimitReached, .machineRateExceeded,
      .gatewayRateExceeded, .gatewayPacketRateExceeded, .tunnelRateExceeded, .circuitRateExceeded,
      .tunnelWithinTunnel, .tunnelPacketTooLong, .espSequenceExhausted,
      .basicFrontEndAcrossRegions, .frontEndAcrossRegions, .noLoadBalancingRule,
      .noHealthyBackend, .balancedToItself, .outsideTrafficSelectors:
      true
    case .truncated, .notIPv4, .headerLengthInvalid, .headerChecksumWrong, .sourceNotOwnAddress,
      .destinationNotOwnAddress, .deniedByNetworkInterfaceRule, .deniedBySubnetRule,
      .forwardingLoop, .noRoute, .routeToNone, .internetNotModelled, .nextHopUnavailable,
      .closedByStandardLoadBalancer, .tunnelDown, .notForwarding, .noListener,
      .serviceEndpointNotModelled,
      .platformServiceNotModelled, .forwardedTrafficNotAllowed, .espFragment, .espMalformed,
      .espUnknownAssociation, .espReplayed, .espTooOld, .espIntegrityFailed, .espPaddingInvalid,
      .espDummy, .espNotIPv4, .deviceGone, .notCarried:
      false
    }
  }
}

extension DropReason {
  /// Where packets are dropped for a reason.
  package enum Scope: Int, Sendable {
    /// At virtual switch ports, and everywhere else.
    case port
    /// There too, if the estate has load balancers.
    case balancedPort
    /// At gateways, edges, routers and hosts, never at ports.
    case beyondPorts
  }

  /// Where packets are dropped for this reason.
  package var scope: Scope {
    switch self {
    case .truncated, .notIPv4, .headerLengthInvalid, .headerChecksumWrong, .sourceNotOwnAddress,
      .destinationNotOwnAddress, .flowLimitReached, .deniedByNetworkInterfaceRule,
      .deniedBySubnetRule, .timeToLiveExceeded, .forwardingLoop, .noRoute, .routeToNone,
      .internetNotModelled, .nextHopUnavailable, .noSuchAddress, .linkDown, .noListener,
      .serviceEndpointNotModelled, .platformServiceNotModelled, .forwardedTrafficNotAllowed,
      .machineRateExceeded, .deviceGone, .notCarried:
      .port
    case .basicFrontEndAcrossRegions, .frontEndAcrossRegions, .noLoadBalancingRule,
      .noHealthyBackend, .balancedToItself, .closedByStandardLoadBalancer:
      .balancedPort
    case .tunnelDown, .outsideTrafficSelectors, .notForwarding, .gatewayRateExceeded,
      .gatewayPacketRateExceeded,
      .tunnelRateExceeded, .circuitRateExceeded, .tunnelWithinTunnel, .tunnelPacketTooLong,
      .espSequenceExhausted, .espFragment, .espMalformed, .espUnknownAssociation, .espReplayed,
      .espTooOld, .espIntegrityFailed, .espPaddingInvalid, .espDummy, .espNotIPv4:
      .beyondPorts
    }
  }

  /// All of them, those of ports first.
  static var byScope: [Self] {
    [Scope.port, .balancedPort, .beyondPorts].flatMap { scope in
      allCases.filter { $0.scope == scope }
    }
  }
}
