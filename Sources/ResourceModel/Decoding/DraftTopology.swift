/// A document as far as it could be decoded, and the names that it declares.
///
/// A thing with a mistake in it is missing from ``topology``; its name is still declared, so that
/// references to it are not reported as well.
struct DraftTopology {
  enum Kind: String, CaseIterable {
    case virtualNetwork = "virtual network"
    case networkInterface = "network interface"
    case networkSecurityGroup = "network security group"
    case applicationSecurityGroup = "application security group"
    case routeTable = "route table"
    case routeFilter = "route filter"
    case virtualNetworkGateway = "virtual network gateway"
    case localNetworkGateway = "local network gateway"
    case connection = "connection"
    case expressRouteCircuit = "ExpressRoute circuit"
    case virtualMachine = "virtual machine"
    case loadBalancer = "load balancer"
    case router = "router"
    case host = "host"
    case site = "site"
    case link = "link"
  }

  var topology: Topology
  /// The steps that change resources, by the scenario's place in the topology.
  var resourceSteps: [Int: [ResourceStep]] = [:]
  /// In the document's order.
  private(set) var declared: [Kind: [String]] = [:]

  init(name: String) {
    topology = Topology(name: name)
  }

  mutating func declare(_ kind: Kind, _ name: String) {
    declared[kind, default: []].append(name)
  }

  func names(_ kind: Kind) -> [String] { declared[kind] ?? [] }

  /// The name as its declaration spells it.
  func canonical(_ kind: Kind, _ name: String) -> String? {
    let names = names(kind)
    if names.contains(name) { return name }
    let wanted = name.lowercased()
    return names.first { $0.lowercased() == wanted }
  }
}
