/// Two networks that know each other as local network sites, as the document of 2015 sets them up.
package struct LocalSiteDocument {
  /// The ranges of the site that stands for the second network, 10.2.0.0/16.
  package var space: String
  /// The address of that site's device; the second network's gateway has 203.0.113.2.
  package var device: String
  /// The second network's key; the first one's is `A1b2C3D4`.
  package var key: String

  package init(
    space: String = "10.2.0.0/16", device: String = "203.0.113.2", key: String = "A1b2C3D4"
  ) {
    self.space = space
    self.device = device
    self.key = key
  }

  package func text<Profile: RawRepresentable>(profile: Profile) -> String
  where Profile.RawValue == String {
    var estate = EstateWriter(profile: profile.rawValue)
    let sides = [
      (number: 1, other: 2, space: space, device: device, key: "A1b2C3D4"),
      (number: 2, other: 1, space: "10.1.0.0/16", device: "203.0.113.1", key: key),
    ]
    for side in sides {
      let name = "VNet\(side.number)"
      estate.network(name, side.number)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/publicIPAddresses", "name": "\(name)-ip", "location": "eastus",
            "properties": { "ipAddress": "203.0.113.\(side.number)" } }
          """)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/virtualNetworkGateways", "name": "\(name)-gateway",
            "location": "eastus", "properties": { "gatewayType": "Vpn", "ipConfigurations": [
              { "name": "ip", "properties": {
                "publicIPAddress": \(EstateWriter.id("publicIPAddresses", "\(name)-ip")),
                "subnet": \(EstateWriter.id("virtualNetworks/subnets", name, "GatewaySubnet")) } } ] } }
          """)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/localNetworkGateways", "name": "site-VNet\(side.other)",
            "location": "eastus", "properties": { "gatewayIpAddress": "\(side.device)",
              "localNetworkAddressSpace": { "addressPrefixes": ["\(side.space)"] } } }
          """)
      estate.add(
        resource: """
          { "type": "Microsoft.Network/connections", "name": "\(name)-to-VNet\(side.other)",
            "location": "eastus", "properties": { "connectionType": "IPsec",
              "sharedKey": "\(side.key)",
              "virtualNetworkGateway1": \(EstateWriter.id("virtualNetworkGateways", "\(name)-gateway")),
              "localNetworkGateway2": \(EstateWriter.id("localNetworkGateways", "site-VNet\(side.other)")) } }
          """)
    }
    return estate.text
  }
}
