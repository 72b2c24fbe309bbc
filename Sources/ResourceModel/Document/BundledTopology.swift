import CBundledDocuments

/// The documents that come with the program, by the names under which they are asked for.
package enum BundledTopology: String, CaseIterable, Sendable {
  case interop
  case s2sOverExpressRoute = "s2s-over-expressroute"
  case vnetToVnet = "vnet-to-vnet"
  case expressRouteVPNFailover = "expressroute-vpn-failover"
  case multiSiteVPN = "multi-site-vpn"
  case globalPeeringILB = "global-peering-ilb"
  case internalLoadBalancer = "internal-load-balancer"
  case peeringLifecycle = "peering-lifecycle"
  case hubSpokeAppliance = "hub-spoke-appliance"

  /// The document's text.
  package var bytes: [UInt8] {
    switch self {
    case .interop: bundled_interop().array
    case .s2sOverExpressRoute: bundled_s2s_over_expressroute().array
    case .vnetToVnet: bundled_vnet_to_vnet().array
    case .expressRouteVPNFailover: bundled_expressroute_vpn_failover().array
    case .multiSiteVPN: bundled_multi_site_vpn().array
    case .globalPeeringILB: bundled_global_peering_ilb().array
    case .internalLoadBalancer: bundled_internal_load_balancer().array
    case .peeringLifecycle: bundled_peering_lifecycle().array
    case .hubSpokeAppliance: bundled_hub_spoke_appliance().array
    }
  }

  /// One line for a list.
  package var summary: String {
    switch self {
    case .interop:
      "Six networks over ExpressRoute, VPN and peering: the interoperability test bed"
    case .s2sOverExpressRoute:
      "A VPN over Microsoft peering for the high-security prefixes, private peering for the rest"
    case .vnetToVnet: "Two virtual networks joined by two VPN gateways and a pre-shared key"
    case .expressRouteVPNFailover:
      "ExpressRoute with a VPN behind it: failover both ways, and a site that prefers the VPN"
    case .multiSiteVPN:
      "An active-active VPN gateway with three sites and two networks: transit needs BGP"
    case .globalPeeringILB:
      "An internal load balancer in another region, reached over global peering"
    case .internalLoadBalancer:
      "Backends that fail and come back, and appliances behind high-availability ports"
    case .peeringLifecycle: "A peering made, grown, broken and made anew while packets fly"
    case .hubSpokeAppliance:
      "An appliance in the hub, between spokes and beside the VPN from branch to site"
    }
  }
}
