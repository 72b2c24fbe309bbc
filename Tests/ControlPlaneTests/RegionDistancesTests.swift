import Addressing
import ResourceModel
import Testing

@testable import ControlPlane

/// Round trips that a document does not declare.
struct RegionDistancesTests {
  @Test(
    "published medians hold in either direction, 50 ms for an unknown pair",
    arguments: [
      ("eastus", "westus2", 64), ("westus2", "eastus", 64), ("westus", "japaneast", 106),
      ("westus2", "westus", 23), ("eastus", "westus", 50), ("eastus", "mars", 50),
      ("chinaeast2", "chinanorth", 26),
    ] as [(String, String, Int64)])
  func published(first: String, second: String, milliseconds: Int64) {
    #expect(RegionDistances([]).roundTripTime(first, second) == .milliseconds(milliseconds))
  }

  @Test(
    "a connection is as far as its regions are apart, and 1 ms where a place is near or not known",
    arguments: [
      ("japaneast", "Washington DC", 156), ("eastus2", "Washington DC2", 1),
      ("westus2", "washington dc", 64), ("westus3", "Washington DC", 51),
      ("japaneast", "New York", 1), ("japaneast", nil, 1), ("mars", "Tokyo", 50),
    ] as [(String, String?, Int64)])
  func circuit(region: String, location: String?, milliseconds: Int64) {
    var topology = Topology(name: "t")
    topology.expressRouteCircuits = [
      ExpressRouteCircuit(
        name: "c", peeringLocation: location,
        source: SourceLocation(file: "t", line: 1, column: 1))
    ]
    #expect(
      ConnectionDistances(topology).roundTripTime(region: region, circuit: "c")
        == .milliseconds(milliseconds))
  }
}
