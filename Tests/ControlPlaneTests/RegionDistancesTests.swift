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
}
