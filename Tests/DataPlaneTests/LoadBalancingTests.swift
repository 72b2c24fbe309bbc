import Addressing
import DataPlane
import LongestPrefixMatch
import TestSupport
import Testing
import Wire

/// Three backends behind a front end, and a client, in one network.
struct BalancedFixture {
  static let client = IPv4Address(10, 0, 0, 4)
  static let frontEnd = IPv4Address(10, 0, 0, 36)
  static let backends = (5...7).map { IPv4Address(10, 0, 0, UInt8($0)) }

  var tables: ForwardingTables
  let flows = FlowRecords(FlowTable.Settings())
  var ports: [(device: DeviceID, guest: InterfaceID, network: InterfaceID)] = []

  init(
    _ distribution: LoadBalancingTables.Distribution = .fiveTuple, isFloating: Bool = false,
    isStandard: Bool = true, up: [Bool] = [true, true, true],
    protocolNumber: IPProtocol? = .tcp, generation: UInt64 = 1, refusal: DropReason? = nil,
    isClosed: Bool = false
  ) {
    var builder = TableBuilder()
    ports = ([Self.client] + Self.backends).map { builder.port([$0]) }
    let members = zip(ports.dropFirst(), zip(Self.backends, up)).map { port, rest in
      LoadBalancingTables.Backend(interface: port.network, address: rest.0, isUp: rest.1)
    }
    builder.balancing = LoadBalancingTables([
      .init(
        name: "lb/fe", address: Self.frontEnd, isStandard: isStandard, refusal: refusal,
        rules: [
          .init(
            name: "r", protocolNumber: protocolNumber,
            frontendPort: protocolNumber == nil ? 0 : 80,
            backendPort: protocolNumber == nil ? 0 : 8080, distribution: distribution,
            isFloating: isFloating, backends: members)
        ])
    ])
    if isClosed {
      let table = builder.table(SecurityRuleSamples.all("closed", allows: false))
      for port in ports { builder.balancing.implicitRules[port.device] = table }
    }
    var entries = Dictionary(
      uniqueKeysWithValues: zip([Self.client] + Self.backends, ports).map {
        ($0, MappingTable.Entry(ingress: $1.network, link: nil))
      })
    entries[Self.frontEnd] = .frontEnd(0)
    let mapping = builder.mapping(entries)
    for port in ports {
      builder.route(port.device, "10.0.0.0/24", .onLink(mapping, egress: port.network))
    }
    tables = builder.build()
    tables.generation = generation
  }

  func process(_ packet: [UInt8], at interface: InterfaceID) -> (Verdict, [UInt8]) {
    var bytes = packet
    var tracer = NoTracer()
    let verdict = bytes.withUnsafeMutableBytes {
      Pipeline.process(
        $0, at: interface, tables, flows: &flows.table, now: .start, tracer: &tracer)
    }
    return (verdict, bytes)
  }

  static func segment(
    _ source: IPv4Address, _ sourcePort: UInt16, _ destination: IPv4Address, _ port: UInt16,
    _ flags: TCPFlags = .syn, _ data: [UInt8] = [1, 2, 3]
  ) -> [UInt8] {
    let segment = TCPSegment(
      sourcePort: Port(rawValue: sourcePort), destinationPort: Port(rawValue: port),
      sequence: 7, acknowledgment: flags.contains(.ack) ? 9 : 0, flags: flags, data: data)
    return IPv4Header(
      source: source, destination: destination, protocolNumber: .tcp, timeToLive: 64
    ).packet(carrying: segment.bytes(from: source, to: destination))
  }

  /// What drops a packet for the reason.
  static func verdict(_ reason: DropReason) -> Verdict {
    let packet = segment(client, 40_000, frontEnd, 80)
    switch reason {
    case .basicFrontEndAcrossRegions, .frontEndAcrossRegions:
      let fixture = Self(refusal: reason)
      return fixture.process(packet, at: fixture.ports[0].guest).0
    case .noLoadBalancingRule:
      let fixture = Self()
      return fixture.process(segment(client, 1, frontEnd, 81), at: fixture.ports[0].guest).0
    case .noHealthyBackend:
      let fixture = Self(up: [false, false, false])
      return fixture.process(packet, at: fixture.ports[0].guest).0
    case .balancedToItself:
      let fixture = Self(up: [true, false, false])
      return fixture.process(segment(backends[0], 1, frontEnd, 80), at: fixture.ports[1].guest).0
    case .closedByStandardLoadBalancer:
      let fixture = Self(isClosed: true)
      return fixture.process(packet, at: fixture.ports[1].network).0
    case _: return .deliver
    }
  }

  /// The number of the backend to which the client's packet goes; `nil` if it is dropped.
  func chosen(_ sourcePort: UInt16, _ flags: TCPFlags = .syn) -> Int? {
    let packet = Self.segment(Self.client, sourcePort, Self.frontEnd, 80, flags)
    guard case .forward(let way) = process(packet, at: ports[0].guest).0 else { return nil }
    return ports.firstIndex { $0.network == way.ingress }.map { $0 - 1 }
  }
}

@Suite("Load balancing")
struct LoadBalancingTests {
  @Test(
    "the fields of the rule's distribution choose the backend, as the hash over them says",
    arguments: [
      LoadBalancingTables.Distribution.fiveTuple, .addressesAndProtocol, .addresses,
    ])
  func distribution(_ mode: LoadBalancingTables.Distribution) {
    let fixture = BalancedFixture(mode)
    var seen: Set<Int> = []
    for port in UInt16(40_000)..<40_300 {
      // The oracle: the fields that count, and no others, through the hash of equal paths.
      let ports = mode == .fiveTuple ? (port, UInt16(80)) : (0, 0)
      let flow = FiveTuple(
        source: BalancedFixture.client, destination: BalancedFixture.frontEnd,
        sourcePort: Port(rawValue: ports.0), destinationPort: Port(rawValue: ports.1),
        protocolNumber: mode == .addresses ? IPProtocol(rawValue: 0) : .tcp)
      let expected = ECMPHash.choose(flow, seed: 0, of: 3)
      #expect(fixture.chosen(port) == expected)
      seen.insert(expected)
    }
    #expect(seen.count == (mode == .fiveTuple ? 3 : 1))
  }

  @Test("the backend's port rewrites destination and answer, and all checksums are right")
  func translation() throws {
    let fixture = BalancedFixture()
    for port in UInt16(40_000)..<40_050 {
      let packet = BalancedFixture.segment(
        BalancedFixture.client, port, BalancedFixture.frontEnd, 80)
      let (sent, untouched) = fixture.process(packet, at: fixture.ports[0].guest)
      guard case .forward(let way) = sent else {
        Issue.record("not sent")
        return
      }
      #expect(untouched == packet)
      let backend = try #require(fixture.ports.firstIndex { $0.network == way.ingress })
      let address = BalancedFixture.backends[backend - 1]
      let (verdict, given) = fixture.process(packet, at: way.ingress)
      #expect(verdict == .deliver)
      // Made anew with the backend's address and port, with checksums computed from nothing.
      #expect(given == BalancedFixture.segment(BalancedFixture.client, port, address, 8080))
      let answer = BalancedFixture.segment(
        address, 8080, BalancedFixture.client, port, [.syn, .ack])
      let (back, returned) = fixture.process(answer, at: fixture.ports[backend].guest)
      guard case .forward(let home) = back else {
        Issue.record("the answer is lost")
        return
      }
      #expect(home.ingress == fixture.ports[0].network)
      #expect(
        returned
          == BalancedFixture.segment(
            BalancedFixture.frontEnd, 80, BalancedFixture.client, port, [.syn, .ack]))
      // Who connects straight is answered straight.
      let direct = BalancedFixture.segment(BalancedFixture.client, port + 1000, address, 8080)
      #expect(fixture.process(direct, at: way.ingress).1 == direct)
      let plain = BalancedFixture.segment(
        address, 8080, BalancedFixture.client, port + 1000, [.syn, .ack])
      #expect(fixture.process(plain, at: fixture.ports[backend].guest).1 == plain)
    }
  }

  @Test("floating IP leaves the front end's address to the guest, which may answer from it")
  func floating() throws {
    let fixture = BalancedFixture(isFloating: true)
    let packet = BalancedFixture.segment(
      BalancedFixture.client, 40_000, BalancedFixture.frontEnd, 80)
    let backend = try #require(fixture.chosen(40_000)) + 1
    let (verdict, given) = fixture.process(packet, at: fixture.ports[backend].network)
    #expect(verdict == .deliver)
    #expect(given == packet)
    let answer = BalancedFixture.segment(
      BalancedFixture.frontEnd, 80, BalancedFixture.client, 40_000, [.syn, .ack])
    let (back, returned) = fixture.process(answer, at: fixture.ports[backend].guest)
    #expect(returned == answer)
    if case .forward = back {} else { Issue.record("the answer is lost") }
    // A machine that is no backend may not.
    #expect(
      fixture.process(answer, at: fixture.ports[0].guest).0 == .drop(.sourceNotOwnAddress))
  }

  @Test("a port without a rule and a ping are dropped at the sender")
  func noRule() {
    let fixture = BalancedFixture()
    let other = BalancedFixture.segment(
      BalancedFixture.client, 40_000, BalancedFixture.frontEnd, 81)
    #expect(
      fixture.process(other, at: fixture.ports[0].guest).0 == .drop(.noLoadBalancingRule))
    let ping = IPv4Header(
      source: BalancedFixture.client, destination: BalancedFixture.frontEnd,
      protocolNumber: .icmp, timeToLive: 64
    ).packet(carrying: ICMPv4.echo(.echoRequest, identifier: 1, sequence: 1, data: []))
    #expect(fixture.process(ping, at: fixture.ports[0].guest).0 == .drop(.noLoadBalancingRule))
    let all = BalancedFixture(protocolNumber: nil)
    #expect(all.process(ping, at: all.ports[0].guest).0 == .drop(.noLoadBalancingRule))
    if case .forward = all.process(other, at: all.ports[0].guest).0 {
    } else {
      Issue.record("high-availability ports take every port")
    }
  }

  @Test("a backend that is chosen for what it sends to its own front end gets nothing")
  func ownFrontEnd() {
    let fixture = BalancedFixture()
    var own = 0
    for port in UInt16(40_000)..<40_060 {
      let packet = BalancedFixture.segment(
        BalancedFixture.backends[0], port, BalancedFixture.frontEnd, 80)
      switch fixture.process(packet, at: fixture.ports[1].guest).0 {
      case .drop(let reason):
        #expect(reason == .balancedToItself)
        own += 1
      case .forward(let way): #expect(way.ingress != fixture.ports[1].network)
      case .deliver: Issue.record("delivered at the sender's port")
      }
    }
    #expect(own > 0 && own < 60)
  }

  @Test(
    "a backend that goes down keeps its connections and gets no new one; once all are down Basic ends them"
  )
  func health() throws {
    var fixture = BalancedFixture()
    var chosen: [UInt16: Int] = [:]
    for port in UInt16(40_000)..<40_060 { chosen[port] = fixture.chosen(port) }
    #expect(chosen.count == 60)
    fixture.tables = BalancedFixture(up: [false, true, true], generation: 2).tables
    for (port, backend) in chosen { #expect(fixture.chosen(port, .ack) == backend) }
    for port in UInt16(41_000)..<41_060 { #expect(fixture.chosen(port) != 0) }
    let down = [false, false, false]
    fixture.tables = BalancedFixture(up: down, generation: 3).tables
    for (port, backend) in chosen { #expect(fixture.chosen(port, .ack) == backend) }
    #expect(fixture.chosen(42_000) == nil)
    fixture.tables = BalancedFixture(isStandard: false, up: down, generation: 4).tables
    for port in chosen.keys { #expect(fixture.chosen(port, .ack) == nil) }
  }

  @Test(
    "a batch to front ends, backends and clients fares as its packets one after the other",
    arguments: LookupKernel.available, [false, true])
  func batches(_ kernel: LookupKernel, _ isFloating: Bool) {
    let fixture = BalancedFixture(isFloating: isFloating, up: [true, false, true])
    var generator = SeededGenerator(seed: 12)
    var batch = PacketBatch(hasFrames: false)
    var batchFlows = FlowTable()
    var singleFlows = FlowTable()
    var counters = ForwardingCounters(fixture.tables)
    var tracer = NoTracer()
    let slot = 128
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * slot, alignment: 64)
    defer { memory.deallocate() }
    var forwarded = 0
    var arrived = 0
    var answered = 0
    var reasons: Set<DropReason> = []
    let all = [BalancedFixture.client, BalancedFixture.frontEnd] + BalancedFixture.backends
    let flags: [TCPFlags] = [.syn, [.syn, .ack], .ack, .ack, .ack, [.fin, .ack], .rst]
    for round in 0..<40 {
      batch.removeAll()
      var singles: [[UInt8]] = []
      var verdicts: [Verdict] = []
      for index in 0..<256 {
        func pick(_ count: Int) -> Int { Int(generator.next() % UInt64(count)) }
        let isAnswer = pick(2) == 0
        let client = UInt16(40_000 + pick(24))
        let server: UInt16 = [80, 8080, 8080, 81][pick(4)]
        var packet = BalancedFixture.segment(
          all[pick(all.count)], isAnswer ? server : client, all[pick(all.count)],
          isAnswer ? client : server, flags[pick(flags.count)])
        let port = fixture.ports[pick(fixture.ports.count)]
        let interface = pick(2) == 0 ? port.guest : port.network
        let place = UnsafeMutableRawBufferPointer(
          rebasing: memory[index * slot..<index * slot + packet.count])
        place.copyBytes(from: packet)
        batch.append(place, at: interface)
        let before = packet
        verdicts.append(
          packet.withUnsafeMutableBytes {
            Pipeline.process(
              $0, at: interface, fixture.tables, flows: &singleFlows, now: .start,
              tracer: &tracer)
          })
        singles.append(packet)
        // No other stage of a port changes a packet: what changed was translated.
        if packet != before, interface == port.network { arrived += 1 }
        if packet != before, interface == port.guest { answered += 1 }
      }
      Pipeline.process(
        &batch, fixture.tables, flows: &batchFlows, now: .start, counters: &counters,
        using: kernel)
      for index in 0..<256 {
        guard batch.verdicts[index] == verdicts[index],
          batch.packets[index].elementsEqual(singles[index])
        else {
          Issue.record("round \(round), packet \(index): \(batch.verdicts[index])")
          return
        }
        switch verdicts[index] {
        case .forward: forwarded += 1
        case .drop(let reason): reasons.insert(reason)
        case .deliver: break
        }
      }
      #expect(batchFlows.count == singleFlows.count)
    }
    #expect(forwarded > 300)
    if isFloating {
      #expect(arrived == 0 && answered == 0)
    } else {
      #expect(arrived > 40 && answered > 5, "\(arrived) arrived, \(answered) answered")
    }
    #expect(reasons.isSuperset(of: [.noLoadBalancingRule, .balancedToItself]))
  }
}
