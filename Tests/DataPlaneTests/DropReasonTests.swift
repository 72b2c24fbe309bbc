import Addressing
import TestSupport
import Testing

@testable import DataPlane

struct DropReasonTests {
  /// Reasons that only links and time bring about: the emulator's tests reach them.
  static let emulated: Set<DropReason> = [
    .linkDown, .forwardingLoop, .machineRateExceeded, .gatewayRateExceeded,
    .gatewayPacketRateExceeded, .tunnelRateExceeded, .circuitRateExceeded,
    .tunnelWithinTunnel, .deviceGone,
  ]

  /// Reasons that need a load balancer.
  static let balancing: Set<DropReason> = [
    .basicFrontEndAcrossRegions, .frontEndAcrossRegions, .noLoadBalancingRule, .noHealthyBackend,
    .balancedToItself, .closedByStandardLoadBalancer,
  ]

  /// Reasons that need a tunnel with traffic selectors.
  static let selecting: Set<DropReason> = [.outsideTrafficSelectors]

  /// Reasons that packets into and out of tunnels have, which are no stages of a device's pipeline.
  static let tunnels: Set<DropReason> = [
    .tunnelPacketTooLong, .espSequenceExhausted, .espFragment, .espMalformed,
    .espUnknownAssociation, .espReplayed, .espTooOld, .espIntegrityFailed, .espPaddingInvalid,
    .espDummy, .espNotIPv4,
  ]

  /// A packet that a device drops for the reason.
  static func verdict(_ reason: DropReason) -> Verdict {
    let out = PacketBuilder.echoRequest(from: PortFixture.a, to: PortFixture.b)
    let through = PacketBuilder.echoRequest(from: TransitFixture.host, to: TransitFixture.beyond)
    let transit = TransitFixture()
    var port = PortFixture()
    func toward(_ address: IPv4Address) -> [UInt8] {
      PacketBuilder.echoRequest(from: PortFixture.a, to: address)
    }
    var changed = through
    switch reason {
    case .truncated: return transit.process(Array(through.dropLast())).verdict
    case .notIPv4:
      changed[0] = 0x55
      return transit.process(changed).verdict
    case .headerLengthInvalid:
      changed[0] = 0x41
      return transit.process(changed).verdict
    case .headerChecksumWrong:
      changed[11] &+= 1
      return transit.process(changed).verdict
    case .sourceNotOwnAddress:
      return port.fromA(PacketBuilder.echoRequest(from: PortFixture.b, to: PortFixture.b))
    case .destinationNotOwnAddress: return port.toA(out)
    case .flowLimitReached:
      var full = PortFixture(flows: .init(limitPerDirection: 1))
      _ = full.fromA(out)
      return full.fromA(
        PacketBuilder.transport(.udp, from: PortFixture.a, 1, to: PortFixture.b, 2))
    case .deniedByNetworkInterfaceRule:
      var guarded = PortFixture(.defaults)
      return guarded.fromA(toward(IPv4Address(8, 8, 8, 8)))
    case .deniedBySubnetRule:
      let deny = SecurityRuleSamples.all("deny", allows: false)
      var guarded = PortFixture(.init(subnet: (deny, deny)))
      return guarded.fromA(out)
    case .timeToLiveExceeded:
      return transit.process(
        PacketBuilder.echoRequest(
          from: TransitFixture.host, to: TransitFixture.beyond, timeToLive: 1)
      ).verdict
    case .noRoute:
      return transit.process(
        PacketBuilder.echoRequest(from: TransitFixture.host, to: IPv4Address(172, 16, 0, 1))
      ).verdict
    case .routeToNone: return port.fromA(toward(IPv4Address(10, 200, 0, 1)))
    case .internetNotModelled: return port.fromA(toward(IPv4Address(8, 8, 8, 8)))
    case .nextHopUnavailable: return port.fromA(toward(IPv4Address(10, 2, 0, 1)))
    case .tunnelDown: return port.fromA(toward(IPv4Address(10, 3, 0, 1)))
    case .noSuchAddress: return port.fromA(toward(IPv4Address(10, 0, 0, 77)))
    case .notForwarding:
      return transit.process(through, at: transit.hostInterface).verdict
    case .noListener:
      return transit.process(
        PacketBuilder.transport(
          .udp, from: TransitFixture.host, 1, to: TransitFixture.near, 2)
      ).verdict
    case .serviceEndpointNotModelled: return port.fromA(toward(IPv4Address(20, 38, 98, 5)))
    case .platformServiceNotModelled: return port.fromA(toward(.azurePlatform))
    case .forwardedTrafficNotAllowed:
      let refuse = SecurityRuleTable(
        group: "",
        rules: [
          .init(
            name: "peering/p", priority: 0, allows: false,
            sources: [.init(included: [.all], excluded: PortFixture.network)],
            denial: .forwardedTrafficNotAllowed),
          .init(name: "all", priority: 65500, allows: true),
        ])
      var appliance = PortFixture(
        .init(networkInterface: (SecurityRuleSamples.all("a", allows: true), refuse)),
        ipForwarding: true)
      guard case .forward = appliance.fromA(out) else { return .deliver }
      return appliance.fromA(
        PacketBuilder.echoRequest(from: IPv4Address(10, 9, 0, 4), to: PortFixture.b))
    case .tunnelPacketTooLong, .espSequenceExhausted, .espFragment, .espMalformed,
      .espUnknownAssociation, .espReplayed, .espTooOld, .espIntegrityFailed, .espPaddingInvalid,
      .espDummy, .espNotIPv4:
      return TunnelFixture.verdict(reason, out)
    case .basicFrontEndAcrossRegions, .frontEndAcrossRegions, .noLoadBalancingRule,
      .noHealthyBackend, .balancedToItself, .closedByStandardLoadBalancer:
      return BalancedFixture.verdict(reason)
    case .notCarried:
      return port.fromA(
        PacketBuilder.transport(
          IPProtocol(rawValue: 47), from: PortFixture.a, 0, to: PortFixture.b, 0))
    case .outsideTrafficSelectors:
      return SelectorFixture().process(
        PacketBuilder.echoRequest(from: IPv4Address(10, 2, 0, 4), to: IPv4Address(192, 168, 1, 10))
      )
    case .linkDown, .forwardingLoop, .tunnelWithinTunnel, .machineRateExceeded,
      .gatewayRateExceeded,
      .gatewayPacketRateExceeded, .tunnelRateExceeded, .circuitRateExceeded, .deviceGone:
      return .deliver
    }
  }

  @Test(
    "some packet is dropped for each reason",
    arguments: DropReason.allCases.filter { !emulated.contains($0) })
  func reachable(reason: DropReason) {
    #expect(Self.verdict(reason) == .drop(reason))
  }

  @Test("each reason has a sentence of its own, without a full stop")
  func texts() {
    #expect(Set(DropReason.allCases.map(\.text)).count == DropReason.allCases.count)
    for reason in DropReason.allCases {
      #expect(!reason.text.isEmpty && !reason.text.hasSuffix("."))
    }
  }
}
