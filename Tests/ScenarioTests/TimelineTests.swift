import Addressing
import ControlPlane
import DataPlane
import Emulator
import Foundation
import NetworkWatcher
import ResourceModel
import TestSupport
import Testing

/// Resources change while packets fly.
struct TimelineTests {
  /// A bundled document whose scenarios are one of these steps.
  static func load(
    _ bundled: BundledTopology, _ steps: [String], from source: String, to destination: String,
    count: Int = 4, replacing old: String = "", with new: String = ""
  ) -> TopologyLoadResult {
    var text = String(decoding: bundled.bytes, as: UTF8.self)
    if !old.isEmpty { text = text.replacing(old, with: new) }
    let end = text.range(of: "\n  \"scenarios\"")?.lowerBound ?? text.endIndex
    text =
      text[..<end] + """

          "scenarios": [{ "name": "x", "timeline": [
          \(steps.joined(separator: ",\n"))
          ], "ping": { "source": "\(source)", "destination": "\(destination)", "count": \(count), "timeout": "500ms" } }]
        }
        """
    return TopologyLoader.load(bytes: Array(text.utf8), file: "steps.jsonc")
  }

  static func changes(_ topology: Topology) -> [(at: EmulatedInstant, change: ResourceChange)] {
    (topology.scenarios.first?.timeline ?? []).compactMap { event in
      guard case .resources(let change) = event.change else { return nil }
      return (event.at, change)
    }
  }

  // MARK: The running estate is the document's

  static let steps: [BundledTopology: [String]] = [
    .peeringLifecycle: [
      #""create": { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "north/p", "properties": { "remoteVirtualNetwork": { "id": "virtualNetworks/south" } } }"#,
      #""create": { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "south/p", "properties": { "remoteVirtualNetwork": { "id": "virtualNetworks/north" } } }"#,
      #""delete": "virtualNetworks/north/virtualNetworkPeerings/p""#,
      #""delete": "virtualNetworks/south/virtualNetworkPeerings/p""#,
      #""delete": "virtualNetworks/east/virtualNetworkPeerings/east-to-west""#,
      #""update": "virtualNetworks/south", "properties": { "addressSpace": { "addressPrefixes": ["10.20.0.0/16", "10.21.0.0/16"] } }"#,
      #""sync": "virtualNetworks/north/virtualNetworkPeerings/p""#,
      #""create": { "type": "Microsoft.Network/networkSecurityGroups", "name": "g", "location": "northeurope", "properties": { "securityRules": [{ "name": "no", "properties": { "priority": 200, "direction": "Inbound", "access": "Deny", "protocol": "Udp", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" } }] } }"#,
      #""update": "networkInterfaces/vm-south-nic", "properties": { "networkSecurityGroup": { "id": "networkSecurityGroups/g" } }"#,
      #""update": "virtualNetworks/west/subnets/work", "properties": { "networkSecurityGroup": { "id": "networkSecurityGroups/g" } }"#,
      #""update": "virtualNetworks/west/subnets/work", "properties": { "networkSecurityGroup": null }"#,
      #""delete": "networkSecurityGroups/g/securityRules/no""#,
      #""create": { "type": "Microsoft.Network/networkInterfaces", "name": "new-nic", "location": "northeurope", "properties": { "ipConfigurations": [{ "name": "ip", "properties": { "privateIPAddress": "10.10.0.9", "privateIPAllocationMethod": "Static", "subnet": { "id": "virtualNetworks/north/subnets/work" } } }] } }"#,
      #""delete": "networkInterfaces/new-nic""#,
    ],
    .hubSpokeAppliance: [
      #""update": "virtualNetworks/branch/subnets/work", "properties": { "routeTable": { "id": "routeTables/branch-routes" } }"#,
      #""update": "virtualNetworks/branch/subnets/work", "properties": { "routeTable": null }"#,
      #""delete": "routeTables/spoke1-routes/routes/branch""#,
      #""create": { "type": "Microsoft.Network/routeTables/routes", "name": "spoke1-routes/site", "properties": { "addressPrefix": "10.9.0.0/24", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4" } }"#,
      #""update": "virtualNetworks/spoke2/virtualNetworkPeerings/spoke2-to-hub", "properties": { "allowForwardedTraffic": false }"#,
      #""update": "networkInterfaces/appliance-nic", "properties": { "enableIPForwarding": false }"#,
      #""update": "networkInterfaces/appliance-nic", "properties": { "enableIPForwarding": true }"#,
      #""delete": "connections/branch-to-hub""#,
      #""delete": "virtualNetworks/branch/virtualNetworkPeerings/branch-to-hub""#,
      #""update": "virtualNetworks/spoke2/virtualNetworkPeerings/spoke2-to-hub", "properties": { "useRemoteGateways": false }"#,
    ],
  ]

  /// What becomes of a first packet from each endpoint to each: the devices on its way, and how it ends.
  private static func journeys(
    _ emulation: Emulation, among names: [String], port: UInt16
  ) -> [String: [String]] {
    var ways: [PacketID: [String]] = [:]
    var pairs: [PacketID: String] = [:]
    var numbers: [String: Int] = [:]
    for (index, endpoint) in emulation.estate.endpoints.enumerated() {
      numbers[endpoint.name] = index
    }
    emulation.observer = { [unowned emulation] observation in
      let name = emulation.estate.deviceNames[observation.device.index]
      let end =
        switch observation.verdict {
        case .drop(let reason): " \(reason)"
        case .deliver: " delivered"
        case .forward: ""
        }
      ways[observation.packetID, default: []].append(name + end)
    }
    for first in names {
      for second in names where first != second {
        guard let from = numbers[first], let to = numbers[second] else { continue }
        let id = emulation.send(
          PacketBuilder.transport(
            .udp, from: emulation.estate.endpoints[from].address, port,
            to: emulation.estate.endpoints[to].address, 53), from: from)
        pairs[id] = "\(first) to \(second)"
      }
    }
    emulation.run(until: emulation.now + .seconds(1))
    emulation.observer = nil
    return Dictionary(uniqueKeysWithValues: pairs.map { ($1, ways[$0] ?? []) })
  }

  /// A bundled document with a scenario of seeded steps, every 10 seconds and a bit, up to 80 ms, that differs.
  ///
  /// - Parameter links: names of links, of which some fail and come back in between.
  static func random(
    _ bundled: BundledTopology, seed: UInt64, links: [String] = []
  ) throws -> Topology {
    var generator = SplitMix64(seed: seed)
    let names =
      bundled == .peeringLifecycle
      ? ("vm-north", "vm-south") : ("vm1", "vm2")
    // Steps that fit behind those before them.
    var steps: [String] = []
    let all = try #require(Self.steps[bundled])
    for _ in 0..<14 {
      let at = "\(10_000 * (steps.count + 1) + generator.below(80))ms"
      if !links.isEmpty, generator.below(3) == 0 {
        let change = generator.below(2) == 0 ? "fail" : "restore"
        let link = links[generator.below(links.count)]
        steps.append("{ \"at\": \"\(at)\", \"\(change)\": \"\(link)\" }")
        continue
      }
      let step = "{ \"at\": \"\(at)\", \(all[generator.below(all.count)]) }"
      let result = load(bundled, steps + [step], from: names.0, to: names.1)
      if !result.hasErrors { steps.append(step) }
    }
    return try #require(load(bundled, steps, from: names.0, to: names.1).topology)
  }

  @Test(
    "after each step the running emulation does with new flows what a fresh one of the step's document does",
    arguments: [BundledTopology.peeringLifecycle, .hubSpokeAppliance], 0..<6)
  func equalsFresh(_ bundled: BundledTopology, seed: Int) throws {
    let topology = try Self.random(bundled, seed: UInt64(seed))
    let changes = Self.changes(topology)
    try #require(changes.count >= 3)
    let compiler = EstateCompiler(topology)
    let emulation = Emulation(compiler.compile(), of: compiler)
    emulation.schedule(topology.scenarios[0].timeline)
    for (number, step) in changes.enumerated() {
      emulation.run(until: step.at + .seconds(5))
      let freshCompiler = EstateCompiler(step.change.topology)
      let fresh = Emulation(freshCompiler.compile(), of: freshCompiler)
      let present = fresh.estate.endpoints.map(\.name)
      let port = UInt16(2_000 + number)
      #expect(
        Self.journeys(emulation, among: present, port: port)
          == Self.journeys(fresh, among: present, port: port),
        "after \(step.change.action.rawValue) \(step.change.subject)")
    }
  }

  @Test("a security group that no step touches is not compiled again")
  func sharing() throws {
    let topology = try #require(
      Self.load(
        .peeringLifecycle,
        [
          #"{ "at": "1s", \#(Self.steps[.peeringLifecycle]![7]) }"#,
          #"{ "at": "2s", \#(Self.steps[.peeringLifecycle]![9]) }"#,
          #"{ "at": "3s", \#(Self.steps[.peeringLifecycle]![12]) }"#,
        ], from: "vm-north", to: "vm-south"
      ).topology)
    let changes = Self.changes(topology)
    let first = EstateCompiler(topology)
    _ = first.compile()
    let second = EstateCompiler(changes[1].change.topology, after: first)
    _ = second.compile()
    let count = second.compiledClassifierCount
    #expect(count > first.compiledClassifierCount || count > 0)
    let third = EstateCompiler(changes[2].change.topology, after: second)
    _ = third.compile()
    #expect(third.compiledClassifierCount == count)
  }

  // MARK: Flows

  @Test(
    "a new rule is for new flows, a deleted peering ends all, a deleted interface takes its flows with it"
  )
  func flows() throws {
    let rule = Self.steps[.peeringLifecycle]!
    let topology = try #require(
      Self.load(
        .peeringLifecycle,
        [
          "{ \"at\": \"10s\", \(rule[7]) }", "{ \"at\": \"10s\", \(rule[9]) }",
          #"{ "at": "20s", "delete": "virtualNetworks/east/virtualNetworkPeerings/east-to-west" }"#,
          #"{ "at": "30s", "delete": "virtualMachines/vm-west" }"#,
        ], from: "vm-east", to: "vm-west"
      ).topology)
    let compiler = EstateCompiler(topology)
    let emulation = Emulation(compiler.compile(), of: compiler)
    emulation.schedule(topology.scenarios[0].timeline)
    let endpoints = emulation.estate.endpoints
    let east = try #require(endpoints.firstIndex { $0.name == "vm-east" })
    let west = try #require(endpoints.firstIndex { $0.name == "vm-west" })
    func send(_ port: UInt16, at seconds: Int64) -> Bool {
      emulation.run(until: .start + .seconds(seconds))
      let before = emulation.delivered(at: west).packets
      emulation.send(
        PacketBuilder.transport(
          .udp, from: endpoints[east].address, port, to: endpoints[west].address, 53), from: east)
      emulation.run(until: emulation.now + .seconds(1))
      return emulation.delivered(at: west).packets > before
    }
    #expect(send(1, at: 5))
    #expect(send(1, at: 12), "the flow has a record")
    #expect(!send(2, at: 14), "a new flow meets the rule")
    #expect(!send(1, at: 22), "the route is gone")
    // What a deleted machine sends ends at once.
    var reasons: [DropReason] = []
    emulation.run(until: .start + .seconds(31))
    emulation.observer = { observation in
      if case .drop(let reason) = observation.verdict { reasons.append(reason) }
    }
    emulation.send(
      PacketBuilder.transport(
        .udp, from: endpoints[west].address, 53, to: endpoints[east].address, 1), from: west)
    emulation.run(until: .start + .seconds(33))
    #expect(reasons == [.deviceGone])
  }

  @Test("making, growing and deleting a peering takes nothing from anybody else")
  func noDowntime() throws {
    let topology = try #require(TopologyLoader.load(.peeringLifecycle).topology)
    let scenario = try #require(topology.scenarios.first { $0.name == "east-to-west.ping" })
    let result = try ScenarioRun(topology, scenario).perform()
    guard case .ping(let answer) = result.answer else { return }
    #expect(answer.replies.count == answer.probes.count)
    #expect(result.timeline.count == 6)
  }

  @Test(
    "the sides of a peering go from Initiated to Connected to Disconnected as they are made and deleted"
  )
  func states() throws {
    let topology = try #require(TopologyLoader.load(.peeringLifecycle).topology)
    let scenario = try #require(topology.scenarios.first { $0.name == "north-to-south.ping" })
    let result = try ScenarioRun(topology, scenario).perform(explains: true)
    #expect(
      result.timeline.map(\.effects) == [
        ["peering north/north-to-south is Initiated"],
        [
          "peering north/north-to-south is Connected", "peering south/south-to-north is Connected",
        ],
        ["peering north/north-to-south is Disconnected"],
        [],
        ["peering north/north-to-south is Initiated"],
        [
          "peering north/north-to-south is Connected", "peering south/south-to-north is Connected",
        ],
      ])
    // The explanation is that of the estate at the time: without a route, with one, without, with.
    let text = result.why.joined(separator: "\n")
    #expect(text.components(separatedBy: "to VNetPeering").count > 2, "\(text)")
    #expect(text.contains("to None"), "\(text)")
  }

  @Test("a Disconnected side is Initiated again once it is updated, and the other one can be made")
  func updatedSide() throws {
    var estate = EstateWriter()
    estate.network("a", 1)
    estate.network("b", 2)
    estate.peer("a", "b")
    func steps(_ update: String) -> TopologyLoadResult {
      var written = estate
      written.add(
        section: """
          "scenarios": [ { "name": "again", "timeline": [
            { "at": "1s", "delete": "virtualNetworks/a/virtualNetworkPeerings/a-to-b" }\(update),
            { "at": "3s", "create": { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
              "name": "a/a-to-b", "properties": { "remoteVirtualNetwork": { "id": "virtualNetworks/b" } } } } ],
            "ping": { "source": "a", "destination": "b" } } ]
          """)
      return TopologyLoader.load(bytes: Array(written.text.utf8), file: "again.jsonc")
    }
    #expect(steps("").diagnostics.map(\.code) == [.remotePeeringDisconnected])
    let result = steps(
      """
      , { "at": "2s", "update": "virtualNetworks/b/virtualNetworkPeerings/b-to-a",
        "properties": { "allowForwardedTraffic": false } }
      """)
    let topology = try #require(result.topology, "\(result.diagnostics.map(\.message))")
    let run = try ScenarioRun(topology, topology.scenarios[0]).perform()
    #expect(
      run.timeline.map(\.effects) == [
        ["peering b/b-to-a is Disconnected"], ["peering b/b-to-a is Initiated"],
        ["peering a/a-to-b is Connected", "peering b/b-to-a is Connected"],
      ])
  }

  // MARK: Gateways

  private static func gatewaySteps(_ takes: String) -> (old: String, steps: [String]) {
    let text = String(decoding: BundledTopology.vnetToVnet.bytes, as: UTF8.self)
    let start = text.range(
      of:
        "    {\n      \"type\": \"Microsoft.Network/virtualNetworkGateways\", \"name\": \"VNet2-gateway\""
    )!
    .lowerBound
    let end = text.range(of: "    {\n      \"type\": \"Microsoft.Network/networkInterfaces\"")!
      .lowerBound
    let old = String(text[start..<end])
    let pieces = old.components(separatedBy: "    {\n      \"type\"").dropFirst().map { piece in
      let body = "{ \"type\"" + piece
      return String(body[...body.lastIndex(of: "}")!])
    }
    return (
      old,
      pieces.enumerated().map { number, piece in
        "{ \"at\": \"\(number + 1)s\", \"create\": \(piece)\(number == 0 ? takes : "") }"
      }
    )
  }

  @Test(
    "creating a gateway takes 15 minutes in 2015 and 45 today, or as long as the step says",
    arguments: [
      ("", "azure-2015", Int64(901)), ("", "current", 2701),
      (", \"takes\": \"90s\"", "current", 91),
    ])
  func gateway(takes: String, profile: String, seconds: Int64) throws {
    let (old, steps) = Self.gatewaySteps(takes)
    let bytes = String(decoding: BundledTopology.vnetToVnet.bytes, as: UTF8.self)
      .replacing(old, with: "").replacing("azure-2015", with: profile)
    let end = try #require(bytes.range(of: "\n  \"scenarios\"")?.lowerBound)
    let text =
      bytes[..<end]
      + "\n\"scenarios\": [{ \"name\": \"x\", \"timeline\": [\(steps.joined(separator: ",\n"))], "
      + "\"ping\": { \"source\": \"vm1\", \"destination\": \"vm2\", \"count\": 1 } }] }"
    let loaded = TopologyLoader.load(bytes: Array(text.utf8), file: "gateway.jsonc")
    let topology = try #require(
      loaded.topology, "\(loaded.diagnostics.map { "\($0.location) \($0.message)" })")
    let compiler = EstateCompiler(topology)
    let emulation = Emulation(compiler.compile(), of: compiler)
    emulation.keepsHistory = true
    emulation.schedule(topology.scenarios[0].timeline)
    emulation.run(until: .start + .seconds(seconds + 60))
    let entries = TimelineEntry.entries(emulation.history)
    #expect(entries[0].effects == ["gateway VNet2-gateway is being created"])
    #expect(entries[1].effects == ["connection VNet1-to-VNet2 is Connecting"])
    #expect(entries[2].effects == ["connection VNet2-to-VNet1 is Connecting"])
    #expect(entries[3].atNanoseconds == seconds * 1_000_000_000)
    #expect(entries[3].effects == ["gateway VNet2-gateway is at 10.2.255.4 and 10.2.255.5"])
    let last = try #require(entries.last)
    #expect(last.change == "found")
    #expect(
      last.effects == [
        "connection VNet1-to-VNet2 is Connected", "connection VNet2-to-VNet1 is Connected",
      ])
    #expect(last.atNanoseconds > seconds * 1_000_000_000)
  }

  // MARK: Refusals

  @Test("steps that leave an invalid document are refused where they stand, all of them at once")
  func refusals() {
    let result = Self.load(
      .hubSpokeAppliance,
      [
        #"{ "at": "1s", "delete": "routeTables/spoke1-routes" }"#,
        #"{ "at": "2s", "update": "virtualNetworks/spoke1", "properties": { "addressSpace": { "addressPrefixes": ["10.2.0.0/16"] } } }"#,
        #"{ "at": "3s", "delete": "virtualMachines/nobody" }"#,
      ], from: "vm1", to: "vm2")
    let lines = result.diagnostics.filter { $0.severity == .error }
    #expect(
      lines.contains { $0.code == .unknownReference && $0.message.hasPrefix("after this step") })
    #expect(lines.contains { $0.code == .changedResourceMissing })
    #expect(
      Set(lines.map(\.location.line)).count == 3, "\(lines.map { "\($0.location) \($0.message)" })")
    #expect(
      lines.allSatisfy {
        !$0.notes.isEmpty || $0.code == .changedResourceMissing || $0.message.contains("10.2")
      })
  }

  @Test("an address space does not change while peered before current, and is synchronised today")
  func addressSpace() throws {
    let step =
      #"{ "at": "1s", "update": "virtualNetworks/east", "properties": { "addressSpace": { "addressPrefixes": ["10.30.0.0/16", "10.31.0.0/16"] } } }"#
    let old = Self.load(
      .peeringLifecycle, [step], from: "vm-east", to: "vm-west", replacing: "\"resources\": [",
      with: "\"profile\": \"azure-2018\", \"resources\": [")
    #expect(old.diagnostics.filter { $0.severity == .error }.map(\.code.rawValue) == ["VN0440"])
    let today = try #require(
      Self.load(.peeringLifecycle, [step], from: "vm-east", to: "vm-west").topology)
    let rows = PeeringRow.rows(of: Self.changes(today)[0].change.topology)
    #expect(
      rows.map { "\($0.virtualNetwork) \($0.peeringSyncLevel)" } == [
        "east RemoteNotInSync", "west LocalNotInSync",
      ])
  }
}
