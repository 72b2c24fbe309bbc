import ResourceModel
import TestSupport
import Testing

@Suite("Rights, tenants and models of peerings")
struct PeeringRightsTests {
  private static func codes(_ text: String) -> [DiagnosticCode] {
    TopologyLoader.load(bytes: Array(text.utf8), file: "rights.jsonc").diagnostics.map(\.code)
  }

  private static let write = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write"

  /// A peering of `a` with `b`, made by alice who has the two grants.
  private static func peering(atOwn: String, atOther: String, classic: Bool) -> String {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2, provider: classic ? "Microsoft.ClassicNetwork" : "Microsoft.Network")
    estate.peering("a", to: "b")
    if !classic { estate.peering("b", to: "a") }
    estate.add(
      section: """
        "deployedBy": "alice", "roleAssignments": [
          { "principal": "Alice", \(atOwn), "scope": "a" },
          { "principal": "alice", \(atOther), "scope": "b" },
          { "principal": "bob", "role": "Owner", "scope": "/" } ]
        """)
    return estate.text
  }

  @Test(
    "Both networks ask for the role or the action, of the own model",
    arguments: [
      (#""role": "Network Contributor""#, #""role": "Network Contributor""#, false, true),
      (
        #""actions": ["Microsoft.Network/virtualNetworks/*"]"#,
        #""actions": ["Microsoft.Network/virtualNetworks/*"]"#, false, true
      ),
      (#""role": "Contributor""#, #""role": "Owner""#, false, true),
      (#""role": "Network Contributor""#, #""role": "Reader""#, false, false),
      (#""role": "Reader""#, #""role": "Network Contributor""#, false, false),
      (#""role": "Network Contributor""#, #""role": "Classic Network Contributor""#, true, true),
      (#""role": "Network Contributor""#, #""role": "Network Contributor""#, true, false),
      (
        #""role": "Network Contributor""#,
        #""actions": ["Microsoft.ClassicNetwork/virtualNetworks/peer"]"#, true, true
      ),
      (
        #""actions": ["Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write"]"#,
        #""actions": ["microsoft.classicnetwork/virtualnetworks/peer/action"]"#, true, true
      ),
      (
        #""actions": ["Microsoft.Network/virtualNetworks/peer"]"#,
        #""role": "Classic Network Contributor""#, true, false
      ),
    ])
  func rights(atOwn: String, atOther: String, classic: Bool, suffices: Bool) {
    let codes = Self.codes(Self.peering(atOwn: atOwn, atOther: atOther, classic: classic))
    #expect(codes == (suffices ? [] : codes.filter { $0 == .peeringPermission }), "\(codes)")
    #expect(codes.isEmpty == suffices)
  }

  @Test("The two named actions are enough, and one side each may be somebody else's")
  func makersOfTheirOwn() {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "a/p",
          "systemData": { "createdBy": "alice" },
          "properties": { "remoteVirtualNetwork": { "id": "b" } } }
        """)
    estate.add(
      resource: """
        { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "b/p",
          "systemData": { "createdBy": "bob" },
          "properties": { "remoteVirtualNetwork": { "id": "a" } } }
        """)
    func grant(_ principal: String, _ action: String, _ scope: String) -> String {
      "{ \"principal\": \"\(principal)\", \"actions\": [\"\(action)\"], \"scope\": \"\(scope)\" }"
    }
    let peer = "Microsoft.Network/virtualNetworks/peer"
    let grants = [
      grant("alice", Self.write, "a"), grant("alice", peer, "b"),
      grant("bob", Self.write, "b"), grant("bob", peer, "a"),
    ]
    var sound = estate
    sound.add(section: "\"roleAssignments\": [\(grants.joined(separator: ", "))]")
    #expect(Self.codes(sound.text).isEmpty)
    for missing in grants.indices {
      var less = estate
      let rest = grants.indices.filter { $0 != missing }.map { grants[$0] }
      less.add(section: "\"roleAssignments\": [\(rest.joined(separator: ", "))]")
      #expect(Self.codes(less.text) == [.peeringPermission])
    }
  }

  @Test("Without assignments and makers nobody asks for rights")
  func noAssignments() {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.peer("a", "b")
    #expect(Self.codes(estate.text).isEmpty)
  }

  @Test("Subscriptions may differ in every profile, tenants where the profile allows it")
  func subscriptions() {
    for profile in EraProfile.allCases where profile != .azure2015 {
      for tenant in ["contoso", "fabrikam"] {
        var estate = EstateWriter(profile: profile.rawValue)
        estate.network("a", 1, envelope: "\"subscriptionId\": \"one\",")
        estate.network("b", 2, envelope: "\"id\": \"/subscriptions/two/resourceGroups/g\",")
        estate.peer("a", "b")
        estate.add(
          section: """
            "subscriptions": [ { "id": "one", "tenant": "contoso" },
              { "id": "two", "tenant": "\(tenant)" } ]
            """)
        let refused = tenant != "contoso" && EraRule.peersShareTenant.holds(in: profile)
        #expect(Self.codes(estate.text) == (refused ? [.peeringTenants, .peeringTenants] : []))
      }
    }
  }

  @Test("A tenant's or a classic network's refusal names the VPN gateway as the way out")
  func wayOut() throws {
    for sample in DiagnosticCases.access + DiagnosticCases.peeringModels
    where [.peeringTenants, .classicPeering].contains(sample.code) {
      let found = try #require(sample.load().diagnostics.first { $0.code == sample.code })
      let help = try #require(found.help)
      #expect(help.contains("VPN gateways") || help.contains("is enough"), "\(help)")
    }
    #expect(
      DiagnosticCases.peeringModels[0].load().diagnostics[0].help == "connect them by VPN gateways")
  }

  @Test("A Resource Manager network peers with a classic one by its own side alone")
  func mixedModels() {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2, provider: "Microsoft.ClassicNetwork")
    estate.peering("a", to: "b")
    #expect(Self.codes(estate.text).isEmpty)
  }

  @Test("Forwarded traffic that the receiving side allows is no matter")
  func forwardedTraffic() {
    let sample = DiagnosticCases.peeringModels.first { $0.code == .forwardedTrafficNotAllowed }
    let text = String(decoding: sample?.bytes ?? [], as: UTF8.self)
    let allowed = text.replacing(
      #"'hub')]" }, "#, with: #"'hub')]" }, "allowForwardedTraffic": true"#)
    #expect(allowed != text)
    #expect(Self.codes(allowed).isEmpty)
  }
}
