import Addressing
import DataPlane

/// How a journey becomes known: every device on the way is asked what it does with packets like this one.
extension BulkWorker {
  /// The devices that one journey may pass; longer ones are never known.
  private static let deviceLimit = 15

  /// Takes a packet to its end if its journey is known; else the packet goes through the stages.
  @inline(__always)
  mutating func passKnown(
    _ memory: UnsafeMutableRawPointer, _ entry: UnsafePointer<PacketBlock.Entry>,
    _ tables: ForwardingTables
  ) -> Bool {
    guard entry.pointee.header.isPlain else { return false }
    if !unsettled.has(entry.pointee.conversation), journeys.pass(entry, flows: &flows, now: now) {
      return true
    }
    if journeys.miss(entry) {
      learn(entry, UnsafeRawPointer(memory + Int(entry.pointee.offset)), tables)
    }
    return false
  }

  /// Asks all devices on the way of packets like this one, and keeps the journey if they all know.
  @inline(never)
  private mutating func learn(
    _ entry: UnsafePointer<PacketBlock.Entry>, _ base: UnsafeRawPointer,
    _ tables: ForwardingTables
  ) {
    let header = UnsafeMutableRawBufferPointer(
      rebasing: journeys.header[..<min(journeys.header.count, Int(entry.pointee.length))])
    header.copyMemory(from: UnsafeRawBufferPointer(start: base, count: header.count))
    // More than any journey costs: what is left says what was taken.
    header[8] = .max
    guard let way = way(entry.pointee.entry, header, into: journeys.tallies, tables),
      Self.isSame(header, base)
    else { return }
    journeys.keep(
      entry, UnsafeBufferPointer(rebasing: journeys.tallies[..<way.tallies]),
      cost: Int(UInt8.max) - Int(header[8]), hops: way.hops, way.passage)
  }

  /// Whether no device changed anything but TTL and checksum.
  private static func isSame(
    _ header: UnsafeMutableRawBufferPointer, _ base: UnsafeRawPointer
  ) -> Bool {
    for offset in [0, 12, 16] {
      let now = header.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if now != base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
    }
    return true
  }

  private struct Way {
    var tallies = 0
    var hops = 0
    var passage = FlowPassage()
  }

  /// Follows a packet's header from device to device to its end; `nil` if it is not delivered there, or if one of them
  /// has not settled what it does.
  private func way(
    _ entry: Int32, _ header: UnsafeMutableRawBufferPointer,
    into tallies: UnsafeMutableBufferPointer<CounterPlace>, _ tables: ForwardingTables
  ) -> Way? {
    var way = Way()
    guard var ingress = start(entry, header, &way) else { return nil }
    for _ in 0..<Self.deviceLimit {
      guard
        let hop = Pipeline.settled(header, at: ingress, tables, flows: flows, now: now),
        way.tallies + 3 <= tallies.count
      else { return nil }
      way.hops += 1
      for tally in [.received(at: ingress), hop.route, hop.delivered] {
        guard let tally else { continue }
        tallies.initializeElement(at: way.tallies, to: tally)
        way.tallies += 1
      }
      if let record = hop.record, !way.passage.add(record, hop, at: ingress, tables) {
        return nil
      }
      switch hop.verdict {
      case .drop: return nil
      case .deliver: return keepsDelivery(header, at: ingress, tables) ? way : nil
      case .forward(let adjacency):
        guard linkIsUp[adjacency.link.index] else { return nil }
        ingress = adjacency.ingress
      }
    }
    return nil
  }

  /// The first interface at which a device looks at a packet.
  private func start(
    _ entry: Int32, _ header: UnsafeMutableRawBufferPointer, _ way: inout Way
  ) -> InterfaceID? {
    guard entry >= 0 else { return InterfaceID(rawValue: ~entry) }
    let origin = endpoints.places + Int(entry)
    let interface = origin.pointee.attachment
    if origin.pointee.isGuest {
      return origin.pointee.has(Self.destination(header)) ? nil : interface
    }
    way.hops += 1
    guard case .forward(let adjacency) = origination.sendSound(header, at: interface),
      linkIsUp[adjacency.link.index]
    else { return nil }
    return adjacency.ingress
  }

  /// Whether a packet of TCP or UDP that is delivered there stays there.
  private func keepsDelivery(
    _ header: UnsafeMutableRawBufferPointer, at interface: InterfaceID, _ tables: ForwardingTables
  ) -> Bool {
    if keeps[interface.index] { return true }
    let device = tables.interfaces[interface.index].device
    guard let endpoint = endpoints.index(of: device) else { return true }
    return endpoints.places[endpoint].has(Self.destination(header))
  }
}

extension FlowPassage {
  /// Notes the record of one end; `false` if that end has one.
  fileprivate mutating func add(
    _ record: FlowSlot, _ hop: SettledHop, at interface: InterfaceID, _ tables: ForwardingTables
  ) -> Bool {
    let device = tables.interfaces[interface.index].device
    if tables.interfaces[interface.index].side == .guest {
      guard !outbound.isKnown else { return false }
      outbound = record
      outboundPort = device
    } else {
      guard !inbound.isKnown else { return false }
      inbound = record
      inboundPort = device
    }
    return true
  }
}

/// Conversations of which a packet of this run waits to go through the stages: the packets after it wait as well.
/// Others may be taken for one of them.
struct UnsettledConversations: ~Copyable {
  private static let words = 64
  private let bits: UnsafeMutablePointer<UInt64>
  private var isEmpty = true

  init() {
    bits = .allocate(capacity: Self.words)
    bits.initialize(repeating: 0, count: Self.words)
  }

  deinit { bits.deallocate() }

  /// - Parameter conversation: its number; the lowest bit, the direction, does not count.
  @inline(__always)
  func has(_ conversation: UInt32) -> Bool {
    if isEmpty { return false }
    return bits[Self.word(conversation)] &>> UInt64(conversation &>> 1 & 63) & 1 != 0
  }

  @inline(__always)
  mutating func insert(_ conversation: UInt32) {
    isEmpty = false
    bits[Self.word(conversation)] |= 1 &<< UInt64(conversation &>> 1 & 63)
  }

  mutating func removeAll() {
    if isEmpty { return }
    isEmpty = true
    bits.update(repeating: 0, count: Self.words)
  }

  @inline(__always)
  private static func word(_ conversation: UInt32) -> Int {
    Int(conversation &>> 7) & (words &- 1)
  }
}
