import Addressing
import LongestPrefixMatch
import TestSupport
import Testing
import Wire

@testable import DataPlane

struct ForwardingWorkbenchTests {
  @Test(
    "a router's frames come out with the neighbour's address and one less TTL",
    arguments: LookupKernel.available)
  func router(kernel: LookupKernel) throws {
    let prefixes = RouteGenerator.estate(count: 500, seed: 3)
    let routes = RouteGenerator.assign(nextHops: 7, to: prefixes, seed: 4)
    let destinations = KeyStream.inside.keys(count: 300, prefixes: prefixes, seed: 5)
    let bench = ForwardingWorkbench(routerWith: routes, to: destinations, kernel: kernel)
    #expect(bench.runWithCopies(rounds: 2) == 600)
    #expect(bench.runInPlace(rounds: 500) == 150_000)
    #expect(bench.totals.forwarded == 150_600)
    let linear = LinearRoutes(routes)
    for (index, destination) in destinations.enumerated() {
      var frame = bench.sentFrame(index)
      let header = try frame.withUnsafeBytes { try EthernetHeader(validating: $0) }
      // Two interfaces of the router, then one of each neighbour.
      let hop = try #require(linear.lookup(destination))
      #expect(header.destination == MACAddress(rawValue: 0x0200_0000_0002 + UInt64(hop.rawValue)))
      #expect(header.source == MACAddress(rawValue: 0x0200_0000_0001))
      try frame.withUnsafeMutableBytes {
        let packet = try IPv4Packet(
          validating: UnsafeMutableRawBufferPointer(rebasing: $0[EthernetHeader.length...]))
        #expect(packet.timeToLive == 254)
        #expect(packet.destination == destination)
      }
    }
  }

  @Test(
    "every frame of a port's flows is let through by its record",
    arguments: ForwardingWorkbench.PortTraffic.allCases)
  func ports(traffic: ForwardingWorkbench.PortTraffic) {
    let bench = ForwardingWorkbench(ports: 5, flows: 1_000, traffic)
    #expect(bench.flowCount == 1_000)
    #expect(bench.runInPlace(rounds: 3) == 3_000)
    #expect(bench.flowCount == 1_000)
    #expect(bench.totals.dropped == 0)
    #expect((bench.totals.delivered > 0) == (traffic != .fromGuest))
    #expect((bench.totals.forwarded > 0) == (traffic != .toGuest))
  }
}
