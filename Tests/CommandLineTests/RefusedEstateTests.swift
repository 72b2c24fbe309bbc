import Foundation
import TestSupport
import Testing

/// A document that is refused forwards nothing, whichever tool is asked.
@Suite("What is refused does not forward")
struct RefusedEstateTests {
  /// A mistake in a plan that was right, and the code of its refusal.
  enum Mistake: CaseIterable {
    case sameSpace
    case ruleTwice
    case remoteGatewaysWithoutTransit
    case twoRemoteGateways
    case machineAmongGateways
    case peeredTwice
    case sameNumber

    var code: String {
      switch self {
      case .sameSpace: "VN0303"
      case .ruleTwice: "VN0414"
      case .remoteGatewaysWithoutTransit: "VN0407"
      case .twoRemoteGateways: "VN0410"
      case .machineAmongGateways: "VN0431"
      case .peeredTwice: "VN0412"
      case .sameNumber: "VN0405"
      }
    }

    /// Adds networks 200 to 204, which are as wrong as this says.
    func add(to writer: inout EstateWriter) {
      func network(_ octet: Int, _ space: Int? = nil) {
        writer.network("wrong\(octet)", space ?? octet)
      }
      switch self {
      case .sameSpace:
        network(200)
        network(201, 200)
        writer.peer("wrong200", "wrong201")
      case .ruleTwice:
        let rule = """
          { "name": "NAME", "properties": { "priority": 200, "direction": "Inbound",
            "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "*", "destinationPortRange": "*" } }
          """
        writer.securityGroup(
          "wrong",
          rules: ["one", "two"].map { rule.replacingOccurrences(of: "NAME", with: $0) })
      case .remoteGatewaysWithoutTransit:
        network(200)
        network(201)
        writer.gateway(in: "wrong200")
        writer.peer("wrong201", "wrong200", "\"useRemoteGateways\": true")
      case .twoRemoteGateways:
        for octet in 200...202 { network(octet) }
        for hub in ["wrong200", "wrong201"] {
          writer.gateway(in: hub)
          writer.peer(
            hub, "wrong202", "\"allowGatewayTransit\": true", back: "\"useRemoteGateways\": true")
        }
      case .machineAmongGateways:
        network(200)
        writer.machine("lost", in: "wrong200", "10.200.255.8", subnet: "GatewaySubnet")
      case .peeredTwice:
        network(200)
        network(201)
        writer.peer("wrong200", "wrong201")
        writer.add(
          resource: """
            { "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
              "name": "wrong200/again", "properties": {
                "remoteVirtualNetwork": \(EstateWriter.id("virtualNetworks", "wrong201")) } }
            """)
      case .sameNumber:
        for name in [200, 201] {
          network(name)
          writer.gateway(in: "wrong\(name)", "\"enableBgp\": true")
        }
        writer.connect("wrong200", "wrong201", "\"enableBgp\": true")
      }
    }
  }

  @Test("a refused document never forwards", arguments: Mistake.allCases, 0..<3 as Range<UInt64>)
  func refused(mistake: Mistake, seed: UInt64) throws {
    let plan = EstatePlan.random(seed: seed &+ 100)
    let machines = plan.machines.filter { $0.network == 1 && !$0.isAppliance }
    let (one, other) = (machines[0], machines[machines.count - 1])
    var wrong = EstateWriter(profile: plan.profile)
    plan.write(&wrong)
    mistake.add(to: &wrong)
    try Program.withFolder { folder in
      let path = folder + "/wrong.jsonc"
      try wrong.text.write(toFile: path, atomically: true, encoding: .utf8)
      let questions = [
        ["ping", path, one.name, other.name], ["tracert", path, one.name, other.name],
        ["check", path], ["run", path], ["replay", path, "--generate", "--packets", "100"],
        ["generate", path, folder + "/out.pcapng", "--packets", "100"],
      ]
      for question in questions {
        let answer = try ExternalTool.run(Program.path(), question, directory: folder)
        #expect(answer.status == 3, "\(question[0]): \(answer.status)")
        let said = question[0] == "check" ? answer.output + answer.errors : answer.errors
        if question[0] != "check" { #expect(answer.output == "", "\(question[0])") }
        #expect(said.contains(mistake.code), "\(question[0]): \(said)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["wrong.jsonc"])
    }
  }

  @Test("the same estates without the mistake are taken", arguments: 100..<103 as Range<UInt64>)
  func taken(seed: UInt64) throws {
    try Program.withFolder { folder in
      let path = folder + "/right.jsonc"
      try EstatePlan.random(seed: seed).text.write(
        toFile: path, atomically: true, encoding: .utf8)
      let answer = try ExternalTool.run(
        Program.path(), ["replay", path, "--generate", "--packets", "100"], directory: folder)
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(answer.output.contains("100 packets in"))
    }
  }
}
