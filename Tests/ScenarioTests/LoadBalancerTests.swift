import Addressing
import DataPlane
import NetworkWatcher
import ResourceModel
import TestSupport
import Testing

@Suite("Internal load balancers")
struct LoadBalancerTests {
  private static func load(
    profile: String? = nil, replacing changes: [(String, String)] = []
  ) throws -> Topology {
    var text = String(decoding: BundledTopology.globalPeeringILB.bytes, as: UTF8.self)
    if let profile { text = text.replacing("\"azure-2019\"", with: "\"\(profile)\"") }
    for (old, new) in changes {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "ilb.jsonc")
    return try #require(result.topology, "\(result.diagnostics.map(\.message))")
  }

  private static func connect(
    _ topology: Topology, _ destination: String = "192.168.1.36", count: Int = 8
  ) throws -> ConnectResult {
    try Inquiry(topology).connect(
      ConnectRequest(source: "VM2", destination: destination, port: 80, count: count)
    ).result
  }

  @Test("a machine connects over global peering to a front end and to both of its backends")
  func globalPeering() throws {
    let topology = try Self.load()
    for (target, names) in [
      ("192.168.1.36", ["backend1", "backend2"]), ("192.168.1.4", ["backend1"]),
      ("192.168.1.6", ["backend2"]),
    ] {
      let result = try Self.connect(topology, target)
      #expect(result.times.count == 8)
      #expect(result.answeredBy.map(\.name) == names)
      let mean = try #require(result.mean)
      #expect((Nanoseconds.milliseconds(25)...Nanoseconds.milliseconds(27)).contains(mean))
    }
  }

  static let reach: [(profile: String, sku: String, isGlobal: Bool, reason: DropReason?)] = [
    ("azure-2018", "Standard", true, .frontEndAcrossRegions),
    ("azure-2018", "Basic", true, .frontEndAcrossRegions),
    ("azure-2019", "Standard", true, nil),
    ("azure-2019", "Basic", true, .basicFrontEndAcrossRegions),
    ("current", "Standard", true, nil),
    ("current", "Basic", true, .basicFrontEndAcrossRegions),
    ("azure-2018", "Basic", false, nil),
    ("azure-2018", "Standard", false, nil),
    ("current", "Basic", false, nil),
  ]

  @Test(
    "an internal load balancer is reached as region, SKU and profile allow", arguments: reach)
  func reached(_ profile: String, _ sku: String, _ isGlobal: Bool, _ reason: DropReason?) throws {
    var changes = [("\"name\": \"Standard\"", "\"name\": \"\(sku)\"")]
    if !isGlobal { changes.append(("\"China North\"", "\"China East 2\"")) }
    let topology = try Self.load(profile: profile, replacing: changes)
    let result = try Self.connect(topology)
    #expect(result.times.count == (reason == nil ? 8 : 0))
    for attempt in result.attempts {
      #expect(attempt.dropReason == reason)
      #expect(attempt.droppedAt == (reason == nil ? nil : "VM2-nic"))
    }
    // The backends themselves are reached in any case.
    #expect(try Self.connect(topology, "192.168.1.4").times.count == 8)
  }

  @Test("a backend whose probe is not answered gets nothing, and without any nobody connects")
  func probes() throws {
    let one = try Self.load(replacing: [
      (
        #"{ "name": "backend1", "listens": [80] }"#, #"{ "name": "backend1", "listens": [81] }"#
      )
    ])
    #expect(try Self.connect(one).answeredBy.map(\.name) == ["backend2"])
    let none = try Self.load(replacing: [("\"listens\": [80]", "\"listens\": [81]")])
    let result = try Self.connect(none)
    #expect(result.attempts.allSatisfy { $0.dropReason == .noHealthyBackend })
    // A machine that listens elsewhere resets who comes straight.
    let direct = try Self.connect(none, "192.168.1.4", count: 1)
    if case .reset = direct.attempts[0].outcome {} else { Issue.record("no reset") }
  }

  @Test("the explanation of a connect names rule, pool, backend and what was rewritten")
  func why() throws {
    let answer = try Inquiry(try Self.load()).connect(
      ConnectRequest(source: "VM2", destination: "192.168.1.36", port: 80, count: 1),
      watch: Watch(keepsJourneys: true))
    let text = answer.why.joined().joined(separator: "\n")
    #expect(
      text.contains("rule http of ilb/frontend leads to pool web; next is backend 192.168.1."))
    #expect(text.contains("the destination 192.168.1.36:80 becomes 192.168.1."))
    #expect(text.contains("becomes 192.168.1.36:80"))
  }
}
