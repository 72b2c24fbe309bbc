import Addressing
import ControlPlane
import DataPlane
import Emulator
import NetworkWatcher
import ResourceModel
import TestSupport
import Testing
import Wire

/// Backends fail and come back while time goes by, and their load balancer's probes notice.
@Suite("Health probes")
struct HealthProbeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var probe: String
    /// Steps of a timeline.
    var steps: [String]
    /// Who goes up and down, and when in seconds.
    var expected: [String]
  }

  private static let plain = #""protocol": "Tcp", "port": 8080, "intervalInSeconds": 5"#
  private static let twice = plain + #", "probeThreshold": 2"#
  private static let http =
    #""protocol": "Http", "requestPath": "/h", "port": 8080, "intervalInSeconds": 5, "probeThreshold": 2"#

  static func guest(_ seconds: Int, _ properties: String, _ name: String = "b1") -> String {
    #"{ "at": "\#(seconds)s", "update": "guests/\#(name)", "properties": { \#(properties) } }"#
  }

  /// The group of a backend lets no probe in, or does again.
  static func group(_ seconds: Int, denies: Bool, _ name: String = "b1") -> String {
    let rule = """
      { "name": "no", "properties": { "priority": 100, "direction": "Inbound", "access": "Deny",
        "protocol": "*", "sourceAddressPrefix": "AzureLoadBalancer", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "*" } }
      """
    return """
      { "at": "\(seconds)s", "update": "networkSecurityGroups/\(name)-nsg",
        "properties": { "securityRules": [ \(denies ? rule : "") ] } }
      """
  }

  static let cases: [Case] = [
    Case(
      testDescription: "refused", probe: twice,
      steps: [guest(7, #""listens": []"#), guest(22, #""listens": [8080]"#)],
      expected: ["15 b1-nic down", "30 b1-nic up"]),
    Case(
      testDescription: "refused, one probe", probe: plain,
      steps: [guest(7, #""listens": []"#), guest(22, #""listens": [8080]"#)],
      expected: ["10 b1-nic down", "25 b1-nic up"]),
    Case(
      testDescription: "the older name of the threshold", probe: plain + #", "numberOfProbes": 3"#,
      steps: [guest(7, #""listens": []"#)], expected: ["20 b1-nic down"]),
    Case(
      testDescription: "silent", probe: twice,
      steps: [
        guest(7, #""listens": [], "closedPorts": "silent""#), guest(22, #""listens": [8080]"#),
      ],
      expected: ["20 b1-nic down", "30 b1-nic up"]),
    Case(
      testDescription: "shorter than the threshold", probe: twice,
      steps: [guest(7, #""listens": []"#), guest(12, #""listens": [8080]"#)], expected: []),
    Case(
      testDescription: "denied by the group", probe: twice,
      steps: [group(7, denies: true), group(22, denies: false)],
      expected: ["20 b1-nic down", "30 b1-nic up"]),
    Case(
      testDescription: "another status", probe: http,
      steps: [guest(7, #""httpStatus": 503"#), guest(22, #""httpStatus": 200"#)],
      expected: ["15 b1-nic down", "30 b1-nic up"]),
    Case(
      testDescription: "two backends", probe: twice,
      steps: [
        guest(7, #""listens": []"#), guest(12, #""listens": []"#, "b2"),
        guest(31, #""listens": [8080]"#),
      ],
      expected: ["15 b1-nic down", "20 b2-nic down", "40 b1-nic up"]),
    Case(
      testDescription: "a longer interval", probe: twice,
      steps: [
        """
        { "at": "7s", "update": "loadBalancers/lb", "properties": { "probes": [ { "name": "alive",
          "properties": { "protocol": "Tcp", "port": 8080, "intervalInSeconds": 20 } } ] } }
        """, guest(8, #""listens": []"#),
      ],
      expected: ["20 b1-nic down"]),
    Case(
      testDescription: "another port", probe: plain,
      steps: [
        """
        { "at": "7s", "update": "loadBalancers/lb", "properties": { "probes": [ { "name": "alive",
          "properties": { "protocol": "Tcp", "port": 81, "intervalInSeconds": 5 } } ] } }
        """
      ],
      expected: ["10 b1-nic down", "10 b2-nic down", "10 b3-nic down"]),
    Case(
      testDescription: "out of the pool and in again", probe: twice,
      steps: [pool(7, ""), pool(12, "\"lb/pool\"")], expected: ["15 b3-nic up"]),
    Case(
      testDescription: "the machine is deleted", probe: twice,
      steps: [#"{ "at": "7s", "delete": "virtualMachines/b1" }"#], expected: []),
  ]

  private static func pool(_ seconds: Int, _ pools: String) -> String {
    """
    { "at": "\(seconds)s", "update": "networkInterfaces/b3-nic", "properties": { "ipConfigurations": [
      { "name": "ip", "properties": { "privateIPAllocationMethod": "Static",
        "privateIPAddress": "10.1.1.6", "loadBalancerBackendAddressPools": [\(pools)],
        "subnet": \(EstateWriter.id("virtualNetworks/subnets", "n", "edge")) } } ] } }
    """
  }

  static func topology(
    _ probe: String, _ steps: [String], _ change: (inout BalancedEstate) -> Void = { _ in }
  ) throws -> Topology {
    var estate = BalancedEstate()
    estate.probe = probe
    estate.groupRules = []
    estate.sections = [
      """
      "scenarios": [ { "name": "x", "timeline": [ \(steps.joined(separator: ",\n")) ],
        "connect": { "source": "n", "destination": "10.1.1.100", "port": 80, "count": 60 } } ]
      """
    ]
    change(&estate)
    let result = TopologyLoader.load(bytes: Array(estate.text.utf8), file: "probes.jsonc")
    return try #require(
      result.topology, "\(result.diagnostics.map { "\($0.code) \($0.message)" })")
  }

  static func health(_ moments: [EstateMoment]) -> [String] {
    moments.compactMap { moment in
      guard case .health(let check, let isUp) = moment.cause else { return nil }
      let seconds = moment.at.nanoseconds / 1_000_000_000
      return "\(seconds) \(check.key.networkInterface) \(isUp ? "up" : "down")"
    }
  }

  @Test(
    "a backend is down after so many failed probes at their interval, and up again after as many answers",
    arguments: cases)
  func times(_ example: Case) throws {
    let topology = try Self.topology(example.probe, example.steps)
    let compiler = EstateCompiler(topology)
    let moments: [EstateMoment] = .moments(
      compiler.compile(), of: compiler, topology.scenarios[0].timeline)
    #expect(Self.health(moments) == example.expected)
    // Each state's tables say what was found.
    var down: Set<IPv4Address> = []
    for moment in moments {
      if case .health(let check, let isUp) = moment.cause {
        if isUp { down.remove(check.key.address) } else { down.insert(check.key.address) }
      }
      for backend in moment.estate.tables.balancing.frontEnds[0].rules[0].backends
      where moment.at >= .start + .seconds(15) {
        #expect(backend.isUp == !down.contains(backend.address))
      }
    }
  }

  @Test(
    "where nothing changes, probes find what the estate started with", arguments: [true, false])
  func steady(_ isDenied: Bool) throws {
    for (guest, isUp) in [
      (#""listens": [8080]"#, true), (#""listens": [81]"#, false),
      (#""listens": [], "closedPorts": "silent""#, false),
      (#""listens": [8080], "httpStatus": 404"#, true),
    ] {
      let topology = try Self.topology(Self.plain, []) { estate in
        estate.guest = guest
        if isDenied {
          estate.groupRules = [
            """
            { "name": "no", "properties": { "priority": 100, "direction": "Inbound",
              "access": "Deny", "protocol": "Tcp", "sourceAddressPrefix": "168.63.129.16",
              "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "8080" } }
            """
          ]
        }
      }
      let compiler = EstateCompiler(topology)
      let estate = compiler.compile()
      let backends = estate.tables.balancing.frontEnds[0].rules[0].backends
      #expect(backends.allSatisfy { $0.isUp == (isUp && !isDenied) })
      let emulation = Emulation(estate, of: compiler)
      emulation.keepsHistory = true
      emulation.run(until: .start + .seconds(100))
      #expect(Self.health(emulation.history) == [])
    }
  }

  @Test("probes are segments from 168.63.129.16 that a rule for AzureLoadBalancer lets in")
  func packets() throws {
    let topology = try Self.topology(Self.http, []) { estate in
      estate.groupRules = [("probes", 100, "AzureLoadBalancer", "Allow"), ("no", 200, "*", "Deny")]
        .map { name, priority, source, access in
          """
          { "name": "\(name)", "properties": { "priority": \(priority), "direction": "Inbound",
            "access": "\(access)", "protocol": "*", "sourceAddressPrefix": "\(source)",
            "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" } }
          """
        }
    }
    let compiler = EstateCompiler(topology)
    let emulation = Emulation(compiler.compile(), of: compiler)
    var seen: [PacketObservation] = []
    emulation.observer = { seen.append($0) }
    emulation.run(until: .start + .seconds(12))
    #expect(Set(seen.map(\.at.nanoseconds)) == [5_000_000_000, 10_000_000_000])
    // Two rounds for three backends: SYN, ACK, GET, FIN, ACK and what answers three of them.
    #expect(seen.count == 2 * 3 * 8)
    let platform: [UInt8] = [168, 63, 129, 16]
    for observation in seen {
      #expect(observation.verdict == .deliver)
      let isAsking = observation.direction == .inbound
      #expect(observation.bytes[isAsking ? 12..<16 : 16..<20].elementsEqual(platform))
    }
    let rules = seen[0].steps.compactMap { step -> String? in
      guard case .securityRule(_, let table, let rule) = step else { return nil }
      return emulation.estate.tables.securityRules[table.index].rules[rule].name
    }
    #expect(rules.count == 1 && rules[0].hasSuffix("/probes"), "\(rules)")
    let get = try #require(seen.first { $0.bytes.count > 60 })
    #expect(String(decoding: get.bytes[40...], as: UTF8.self).hasPrefix("GET /h HTTP/1.1\r\n"))
  }

  // MARK: Flows

  /// What became of the packets of flows from `n`: backend or reason, by port and second.
  private static func ends(
    _ topology: Topology, _ number: IPProtocol, _ sendings: [(port: UInt16, at: Int, TCPFlags)]
  ) throws -> [[String]] {
    let compiler = EstateCompiler(topology)
    let estate = compiler.compile()
    let client = try #require(estate.endpoints.firstIndex { $0.name == "n" })
    let emulation = Emulation(estate, of: compiler)
    emulation.schedule(topology.scenarios[0].timeline)
    let source = IPv4Address(10, 1, 0, 4)
    let target = IPv4Address(10, 1, 1, 100)
    for (index, sending) in sendings.enumerated() {
      let payload: [UInt8]
      if number == .tcp {
        payload = TCPSegment(
          sourcePort: Port(rawValue: sending.port), destinationPort: Port(rawValue: 80),
          sequence: 7, flags: sending.2
        ).bytes(from: source, to: target)
      } else {
        payload =
          [UInt8(sending.port >> 8), UInt8(sending.port & 255)] + [0, 80, 0, 8, 0, 0]
      }
      emulation.schedule(
        IPv4Header(
          source: source, destination: target, protocolNumber: number, timeToLive: 64,
          identification: UInt16(index)
        ).packet(carrying: payload), from: client,
        at: .start + .milliseconds(Int64(sending.at) * 1000 + Int64(index)))
    }
    var ends: [Int: [String]] = [:]
    emulation.observer = { observation in
      let bytes = observation.bytes
      guard bytes[12..<20].elementsEqual([10, 1, 0, 4, 10, 1, 1, 100]) else { return }
      let index = Int(bytes[4]) << 8 | Int(bytes[5])
      switch observation.verdict {
      case .forward: break
      case .deliver: ends[index] = [estate.deviceNames[observation.device.index]]
      case .drop(let reason): ends[index] = [reason.rawValue]
      }
    }
    emulation.run(until: .start + .seconds(200))
    return sendings.indices.map { ends[$0] ?? [] }
  }

  @Test(
    "connections stay with a backend that is down, new ones and UDP go elsewhere; once all are down Basic ends them",
    arguments: ["Basic", "Standard"], [IPProtocol.tcp, .udp])
  func flows(_ sku: String, _ number: IPProtocol) throws {
    let one = [Self.group(7, denies: true)]
    let all = one + ["b2", "b3"].map { Self.group(40, denies: true, $0) }
    let topology = try Self.topology(Self.twice, all + [Self.group(80, denies: false)]) { estate in
      estate.sku = sku
      estate.rules = [BalancedEstate.rule(), BalancedEstate.rule("Udp")]
    }
    let ports = UInt16(40_000)..<40_030
    // Opened before, gone on with while b1 is down, while all are, and when b1 is up again.
    let times = [(1, TCPFlags.syn), (30, .ack), (65, .ack), (120, .ack)]
    let ends = try Self.ends(
      topology, number, times.flatMap { step in ports.map { (port: $0, at: step.0, step.1) } }
    ).map { $0.first ?? "" }
    let kept = times.indices.map { Array(ends[$0 * ports.count..<($0 + 1) * ports.count]) }
    let first = kept[0]
    #expect(Set(first) == ["b1-nic", "b2-nic", "b3-nic"])
    let none = [String](repeating: DropReason.noHealthyBackend.rawValue, count: ports.count)
    if number == .tcp {
      #expect(kept[1] == first)
      #expect(kept[2] == (sku == "Standard" ? first : none))
    } else {
      #expect(Set(kept[1]) == ["b2-nic", "b3-nic"])
      #expect(zip(first, kept[1]).allSatisfy { $0 == $1 || $0 == "b1-nic" })
      #expect(kept[2] == none)
    }
    // Only b1 is up then.
    if number == .udp { #expect(Set(kept[3]) == ["b1-nic"]) }
    if number == .tcp, sku == "Standard" { #expect(kept[3] == first) }
    // New flows at the same times.
    let new = try Self.ends(
      topology, number,
      [30, 65, 120].flatMap { step in
        (0..<30).map { (port: UInt16(41_000 + step * 100 + $0), at: step, TCPFlags.syn) }
      }
    ).map { $0.first ?? "" }
    #expect(Set(new[0..<30]) == ["b2-nic", "b3-nic"])
    #expect(Array(new[30..<60]) == none)
    #expect(Set(new[60..<90]) == ["b1-nic"])
  }

  // MARK: In bulk

  @Test(
    "a replay under a timeline has the health of the emulation at every time, on any number of workers",
    arguments: cases)
  func bulk(_ example: Case) throws {
    let topology = try Self.topology(example.probe, example.steps)
    let compiler = EstateCompiler(topology)
    let estate = compiler.compile()
    let timeline = topology.scenarios[0].timeline
    let moments: [EstateMoment] = .moments(estate, of: compiler, timeline)
    let balanced = try BalancedCase("probes", text: "", clients: ["n", "far"]) {
      $0.backendPort = 8080
    }.sendings(estate)
    // 768 packets, every 65 ms: 50 s.
    let sendings = balanced.enumerated().map { index, sending in
      BulkComparison.Sending(
        bytes: sending.bytes, endpoint: sending.endpoint,
        at: .start + .milliseconds(Int64(index) * 65 + 3))
    }
    let emulation = Emulation(estate, of: compiler)
    emulation.schedule(timeline)
    let emulated = BulkComparison.emulate(emulation, sendings)
    for workers in [1, 3] {
      let (_, logs) = try BulkComparison.drive(
        estate, sendings, BulkSettings(workers: workers, answersEcho: true), timeline: moments)
      var journeys: BulkComparison.Journeys = [:]
      for log in logs { journeys.merge(log.journeys) { first, second in first + second } }
      #expect(journeys.count == emulated.journeys.count)
      let other = emulated.journeys.keys.sorted().first { journeys[$0] != emulated.journeys[$0] }
      if let other {
        Issue.record(
          "\(workers) workers, packet \(other): \(journeys[other] ?? []) instead of \(emulated.journeys[other] ?? [])"
        )
      }
    }
  }

  @Test("run says when backends go down and up, and who answered in between")
  func happenings() throws {
    let topology = try Self.topology(Self.twice, Self.cases[0].steps)
    let result = try ScenarioRun(topology, topology.scenarios[0]).perform()
    let lines = result.happenings
    #expect(lines.contains("15s  backend b1-nic goes down: probe lb/alive failed 2 times in a row"))
    #expect(lines.contains("30s  backend b1-nic goes up: probe lb/alive is answered"))
    let down = try #require(lines.firstIndex { $0.hasPrefix("15s  backend") })
    #expect(lines[down + 1].hasPrefix("    7 of 7 connected: b2 "))
    #expect(!lines[down + 1].contains("b1"))
    #expect(lines[down - 1].hasPrefix("    ") && lines[down - 1].contains(" of 8 connected"))
  }
}
