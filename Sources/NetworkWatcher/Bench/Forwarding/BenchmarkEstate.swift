import ResourceModel

/// A topology of any size for measurements: networks of 1,000 machines at most, each peered with the first one.
///
/// Network `n` is 10.n.0.0/16 with one subnet; all subnets share a route table, all network interfaces a group of
/// security rules.
enum BenchmarkEstate {
  static let machinesPerNetwork = 1_000
  private static let networkLimit = 64

  /// - Parameter interfaces: 1...64,000 network interfaces, of a machine each.
  static func topology(interfaces: Int) -> Topology? {
    precondition((1...machinesPerNetwork * networkLimit).contains(interfaces), "1 to 64,000")
    return TopologyLoader.load(bytes: Array(document(interfaces).utf8), file: "benchmark").topology
  }

  private static func id(_ type: String, _ names: String...) -> String {
    let list = names.map { ", '\($0)'" }.joined()
    return "{ \"id\": \"[resourceId('Microsoft.Network/\(type)'\(list))]\" }"
  }

  private static func resource(_ type: String, _ name: String, _ properties: String) -> String {
    "{ \"type\": \"\(type)\", \"name\": \"\(name)\", \"location\": \"eastus\", "
      + "\"properties\": { \(properties) } }"
  }

  private static func document(_ count: Int) -> String {
    let networks = (count + machinesPerNetwork - 1) / machinesPerNetwork
    var resources = [
      resource("Microsoft.Network/networkSecurityGroups", "rules", ""),
      resource(
        "Microsoft.Network/routeTables", "routes",
        "\"routes\": [ { \"name\": \"nowhere\", \"properties\": { "
          + "\"addressPrefix\": \"192.0.2.0/24\", \"nextHopType\": \"None\" } } ]"),
    ]
    for network in 0..<networks {
      resources.append(
        resource(
          "Microsoft.Network/virtualNetworks", "network-\(network)",
          "\"addressSpace\": { \"addressPrefixes\": [\"10.\(network).0.0/16\"] }, "
            + "\"subnets\": [ { \"name\": \"work\", \"properties\": { "
            + "\"addressPrefix\": \"10.\(network).0.0/20\", "
            + "\"routeTable\": \(id("routeTables", "routes")) } } ]"))
    }
    for network in 1..<max(networks, 1) {
      for (near, far) in [(0, network), (network, 0)] {
        resources.append(
          resource(
            "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
            "network-\(near)/to-\(far)",
            "\"remoteVirtualNetwork\": \(id("virtualNetworks", "network-\(far)"))"))
      }
    }
    for number in 0..<count { resources += machine(number) }
    return "{ \"name\": \"benchmark\", \"resources\": [\n"
      + resources.joined(separator: ",\n") + "\n] }"
  }

  private static func machine(_ number: Int) -> [String] {
    let network = number / machinesPerNetwork
    // Azure keeps the first four addresses of a subnet.
    let host = number % machinesPerNetwork + 4
    return [
      resource(
        "Microsoft.Network/networkInterfaces", "nic-\(number)",
        "\"ipConfigurations\": [ { \"name\": \"ip\", \"properties\": { "
          + "\"privateIPAllocationMethod\": \"Static\", "
          + "\"privateIPAddress\": \"10.\(network).\(host >> 8).\(host & 255)\", "
          + "\"subnet\": \(id("virtualNetworks/subnets", "network-\(network)", "work")) } } ], "
          + "\"networkSecurityGroup\": \(id("networkSecurityGroups", "rules"))"),
      resource(
        "Microsoft.Compute/virtualMachines", "machine-\(number)",
        "\"networkProfile\": { \"networkInterfaces\": [ "
          + "\(id("networkInterfaces", "nic-\(number)")) ] }"),
    ]
  }
}
