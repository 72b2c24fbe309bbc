import Addressing
import ControlPlane
import Foundation
import ResourceModel
import Testing

@testable import NetworkWatcher

/// BGP from APIPA addresses, on a gateway with two instances and a device with two tunnels.
struct CustomBgpAddressTests {
  private static let document = #"""
    {
      "name": "apipa",
      "resources": [
        { "type": "Microsoft.Network/virtualNetworks", "name": "hub", "location": "eastus",
          "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] },
            "subnets": [ { "name": "app", "properties": { "addressPrefix": "10.1.0.0/24" } },
              { "name": "GatewaySubnet", "properties": { "addressPrefix": "10.1.255.0/27" } } ] } },
        { "type": "Microsoft.Network/virtualNetworkGateways", "name": "hub-vpn", "location": "eastus",
          "properties": { "gatewayType": "Vpn", "vpnType": "RouteBased", "activeActive": true, "enableBgp": true, "sku": { "name": "VpnGw1" },
            "bgpSettings": { "asn": 65010, "bgpPeeringAddresses": [
              { "ipconfigurationId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworkGateways/hub-vpn/ipConfigurations/one", "defaultBgpIpAddresses": ["10.1.255.4"], "customBgpIpAddresses": ["169.254.21.1", "169.254.22.1"], "tunnelIpAddresses": ["20.0.0.1"] },
              { "ipconfigurationId": "two", "customBgpIpAddresses": ["169.254.21.5", "169.254.22.5"] } ] },
            "ipConfigurations": [
              { "name": "one", "properties": { "subnet": { "id": "hub/GatewaySubnet" } } },
              { "name": "two", "properties": { "subnet": { "id": "hub/GatewaySubnet" } } } ] } },
        { "type": "Microsoft.Network/localNetworkGateways", "name": "office", "location": "eastus",
          "properties": { "gatewayIpAddress": "203.0.113.9", "bgpSettings": { "asn": 65101, "bgpPeeringAddress": "169.254.22.2" } } },
        { "type": "Microsoft.Network/connections", "name": "hub-to-office", "location": "eastus",
          "properties": { "connectionType": "IPsec", "sharedKey": "k", "enableBgp": true,
            "gatewayCustomBgpIpAddresses": [ { "ipConfigurationId": "one", "customBgpIpAddress": "169.254.22.1" }, { "ipConfigurationId": "two", "customBgpIpAddress": "169.254.22.5" } ],
            "virtualNetworkGateway1": { "id": "hub-vpn" }, "localNetworkGateway2": { "id": "office" } } },
        { "type": "Microsoft.Network/networkInterfaces", "name": "vm-nic", "location": "eastus",
          "properties": { "ipConfigurations": [ { "name": "c", "properties": { "privateIPAddress": "10.1.0.4", "subnet": { "id": "hub/app" } } } ] } },
        { "type": "Microsoft.Compute/virtualMachines", "name": "vm", "location": "eastus",
          "properties": { "networkProfile": { "networkInterfaces": [ { "id": "[resourceId('Microsoft.Network/networkInterfaces', 'vm-nic')]" } ] } } },
      ],
      "sites": [ { "name": "office", "routers": [ { "name": "edge",
          "interfaces": [ { "name": "lan", "address": "192.168.1.1/24" },
            { "name": "t0", "address": "169.254.22.2/30", "tunnel": { "connection": "hub-to-office", "sharedKey": "k", "instance": 0 } },
            { "name": "t1", "address": "169.254.22.6/30", "tunnel": { "connection": "hub-to-office", "sharedKey": "k", "instance": 1 } } ],
          "bgp": { "asn": 65101, "maximumPaths": 2, "networks": ["192.168.1.0/24"], "neighbors": [
            { "address": "169.254.22.1", "remoteAsn": 65010, "updateSource": "t0" },
            { "address": "169.254.22.5", "remoteAsn": 65010, "updateSource": "t0" } ] } } ],
        "hosts": [ { "name": "pc", "address": "192.168.1.10/24", "gateway": "192.168.1.1" } ] } ],
      "links": [ { "name": "lan", "between": ["pc", "edge/lan"] } ],
    }
    """#

  private static func load(
    _ changes: [(String, String)] = []
  ) throws -> (inquiry: Inquiry, codes: [DiagnosticCode]) {
    var text = document
    for (old, new) in changes {
      #expect(text.contains(old), "\(old)")
      text = text.replacingOccurrences(of: old, with: new)
    }
    let loaded = TopologyLoader.load(bytes: Array(text.utf8), file: "apipa.jsonc")
    let topology = try #require(loaded.topology, "\(loaded.diagnostics.map(\.message))")
    return (try Inquiry(topology), loaded.diagnostics.map(\.code))
  }

  private static func received(_ inquiry: Inquiry, _ from: String, _ to: String) throws -> Int {
    try inquiry.ping(PingRequest(source: from, destination: to)).result.replies.count
  }

  @Test(
    "a device with an APIPA address speaks BGP with the gateway's APIPA addresses, and packets follow"
  )
  func session() throws {
    let (inquiry, codes) = try Self.load()
    #expect(codes == [])
    let row = try #require(inquiry.connections().first)
    #expect(row.connectionStatus == "Connected")
    #expect(row.reason == nil)
    #expect(
      row.tunnelConnectionStatus.map(\.bgp) == [
        .init(
          localAddress: "169.254.22.1", peerAddress: "169.254.22.2", connectionStatus: "Connected"),
        .init(
          localAddress: "169.254.22.5", peerAddress: "169.254.22.2", connectionStatus: "Connected"),
      ])
    let learned = try inquiry.learnedRoutes("hub-vpn").rows.filter { $0.origin == "EBgp" }
    #expect(learned.map(\.nextHop) == ["169.254.22.2", "169.254.22.2"])
    #expect(learned.map(\.sourcePeer) == ["169.254.22.2", "169.254.22.2"])
    let edge = try inquiry.learnedRoutes("edge").rows.filter { $0.origin == "EBgp" }
    #expect(edge.map(\.nextHop) == ["169.254.22.1", "169.254.22.5"])
    #expect(try Self.received(inquiry, "vm", "pc") == 4)
    #expect(try Self.received(inquiry, "pc", "vm") == 4)
  }

  @Test("a packet to the gateway's APIPA address goes through the tunnel, and nobody answers it")
  func address() throws {
    let (inquiry, _) = try Self.load()
    let answer = try inquiry.ping(
      PingRequest(source: "pc", destination: "169.254.22.1", count: 1),
      watch: Watch(keepsJourneys: true))
    #expect(answer.result.replies.isEmpty)
    #expect(
      answer.text(.windows).contains(
        "hub-vpn/0: dropped, the device answers nothing at this address"))
  }

  @Test(
    "without a choice of the connection the gateway speaks from the instance's first APIPA address")
  func firstAddress() throws {
    let choice =
      "\"gatewayCustomBgpIpAddresses\": [ { \"ipConfigurationId\": \"one\", \"customBgpIpAddress\": \"169.254.22.1\" }, { \"ipConfigurationId\": \"two\", \"customBgpIpAddress\": \"169.254.22.5\" } ],"
    let (inquiry, codes) = try Self.load([(choice, "")])
    #expect(codes == [.apipaPeer, .apipaPeer])
    let row = try #require(inquiry.connections().first)
    #expect(
      row.reason
        == "no BGP: edge has no neighbour 169.254.21.1; no BGP: edge has no neighbour 169.254.21.5")
    #expect(try Self.received(inquiry, "vm", "pc") == 0)
    let (mended, _) = try Self.load([
      (choice, ""), ("\"address\": \"169.254.22.1\"", "\"address\": \"169.254.21.1\""),
      ("\"address\": \"169.254.22.5\"", "\"address\": \"169.254.21.5\""),
    ])
    #expect(mended.connections().first?.reason == nil)
    #expect(try Self.received(mended, "vm", "pc") == 4)
  }

  @Test("a gateway without an APIPA address has no session with a device that has one")
  func none() throws {
    let (inquiry, codes) = try Self.load([
      ("\"customBgpIpAddresses\": [\"169.254.21.1\", \"169.254.22.1\"], ", ""),
      ("\"customBgpIpAddresses\": [\"169.254.21.5\", \"169.254.22.5\"]", ""),
      (
        "\"gatewayCustomBgpIpAddresses\": [ { \"ipConfigurationId\": \"one\", \"customBgpIpAddress\": \"169.254.22.1\" }, { \"ipConfigurationId\": \"two\", \"customBgpIpAddress\": \"169.254.22.5\" } ],",
        ""
      ),
    ])
    #expect(codes == [.apipaPeer])
    let row = try #require(inquiry.connections().first)
    #expect(row.connectionStatus == "Connected")
    #expect(
      row.reason == "no BGP: hub-vpn has no APIPA address for BGP and its peer is 169.254.22.2")
    #expect(
      row.tunnelConnectionStatus.map { $0.bgp?.connectionStatus } == ["Connecting", "Connecting"])
    #expect(try Self.received(inquiry, "vm", "pc") == 0)
  }

  @Test("a session needs the address and number that Azure is told of the device")
  func disagreement() throws {
    let (other, codes) = try Self.load([
      ("\"bgpPeeringAddress\": \"169.254.22.2\"", "\"bgpPeeringAddress\": \"169.254.22.3\"")
    ])
    #expect(codes == [.bgpPeeringAddress])
    #expect(
      other.connections().first?.reason
        == "no BGP: hub-vpn expects 169.254.22.3, and edge speaks from 169.254.22.2")
    #expect(try Self.received(other, "vm", "pc") == 0)
    let (number, numbers) = try Self.load([
      ("\"asn\": 65101, \"bgpPeering", "\"asn\": 65102, \"bgpPeering")
    ])
    #expect(Set(numbers) == [.neighborASN])
    #expect(
      number.connections().first?.reason
        == "no BGP: hub-vpn expects the autonomous system 65102, and edge is 65101")
    let (neighbor, _) = try Self.load([("\"remoteAsn\": 65010", "\"remoteAsn\": 65011")])
    #expect(
      neighbor.connections().first?.reason
        == "no BGP: edge expects the autonomous system 65011, and hub-vpn is 65010")
  }
}
