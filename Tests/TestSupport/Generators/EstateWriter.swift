/// Writes topology documents for tests: small networks with a machine each, joined in every way.
///
/// Network `a` with octet 1 is 10.1.0.0/16; its machine `a` is 10.1.0.4 with the interface `a-nic`; 10.1.1.0/24 is a
/// subnet `edge` for appliances, 10.1.255.0/27 the GatewaySubnet.
package struct EstateWriter {
  package var profile: String?
  private var resources: [String] = []
  private var sections: [String] = []

  package init(profile: String? = nil) {
    self.profile = profile
  }

  /// Adds a top-level section, such as `"ecmpSeeds": []`.
  package mutating func add(section: String) { sections.append(section) }

  package mutating func add(resource: String) { resources.append(resource) }

  package static func id(_ type: String, _ names: String...) -> String {
    let list = names.map { ", '\($0)'" }.joined()
    return "{ \"id\": \"[resourceId('Microsoft.Network/\(type)'\(list))]\" }"
  }

  /// - Parameters:
  ///   - routeTable: the route table of the machine's subnet.
  ///   - hasRules: gives the machine a network security group with Azure's default rules alone.
  ///   - securityGroup: the group of the machine's subnet.
  ///   - hasMachine: whether the network has its machine.
  ///   - envelope: further members of the network, each with a comma behind it.
  package mutating func network(
    _ name: String, _ octet: Int, region: String = "eastus", routeTable: String? = nil,
    securityGroup: String? = nil, hasMachine: Bool = true, hasRules: Bool = false,
    envelope: String = "", provider: String = "Microsoft.Network"
  ) {
    let table =
      (routeTable.map { ", \"routeTable\": " + Self.id("routeTables", $0) } ?? "")
      + (securityGroup.map { ", \"networkSecurityGroup\": " + Self.id("networkSecurityGroups", $0) }
        ?? "")
    resources.append(
      """
      { "type": "\(provider)/virtualNetworks", "name": "\(name)", "location": "\(region)", \(envelope)
        "properties": { "addressSpace": { "addressPrefixes": ["10.\(octet).0.0/16"] }, "subnets": [
          { "name": "work", "properties": { "addressPrefix": "10.\(octet).0.0/24"\(table) } },
          { "name": "edge", "properties": { "addressPrefix": "10.\(octet).1.0/24" } },
          { "name": "GatewaySubnet", "properties": { "addressPrefix": "10.\(octet).255.0/27" } } ] } }
      """)
    guard hasMachine else { return }
    machine(name, in: name, "10.\(octet).0.4", subnet: "work", region: region, hasRules: hasRules)
  }

  /// - Parameter rules: JSON objects.
  package mutating func securityGroup(
    _ name: String, region: String = "eastus", rules: [String] = []
  ) {
    resources.append(
      """
      { "type": "Microsoft.Network/networkSecurityGroups", "name": "\(name)",
        "location": "\(region)", "properties": { "securityRules": [ \(rules.joined(separator: ",\n")) ] } }
      """)
  }

  /// A machine that forwards is an appliance.
  ///
  /// - Parameters:
  ///   - rules: JSON objects: those of a group of its own.
  ///   - more: further network interfaces, each with a comma before it.
  ///   - pool: of a load balancer, `NAME/pool`.
  package mutating func machine(
    _ name: String, in network: String, _ address: String, subnet: String,
    region: String = "eastus", forwards: Bool = false, hasRules: Bool = false,
    rules: [String]? = nil, size: String? = nil, more: String = "", pool: String? = nil
  ) {
    var group = ""
    let pools = pool.map { ", \"loadBalancerBackendAddressPools\": [\"\($0)\"]" } ?? ""
    if hasRules || rules != nil {
      securityGroup("\(name)-nsg", region: region, rules: rules ?? [])
      group = ", \"networkSecurityGroup\": " + Self.id("networkSecurityGroups", "\(name)-nsg")
    }
    resources.append(
      """
      { "type": "Microsoft.Network/networkInterfaces", "name": "\(name)-nic", "location": "\(region)",
        "properties": { "enableIPForwarding": \(forwards), "ipConfigurations": [ { "name": "ip",
          "properties": { "privateIPAllocationMethod": "Static", "privateIPAddress": "\(address)"\(pools),
            "subnet": \(Self.id("virtualNetworks/subnets", network, subnet)) } } ]\(group) } }
      """)
    resources.append(
      """
      { "type": "Microsoft.Compute/virtualMachines", "name": "\(name)", "location": "\(region)",
        "properties": { \(size.map { "\"hardwareProfile\": { \"vmSize\": \"\($0)\" }, " } ?? "")
          "networkProfile": { "networkInterfaces":
          [ \(Self.id("networkInterfaces", "\(name)-nic"))\(more) ] } } }
      """)
  }

  /// A network interface of no machine yet.
  package mutating func networkInterface(
    _ name: String, in network: String, _ address: String, subnet: String,
    region: String = "eastus"
  ) {
    resources.append(
      """
      { "type": "Microsoft.Network/networkInterfaces", "name": "\(name)", "location": "\(region)",
        "properties": { "ipConfigurations": [ { "name": "ip",
          "properties": { "privateIPAllocationMethod": "Static", "privateIPAddress": "\(address)",
            "subnet": \(Self.id("virtualNetworks/subnets", network, subnet)) } } ] } }
      """)
  }

  /// One side of a peering, with further properties.
  package mutating func peering(_ network: String, to remote: String, _ more: String = "") {
    resources.append(
      """
      { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "name": "\(network)/\(network)-to-\(remote)", "properties": { \(more.isEmpty ? "" : more + ", ")
          "remoteVirtualNetwork": \(Self.id("virtualNetworks", remote)) } }
      """)
  }

  /// Both sides of a peering.
  package mutating func peer(
    _ first: String, _ second: String, _ flags: String = "", back: String = ""
  ) {
    peering(first, to: second, flags)
    peering(second, to: first, back)
  }

  /// A gateway `NETWORK-vpn` or `NETWORK-er`.
  package mutating func gateway(
    in network: String, region: String = "eastus", type: String = "Vpn", _ more: String = ""
  ) {
    let suffix = type == "Vpn" ? "vpn" : "er"
    resources.append(
      """
      { "type": "Microsoft.Network/virtualNetworkGateways", "name": "\(network)-\(suffix)",
        "location": "\(region)", "properties": { "gatewayType": "\(type)",
          \(more.isEmpty ? "" : more + ", ") "ipConfigurations": [ { "name": "ip", "properties": {
            "subnet": \(Self.id("virtualNetworks/subnets", network, "GatewaySubnet")) } } ] } }
      """)
  }

  /// Both connections of a VNet-to-VNet pair.
  package mutating func connect(_ first: String, _ second: String, _ more: String = "") {
    for (near, far) in [(first, second), (second, first)] {
      resources.append(
        """
        { "type": "Microsoft.Network/connections", "name": "\(near)-\(far)", "location": "eastus",
          "properties": { "connectionType": "Vnet2Vnet", "sharedKey": "key",
            \(more.isEmpty ? "" : more + ", ")
            "virtualNetworkGateway1": \(Self.id("virtualNetworkGateways", "\(near)-vpn")),
            "virtualNetworkGateway2": \(Self.id("virtualNetworkGateways", "\(far)-vpn")) } }
        """)
    }
  }

  /// - Parameter routes: prefix, next hop type, perhaps the appliance's address.
  package mutating func routeTable(
    _ name: String, _ routes: [(prefix: String, type: String, address: String?)],
    propagates: Bool = true
  ) {
    let list = routes.enumerated().map { position, route in
      let address = route.address.map { ", \"nextHopIpAddress\": \"\($0)\"" } ?? ""
      return """
        { "name": "r\(position)", "properties": { "addressPrefix": "\(route.prefix)",
          "nextHopType": "\(route.type)"\(address) } }
        """
    }
    resources.append(
      """
      { "type": "Microsoft.Network/routeTables", "name": "\(name)", "location": "eastus",
        "properties": { "disableBgpRoutePropagation": \(!propagates), "routes": [ \(list.joined(separator: ", ")) ] } }
      """)
  }

  package var text: String {
    let year = profile.map { "\"profile\": \"\($0)\"," } ?? ""
    return """
      { "name": "written", \(year) "resources": [
      \(resources.joined(separator: ",\n"))
      ]\(sections.map { ",\n" + $0 }.joined()) }
      """
  }
}
