import Addressing

/// Every rule that does not hold in all profiles. Code that depends on a profile asks here and nowhere else.
package enum EraRule: String, CaseIterable, Sendable {
  case tenTunnels
  case localNetworkIsExact
  case peeringIsMissing
  case globalPeeringIsPreview
  case previewNeedsRegistration
  case noGatewayTransitAcrossRegions
  case noGatewayTransitAcrossModels
  case peersShareTenant
  case addressSpaceIsFixedWhilePeered
  case closedPeeringStopsTraffic
  case gatewaysTakeTwoHops
  case noFrontEndsAcrossRegions
  case routesAreToPrefixes
  case serviceEndpointsAreMissing
  case microsoftPeeringNeedsFilter
  case fastPathEndsAtNetwork
  case networksHaveNoCommunities

  /// The profiles in which the rule holds.
  package var profiles: ClosedRange<EraProfile> {
    switch self {
    case .tenTunnels: .azure2015 ... .azure2015
    case .localNetworkIsExact: .azure2015 ... .azure2015
    case .peeringIsMissing: .azure2015 ... .azure2015
    case .globalPeeringIsPreview: .azure2017 ... .azure2017
    case .previewNeedsRegistration: .azure2017 ... .azure2017
    case .noGatewayTransitAcrossRegions: .azure2017 ... .azure2019
    case .noGatewayTransitAcrossModels: .azure2017 ... .azure2018
    case .peersShareTenant: .azure2017 ... .azure2018
    case .addressSpaceIsFixedWhilePeered: .azure2017 ... .azure2019
    case .closedPeeringStopsTraffic: .azure2017 ... .azure2019
    case .gatewaysTakeTwoHops: .azure2015 ... .azure2019
    case .noFrontEndsAcrossRegions: .azure2017 ... .azure2018
    case .routesAreToPrefixes: .azure2015 ... .azure2019
    case .serviceEndpointsAreMissing: .azure2015 ... .azure2015
    case .microsoftPeeringNeedsFilter: .azure2017 ... .current
    case .fastPathEndsAtNetwork: .azure2015 ... .azure2019
    case .networksHaveNoCommunities: .azure2015 ... .azure2019
    }
  }

  package func holds(in profile: EraProfile) -> Bool { profiles.contains(profile) }

  /// The rule, one sentence without a full stop.
  package var statement: String {
    switch self {
    case .tenTunnels: "A VPN gateway has at most ten tunnels; later its SKU says how many"
    case .localNetworkIsExact:
      "A local network that stands for a virtual network has exactly that network's ranges"
    case .peeringIsMissing: "There is no virtual network peering"
    case .globalPeeringIsPreview:
      "Peering between regions is a preview in ten regions"
    case .previewNeedsRegistration:
      "The subscriptions of both networks are registered for the preview of peering between regions"
    case .noGatewayTransitAcrossRegions:
      "A peering between regions has no gateway transit and no remote gateways"
    case .noGatewayTransitAcrossModels:
      "A peering between a Resource Manager and a classic network has no gateway transit"
    case .peersShareTenant: "Peered networks belong to subscriptions of one tenant"
    case .addressSpaceIsFixedWhilePeered:
      "A peered network's address space does not change; later each peering is synchronised after a change"
    case .closedPeeringStopsTraffic:
      "With `allowVirtualNetworkAccess` false at either side nothing flows over a peering; later it only takes the peer "
        + "out of the `VirtualNetwork` tag"
    case .gatewaysTakeTwoHops:
      "A VPN gateway without a `timeToLive` of its own takes two from the TTL of what leaves its network, and nothing "
        + "later on"
    case .noFrontEndsAcrossRegions:
      "No internal load balancer is reached over a peering between regions; later those of the Standard SKU are"
    case .routesAreToPrefixes: "A user's route is to a prefix; later to a service tag as well"
    case .serviceEndpointsAreMissing: "Subnets have no service endpoints"
    case .microsoftPeeringNeedsFilter:
      "Microsoft peering tells the customer what its route filter names; before, everything"
    case .fastPathEndsAtNetwork:
      "FastPath reaches the gateway's own network; later peered ones of its region as well, over ExpressRoute Direct"
    case .networksHaveNoCommunities: "Virtual networks have no BGP communities"
    }
  }

  /// Who says so.
  package var source: String {
    switch self {
    case .tenTunnels: "Configure a VNet to VNet connection, 05/2015, FAQ"
    case .localNetworkIsExact: "Configure a VNet to VNet connection, 05/2015, add local networks"
    case .peeringIsMissing: "the document of 2015 knows gateways only; peering came in 2016"
    case .globalPeeringIsPreview: "Virtual network peering, 09/2017, requirements and constraints"
    case .previewNeedsRegistration:
      "Virtual network peering, 09/2017, requirements and constraints"
    case .noGatewayTransitAcrossRegions:
      "Virtual network peering, 09/2017 and 03/2018; Global VNet peering, 03/2019"
    case .noGatewayTransitAcrossModels:
      "Virtual network peering, 09/2017 and 03/2018, gateways and on-premises connectivity"
    case .peersShareTenant: "Virtual network peering, 09/2017, requirements and constraints"
    case .addressSpaceIsFixedWhilePeered:
      "Virtual network peering, 09/2017; Update the address space for a peered virtual network, 2022"
    case .closedPeeringStopsTraffic:
      "Create, change, or delete a virtual network peering, 02/2018 and 11/2022"
    case .gatewaysTakeTwoHops:
      "measured: Interoperability, data plane analysis, 10/2018, against a lab of 2024; 2015 to 2019 inferred"
    case .noFrontEndsAcrossRegions:
      "Virtual network peering, 09/2017, requirements and constraints; Global VNet peering, 03/2019"
    case .routesAreToPrefixes:
      "Service tags in user-defined routes, public preview, 03/2021"
    case .serviceEndpointsAreMissing:
      "Azure SQL Database VNet service endpoints in public preview in all regions, 09/2017"
    case .microsoftPeeringNeedsFilter:
      "Configure route filters for Microsoft peering, 08/2017: peerings configured on or after August 1, 2017"
    case .fastPathEndsAtNetwork:
      "About ExpressRoute virtual network gateways, 10/2019, FastPath; About FastPath, 2023"
    case .networksHaveNoCommunities:
      "ExpressRoute routing requirements, 12/2018: communities of public peerings only; 2025: of private peering too"
    }
  }
}

/// Numbers that differ between profiles.
package enum EraLimit {
  /// Peerings of one network (Azure: "Azure subscription and service limits"): 50 at most in 2017 and 2018, 100 in 2019,
  /// 500 now.
  package static func peerings(in profile: EraProfile) -> Int {
    switch profile {
    case .azure2015: 0
    case .azure2017, .azure2018: 50
    case .azure2019: 100
    case .current: 500
    }
  }

  /// How long creating a virtual network gateway takes: about 15 minutes (Configure a VNet to VNet connection, 05/2015),
  /// later up to 45 (Azure: "VPN Gateway FAQ", 2017 to 2024).
  package static func gatewayCreation(in profile: EraProfile) -> Nanoseconds {
    switch profile {
    case .azure2015: .seconds(15 * 60)
    case .azure2017, .azure2018, .azure2019, .current: .seconds(45 * 60)
    }
  }

  /// From one probe of a backend to the next where a document says nothing: 15 seconds in the older portals and in ARM's
  /// reference, 5 now (Azure: "Azure Load Balancer health probes").
  package static func probeInterval(in profile: EraProfile) -> Nanoseconds {
    switch profile {
    case .azure2015, .azure2017, .azure2018, .azure2019: .seconds(15)
    case .current: .seconds(5)
    }
  }

  /// The regions of the preview of global peering (Virtual network peering, 09/2017), in short form.
  package static let previewRegions: [String] = [
    "westcentralus", "canadacentral", "westus2", "koreasouth", "uksouth", "ukwest", "canadaeast",
    "southindia", "centralindia", "westindia",
  ]
}

extension GatewayTimeToLive {
  /// What a VPN gateway does unless its own profile says otherwise.
  package static func vpnDefault(in profile: EraProfile) -> Self {
    EraRule.gatewaysTakeTwoHops.holds(in: profile) ? .vpn2018 : .vpnCurrent
  }
}
