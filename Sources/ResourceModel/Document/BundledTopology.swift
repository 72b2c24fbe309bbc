import CBundledDocuments

/// The documents that come with the program, by the names under which they are asked for.
package enum BundledTopology: String, CaseIterable, Sendable {
  case interop
  case vnetToVnet = "vnet-to-vnet"

  /// The document's text.
  package var bytes: [UInt8] {
    switch self {
    case .interop: bundled_interop().array
    case .vnetToVnet: bundled_vnet_to_vnet().array
    }
  }

  /// One line for a list.
  package var summary: String {
    switch self {
    case .interop:
      "Six networks over ExpressRoute, VPN and peering: the interoperability test bed"
    case .vnetToVnet: "Two virtual networks joined by two VPN gateways and a pre-shared key"
    }
  }
}
