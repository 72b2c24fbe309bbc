import Testing

@testable import NetworkWatcher

@Suite("Route tables as the Azure command line prints them")
struct RouteTablesTests {
  @Test("Effective routes")
  func effectiveRoutes() {
    let rows = [
      EffectiveRouteRow(
        source: "Default", state: "Active", addressPrefixes: ["10.10.30.0/24"],
        nextHopType: "VnetLocal"),
      EffectiveRouteRow(
        source: "VirtualNetworkGateway", state: "Active", addressPrefixes: ["10.2.30.0/25"],
        nextHopType: "VirtualNetworkGateway", nextHopAddresses: ["10.20.78.137"]),
      EffectiveRouteRow(
        source: "Default", state: "Active", addressPrefixes: ["0.0.0.0/0"],
        nextHopType: "Internet"),
    ]
    #expect(
      EffectiveRoutesTable.format(rows) == """
        Source                 State    Address Prefix    Next Hop Type          Next Hop IP
        ---------------------  -------  ----------------  ---------------------  -------------
        Default                Active   10.10.30.0/24     VnetLocal
        VirtualNetworkGateway  Active   10.2.30.0/25      VirtualNetworkGateway  10.20.78.137
        Default                Active   0.0.0.0/0         Internet

        """)
  }

  @Test("The prefixes of a service tag are one row, or on demand a row each")
  func serviceTags() {
    let rows = [
      EffectiveRouteRow(
        source: "User", state: "Active", addressPrefixes: ["20.1.0.0/24", "20.2.0.0/24"],
        nextHopType: "VirtualAppliance", nextHopAddresses: ["10.0.0.4"], name: "storage",
        serviceTag: "Storage"),
      EffectiveRouteRow(
        source: "User", state: "Invalid", addressPrefixes: ["20.3.0.0/24"],
        nextHopType: "VirtualAppliance", serviceTag: "Storage", lacksNextHop: true),
    ]
    #expect(
      EffectiveRoutesTable.format(rows) == """
        Source    State    Address Prefix        Next Hop Type     Next Hop IP
        --------  -------  --------------------  ----------------  -------------
        User      Active   Storage (2 prefixes)  VirtualAppliance  10.0.0.4
        User      Invalid  Storage (1 prefix)    VirtualAppliance  None

        """)
    #expect(
      EffectiveRoutesTable.format(rows, expanded: true) == """
        Source    State    Address Prefix    Next Hop Type     Next Hop IP
        --------  -------  ----------------  ----------------  -------------
        User      Active   20.1.0.0/24       VirtualAppliance  10.0.0.4
        User      Active   20.2.0.0/24       VirtualAppliance  10.0.0.4
        User      Invalid  20.3.0.0/24       VirtualAppliance  None

        """)
  }

  @Test("Learned routes")
  func learnedRoutes() {
    let rows = [
      LearnedRouteRow(
        network: "10.10.30.0/24", nextHop: "", origin: "Network", sourcePeer: "10.10.30.254",
        asPath: "", weight: 32768),
      LearnedRouteRow(
        network: "10.2.30.0/25", nextHop: "10.10.30.132", origin: "EBgp",
        sourcePeer: "10.10.30.132", asPath: "12076-65021", weight: 32769),
    ]
    #expect(
      LearnedRoutesTable.format(rows) == """
        Network        NextHop       Origin    SourcePeer    AsPath       Weight
        -------------  ------------  --------  ------------  -----------  --------
        10.10.30.0/24                Network   10.10.30.254               32768
        10.2.30.0/25   10.10.30.132  EBgp      10.10.30.132  12076-65021  32769

        """)
  }
}
