import Addressing

/// A step of a timeline that changes resources, as written.
struct ResourceStep {
  enum Verb {
    /// The resource.
    case create(JSONValue, takes: Nanoseconds?)
    /// The properties to merge.
    case update(JSONValue)
    case delete
    case sync
  }

  var at: EmulatedInstant
  /// The place among the scenario's events, for those of one time.
  var position: Int
  var verb: Verb
  var path: ResourcePath
  /// Where it names its resource.
  var subject: Range<Int>
  /// The whole step.
  var span: Range<Int>

  var isCreation: Bool {
    switch verb {
    case .create: true
    case .update, .delete, .sync: false
    }
  }
}

/// An event of a timeline, of either kind.
enum DecodedEvent {
  case link(TimelineEvent)
  case resources(ResourceStep)
}

extension TopologyDecoder {
  func decodeEvent(_ node: DocumentNode, position: Int) -> DecodedEvent? {
    guard let reader = node.object() else { return nil }
    let at = decodeEventTime(reader)
    let verbs = ["fail", "restore", "inject", "create", "update", "delete", "sync"]
    let found = verbs.compactMap { verb in reader.optional(verb).map { (verb: verb, node: $0) } }
    let properties = reader.optional("properties")
    let takes = reader.optional("takes")
    let duration = takes?.time()
    reader.finish()
    guard found.count == 1, let (verb, subject) = found.first else {
      (found.last?.node ?? node).error(
        .conflictingProperties,
        "an event has one of \"fail\", \"restore\", \"inject\", \"create\", \"update\", \"delete\" and \"sync\""
      )
      return nil
    }
    if let properties, verb != "update" {
      properties.error(.conflictingProperties, "only \"update\" has \"properties\"")
    }
    if let takes, verb != "create" {
      takes.error(.conflictingProperties, "only \"create\" has \"takes\"")
    }
    if verb == "fail" || verb == "restore" {
      guard let link = subject.string(), let at else { return nil }
      return .link(
        TimelineEvent(
          at: at, change: verb == "fail" ? .fail(link: link) : .restore(link: link),
          position: position))
    }
    if verb == "inject" {
      guard let injection = decodeInjection(subject), let at else { return nil }
      return .link(TimelineEvent(at: at, change: .inject(injection), position: position))
    }
    func step(_ verb: ResourceStep.Verb, _ path: ResourcePath) -> DecodedEvent? {
      at.map {
        .resources(
          ResourceStep(
            at: $0, position: position, verb: verb, path: path, subject: subject.value.span,
            span: node.value.span))
      }
    }
    if verb == "create" {
      guard let path = decodeCreated(subject) else { return nil }
      if let takes, path.type != "virtualnetworkgateways" {
        takes.error(
          .conflictingProperties, "only creating a virtual network gateway takes time")
      }
      return step(.create(subject.value, takes: duration), path)
    }
    guard let text = subject.string() else { return nil }
    guard let path = ResourcePath(text) else {
      subject.error(
        .malformedReference, "\"\(text)\" does not name a resource",
        help: "write its id, or TYPE/NAME: virtualNetworks/hub/subnets/app")
      return nil
    }
    switch verb {
    case "update":
      guard let properties = reader.required("properties"), properties.object() != nil else {
        return nil
      }
      return step(.update(properties.value), path)
    case "delete": return step(.delete, path)
    default:
      guard path.type == "virtualnetworkpeerings" else {
        subject.error(.malformedReference, "only a peering is synchronised")
        return nil
      }
      return step(.sync, path)
    }
  }

  private func decodeEventTime(_ reader: ObjectReader) -> EmulatedInstant? {
    guard let time = reader.required("at") else { return nil }
    if let text = time.value.string, text.hasPrefix("-"), Nanoseconds(text.dropFirst()) != nil {
      time.error(.negativeTimelineTime, "\"\(text)\" lies before the scenario's start")
      return nil
    }
    return time.time().map { EmulatedInstant.start + $0 }
  }

  private func decodeCreated(_ node: DocumentNode) -> ResourcePath? {
    let node = DocumentNode(
      value: node.value, path: node.path, style: .arm, collector: collector)
    guard let reader = node.object(),
      let type = reader.requiredEnvelope("type")?.string(),
      let nameNode = reader.requiredEnvelope("name"), let name = nameNode.string()
    else { return nil }
    guard let path = ResourcePath(type: type, name: name) else {
      nameNode.error(
        .invalidName, "the name \"\(name)\" does not have a segment for each of the type \(type)",
        help: "a child resource is called parent/child")
      return nil
    }
    return path
  }
}
