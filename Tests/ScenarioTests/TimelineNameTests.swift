import Addressing
import Foundation
import NetworkWatcher
import ResourceModel
import Testing

/// What steps create and delete is known by name: to the scenario's command, its expectations and our own sections.
struct TimelineNameTests {
  private static let interface =
    #""create": { "type": "Microsoft.Network/networkInterfaces", "name": "new-nic", "location": "northeurope", "properties": { "ipConfigurations": [{ "name": "ip", "properties": { "privateIPAddress": "10.30.0.9", "privateIPAllocationMethod": "Static", "subnet": { "id": "virtualNetworks/east/subnets/work" } } }] } }"#
  private static let machine =
    #""create": { "type": "Microsoft.Compute/virtualMachines", "name": "vm-new", "location": "northeurope", "properties": { "storageProfile": { "osDisk": { "osType": "Linux" } }, "networkProfile": { "networkInterfaces": [{ "id": "networkInterfaces/new-nic" }] } } }"#

  private static func load(
    _ bundled: BundledTopology = .peeringLifecycle, steps: [String], _ command: String,
    sections: String = ""
  ) throws -> TopologyLoadResult {
    let text = String(decoding: bundled.bytes, as: UTF8.self)
    let end = try #require(text.range(of: "\n  \"scenarios\"")?.lowerBound)
    let document = """
      \(text[..<end])
        \(sections)
        "scenarios": [{ "name": "x", "timeline": [\(steps.map { "{ \($0) }" }.joined(separator: ", "))], \(command) }]
      }
      """
    return TopologyLoader.load(bytes: Array(document.utf8), file: "names.jsonc")
  }

  private static func run(_ result: TopologyLoadResult) throws -> ScenarioResult {
    let topology = try #require(
      result.topology, "\(result.diagnostics.map { "\($0.location) \($0.message)" })")
    return try ScenarioRun(topology, topology.scenarios[0]).perform()
  }

  @Test("a machine that a step creates is pinged from and to by its name, from when it is there")
  func ping() throws {
    let steps = ["\"at\": \"1500ms\", \(Self.interface)", "\"at\": \"1500ms\", \(Self.machine)"]
    let from = try Self.run(
      Self.load(
        steps: steps, #""ping": { "source": "VM-new", "destination": "vm-west", "count": 3 }"#))
    guard case .ping(let sent) = from.answer else { return }
    #expect(sent.probes.map(\.sentAt).first == .start + .milliseconds(1500))
    #expect(sent.replies.count == 3)
    #expect(sent.path.source == "vm-new")
    let to = try Self.run(
      Self.load(
        steps: steps + [#""at": "3500ms", "delete": "virtualMachines/vm-new""#],
        #""ping": { "source": "vm-west", "destination": "vm-new", "count": 6, "timeout": "500ms" }"#
      ))
    guard case .ping(let asked) = to.answer else { return }
    #expect(
      asked.probes.map { $0.outcome.answer != nil } == [false, false, true, true, false, false])
  }

  @Test(
    "a machine that a step creates listens as its guest says, and answers a connect by its name")
  func connect() throws {
    let steps = ["\"at\": \"1500ms\", \(Self.interface)", "\"at\": \"1500ms\", \(Self.machine)"]
    let result = try Self.run(
      Self.load(
        steps: steps,
        #""connect": { "source": "vm-west", "destination": "vm-new", "port": 80, "count": 4, "timeout": "500ms" }, "expect": { "connected": 3, "answeredBy": ["vm-new"] }"#,
        sections: #""guests": [{ "name": "vm-new", "listens": [80] }],"#))
    #expect(result.isAsExpected, "\(result.mismatches)")
  }

  @Test("a network interface that gets its machine by a step stays the place that it was")
  func attached() throws {
    let result = try Self.run(
      Self.load(
        steps: ["\"at\": \"0s\", \(Self.interface)", "\"at\": \"2s\", \(Self.machine)"],
        #""ping": { "source": "new-nic", "destination": "vm-west", "count": 4 }"#))
    guard case .ping(let answer) = result.answer else { return }
    #expect(answer.replies.count == 4)
  }

  @Test("a name that no step creates is refused, with the nearest that one does")
  func unknown() throws {
    let result = try Self.load(
      steps: ["\"at\": \"1s\", \(Self.interface)", "\"at\": \"1s\", \(Self.machine)"],
      #""ping": { "source": "vm-west", "destination": "vm-nwe" }"#)
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(errors.map(\.code) == [.scenarioEndpoint])
    #expect(errors.first?.help?.contains("vm-new") == true)
    let guest = try Self.load(
      steps: [], #""ping": { "source": "vm-west", "destination": "vm-east" }"#,
      sections: #""guests": [{ "name": "vm-new", "listens": [80] }],"#)
    #expect(guest.diagnostics.filter { $0.severity == .error }.map(\.code) == [.unknownReference])
  }

  @Test("what our own sections say of a resource goes with it")
  func sections() throws {
    let machine = try Self.load(
      .globalPeeringILB,
      steps: [#""at": "1s", "delete": "virtualMachines/backend1""#],
      #""connect": { "source": "VM2", "destination": "192.168.1.6", "port": 80 }"#)
    #expect(
      !machine.hasErrors, "\(machine.diagnostics.map { "\($0.location) \($0.message)" })")
    let gateway = try Self.load(
      .vnetToVnet,
      steps: [
        #""at": "1s", "delete": "connections/VNet1-to-VNet2""#,
        #""at": "1s", "delete": "connections/VNet2-to-VNet1""#,
        #""at": "2s", "delete": "virtualNetworkGateways/VNet2-gateway""#,
      ], #""ping": { "source": "vm1", "destination": "vm2", "count": 4, "timeout": "500ms" }"#)
    let result = try Self.run(gateway)
    guard case .ping(let answer) = result.answer else { return }
    #expect(
      answer.probes.map { $0.outcome.answer?.kind == .echoReply } == [true, false, false, false])
  }

  @Test("a connection to a site is deleted and made anew: its router's tunnel goes and comes")
  func siteConnection() throws {
    let text = String(decoding: BundledTopology.multiSiteVPN.bytes, as: UTF8.self)
    let start = try #require(
      text.range(
        of: "{\n      \"type\": \"Microsoft.Network/connections\", \"name\": \"hub-to-shop\""))
    let end = try #require(text.range(of: "\n    },", range: start.lowerBound..<text.endIndex))
    let connection = text[start.lowerBound..<end.lowerBound] + "}"
    let result = try Self.run(
      Self.load(
        .multiSiteVPN,
        steps: [
          #""at": "2s", "delete": "connections/hub-to-shop""#,
          #""at": "4500ms", "create": \#(connection)"#,
        ],
        #""ping": { "source": "till", "destination": "hub-vm", "count": 30, "timeout": "500ms" }"#))
    guard case .ping(let answer) = result.answer else { return }
    let answered = answer.probes.map { $0.outcome.answer?.kind == .echoReply }
    #expect(Array(answered[..<5]) == [true, true, false, false, false])
    #expect(answered.last == true)
    #expect(result.timeline.last?.effects == ["connection hub-to-shop is Connected"])
  }
}
