import Addressing
import ControlPlane
import DataPlane
import Emulator
import Wire

/// The same packets through the emulation and through the bulk driver, hop by hop.
///
/// The emulation's packets are far apart, so that each journey is over before the next begins; the driver's journeys
/// take no time.
package struct BulkComparison {
  package struct Sending: Sendable {
    package var bytes: [UInt8]
    package var endpoint: Int
    package var at: EmulatedInstant

    package init(bytes: [UInt8], endpoint: Int, at: EmulatedInstant) {
      self.bytes = bytes
      self.endpoint = endpoint
      self.at = at
    }
  }

  /// One packet at one place.
  package struct Hop: Hashable, Sendable {
    package var interface: InterfaceID
    package var isOutbound: Bool
    package var verdict: Verdict
    /// As it came in. Of packets that devices make without their identification, which depends on how many others
    /// were made before.
    package var bytes: [UInt8]

    init(interface: InterfaceID, isOutbound: Bool, verdict: Verdict, bytes: [UInt8]) {
      self.interface = interface
      self.isOutbound = isOutbound
      self.verdict = verdict
      self.bytes = bytes
    }

    /// What the emulation showed of a packet that is numbered so.
    package init(_ seen: PacketObservation, number: UInt64) {
      self.init(
        interface: seen.interface, isOutbound: seen.direction == .outbound,
        verdict: seen.verdict, bytes: BulkComparison.comparable(seen.bytes, number: number))
    }
  }

  /// By number, as the bulk driver gives them.
  package typealias Journeys = [UInt64: [Hop]]

  // MARK: The emulation

  /// What the emulation shows, and what its counters would be.
  package struct Emulated {
    package var journeys: Journeys = [:]
    package var received: [InterfaceID: Tally] = [:]
    package var delivered: [DeviceID: Tally] = [:]
    package var dropped: [DeviceID: [DropReason: Tally]] = [:]
    package var decided: [SecurityRuleTableID: [Int: Tally]] = [:]
  }

  package static func emulate(_ estate: CompiledEstate, _ sendings: [Sending]) -> Emulated {
    emulate(Emulation(estate, resolve: { $0 }, recompile: { _ in estate }), sendings)
  }

  /// - Parameters:
  ///   - emulation: at its start; what is to change is scheduled.
  ///   - look: sees every observation.
  package static func emulate(
    _ emulation: Emulation, _ sendings: [Sending], look: (PacketObservation) -> Void = { _ in }
  ) -> Emulated {
    withoutActuallyEscaping(look) { look in
      emulate(emulation, sendings, looking: look)
    }
  }

  private static func emulate(
    _ emulation: Emulation, _ sendings: [Sending],
    looking look: @escaping (PacketObservation) -> Void
  ) -> Emulated {
    for endpoint in emulation.estate.endpoints.indices {
      emulation.keepDeliveries(false, at: endpoint)
    }
    var result = Emulated()
    var numbers: [PacketID: UInt64] = [:]
    var inputs: UInt64 = 0
    emulation.observer = { [unowned emulation] observation in
      look(observation)
      // Probes of health are the emulation's own.
      if isOfPlatform(observation.bytes) { return }
      let number: UInt64
      if let known = numbers[observation.packetID] {
        number = known
      } else if let cause = observation.cause, let of = numbers[cause] {
        number = of + BulkHop.madeStep
      } else {
        inputs += 1
        number = inputs
      }
      numbers[observation.packetID] = number
      result.journeys[number, default: []].append(
        Hop(observation, number: number))
      result.count(observation, emulation.estate.tables)
    }
    for sending in sendings {
      emulation.schedule(sending.bytes, from: sending.endpoint, at: sending.at)
    }
    let last = sendings.last?.at ?? .start
    emulation.run(until: last + .seconds(100))
    emulation.observer = nil
    return result
  }

  private static func isOfPlatform(_ bytes: [UInt8]) -> Bool {
    let platform: [UInt8] = [168, 63, 129, 16]
    return bytes.count >= 20 && bytes[0] == 0x45
      && (bytes[12..<16].elementsEqual(platform) || bytes[16..<20].elementsEqual(platform))
  }

  /// An ICMP error quotes the identification of what it is about.
  private static func comparable(_ bytes: [UInt8], number: UInt64) -> [UInt8] {
    guard number >= BulkHop.madeStep, bytes.count >= 20 else { return bytes }
    var bytes = bytes
    for index in [4, 5, 10, 11] { bytes[index] = 0 }
    // What is encrypted has such an identification inside; index and sequence number are in front of it.
    if bytes[9] == IPProtocol.esp.rawValue { return Array(bytes.prefix(28)) }
    return number < 2 * BulkHop.madeStep ? bytes : Array(bytes[..<20])
  }

  // MARK: The driver

  package final class Log: HopSink, @unchecked Sendable {
    package private(set) var journeys: Journeys = [:]
    /// Numbers of packets in the order in which they were at an interface.
    package private(set) var order: [InterfaceID: [UInt64]] = [:]

    package init() {}

    package func record(_ hops: UnsafeBufferPointer<BulkHop>) {
      for hop in hops {
        var bytes = Array(hop.bytes)
        if bytes.count >= 12 {
          withUnsafeBytes(of: hop.header) { bytes.replaceSubrange(8..<12, with: $0) }
        }
        journeys[hop.number, default: []].append(
          Hop(
            interface: hop.interface, isOutbound: hop.isOutbound, verdict: hop.verdict,
            bytes: comparable(bytes, number: hop.number)))
        order[hop.interface, default: []].append(hop.number)
      }
    }
  }

  package final class Source: BulkSource, @unchecked Sendable {
    private let sendings: [Sending]
    private let step: Int
    private var next = 0

    /// - Parameter step: how many packets go in at a time.
    package init(_ sendings: [Sending], step: Int = 100) {
      self.sendings = sendings
      self.step = step
    }

    package func fill(_ inlet: BulkInlet) -> Bool {
      for sending in sendings[next...].prefix(step) {
        sending.bytes.withUnsafeBytes {
          inlet.append($0, from: .endpoint(sending.endpoint), at: sending.at)
        }
      }
      next = min(next + step, sendings.count)
      return next < sendings.count
    }
  }

  /// All journeys, those of each worker's log.
  package static func drive(
    _ estate: CompiledEstate, _ sendings: [Sending], _ settings: BulkSettings,
    timeline: [EstateMoment] = []
  ) throws -> (result: Driven, logs: [Log]) {
    let logs = (0..<settings.workers).map { _ in Log() }
    let driver = BulkDriver(estate, settings, timeline: timeline, sink: { logs[$0] })
    return (Driven(try driver.run(Source(sendings))), logs)
  }

  /// A result that can be kept.
  package final class Driven {
    package let result: BulkResult

    package init(_ result: consuming BulkResult) {
      self.result = result
    }
  }

  // MARK: Traffic

  /// Seeded packets of all kinds among the endpoints and to strangers, some of them broken, 7 seconds apart.
  package static func sendings(
    _ estate: CompiledEstate, count: Int, strangers: [IPv4Address] = [],
    interval: Nanoseconds = .seconds(7), seed: UInt64
  ) -> [Sending] {
    var generator = SplitMix64(seed: seed)
    let endpoints = estate.endpoints
    let others = strangers + estate.tables.interfaces.map(\.address)
    return (0..<count).map { number in
      let endpoint = generator.below(endpoints.count)
      let source =
        generator.below(12) == 0
        ? others[generator.below(others.count)] : endpoints[endpoint].address
      let destination =
        generator.below(6) == 0
        ? others[generator.below(others.count)]
        : endpoints[generator.below(endpoints.count)].address
      let timeToLive = UInt8(generator.below(3) == 0 ? 1 + generator.below(8) : 64)
      var bytes: [UInt8]
      switch generator.below(4) {
      case 0, 1:
        bytes = PacketBuilder.transport(
          generator.below(2) == 0 ? .udp : .tcp, from: source, UInt16(1000 + generator.below(4)),
          to: destination, UInt16(1000 + generator.below(4)), timeToLive: timeToLive,
          fragmentOffset: generator.below(10) == 0 ? 8 : 0)
      case 2:
        bytes = PacketBuilder.echoRequest(
          from: source, to: destination, timeToLive: timeToLive,
          sequence: UInt16(generator.below(9)),
          data: [UInt8](repeating: 0x61, count: generator.below(300)))
      case _:
        bytes = PacketBuilder.error(
          from: source, about: PacketBuilder.echoRequest(from: destination, to: source),
          timeToLive: timeToLive)
      }
      if generator.below(40) == 0 {
        bytes[generator.below(bytes.count)] ^= UInt8(1 << generator.below(8))
      }
      if generator.below(60) == 0 { bytes.removeLast(generator.below(bytes.count + 1)) }
      return Sending(
        bytes: bytes, endpoint: endpoint,
        at: EmulatedInstant(nanoseconds: Int64(number) * interval.count))
    }
  }
}

extension BulkComparison.Emulated {
  /// As the counters do: what guests send, and what arrives anywhere.
  fileprivate mutating func count(_ seen: PacketObservation, _ tables: ForwardingTables) {
    let interface = tables.interfaces[seen.interface.index]
    let isGuest = interface.side == .guest
    guard seen.direction == .inbound || isGuest else { return }
    if isGuest, seen.verdict == .deliver { return }
    let one = Tally(packets: 1, bytes: UInt64(seen.bytes.count))
    received[seen.interface, default: Tally()] += one
    for case .securityRule(_, let table, let rule) in seen.steps {
      decided[table, default: [:]][rule, default: Tally()] += one
    }
    switch seen.verdict {
    case .forward: break
    case .deliver: delivered[seen.device, default: Tally()] += one
    case .drop(let reason):
      dropped[seen.device, default: [:]][reason, default: Tally()] += one
    }
  }
}
