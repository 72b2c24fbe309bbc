import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel
import TestSupport
import Testing
import Wire

/// An estate behind a load balancer, and what is to come of packets there.
struct BalancedCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var text: String
  /// Machines and hosts that open flows.
  var clients: [String]
  /// To which address; the clients' flows are answered from 10.1.1.4, .5 and .6 unless it is a machine's own.
  var target = frontEnd
  var protocolNumber = IPProtocol.tcp
  /// The port at which answers are sent.
  var backendPort: UInt16 = 8080
  /// Backends that must have got something.
  var backends: Set<String> = ["b1", "b2", "b3"]
  /// Reasons for which packets must have been dropped.
  var reasons: Set<DropReason> = []
  /// Whether somebody rewrites addresses.
  var translates = true

  init(
    _ name: String, _ estate: BalancedEstate, clients: [String] = ["n", "far"],
    _ change: (inout Self) -> Void = { _ in }
  ) {
    self.init(name, text: estate.text, clients: clients, change)
  }

  init(
    _ name: String, text: String, clients: [String], _ change: (inout Self) -> Void = { _ in }
  ) {
    testDescription = name
    self.text = text
    self.clients = clients
    change(&self)
  }

  static func estate(_ change: (inout BalancedEstate) -> Void) -> BalancedEstate {
    var estate = BalancedEstate()
    change(&estate)
    return estate
  }

  static func rules(_ rules: String...) -> BalancedEstate { estate { $0.rules = rules } }

  static let frontEnd = IPv4Address(10, 1, 1, 100)

  static let all: [Self] = [
    Self("five fields", rules(BalancedEstate.rule())),
    Self("addresses and protocol", rules(BalancedEstate.rule(distribution: "SourceIPProtocol"))) {
      $0.backends = []
    },
    Self("addresses", rules(BalancedEstate.rule(distribution: "SourceIP"))) { $0.backends = [] },
    Self(
      "floating IP",
      estate {
        $0.rules = [BalancedEstate.rule("Tcp", 80, 80, isFloating: true)]
        $0.guest += ", \"loopbackAddresses\": [\"10.1.1.100\"]"
      }
    ) { $0.translates = false },
    Self("high-availability ports", rules(BalancedEstate.allPorts)) { $0.backendPort = 80 },
    Self("UDP", rules(BalancedEstate.rule("Udp"))) { $0.protocolNumber = .udp },
    Self("Basic", estate { $0.sku = "Basic" }),
    Self(
      "all down",
      estate {
        $0.probe = "\"protocol\": \"Tcp\", \"port\": 81"
      }
    ) {
      $0.backends = []
      $0.reasons = [.noHealthyBackend]
      $0.translates = false
    },
    Self("its own front end", BalancedEstate(), clients: ["b1", "b2", "n"]) {
      $0.reasons = [.balancedToItself]
    },
    Self(
      "Basic over a peering between regions",
      estate {
        $0.sku = "Basic"
        $0.farRegion = "westeurope"
      }
    ) { $0.reasons = [.basicFrontEndAcrossRegions] },
    Self("Standard over a peering between regions", estate { $0.farRegion = "westeurope" }),
    Self("no rule", rules(BalancedEstate.rule("Tcp", 81, 8080))) {
      $0.backends = []
      $0.reasons = [.noLoadBalancingRule]
      $0.translates = false
    },
    Self("from a site by VPN", estate { $0.hasOffice = true }, clients: ["desk", "far"]),
    Self("from a site by ExpressRoute", text: circuit, clients: ["desk", "bench"]),
    Self("appliances behind a front end", appliances) {
      $0.target = IPv4Address(10, 2, 0, 4)
      $0.clients = ["n"]
      $0.translates = false
    },
    Self("appliances behind a front end, UDP", appliances) {
      $0.target = IPv4Address(10, 2, 0, 4)
      $0.clients = ["n"]
      $0.protocolNumber = .udp
      $0.translates = false
    },
  ]

  /// Both machines reach each other through the appliances alone.
  static let appliances = estate {
    $0.rules = [BalancedEstate.allPorts]
    $0.forwards = true
    $0.throughFrontEnd = ["10.1.0.0/24", "10.2.0.0/16"]
  }

  static let circuit: String = {
    var estate = CircuitEstate()
    estate.further = { BalancedEstate().write(&$0, in: "v", true) }
    return estate.text
  }()

  func compiler() throws -> EstateCompiler {
    let result = TopologyLoader.load(bytes: Array(text.utf8), file: "balanced.jsonc")
    return EstateCompiler(
      try #require(result.topology, "\(result.diagnostics.map { "\($0.code) \($0.message)" })"))
  }

  /// Flows of each client, a packet every 100 ms: the client opens, everybody who might have got it answers, the client
  /// goes on, and it ends. Who did not get it answers untranslated.
  func sendings(_ estate: CompiledEstate) throws -> [BulkComparison.Sending] {
    let endpoints = Dictionary(
      uniqueKeysWithValues: estate.endpoints.enumerated().map { ($1.name, $0) })
    let answering: [(Int, IPv4Address)] =
      try target == Self.frontEnd
      ? (1...3).map {
        (try #require(endpoints["b\($0)"]), IPv4Address(10, 1, 1, UInt8($0 + 3)))
      } : [(try #require(endpoints["far"]), target)]
    var sendings: [BulkComparison.Sending] = []
    func send(
      _ endpoint: Int, _ source: IPv4Address, _ sourcePort: UInt16, _ destination: IPv4Address,
      _ port: UInt16, _ flags: TCPFlags
    ) {
      let bytes: [UInt8]
      if protocolNumber == .tcp {
        let segment = TCPSegment(
          sourcePort: Port(rawValue: sourcePort), destinationPort: Port(rawValue: port),
          sequence: 7, acknowledgment: flags.contains(.ack) ? 9 : 0, flags: flags)
        bytes = IPv4Header(
          source: source, destination: destination, protocolNumber: .tcp, timeToLive: 64,
          identification: UInt16(truncatingIfNeeded: sendings.count)
        ).packet(carrying: segment.bytes(from: source, to: destination))
      } else {
        bytes = PacketBuilder.transport(
          protocolNumber, from: source, sourcePort, to: destination, port)
      }
      sendings.append(
        BulkComparison.Sending(
          bytes: bytes, endpoint: endpoint,
          at: EmulatedInstant(nanoseconds: Int64(sendings.count) * 100_000_000)))
    }
    let floating = text.contains("\"enableFloatingIP\": true")
    for name in clients {
      let client = try #require(endpoints[name])
      let address = estate.endpoints[client].address
      for port in UInt16(40_000)..<40_024 {
        send(client, address, port, target, 80, .syn)
        for (backend, own) in answering {
          let server: UInt16 = target == own || floating ? 80 : backendPort
          send(backend, floating ? target : own, server, address, port, [.syn, .ack])
        }
        send(client, address, port, target, 80, .ack)
        for (backend, own) in answering {
          let server: UInt16 = target == own || floating ? 80 : backendPort
          send(backend, floating ? target : own, server, address, port, .ack)
        }
        send(client, address, port, target, 80, [.fin, .ack])
      }
    }
    return sendings
  }
}

/// The bulk driver beside the emulation, behind load balancers.
@Suite("Replay behind load balancers")
struct BulkLoadBalancerTests {
  @Test(
    "packets behind load balancers have the verdicts, backends and addresses of the emulation, on any number of workers",
    arguments: BalancedCase.all)
  func equal(_ example: BalancedCase) throws {
    let estate = try example.compiler().compile()
    let sendings = try example.sendings(estate)
    let emulated = BulkComparison.emulate(estate, sendings)
    for workers in [1, 2, 3] where workers == 1 || estate.tables.tunnelEnds.isEmpty {
      let (driven, logs) = try BulkComparison.drive(
        estate, sendings,
        // Both directions of a conversation, and of several, go in one step of the clock.
        BulkSettings(workers: workers, answersEcho: true, clockStep: .seconds(2)))
      var journeys: BulkComparison.Journeys = [:]
      for log in logs { journeys.merge(log.journeys) { first, second in first + second } }
      #expect(journeys.count == emulated.journeys.count)
      for (number, hops) in emulated.journeys.sorted(by: { $0.key < $1.key })
      where journeys[number] != hops {
        let other = journeys[number] ?? []
        Issue.record(
          "\(workers) workers, packet \(number): \(brief(other)) instead of \(brief(hops))")
        break
      }
      #expect(driven.result.totals.isBalanced)
      #expect(driven.result.totals.packets.packets == UInt64(sendings.count))
    }
    try expectCase(example, estate, emulated)
  }

  @Test(
    "both directions of a flow through appliances behind high-availability ports pass the same appliance",
    arguments: [IPProtocol.tcp, .udp])
  func symmetric(_ number: IPProtocol) throws {
    let example = try #require(
      BalancedCase.all.first {
        $0.target == IPv4Address(10, 2, 0, 4) && $0.protocolNumber == number
      })
    let estate = try example.compiler().compile()
    let emulated = BulkComparison.emulate(estate, try example.sendings(estate))
    let appliances = Set(["b1", "b2", "b3"])
    let names = Self.names(estate)
    var passed: [UInt16: Set<String>] = [:]
    var directions: [UInt16: Set<Bool>] = [:]
    for hops in emulated.journeys.values {
      let bytes = hops[0].bytes
      let ports = (
        UInt16(bytes[20]) << 8 | UInt16(bytes[21]), UInt16(bytes[22]) << 8 | UInt16(bytes[23])
      )
      let port = max(ports.0, ports.1)
      for hop in hops where !hop.isOutbound && hop.verdict == .deliver {
        let device = estate.tables.interfaces[hop.interface.index].device
        guard let name = names[device], appliances.contains(name) else { continue }
        passed[port, default: []].insert(name)
        directions[port, default: []].insert(port == ports.0)
      }
    }
    #expect(passed.count == 24)
    #expect(passed.values.allSatisfy { $0.count == 1 })
    #expect(directions.values.allSatisfy { $0.count == 2 })
    #expect(passed.values.reduce(into: []) { $0.formUnion($1) } == appliances)
  }

  @Test("an appliance behind a front end answers from its own address when the TTL runs out there")
  func expired() throws {
    let compiler = try BalancedCase("appliances", BalancedCase.appliances).compiler()
    let emulation = Emulation(compiler.compile(), of: compiler)
    let client = try #require(emulation.estate.endpoints.firstIndex { $0.name == "n" })
    var answers: Set<IPv4Address> = []
    for port in UInt16(33_434)..<33_450 {
      emulation.send(
        PacketBuilder.transport(
          .udp, from: IPv4Address(10, 1, 0, 4), 40_000, to: IPv4Address(10, 2, 0, 4), port,
          timeToLive: 1), from: client)
      let answer = emulation.receive(at: client, until: emulation.now + .seconds(1)) { _ in true }
      let bytes = try #require(answer?.bytes)
      #expect(bytes[9] == IPProtocol.icmp.rawValue && bytes[20] == 11)
      answers.insert(IPv4Address(bytes[12], bytes[13], bytes[14], bytes[15]))
    }
    #expect(answers == Set((4...6).map { IPv4Address(10, 1, 1, $0) }))
  }

  private static func names(_ estate: CompiledEstate) -> [DeviceID: String] {
    var names: [DeviceID: String] = [:]
    for endpoint in estate.endpoints {
      names[estate.tables.interfaces[endpoint.attachment.index].device] = endpoint.name
    }
    return names
  }

  private func brief(_ hops: [BulkComparison.Hop]) -> [String] {
    hops.map { hop in
      "\(hop.interface.rawValue)\(hop.isOutbound ? ">" : "") \(hop.verdict) \(hop.bytes[12...])"
    }
  }

  /// The case shows what it is for.
  private func expectCase(
    _ example: BalancedCase, _ estate: CompiledEstate, _ emulated: BulkComparison.Emulated
  ) throws {
    let reasons = Set(emulated.dropped.values.flatMap(\.keys))
    #expect(reasons.isSuperset(of: example.reasons), "\(reasons)")
    let names = Self.names(estate)
    var got: Set<String> = []
    var rewritten = 0
    let frontEnd: [UInt8] = [10, 1, 1, 100]
    for hops in emulated.journeys.values {
      for (before, hop) in zip(hops, hops.dropFirst()) {
        // An answer leaves its port with the front end's address.
        if hop.bytes[12..<16] != before.bytes[12..<16] { rewritten += 1 }
        let device = estate.tables.interfaces[hop.interface.index].device
        guard !hop.isOutbound, hop.verdict == .deliver, let name = names[device] else { continue }
        if hop.bytes[16..<20].elementsEqual(frontEnd) || example.target != BalancedCase.frontEnd {
          got.insert(name)
        }
      }
    }
    #expect(got.isSuperset(of: example.backends), "\(got)")
    #expect(example.translates == (rewritten > 0))
  }
}
