import Addressing
import TestSupport
import Testing

@testable import DataPlane

struct ECMPHashTests {
  static func flow(
    _ number: IPProtocol, _ source: IPv4Address = IPv4Address(10, 10, 30, 4),
    _ destination: IPv4Address = IPv4Address(10, 17, 30, 4), ports: (UInt16, UInt16) = (0, 0)
  ) -> FiveTuple {
    FiveTuple(
      source: source, destination: destination, sourcePort: Port(rawValue: ports.0),
      destinationPort: Port(rawValue: ports.1), protocolNumber: number)
  }

  /// Seeds of documents and the paths of captures hang on these values. They were worked out apart from this
  /// code, from the description of the hash.
  @Test("the choices of a flow are the same in every build")
  func stable() {
    let icmp = (0..<8).map { ECMPHash.choose(Self.flow(.icmp), seed: UInt32($0), of: 16) }
    #expect(icmp == [14, 2, 11, 13, 9, 13, 13, 10])
    let tcp = (0..<8).map {
      ECMPHash.choose(Self.flow(.tcp, ports: (UInt16(50000 + $0), 443)), seed: 1, of: 16)
    }
    #expect(tcp == [4, 1, 2, 1, 5, 15, 15, 11])
  }

  @Test("ICMP's identifier does not move a trace to another path")
  func icmp() {
    for seed in 0..<20 as Range<UInt32> {
      let choices = Set(
        (0..<50).map {
          ECMPHash.choose(
            Self.flow(.icmp, ports: (UInt16($0), UInt16($0))), seed: seed, of: 7)
        })
      #expect(choices.count == 1)
    }
  }

  @Test("ports move TCP and UDP to other paths", arguments: [IPProtocol.tcp, .udp])
  func ports(number: IPProtocol) {
    let choices = Set(
      (0..<50).map {
        ECMPHash.choose(Self.flow(number, ports: (50000, UInt16(33434 + $0))), seed: 0, of: 2)
      })
    #expect(choices == [0, 1])
  }

  @Test("flows are spread evenly", arguments: [2, 3, 4, 7, 16, 64])
  func even(count: Int) {
    var hits = [Int](repeating: 0, count: count)
    let flows = count * 1000
    for number in 0..<flows {
      let choice = ECMPHash.choose(
        Self.flow(.icmp, IPv4Address(10, 0, 0, 0).advanced(by: number)), seed: 3, of: count)
      hits[choice] += 1
    }
    // Six standard deviations around 1000 hits each.
    #expect(hits.allSatisfy { (810...1190).contains($0) }, "\(hits)")
  }

  @Test("a seed changes the choice of about half of the flows between two paths")
  func seeds() {
    let changed = (0..<4000).filter {
      let flow = Self.flow(.icmp, IPv4Address(10, 0, 0, 0).advanced(by: $0))
      return ECMPHash.choose(flow, seed: 0, of: 2) != ECMPHash.choose(flow, seed: 1, of: 2)
    }
    #expect((1800...2200).contains(changed.count))
  }

  @Test("routing takes the next hop that the hash chose, and says which")
  func routing() {
    var builder = TableBuilder()
    let router = builder.device(.router, ecmpSeed: 5)
    let ingress = builder.interface(router, IPv4Address(10, 0, 0, 1))
    let far = builder.device(.router)
    let first = builder.interface(far, IPv4Address(10, 0, 1, 1))
    let second = builder.interface(far, IPv4Address(10, 0, 2, 1))
    builder.route(
      router, "10.8.0.0/16", builder.way(ingress, first), builder.way(ingress, second))
    let tables = builder.build()
    var seen: Set<InterfaceID> = []
    for number in 0..<40 {
      let source = IPv4Address(10, 0, 0, 10).advanced(by: number)
      let destination = IPv4Address(10, 8, 0, 1)
      var packet = PacketBuilder.echoRequest(from: source, to: destination)
      var flows = FlowTable()
      var tracer = RecordingTracer()
      let verdict = packet.withUnsafeMutableBytes {
        Pipeline.process(
          $0, at: ingress, tables, flows: &flows, now: .start, tracer: &tracer)
      }
      let chosen = ECMPHash.choose(Self.flow(.icmp, source, destination), seed: 5, of: 2)
      guard case .forward(let adjacency) = verdict,
        case .route(destination, .some, chosen, 2)? = tracer.steps.first
      else {
        Issue.record("\(verdict) \(tracer.steps)")
        return
      }
      #expect(adjacency.ingress == [first, second][chosen])
      seen.insert(adjacency.ingress)
    }
    #expect(seen.count == 2)
  }
}
