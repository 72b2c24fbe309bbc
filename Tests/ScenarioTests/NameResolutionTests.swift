import Addressing
import DataPlane
import ResourceModel
import TestSupport
import Testing

@testable import NetworkWatcher

/// Names of machines: Azure's name service ends at the network's border, a DNS server of one's own does not.
struct NameResolutionTests {
  /// `a` with the machines `a` and `dns` (10.1.0.10), its peer `b`, and `far`, which no network knows. What asks is told
  /// the servers of `servers`.
  private static func inquiry(
    servers: [String] = [], of interface: String? = nil,
    records: [(String, String)] = [("db.contoso.com", "10.2.0.4"), ("b", "10.2.0.4")],
    rules: [String]? = nil, serverRules: [String]? = nil, sections: String? = nil
  ) throws -> Inquiry {
    var estate = EstateWriter()
    let list = servers.map { "\"\($0)\"" }.joined(separator: ", ")
    estate.add(
      resource: """
        { "type": "Microsoft.Network/virtualNetworks", "name": "a", "location": "eastus",
          "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] },
            "dhcpOptions": { "dnsServers": [\(interface == nil ? list : "")] },
            "subnets": [{ "name": "work", "properties": { "addressPrefix": "10.1.0.0/24" } }] } }
        """)
    estate.machine("a", in: "a", "10.1.0.4", subnet: "work", rules: rules)
    estate.machine("dns", in: "a", "10.1.0.10", subnet: "work", rules: serverRules)
    if let interface {
      estate.add(
        resource: """
          { "type": "Microsoft.Network/networkInterfaces", "name": "own-nic", "location": "eastus",
            "properties": { "dnsSettings": { "dnsServers": [\(interface)] }, "ipConfigurations": [
              { "name": "ip", "properties": { "privateIPAddress": "10.1.0.20",
                "subnet": \(EstateWriter.id("virtualNetworks/subnets", "a", "work")) } } ] } },
          { "type": "Microsoft.Compute/virtualMachines", "name": "own", "location": "eastus",
            "properties": { "networkProfile": { "networkInterfaces": [
              \(EstateWriter.id("networkInterfaces", "own-nic")) ] } } }
          """)
    }
    estate.network("b", 2)
    estate.network("far", 3)
    estate.peer("a", "b")
    let texts = records.map { "{ \"name\": \"\($0.0)\", \"address\": \"\($0.1)\" }" }
    estate.add(
      section: """
        "guests": [{ "name": "dns", "dnsRecords": [\(texts.joined(separator: ", "))] },
          { "name": "b", "listens": [80] }]
        """)
    if let sections { estate.add(section: sections) }
    return try PeeringTests.inquiry(estate)
  }

  private static func ping(
    _ inquiry: Inquiry, _ source: String, _ name: String, resolves: Bool = true
  ) throws -> PingAnswer {
    var request = PingRequest(source: source, destination: name, count: 1)
    request.resolvesName = resolves
    return try inquiry.ping(request)
  }

  @Test(
    "Azure's name service knows the machines of the source's network and of no other, peered or not",
    arguments: [
      ("a", "dns", "10.1.0.10"), ("a", "DNS.internal.cloudapp.net", "10.1.0.10"),
      ("dns", "a.", "10.1.0.4"), ("a", "b", nil), ("b", "a", nil), ("a", "nobody", nil),
      ("a", "db.contoso.com", nil), ("a", "a-nic", nil), ("a", "dns.internal.example.net", nil),
    ] as [(String, String, String?)])
  func azure(_ source: String, _ name: String, _ address: String?) throws {
    let answer = try Self.ping(try Self.inquiry(), source, name)
    let resolution = try #require(answer.result.path.resolution)
    #expect(resolution.address?.description == address)
    #expect(resolution.queries.map(\.server.description) == ["168.63.129.16"])
    #expect(resolution.queries[0].outcome == (address == nil ? .noSuchName : .answered))
    #expect(answer.result.replies.count == (address == nil ? 0 : 1))
  }

  @Test("a name that cannot be resolved is refused in Windows' words, with the way out")
  func refusal() throws {
    let inquiry = try Self.inquiry()
    let answer = try Self.ping(inquiry, "a", "b")
    #expect(
      answer.text(.windows)
        == "Ping request could not find host b. Please check the name and try again.\n")
    #expect(answer.text(.linux) == "ping: b: Name or service not known\n")
    #expect(
      answer.result.path.resolution?.lines == [
        "Azure's name service at 168.63.129.16 knows the machines of a alone, and b is one of b: "
          + "names across networks need a DNS server of one's own"
      ])
    var request = TracertRequest(source: "a", destination: "b")
    request.resolvesName = true
    let trace = try inquiry.tracert(request)
    #expect(trace.text(.windows) == "Unable to resolve target system name b.\n")
    #expect(trace.result.hops.isEmpty && !trace.result.reached)
    var connection = ConnectRequest(source: "a", destination: "b", port: 80)
    connection.resolvesName = true
    #expect(try inquiry.connect(connection).text == "Could not resolve b.\n")
  }

  @Test("a DNS server of one's own resolves names across networks, by packets to its port 53")
  func ownServer() throws {
    let inquiry = try Self.inquiry(servers: ["10.1.0.10"])
    let answer = try Self.ping(inquiry, "a", "DB.contoso.com", resolves: false)
    #expect(
      answer.text(.windows).hasPrefix(
        "\nPinging DB.contoso.com [10.2.0.4] with 32 bytes of data:\n\nReply from 10.2.0.4: "))
    let query = try #require(answer.result.path.resolution?.queries.first)
    #expect(query.outcome == .answered && query.detail == "10.1.0.10 (dns) says 10.2.0.4")
    // Question and answer took their time on the way, and the ping began afterwards.
    let time = try #require(query.time)
    #expect(time > .zero && answer.result.probes[0].sentAt == query.sentAt + time)
    #expect(answer.result.probes[0].packetID > (query.packetID ?? .max))
    // The server is asked for its own network's names as well, and knows only its records.
    let other = try Self.ping(inquiry, "a", "dns")
    #expect(other.result.path.resolution?.lines == ["10.1.0.10 (dns) has no record of dns"])
    // Where the topology's name is meant, nobody is asked.
    let direct = try Self.ping(inquiry, "a", "dns", resolves: false)
    #expect(direct.result.path.resolution == nil && direct.result.replies.count == 1)
    #expect(try Self.ping(inquiry, "dns", "db.contoso.com").result.replies.count == 1)
    var connection = ConnectRequest(source: "a", destination: "b", port: 80, count: 2)
    connection.resolvesName = true
    let connected = try inquiry.connect(connection)
    #expect(connected.result.times.count == 2)
    #expect(connected.text.hasPrefix("Connecting to b [10.2.0.4]:80 from a [10.1.0.4]\n"))
    var trace = TracertRequest(source: "a", destination: "b")
    trace.resolvesName = true
    #expect(
      try inquiry.tracert(trace).text(.windows).hasPrefix(
        "\nTracing route to b [10.2.0.4]\nover a maximum of 30 hops:\n\n  1 "))
  }

  private static func rule(_ direction: String, _ to: String, _ port: String) -> String {
    """
    { "name": "no-names", "properties": { "priority": 100, "direction": "\(direction)",
      "access": "Deny", "protocol": "Udp", "sourcePortRange": "*", "destinationPortRange": "\(port)",
      "sourceAddressPrefix": "*", "destinationAddressPrefix": "\(to)" } }
    """
  }

  @Test("a server out of reach is waited for a second, and the next one is asked")
  func secondServer() throws {
    let inquiry = try Self.inquiry(servers: ["10.3.0.4", "10.1.0.4", "10.1.0.10"])
    let answer = try Self.ping(inquiry, "dns", "db.contoso.com")
    let resolution = try #require(answer.result.path.resolution)
    #expect(resolution.address == IPv4Address(10, 2, 0, 4))
    #expect(resolution.queries.map(\.outcome) == [.timedOut, .timedOut, .answered])
    #expect(
      resolution.lines == [
        "10.3.0.4 did not answer: the question was dropped at dns-nic, "
          + DropReason.routeToNone.text,
        "10.1.0.4 did not answer: a has no DNS server",
        "dns itself knows db.contoso.com as 10.2.0.4",
      ])
    #expect(answer.result.probes.first?.sentAt == .start + .seconds(2))
  }

  @Test("security rules stand before DNS servers: the source's, the server's, those on Azure's tag")
  func rules() throws {
    let out = try Self.inquiry(
      servers: ["10.1.0.10"], rules: [Self.rule("Outbound", "*", "53")])
    #expect(
      try Self.ping(out, "a", "b").result.path.resolution?.lines == [
        "10.1.0.10 did not answer: the question was dropped at a-nic, "
          + DropReason.deniedByNetworkInterfaceRule.text
      ])
    let inbound = try Self.inquiry(
      servers: ["10.1.0.10"], serverRules: [Self.rule("Inbound", "*", "53")])
    #expect(
      try Self.ping(inbound, "a", "b").result.path.resolution?.lines == [
        "10.1.0.10 did not answer: the question was dropped at dns-nic, "
          + DropReason.deniedByNetworkInterfaceRule.text
      ])
    // No rule but one on the tag keeps a machine from Azure's name service.
    let star = try Self.inquiry(rules: [Self.rule("Outbound", "*", "53")])
    #expect(try Self.ping(star, "a", "dns").result.replies.count == 1)
    let tag = try Self.inquiry(rules: [Self.rule("Outbound", "AzurePlatformDNS", "53")])
    let denied = try Self.ping(tag, "a", "dns")
    #expect(denied.result.path.resolution?.address == nil)
    #expect(denied.result.path.resolution?.queries.first?.outcome == .timedOut)
  }

  @Test("a network interface's servers take the place of its network's")
  func interfaceServers() throws {
    let inquiry = try Self.inquiry(of: "\"10.1.0.10\"")
    #expect(try Self.ping(inquiry, "own", "db.contoso.com").result.replies.count == 1)
    #expect(try Self.ping(inquiry, "a", "db.contoso.com").result.replies.isEmpty)
    let azure = try Self.inquiry(of: "\"AzureProvidedDNS\"")
    #expect(try Self.ping(azure, "own", "dns").result.replies.count == 1)
  }

  @Test("a name of the topology stays one, and what can be none is asked for by a resolver")
  func meanings() throws {
    let inquiry = try Self.inquiry(servers: ["10.1.0.10"])
    #expect(try Self.ping(inquiry, "a", "10.2.0.4").result.path.resolution == nil)
    #expect(throws: InquiryError.self) { try Self.ping(inquiry, "a", "bb", resolves: false) }
    #expect(throws: InquiryError.self) { try Self.ping(inquiry, "a", "10.2.0", resolves: false) }
    let unknown = try Self.ping(inquiry, "a", "www.contoso.com", resolves: false)
    #expect(
      unknown.result.path.resolution?.lines == ["10.1.0.10 (dns) has no record of www.contoso.com"])
    let bad = try Self.ping(inquiry, "a", "no name")
    #expect(bad.result.path.resolution?.refusal == "'no name' cannot be the name of a host")
  }

  @Test("a scenario's destination may be a name, and a timeline may change who is asked for it")
  func scenario() throws {
    let scenarios = """
      "scenarios": [
        { "name": "named", "ping": { "source": "a", "destination": "db.contoso.com", "count": 1 },
          "expect": { "received": 1 } },
        { "name": "azure", "ping": { "source": "a", "destination": "b", "resolve": true, "count": 1 },
          "expect": { "received": 1 } },
        { "name": "changed", "timeline": [{ "at": "0s", "update": "virtualNetworks/a",
            "properties": { "dhcpOptions": { "dnsServers": [] } } }],
          "ping": { "source": "a", "destination": "b", "resolve": true, "count": 1 },
          "expect": { "received": 0 } } ]
      """
    let inquiry = try Self.inquiry(servers: ["10.1.0.10"], sections: scenarios)
    for scenario in inquiry.topology.scenarios {
      let result = try ScenarioRun(inquiry.topology, scenario).perform()
      #expect(result.isAsExpected, "\(scenario.name): \(result.mismatches)")
    }
  }
}
