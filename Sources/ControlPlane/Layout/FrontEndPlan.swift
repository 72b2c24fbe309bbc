import Addressing
import DataPlane
import ResourceModel

/// A front end, numbered once for a topology.
package struct FrontEndPlan: Sendable {
  package var balancer: LoadBalancer
  package var frontEnd: LoadBalancer.FrontEnd
  package var address: IPv4Address
  package var network: String
  /// Among the data plane's; the next number is the front end as a peering between regions shows it.
  package var number: Int
  /// Why it is not reached over such a peering; `nil` if it is.
  package var refusalAcrossRegions: DropReason?

  package var name: String { "\(balancer.name)/\(frontEnd.name)" }

  static func plans(of topology: Topology, _ addresses: AddressPlan) -> [Self] {
    var plans: [Self] = []
    let refusal: DropReason =
      EraRule.noFrontEndsAcrossRegions.holds(in: topology.profile)
      ? .frontEndAcrossRegions : .basicFrontEndAcrossRegions
    for balancer in topology.loadBalancers {
      for (frontEnd, address) in zip(
        balancer.frontEnds, addresses.frontEnds[balancer.name] ?? [])
      {
        plans.append(
          Self(
            balancer: balancer, frontEnd: frontEnd, address: address,
            network: frontEnd.subnet.virtualNetwork, number: plans.count * 2,
            refusalAcrossRegions: topology.profile.reachesFrontEnds(balancer.sku) ? nil : refusal))
      }
    }
    return plans
  }
}
