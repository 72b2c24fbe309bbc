import Addressing

extension TopologyDecoder {
  mutating func decodeScenario(_ node: DocumentNode) {
    guard let reader = node.object() else { return }
    let name = reader.required("name").flatMap { decodeScenarioName($0) }
    let summary = reader.optional("description")?.string()
    let failed = reader.list("failedLinks").compactMap { $0.string() }
    var timeline: [TimelineEvent] = []
    var steps: [ResourceStep] = []
    for (position, node) in reader.list("timeline").enumerated() {
      switch decodeEvent(node, position: position) {
      case .link(let event): timeline.append(event)
      case .resources(let step): steps.append(step)
      case nil: break
      }
    }
    let command = decodeCommand(reader)
    let expectation = reader.optional("expect").flatMap { decodeExpectation($0, command) }
    reader.finish()
    guard let name, let command else { return }
    if !steps.isEmpty { draft.resourceSteps[draft.topology.scenarios.count] = steps }
    draft.topology.scenarios.append(
      Scenario(
        name: name, summary: summary, failedLinks: failed, timeline: timeline, command: command,
        expectation: expectation, source: reader.location))
  }

  private func decodeScenarioName(_ node: DocumentNode) -> String? {
    guard let text = node.string() else { return nil }
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard allowed, !text.isEmpty, !text.hasPrefix("."), text.utf8.count <= 200 else {
      node.error(
        .scenarioName, "\"\(text)\" cannot name a scenario: captures are called by it",
        help: "use letters, digits, '-', '_' and '.', and do not begin with '.'")
      return nil
    }
    return text
  }

  func decodeInjection(_ node: DocumentNode) -> Injection? {
    guard let reader = node.object() else { return nil }
    let end = reader.required("into")?.string().map { linkEnd($0) }
    let packet = reader.optional("packet")?.integer(in: 1...1_000_000) ?? 1
    let bit = reader.optional("flipBit")?.integer(in: 0...8 * 65_535 - 1)
    reader.finish()
    return end.map { Injection(into: $0, packet: packet, flippedBit: bit) }
  }

  private func decodeCommand(_ reader: ObjectReader) -> ScenarioCommand? {
    let tracert = reader.optional("tracert")
    let ping = reader.optional("ping")
    let connect = reader.optional("connect")
    if let tracert, ping == nil, connect == nil {
      return decodeTracert(tracert).map { .tracert($0) }
    }
    if let ping, tracert == nil, connect == nil { return decodePing(ping).map { .ping($0) } }
    if let connect, tracert == nil, ping == nil {
      return decodeConnect(connect).map { .connect($0) }
    }
    let message = "a scenario has one of \"tracert\", \"ping\" and \"connect\""
    if let second = connect ?? ping {
      second.error(.conflictingProperties, message)
    } else {
      reader.node.collector.error(
        .conflictingProperties, message,
        at: reader.node.value[caseInsensitive: "name"]?.span ?? reader.node.value.span)
    }
    return nil
  }

  private func decodeTracert(_ node: DocumentNode) -> TracertRequest? {
    guard let reader = node.object() else { return nil }
    let source = reader.required("source")?.string()
    let destination = reader.required("destination")?.string()
    let resolves = reader.optional("resolve")?.boolean() ?? false
    let hops = reader.optional("maximumHops")?.integer(in: 1...255) ?? 30
    let timeout = reader.optional("timeout")?.time() ?? .milliseconds(4000)
    let probes = reader.optional("probes")?.integer(in: 1...10) ?? 3
    reader.finish()
    guard let source, let destination else { return nil }
    var request = TracertRequest(
      source: source, destination: destination, maximumHops: hops, timeout: timeout,
      probes: probes)
    request.resolvesName = resolves
    return request
  }

  private func decodePing(_ node: DocumentNode) -> PingRequest? {
    guard let reader = node.object() else { return nil }
    let source = reader.required("source")?.string()
    let destination = reader.required("destination")?.string()
    let resolves = reader.optional("resolve")?.boolean() ?? false
    let count = reader.optional("count")?.integer(in: 1...1_000_000) ?? 4
    let size = reader.optional("size")?.integer(in: 0...65500) ?? 32
    let timeToLive = reader.optional("timeToLive")?.integer(in: 1...255)
    let timeout = reader.optional("timeout")?.time() ?? .milliseconds(4000)
    let interval = reader.optional("interval")?.time() ?? .seconds(1)
    reader.finish()
    guard let source, let destination else { return nil }
    var request = PingRequest(
      source: source, destination: destination, count: count, size: size,
      timeToLive: timeToLive.map { UInt8($0) }, timeout: timeout, interval: interval)
    request.resolvesName = resolves
    return request
  }

  private func decodeConnect(_ node: DocumentNode) -> ConnectRequest? {
    guard let reader = node.object() else { return nil }
    let source = reader.required("source")?.string()
    let destination = reader.required("destination")?.string()
    let resolves = reader.optional("resolve")?.boolean() ?? false
    let port = reader.required("port")?.integer(in: 1...65_535)
    let count = reader.optional("count")?.integer(in: 1...10_000) ?? 4
    let timeout = reader.optional("timeout")?.time() ?? .milliseconds(4000)
    let interval = reader.optional("interval")?.time() ?? .seconds(1)
    reader.finish()
    guard let source, let destination, let port else { return nil }
    var request = ConnectRequest(
      source: source, destination: destination, port: UInt16(port), count: count,
      timeout: timeout, interval: interval)
    request.resolvesName = resolves
    return request
  }

  // MARK: Expectations

  private func decodeExpectation(
    _ node: DocumentNode, _ command: ScenarioCommand?
  ) -> ScenarioExpectation? {
    guard let reader = node.object() else { return nil }
    var expectation = ScenarioExpectation()
    expectation.reached = reader.optional("reached")?.boolean()
    if let tolerance = reader.optional("tolerance"), let time = tolerance.time() {
      if time.count % 1_000_000 == 0 {
        expectation.tolerance = Int(time.wholeMilliseconds)
      } else {
        tolerance.error(.invalidTime, "a tolerance is in whole milliseconds")
      }
    }
    let hops = reader.optional("hops")
    let leading = reader.optional("leadingHops")
    let received = reader.optional("received")
    let replyTimeToLive = reader.optional("replyTimeToLive")
    expectation.injected = reader.optional("injected")?.elements()?.compactMap { $0.string() }
    let pingOnly = received ?? replyTimeToLive
    let connected = reader.optional("connected")
    let answeredBy = reader.optional("answeredBy")
    let mean = reader.optional("meanMilliseconds")
    let refusal = reader.optional("refusal")
    reader.finish()
    if let hops, let leading {
      leading.error(
        .expectationMismatch, "\"leadingHops\" and \"hops\" exclude each other",
        notes: [.init(location: hops.location, message: "the hops")])
    }
    switch command {
    case .connect(let request):
      (hops ?? leading ?? pingOnly)?.error(.expectationMismatch, "a connect has no such result")
      if let count = connected?.integer(in: 0...10_000) {
        if count > request.count {
          connected?.error(
            .expectationMismatch, "\(count) of \(request.count) attempts cannot succeed")
        }
        expectation.connected = count
      }
      expectation.answeredBy = answeredBy?.elements()?.compactMap { $0.string() }
      let bounds = mean?.elements()?.compactMap { $0.integer(in: 0...1_000_000) } ?? []
      if let low = bounds.min(), let high = bounds.max() {
        expectation.meanMilliseconds = Double(low)...Double(high)
      }
      expectation.refusal = refusal?.string()
      return expectation
    case .tracert, .ping, nil:
      (connected ?? answeredBy ?? mean ?? refusal)?.error(
        .expectationMismatch, "only a connect has such a result")
    }
    switch command {
    case .connect: break
    case .tracert(let request):
      pingOnly?.error(.expectationMismatch, "a tracert has no such result")
      if let hops { decodeHops(hops, request, into: &expectation) }
      if let leading {
        expectation.leadingHops = decodeHopList(leading, limit: request.maximumHops)
      }
    case .ping(let request):
      (hops ?? leading)?.error(.expectationMismatch, "a ping has no hops")
      if let count = received?.integer(in: 0...1_000_000) {
        if count > request.count {
          received?.error(
            .expectationMismatch, "\(count) answers to \(request.count) requests cannot be")
        }
        expectation.received = count
      }
      expectation.replyTimeToLive = replyTimeToLive?.integer(in: 1...255).map { UInt8($0) }
    case nil: break
    }
    return expectation
  }

  /// A list of hops, or `"silent"`: no hop up to the last answers.
  private func decodeHops(
    _ node: DocumentNode, _ request: TracertRequest, into expectation: inout ScenarioExpectation
  ) {
    if let text = node.value.string {
      if text == "silent" {
        expectation.leadingHops = []
      } else {
        node.error(.invalidValue, "\(node.path) cannot be \"\(text)\"", help: "use \"silent\"")
      }
      return
    }
    expectation.hops = decodeHopList(node, limit: request.maximumHops)
  }

  private func decodeHopList(_ node: DocumentNode, limit: Int) -> [ScenarioExpectation.Hop]? {
    guard let nodes = node.elements() else { return nil }
    if nodes.count > limit {
      nodes[limit].error(
        .expectationMismatch, "\(nodes.count) hops are expected, but \"maximumHops\" is \(limit)")
    }
    let hops = nodes.compactMap { decodeHop($0) }
    return hops.count == nodes.count ? hops : nil
  }

  private func decodeHop(_ node: DocumentNode) -> ScenarioExpectation.Hop? {
    if let text = node.value.string {
      if text == "*" { return .init(address: nil) }
      return node.address().map { .init(address: $0) }
    }
    guard let reader = node.object() else { return nil }
    let address = reader.required("address")?.address()
    let list = reader.optional("milliseconds")?.elements()
    let times = list?.compactMap { $0.integer(in: 0...1_000_000) } ?? []
    reader.finish()
    guard let address else { return nil }
    guard let low = times.min(), let high = times.max() else {
      return .init(address: address)
    }
    return .init(address: address, milliseconds: low...high)
  }
}
