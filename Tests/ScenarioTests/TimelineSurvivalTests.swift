import Addressing
import Foundation
import NetworkWatcher
import ResourceModel
import Testing

/// What a change of each kind of resource ends, and what survives it: a request a second, the step between two of them.
struct TimelineSurvivalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var change: String
    var bundled: BundledTopology
    /// Without their braces.
    var steps: [String]
    /// `ping` of source and destination, or `connect` of source, address and port.
    var command: String
    /// `x` for a request that is answered, `-` for one that is not.
    var answers: String
    /// What is other in the document.
    var replaced: [(String, String)] = []

    var testDescription: String { change }
  }

  static func answers(_ item: Case) throws -> String {
    var text = String(decoding: item.bundled.bytes, as: UTF8.self)
    for (old, new) in item.replaced {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    let end = try #require(text.range(of: "\n  \"scenarios\"")?.lowerBound)
    let document = """
      \(text[..<end])
        "scenarios": [{ "name": "x", "timeline": [\(item.steps.map { "{ \($0) }" }.joined(separator: ",\n"))],
          \(item.command.dropLast(2)), "count": \(item.answers.count), "timeout": "500ms" } }]
      }
      """
    let result = TopologyLoader.load(bytes: Array(document.utf8), file: "survival.jsonc")
    let topology = try #require(
      result.topology, "\(result.diagnostics.map { "\($0.location) \($0.message)" })")
    switch try ScenarioRun(topology, topology.scenarios[0]).perform().answer {
    case .ping(let answer):
      return answer.probes.map { $0.outcome.answer?.kind == .echoReply ? "x" : "-" }.joined()
    case .connect(let answer):
      return answer.attempts.map {
        if case .connected = $0.outcome { "x" } else { "-" }
      }.joined()
    case .tracert: return ""
    }
  }

  private static func ping(_ source: String, _ destination: String) -> String {
    #""ping": { "source": "\#(source)", "destination": "\#(destination)" }"#
  }

  private static let connect =
    #""connect": { "source": "VM2", "destination": "192.168.1.36", "port": 80 }"#

  private static let group = #"""
    "at": "0s", "create": { "type": "Microsoft.Network/networkSecurityGroups", "name": "g", "location": "REGION",
      "properties": { "securityRules": [] } }
    """#
  private static let denial = #"""
    "at": "2500ms", "create": { "type": "Microsoft.Network/networkSecurityGroups/securityRules", "name": "g/no",
      "properties": { "priority": 200, "direction": "Inbound", "access": "Deny", "protocol": "*",
        "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" } }
    """#

  static let cases: [Case] = [
    // Load balancers.
    Case(
      change: "a backend's machine is deleted: the other one answers new connections",
      bundled: .globalPeeringILB, steps: [#""at": "2500ms", "delete": "virtualMachines/backend1""#],
      command: connect, answers: "xxxxxx"),
    Case(
      change: "both backends are deleted: nobody answers", bundled: .globalPeeringILB,
      steps: [
        #""at": "2500ms", "delete": "virtualMachines/backend1""#,
        #""at": "2500ms", "delete": "virtualMachines/backend2""#,
      ], command: connect, answers: "xxx---"),
    Case(
      change: "the rules of a load balancer go and come back", bundled: .globalPeeringILB,
      steps: [
        #""at": "2500ms", "update": "loadBalancers/ilb", "properties": { "loadBalancingRules": [] }"#,
        #""at": "4s", "update": "loadBalancers/ilb", "properties": { "loadBalancingRules": [{ "name": "http", "properties": { "frontendIPConfiguration": { "id": "loadBalancers/ilb/frontendIPConfigurations/frontend" }, "backendAddressPool": { "id": "loadBalancers/ilb/backendAddressPools/web" }, "protocol": "Tcp", "frontendPort": 80, "backendPort": 80 } }] }"#,
      ], command: connect, answers: "xxx-xx"),
    // Security rules.
    Case(
      change: "a rule denies all: the ping that goes on is one flow and survives",
      bundled: .peeringLifecycle,
      steps: [
        group.replacingOccurrences(of: "REGION", with: "northeurope"),
        #""at": "0s", "update": "virtualNetworks/west/subnets/work", "properties": { "networkSecurityGroup": { "id": "networkSecurityGroups/g" } }"#,
        denial,
      ], command: ping("vm-east", "vm-west"), answers: "xxxxxx"),
    Case(
      change: "a rule denies all: connections are new flows and end", bundled: .globalPeeringILB,
      steps: [
        group.replacingOccurrences(of: "REGION", with: "China East 2"),
        #""at": "0s", "update": "virtualNetworks/east2Vnet/subnets/default", "properties": { "networkSecurityGroup": { "id": "networkSecurityGroups/g" } }"#,
        denial,
      ], command: connect.replacingOccurrences(of: "1.36", with: "1.6"), answers: "xxx---"),
    // Routes.
    Case(
      change: "a route to None ends what is under way at once, and its return restores it",
      bundled: .hubSpokeAppliance,
      steps: [
        #""at": "1500ms", "update": "routeTables/spoke1-routes/routes/spoke2", "properties": { "nextHopType": "None", "nextHopIpAddress": null }"#,
        #""at": "3500ms", "update": "routeTables/spoke1-routes/routes/spoke2", "properties": { "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4" }"#,
      ], command: ping("vm1", "vm2"), answers: "xx--xx"),
    Case(
      change: "a subnet loses its route table: what the appliance joined ends",
      bundled: .hubSpokeAppliance,
      steps: [
        #""at": "1500ms", "update": "virtualNetworks/spoke1/subnets/work", "properties": { "routeTable": null }"#
      ], command: ping("vm1", "vm2"), answers: "xx----"),
    Case(
      change: "an appliance stops forwarding: what goes through it ends",
      bundled: .hubSpokeAppliance,
      steps: [
        #""at": "1500ms", "update": "networkInterfaces/appliance-nic", "properties": { "enableIPForwarding": false }"#
      ], command: ping("vm1", "vm2"), answers: "xx----"),
    // Peerings.
    Case(
      change: "one side of a peering is deleted: both ways end", bundled: .peeringLifecycle,
      steps: [
        #""at": "1500ms", "delete": "virtualNetworks/west/virtualNetworkPeerings/west-to-east""#
      ], command: ping("vm-east", "vm-west"), answers: "xx----"),
    Case(
      change:
        "a peering stops forwarded traffic: a flow through an appliance is judged already and survives",
      bundled: .hubSpokeAppliance,
      steps: [
        #""at": "1500ms", "update": "virtualNetworks/spoke2/virtualNetworkPeerings/spoke2-to-hub", "properties": { "allowForwardedTraffic": false }"#
      ], command: ping("vm1", "vm2"), answers: "xxxxxx"),
    Case(
      change: "a spoke stops using the hub's gateways: its way to the branch's site ends",
      bundled: .hubSpokeAppliance,
      steps: [
        #""at": "1500ms", "update": "virtualNetworks/spoke2/virtualNetworkPeerings/spoke2-to-hub", "properties": { "useRemoteGateways": false }"#
      ], command: ping("vm2", "plant-host"), answers: "xx----"),
    Case(
      change:
        "a peered network grows: what was reached goes on, before the other side is synchronised and after",
      bundled: .peeringLifecycle,
      steps: [
        #""at": "1500ms", "update": "virtualNetworks/west", "properties": { "addressSpace": { "addressPrefixes": ["10.40.0.0/16", "10.41.0.0/16"] } }"#,
        #""at": "3500ms", "sync": "virtualNetworks/east/virtualNetworkPeerings/east-to-west""#,
      ], command: ping("vm-east", "vm-west"), answers: "xxxxxx"),
    // Gateways, connections, circuits.
    Case(
      change: "a connection between networks is deleted: its tunnel ends", bundled: .vnetToVnet,
      steps: [#""at": "1500ms", "delete": "connections/VNet2-to-VNet1""#],
      command: ping("vm1", "vm2"), answers: "xx----"),
    Case(
      change: "the connection to a circuit is deleted: the tunnel takes over at once",
      bundled: .expressRouteVPNFailover,
      steps: [#""at": "1500ms", "delete": "connections/hub-to-office-circuit""#],
      command: ping("office", "app"), answers: "xxxxxx"),
    Case(
      change: "a circuit is deleted: the tunnel takes over at once",
      bundled: .expressRouteVPNFailover,
      steps: [
        #""at": "1500ms", "delete": "connections/hub-to-office-circuit""#,
        #""at": "1500ms", "delete": "expressRouteCircuits/office-circuit""#,
      ], command: ping("office", "app"), answers: "xxxxxx"),
    Case(
      change: "an ExpressRoute gateway is deleted: the tunnels take over",
      bundled: .expressRouteVPNFailover,
      steps: [
        #""at": "1500ms", "delete": "connections/hub-to-office-circuit""#,
        #""at": "1500ms", "delete": "connections/hub-to-plant-circuit""#,
        #""at": "1500ms", "delete": "virtualNetworkGateways/hub-er""#,
      ], command: ping("office", "app"), answers: "xxxxxx"),
    Case(
      change: "both links of a circuit fail: the second one takes over, then the tunnel",
      bundled: .expressRouteVPNFailover,
      steps: [
        #""at": "1500ms", "fail": "office-primary""#,
        #""at": "3500ms", "fail": "office-secondary""#,
      ], command: ping("office", "app"), answers: "xx-x-x"),
    Case(
      change: "Microsoft peering is deleted: the tunnel over it ends",
      bundled: .s2sOverExpressRoute,
      steps: [
        #""at": "2500ms", "delete": "expressRouteCircuits/ExpressRoute1/peerings/MicrosoftPeering""#
      ], command: ping("vault", "secure"), answers: "xxx---"),
    Case(
      change: "Microsoft peering is deleted: what goes by private peering survives",
      bundled: .s2sOverExpressRoute,
      steps: [
        #""at": "2500ms", "delete": "expressRouteCircuits/ExpressRoute1/peerings/MicrosoftPeering""#
      ], command: ping("office", "app"), answers: "xxxxxx"),
    Case(
      change: "Global Reach is taken away: the sites of two circuits part",
      bundled: .expressRouteVPNFailover,
      steps: [
        #""at": "1500ms", "update": "expressRouteCircuits/office-circuit/peerings/AzurePrivatePeering", "properties": { "connections": [] }"#
      ], command: ping("office", "plant"), answers: "xx----",
      replaced: ["50", "60"].map {
        (
          "\"exportPrefixes\": [\"10.\($0).0.0/24\"] },\n            ]",
          "\"exportPrefixes\": [\"10.\($0).0.0/24\"], \"importPrefixes\": [\"10.40.0.0/24\"] },\n            ]"
        )
      } + [
        (
          "\"peeringType\": \"AzurePrivatePeering\", \"peerASN\": 65050",
          #""connections": [{ "name": "reach", "properties": { "addressPrefix": "192.168.200.0/29", "peerExpressRouteCircuitPeering": { "id": "plant-circuit/AzurePrivatePeering" } } }], "peeringType": "AzurePrivatePeering", "peerASN": 65050"#
        )
      ]),
  ]

  @Test("a change of resources ends what it must and nothing else", arguments: cases)
  func survives(_ item: Case) throws {
    #expect(try Self.answers(item) == item.answers)
  }
}
