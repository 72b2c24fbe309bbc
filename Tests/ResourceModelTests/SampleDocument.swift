/// Pieces of documents for tests. Values are raw JSON, so that a case can spoil or mark any of them.
enum Sample {
  static func document(_ resources: [String], _ sections: String = "") -> String {
    """
    { "name": "sample", "resources": [
    \(resources.joined(separator: ",\n"))
    ],
    \(sections)
    }
    """
  }

  static func resource(_ type: String, _ name: String, _ properties: String) -> String {
    """
    { "type": "Microsoft.Network/\(type)", "name": \(quoted(name)), "location": "eastus",
      "properties": { \(properties) } }
    """
  }

  /// A name, in quotation marks unless the case has put them itself.
  private static func quoted(_ name: String) -> String {
    name.contains("\"") ? name : "\"\(name)\""
  }

  static func id(_ type: String, _ names: String...) -> String {
    let list = names.map { ", '\($0)'" }.joined()
    return "{ \"id\": \"[resourceId('Microsoft.Network/\(type)'\(list))]\" }"
  }

  static func subnet(_ name: String, _ prefix: String, _ more: String = "") -> String {
    #"{ "name": \#(quoted(name)), "properties": { "addressPrefix": \#(prefix), \#(more) } }"#
  }

  static func network(
    _ name: String, _ space: String, subnets: [String] = [], peerings: [String] = []
  ) -> String {
    resource(
      "virtualNetworks", name,
      """
      "addressSpace": { "addressPrefixes": [\(space)] },
      "subnets": [\(subnets.joined(separator: ",\n"))],
      "virtualNetworkPeerings": [\(peerings.joined(separator: ",\n"))]
      """)
  }

  static func peering(_ name: String, to remote: String, _ more: String = "") -> String {
    #"{ "name": \#(quoted(name)), "properties": { "remoteVirtualNetwork": "#
      + id("virtualNetworks", remote) + ", \(more) } }"
  }

  static func nic(
    _ name: String, _ network: String, _ subnet: String, _ address: String?, _ more: String = ""
  ) -> String {
    let pinned = address.map { "\"privateIPAddress\": \($0), " } ?? ""
    return resource(
      "networkInterfaces", name,
      #""ipConfigurations": [{ "name": "c", "properties": { \#(pinned)"subnet": "#
        + id("virtualNetworks/subnets", network, subnet) + " } }], \(more)")
  }

  static func machine(_ name: String, _ nics: String, _ more: String = "") -> String {
    """
    { "type": "Microsoft.Compute/virtualMachines", "name": "\(name)", "location": "eastus",
      "properties": { \(more)"networkProfile": { "networkInterfaces": [\(nics)] } } }
    """
  }

  static func gateway(
    _ name: String, _ network: String, _ type: String = "Vpn", subnet: String? = nil,
    _ more: String = ""
  ) -> String {
    let reference = subnet ?? id("virtualNetworks/subnets", network, "GatewaySubnet")
    return resource(
      "virtualNetworkGateways", name,
      """
      "gatewayType": "\(type)", \(more)
      "ipConfigurations": [{ "name": "c", "properties": { "subnet": \(reference) } }]
      """)
  }

  static func connection(
    _ name: String, _ type: String, _ gateway: String, _ more: String
  ) -> String {
    resource(
      "connections", name,
      """
      "connectionType": \(quoted(type)), \(more),
      "virtualNetworkGateway1": \(id("virtualNetworkGateways", gateway))
      """)
  }

  static func toGateway(_ name: String) -> String {
    "\"virtualNetworkGateway2\": " + id("virtualNetworkGateways", name)
  }

  static func toSite(_ name: String) -> String {
    "\"localNetworkGateway2\": " + id("localNetworkGateways", name)
  }

  static func toCircuit(_ name: String) -> String {
    "\"peer\": " + id("expressRouteCircuits", name)
  }

  static func localGateway(_ name: String, _ space: String, _ more: String = "") -> String {
    resource(
      "localNetworkGateways", name,
      #""localNetworkAddressSpace": { "addressPrefixes": [\#(space)] }, \#(more)"#)
  }

  static func circuit(
    _ name: String, asn: String = "65021", primary: String = "\"192.168.0.0/30\"",
    secondary: String = "\"192.168.0.4/30\"", type: String = "AzurePrivatePeering"
  ) -> String {
    resource(
      "expressRouteCircuits", name,
      """
      "peerings": [{ "name": "p", "properties": { "peeringType": "\(type)", "peerASN": \(asn),
        "primaryPeerAddressPrefix": \(primary), "secondaryPeerAddressPrefix": \(secondary) } }]
      """)
  }

  /// A network `name-vnet` with a GatewaySubnet, and a VPN gateway `name` in it.
  static func vpn(_ name: String, _ octet: Int, _ more: String = "") -> [String] {
    [
      network(
        "\(name)-vnet", "\"10.\(octet).0.0/16\"",
        subnets: [subnet("GatewaySubnet", "\"10.\(octet).255.0/24\"")]),
      gateway(name, "\(name)-vnet", "Vpn", more),
    ]
  }

  static func site(routers: [String] = [], hosts: [String] = []) -> String {
    """
    "sites": [{ "name": "site", "routers": [\(routers.joined(separator: ",\n"))],
      "hosts": [\(hosts.joined(separator: ",\n"))] }],
    """
  }

  static func router(_ name: String, _ interfaces: [String], _ more: String = "") -> String {
    #"{ "name": \#(quoted(name)), "interfaces": [\#(interfaces.joined(separator: ", "))], \#(more) }"#
  }

  static func interface(_ name: String, _ address: String, _ more: String = "") -> String {
    #"{ "name": \#(quoted(name)), "address": \#(address), \#(more) }"#
  }
}
