import Addressing
import Foundation
import ResourceModel
import TestSupport
import Testing

@Suite("Era profiles")
struct EraProfileTests {
  private static func load(_ text: String) -> TopologyLoadResult {
    TopologyLoader.load(bytes: Array(text.utf8), file: "era.jsonc")
  }

  @Test("A document without a profile follows the current rules")
  func currentIsTheDefault() throws {
    #expect(try #require(Self.load(#"{ "name": "x" }"#).topology).profile == .current)
  }

  @Test("Every profile can be named, and nothing else", arguments: EraProfile.allCases)
  func profilesAreRead(_ profile: EraProfile) throws {
    let result = Self.load(#"{ "name": "x", "profile": "\#(profile.rawValue)" }"#)
    #expect(try #require(result.topology).profile == profile)
    let other = Self.load(#"{ "name": "x", "profile": "azure-2016" }"#)
    #expect(other.diagnostics.map(\.code) == [.invalidValue])
  }

  @Test("A bundled document follows the profile of its source")
  func bundledProfiles() throws {
    for document in BundledTopology.allCases {
      let topology = try #require(
        TopologyLoader.load(bytes: document.bytes, file: document.rawValue).topology)
      let profile: EraProfile =
        switch document {
        case .interop, .s2sOverExpressRoute: .azure2018
        case .vnetToVnet: .azure2015
        case .globalPeeringILB: .azure2019
        case .expressRouteVPNFailover, .multiSiteVPN,
          .internalLoadBalancer, .peeringLifecycle, .hubSpokeAppliance:
          .current
        }
      #expect(topology.profile == profile)
    }
  }

  /// A document that a rule refuses, and with what.
  private static func refusal(_ rule: EraRule, _ profile: EraProfile) -> (String, DiagnosticCode)? {
    var estate = EstateWriter(profile: profile.rawValue)
    switch rule {
    case .tenTunnels:
      estate.network("a", 1)
      estate.gateway(in: "a")
      for octet in 2...12 {
        let name = "n\(octet)"
        estate.network(name, octet)
        estate.gateway(in: name)
        estate.connect("a", name)
      }
      return (estate.text, .tunnelLimit)
    case .localNetworkIsExact:
      return (LocalSiteDocument(space: "10.2.0.0/17").text(profile: profile), .localNetworkDiffers)
    case .peeringIsMissing:
      estate.network("a", 1)
      estate.network("b", 2)
      estate.peer("a", "b")
      return (estate.text, .peeringNotAvailable)
    case .globalPeeringIsPreview:
      estate.network("a", 1, region: "westus2")
      estate.network("b", 2, region: "westeurope")
      estate.peer("a", "b")
      return (estate.text, .globalPeeringPreview)
    case .noGatewayTransitAcrossRegions:
      estate.network("a", 1, region: "westus2")
      estate.network("b", 2, region: "uksouth")
      estate.gateway(in: "a", region: "westus2")
      estate.peer(
        "a", "b", "\"allowGatewayTransit\": true", back: "\"useRemoteGateways\": true")
      return (estate.text, .globalGatewayTransit)
    case .previewNeedsRegistration:
      estate.network("a", 1, region: "westus2")
      estate.network("b", 2, region: "uksouth")
      estate.peer("a", "b")
      return (estate.text, .globalPeeringPreview)
    case .noGatewayTransitAcrossModels:
      estate.network("a", 1)
      estate.network("b", 2, provider: "Microsoft.ClassicNetwork")
      estate.gateway(in: "a")
      estate.peering("a", to: "b", "\"allowGatewayTransit\": true")
      return (estate.text, .mixedModelGatewayTransit)
    case .peersShareTenant:
      estate.network("a", 1, envelope: "\"subscriptionId\": \"one\",")
      estate.network("b", 2, envelope: "\"subscriptionId\": \"two\",")
      estate.peer("a", "b")
      estate.add(
        section: """
          "subscriptions": [{ "id": "one", "tenant": "contoso" }, { "id": "two", "tenant": "fabrikam" }]
          """)
      return (estate.text, .peeringTenants)
    case .addressSpaceIsFixedWhilePeered:
      estate.network("a", 1)
      estate.network("b", 2)
      estate.peer(
        "a", "b", #""remoteAddressSpace": { "addressPrefixes": ["10.3.0.0/16"] }"#)
      return (estate.text, .addressSpaceChangedWhilePeered)
    case .noFrontEndsAcrossRegions:
      estate.network("a", 1, region: "westus2")
      estate.network("b", 2, region: "uksouth")
      estate.peer("a", "b")
      estate.add(
        resource: Sample.balancer(
          "lb", frontEnds: [Sample.frontEnd("fe", "a", "work", "\"10.1.0.36\"")],
          region: "\"westus2\""))
      return (estate.text, .frontEndAcrossRegions)
    case .routesAreToPrefixes:
      estate.routeTable("rt", [("Storage.EastUS", "None", nil)])
      return (estate.text, .notInProfile)
    case .serviceEndpointsAreMissing:
      estate.add(
        resource: """
          { "type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "eastus",
            "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] }, "subnets": [
              { "name": "s", "properties": { "addressPrefix": "10.1.0.0/24",
                "serviceEndpoints": [{ "service": "Microsoft.KeyVault" }] } } ] } }
          """)
      return (estate.text, .notInProfile)
    case .networksHaveNoCommunities:
      estate.add(
        resource: """
          { "type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "eastus",
            "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] },
              "bgpCommunities": { "virtualNetworkCommunity": "12076:20001" } } }
          """)
      return (estate.text, .notInProfile)
    case .microsoftPeeringNeedsFilter:
      estate.add(
        resource: """
          { "type": "Microsoft.Network/expressRouteCircuits", "name": "x", "location": "eastus",
            "properties": { "peerings": [ { "name": "m", "properties": { "peeringType": "MicrosoftPeering",
              "peerASN": 65021, "primaryPeerAddressPrefix": "203.0.113.0/30",
              "secondaryPeerAddressPrefix": "203.0.113.4/30",
              "microsoftPeeringConfig": { "advertisedPublicPrefixes": ["198.51.100.0/24"] } } } ] } }
          """)
      return (estate.text, .routeFilterMissing)
    case .closedPeeringStopsTraffic, .gatewaysTakeTwoHops, .fastPathEndsAtNetwork: return nil
    }
  }

  @Test(
    "A rule of an era refuses in its profiles and in no other", arguments: EraRule.allCases,
    EraProfile.allCases)
  func rulesHoldInTheirProfiles(_ rule: EraRule, _ profile: EraProfile) throws {
    // What changes packets instead is shown with packets.
    guard let (text, code) = Self.refusal(rule, profile) else { return }
    let codes = Self.load(text).diagnostics.map(\.code)
    #expect(codes.contains(code) == rule.holds(in: profile), "\(codes)")
    let isExpected = rule.holds(in: .current) ? code : .peeringNotSynchronised
    if profile == .current { #expect(codes.allSatisfy { $0 == isExpected }) }
  }

  @Test("The preview of global peering is in its ten regions, for registered subscriptions")
  func previewRegions() {
    var estate = EstateWriter(profile: "azure-2017")
    estate.add(
      section: """
        "subscriptions": [{ "id": "s", "tenant": "t", "features": ["AllowGlobalVnetPeering"] }]
        """)
    estate.network("a", 1, region: "West US 2")
    estate.network("b", 2, region: "Korea South")
    estate.peer("a", "b")
    #expect(!Self.load(estate.text).diagnostics.map(\.code).contains(.globalPeeringPreview))
    #expect(EraLimit.previewRegions.count == 10)
  }

  @Test("Where a document says nothing a backend is asked every 15 seconds, and today every 5")
  func probeInterval() throws {
    for profile in EraProfile.allCases {
      var estate = EstateWriter(profile: profile.rawValue)
      estate.network("n", 1)
      var balanced = BalancedEstate()
      balanced.probe = #""protocol": "Tcp", "port": 8080"#
      balanced.write(&estate)
      let topology = try #require(Self.load(estate.text).topology)
      let expected: Int64 =
        switch profile {
        case .azure2015, .azure2017, .azure2018, .azure2019: 15
        case .current: 5
        }
      #expect(topology.loadBalancers[0].probes[0].interval == .seconds(expected))
    }
  }

  @Test("The page of profiles has every rule, with its profiles and its source")
  func pageIsComplete() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/vnetem/vnetem.docc/EraProfiles.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    let expected = EraRule.allCases.map { rule in
      let first = rule.profiles.lowerBound.rawValue
      let last = rule.profiles.upperBound.rawValue
      let profiles = first == last ? "`\(first)`" : "`\(first)` to `\(last)`"
      return "| \(rule.statement) | \(profiles) | \(rule.source) |"
    }
    #expect(lines.filter { $0.hasPrefix("| ") }.map(String.init).dropFirst().starts(with: expected))
  }
}
