import Addressing
import ControlPlane
import DataPlane
import Emulator
import Foundation
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// What Microsoft peering tells the customer, on the bundled document.
struct RouteFilterTests {
  static func isUp(_ change: (String) -> String = { $0 }) throws -> Bool {
    let estate = EstateCompiler(try TunnelTests.topology(change)).compile()
    return !estate.notes.contains { $0.hasPrefix("the tunnel of hub-to-site is down") }
  }

  static func changed(_ communities: String) -> (String) -> String {
    { $0.replacingOccurrences(of: #"["12076:51004"]"#, with: communities) }
  }

  static func unfiltered(_ profile: String) -> (String) -> String {
    { text in
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return lines.filter { !$0.contains("\"routeFilter\"") }.joined(separator: "\n")
        .replacingOccurrences(of: "azure-2018", with: profile)
    }
  }

  @Test("a tunnel needs the community of its gateway's region in the circuit's route filter")
  func filters() throws {
    #expect(try Self.isUp())
    #expect(try Self.isUp(Self.changed(#"["12076:5010", "12076:51006", "12076:51004"]"#)))
    #expect(try !Self.isUp(Self.changed(#"["12076:51006"]"#)))
    // Storage in East US is not all of East US.
    #expect(try !Self.isUp(Self.changed(#"["12076:52004"]"#)))
    #expect(try !Self.isUp(Self.changed("[]")))
  }

  @Test(
    "without a route filter Microsoft tells everything in 2015, and nothing since 2017",
    arguments: EraProfile.allCases)
  func profiles(_ profile: EraProfile) throws {
    #expect(try Self.isUp(Self.unfiltered(profile.rawValue)) == (profile == .azure2015))
  }

  @Test("the customer's edge learns the gateway's address by Microsoft peering, or does not")
  func learned() throws {
    func told(_ change: (String) -> String) throws -> [String] {
      let inquiry = try Inquiry(try TunnelTests.topology(change))
      return try inquiry.learnedRoutes("site-ce1").rows.filter { $0.sourcePeer == "203.0.113.2" }
        .map { "\($0.network) \($0.asPath)" }
    }
    #expect(try told { $0 } == ["192.0.2.84/32 12076"])
    #expect(try told(Self.changed(#"["12076:51006"]"#)).isEmpty)
  }

  @Test("tier and filter together say of which regions an edge tells")
  func reach() throws {
    func tells(_ tier: String, _ region: String, _ location: String = "Washington DC") throws
      -> Bool
    {
      let topology = try TunnelTests.topology { text in
        Self.changed(#"["12076:51004", "12076:51006", "12076:51002"]"#)(text)
          .replacingOccurrences(of: "\"tier\": \"Standard\"", with: "\"tier\": \"\(tier)\"")
          .replacingOccurrences(of: "Washington DC", with: location)
      }
      return topology.microsoftPeering(of: topology.expressRouteCircuits[0], tells: region)
    }
    #expect(try tells("Standard", "eastus") && tells("Standard", "westus"))
    // Not in the filter.
    #expect(try !tells("Standard", "eastus2") && !tells("Premium", "swedencentral"))
    #expect(try !tells("Standard", "westeurope") && tells("Premium", "westeurope"))
    #expect(try tells("Local", "eastus") && !tells("Local", "westus"))
    // A location that nothing is known of limits nothing.
    #expect(try tells("Standard", "westeurope", "Atlantis"))
  }

  @Test(
    "a longer path of public numbers moves what comes back to the other link, private numbers do not"
  )
  func prepending() throws {
    /// The edges that the answer's ESP packet comes by.
    func edges(_ prepended: String?, asn: String) throws -> [String] {
      let estate = EstateCompiler(
        try TunnelTests.topology { text in
          let own = text.replacingOccurrences(of: "65021", with: asn)
          guard let prepended else { return own }
          let neighbor = "\"address\": \"\(prepended)\", \"remoteAsn\": 12076,"
          return own.replacingOccurrences(of: neighbor, with: neighbor + " \"asPathPrepend\": 3,")
        }
      ).compile()
      return try TunnelTests.observations(estate, from: "secure", to: "vault")
        .filter { TunnelTests.isESP($0.bytes) && $0.packetID.rawValue == 1 }
        .map { estate.deviceNames[$0.device.index] }
        .filter { $0.hasSuffix("/microsoft") }
    }
    let primary = ["ExpressRoute1/primary/microsoft"]
    let secondary = ["ExpressRoute1/secondary/microsoft"]
    #expect(try edges("203.0.113.2", asn: "3356") == secondary)
    #expect(try edges("203.0.113.6", asn: "3356") == primary)
    let usual = try edges(nil, asn: "65021")
    #expect(usual == primary || usual == secondary)
    #expect(try edges("203.0.113.2", asn: "65021") == usual)
    #expect(try edges("203.0.113.6", asn: "65021") == usual)
  }
}
