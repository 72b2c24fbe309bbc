import Addressing
import DataPlane
import LongestPrefixMatch
import Wire

/// One router with a route table and as many neighbours as the table has next hops: packets come in at one
/// interface and are sent on.
package final class RouterWorkload: ForwardingWorkload {
  package enum Way: String, CaseIterable, Sendable {
    /// From a ring of packets into the batch's own memory, and out into another ring.
    case copied
    /// Where the packets lie.
    case inPlace
  }

  package static let usualPacketCount = 2_048

  package let way: Way
  package let tables: ForwardingTables
  /// The packets as they come in: distinct, destinations inside the table's prefixes.
  package let incoming: FrameArena
  /// Where the packets that were sent on are.
  package let outgoing: FrameArena
  package let neighbourCount: Int

  private let slots: FrameArena
  private let incomingList: FrameList
  private let slotList: FrameList
  private let outgoingList: FrameList
  private var rig: ForwardingRig
  private let repetitions: Int

  /// - Parameters:
  ///   - routes: each prefix once, next hops from 0 on, without gaps.
  ///   - repetitions: how often one pass sends all packets.
  package init(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], way: Way,
    packetCount: Int = usualPacketCount, repetitions: Int = 64, seed: UInt64
  ) {
    precondition(packetCount % PacketBatch.capacity == 0, "whole batches")
    precondition((1...200).contains(repetitions), "a TTL of 255 lasts for 200 hops")
    let neighbours = (routes.map { Int($0.nextHop.rawValue) }.max() ?? 0) + 1
    neighbourCount = neighbours
    self.way = way
    self.repetitions = repetitions
    tables = Self.tables(routes, neighbours: neighbours)
    rig = ForwardingRig(tables, flows: FlowTable(), hasFrames: true)
    incoming = FrameArena(count: packetCount)
    outgoing = FrameArena(count: packetCount)
    slots = FrameArena(count: PacketBatch.capacity)
    incomingList = incoming.list
    slotList = slots.list
    outgoingList = outgoing.list
    let destinations = KeyStream.inside.keys(
      count: packetCount, prefixes: routes.map(\.prefix), seed: seed)
    var generator = SplitMix64(seed: seed &+ 1)
    for (index, destination) in destinations.enumerated() {
      let tuple = FiveTuple(
        source: IPv4Address(rawValue: 0x0A00_0000 | UInt32(generator.below(1 << 24))),
        destination: destination, sourcePort: Port(rawValue: UInt16(1_024 + index % 60_000)),
        destinationPort: Port(rawValue: UInt16(generator.below(1 << 16))), protocolNumber: .udp)
      incoming.write(
        tuple, timeToLive: 255, identification: UInt16(truncatingIfNeeded: index), at: index)
    }
    refill()
  }

  /// The packets that lie in place as they came in.
  private func refill() {
    for index in 0..<incoming.count { FrameArena.copy(outgoing[index], incoming[index]) }
  }

  package func pass() -> WorkloadPass {
    switch way {
    case .copied:
      let watch = Stopwatch()
      for _ in 0..<repetitions { rig.sendCopies(incomingList, slots, slotList, outgoingList) }
      return WorkloadPass(count: repetitions * incoming.count, seconds: watch.seconds)
    case .inPlace:
      refill()
      let watch = Stopwatch()
      for _ in 0..<repetitions { rig.sendInPlace(outgoing) }
      return WorkloadPass(count: repetitions * incoming.count, seconds: watch.seconds)
    }
  }

  /// Packets that the router's entrance received so far, and those that it sent on.
  package var received: UInt64 { rig.counters.received(at: Self.entrance).packets }
  package var forwarded: UInt64 { rig.counters.forwarded.packets }

  // MARK: What came of it

  /// Of the packet that came in with this number.
  package func destination(_ index: Int) -> IPv4Address {
    IPv4Packet(validated: incoming.packet(index)).destination
  }

  /// Whether the packet went to this next hop: with the neighbour's addresses, one less to live and a header whose
  /// sum is right, all else as it came.
  package func isSentOn(_ index: Int, to nextHop: NextHopIndex?) -> Bool {
    guard let nextHop else { return false }
    var expected = Array(UnsafeRawBufferPointer(start: incoming[index], count: 64))
    let (target, source) = addresses(ofNeighbour: Int(nextHop.rawValue))
    for (offset, address) in [(0, target), (6, source)] {
      for byte in 0..<6 {
        expected[offset + byte] = UInt8(
          truncatingIfNeeded: address.rawValue >> UInt64(40 - 8 * byte))
      }
    }
    let header = EthernetHeader.length
    expected[header + 8] -= 1
    expected[header + 10] = 0
    expected[header + 11] = 0
    let sum = expected[header..<header + IPv4Packet.minimumHeaderLength].withUnsafeBytes {
      InternetChecksum.compute($0)
    }
    expected[header + 10] = UInt8(sum >> 8)
    expected[header + 11] = UInt8(sum & 255)
    return UnsafeRawBufferPointer(start: outgoing[index], count: 64).elementsEqual(expected)
  }

  // MARK: The router

  fileprivate static let entrance = InterfaceID(rawValue: 0)

  /// The addresses that the router writes into frames for a neighbour, destination first.
  package func addresses(ofNeighbour neighbour: Int) -> (MACAddress, MACAddress) {
    let ingress = tables.interfaces[1 + neighbourCount + neighbour]
    return (ingress.macAddress, tables.interfaces[1 + neighbour].macAddress)
  }

  /// Device 0 is the router: interface 0 is where packets come in, those behind it lead to the neighbours, whose
  /// own follow.
  private static func tables(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], neighbours: Int
  ) -> ForwardingTables {
    func interface(_ number: Int, of device: Int32) -> Interface {
      Interface(
        device: DeviceID(rawValue: device),
        address: IPv4Address(rawValue: 0xC612_0000 | UInt32(number)), side: .lan,
        timeToLiveCost: 1, expiryAnswer: .always,
        macAddress: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(number)))
    }
    var interfaces = [interface(0, of: 0)]
    interfaces += (0..<neighbours).map { interface(1 + $0, of: 0) }
    interfaces += (0..<neighbours).map { interface(1 + neighbours + $0, of: 1) }
    let hops = (0..<neighbours).map { neighbour in
      [
        NextHop.adjacency(
          Adjacency(
            egress: InterfaceID(rawValue: Int32(1 + neighbour)),
            ingress: InterfaceID(rawValue: Int32(1 + neighbours + neighbour)),
            link: LinkID(rawValue: Int32(neighbour))))
      ]
    }
    let table = RoutingTable(
      routes.map { (prefix: $0.prefix, members: hops[Int($0.nextHop.rawValue)]) })
    return ForwardingTables(
      generation: 1,
      devices: [
        Device(kind: .router, routes: table), Device(kind: .host, routes: RoutingTable([])),
      ], interfaces: interfaces, mappings: [], securityRules: [],
      fabric: Fabric(pointCount: 0, links: []))
  }
}

extension ForwardingRig {
  /// All frames once: into the batch's own memory, through the router, and those that it sends on out of it.
  fileprivate mutating func sendCopies(
    _ incoming: borrowing FrameList, _ slots: FrameArena, _ own: borrowing FrameList,
    _ outgoing: borrowing FrameList
  ) {
    let capacity = PacketBatch.capacity
    let verdicts = batch.verdicts
    var start = 0
    while start < incoming.count {
      own.copy(from: incoming, start: start, count: capacity, sizes: sizes)
      fill(from: slots, 0, capacity)
      process()
      // What was dropped leaves a gap: frames are sent in runs.
      var index = 0
      while index < capacity {
        let first = index
        while index < capacity, case .forward = verdicts[index] { index &+= 1 }
        outgoing.copy(
          to: start &+ first, from: own, start: first, count: index &- first, sizes: sizes)
        index &+= 1
      }
      start += capacity
    }
  }

  /// A whole batch of frames that came in at the router.
  private mutating func fill(from frames: FrameArena, _ start: Int, _ capacity: Int) {
    let packets = batch.packets
    let ingress = batch.ingress
    let entrance = RouterWorkload.entrance
    for index in 0..<capacity {
      packets[index] = frames.packet(start &+ index)
      ingress[index] = entrance
    }
    batch.setCount(capacity)
  }

  /// All frames once, where they lie.
  fileprivate mutating func sendInPlace(_ frames: FrameArena) {
    let capacity = PacketBatch.capacity
    var start = 0
    while start < frames.count {
      fill(from: frames, start, capacity)
      process()
      start += capacity
    }
  }
}
