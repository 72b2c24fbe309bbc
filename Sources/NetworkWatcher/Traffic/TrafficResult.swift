/// What was generated.
package struct TrafficResult: Hashable, Sendable {
  package struct Count: Hashable, Sendable {
    package var packets: UInt64 = 0
    /// Of IPv4.
    package var bytes: UInt64 = 0
  }

  package var path: String
  /// The topology's name.
  package var topology: String
  package var profile: TrafficProfile
  /// Flows that began.
  package var flows: UInt64 = 0
  package var tcp = Count()
  package var udp = Count()
  package var icmp = Count()
  /// Packets that are in the capture.
  package var written: UInt64 = 0
  /// What ended the capture early; it ends with a whole record.
  package var failure: InquiryError?
  package var isInterrupted = false
  /// Of wall-clock time.
  package var seconds = 0.0

  package var packets: Int { Int(tcp.packets + udp.packets + icmp.packets) }
  package var bytes: UInt64 { tcp.bytes + udp.bytes + icmp.bytes }

  init(path: String, topology: String, profile: TrafficProfile) {
    self.path = path
    self.topology = topology
    self.profile = profile
  }

  mutating func count(_ packet: TrafficGenerator.Packet) {
    switch packet.kind {
    case .tcp: Self.count(&tcp, packet.length)
    case .udp: Self.count(&udp, packet.length)
    case .icmp: Self.count(&icmp, packet.length)
    }
  }

  private static func count(_ count: inout Count, _ length: Int) {
    count.packets &+= 1
    count.bytes &+= UInt64(truncatingIfNeeded: length)
  }
}

extension TrafficResult {
  /// The answer for a person. Equal input, equal text.
  package var text: String {
    "\(UInt64(packets).formatted) packets of \(flows.formatted) flows, \(bytes.formatted) bytes of IPv4\n\n"
      + TableFormatter.format(
        header: ["Protocol", "Packets", "Bytes"],
        rows: [("TCP", tcp), ("UDP", udp), ("ICMP", icmp)].map {
          [$0.0, $0.1.packets.formatted, $0.1.bytes.formatted]
        })
  }
}

/// `vnetem generate -o json`.
package struct TrafficDocument: JSONDocument, Sendable {
  package struct Count: Encodable, Sendable {
    package var packets: UInt64
    package var bytes: UInt64

    init(_ count: TrafficResult.Count) {
      packets = count.packets
      bytes = count.bytes
    }
  }

  package var schema = "vnetem.generate/1"
  /// The topology's name.
  package var topology: String
  package var capture: String
  package var seed: UInt64
  package var packets: Int
  /// Of IPv4.
  package var bytes: UInt64
  /// Flows that began.
  package var flows: UInt64
  package var tcp: Count
  package var udp: Count
  package var icmp: Count
  /// Packets that are in the capture.
  package var written: UInt64
  package var interrupted: Bool
  /// Wall-clock time; differs from run to run.
  package var seconds: Double

  package init(_ result: TrafficResult) {
    topology = result.topology
    capture = result.path
    seed = result.profile.seed
    packets = result.packets
    bytes = result.bytes
    flows = result.flows
    tcp = Count(result.tcp)
    udp = Count(result.udp)
    icmp = Count(result.icmp)
    written = result.written
    interrupted = result.isInterrupted
    seconds = result.seconds
  }
}
