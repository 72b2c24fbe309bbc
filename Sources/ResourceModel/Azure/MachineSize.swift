import Addressing

/// What a machine's size lets it send (Azure: "Virtual machine network bandwidth": one limit for all of a machine's
/// network interfaces, on what leaves it alone; nothing limits what comes in).
package struct MachineSize: Hashable, Sendable {
  /// As in `hardwareProfile.vmSize`.
  package let name: String
  /// Of what leaves the machine.
  package let bandwidth: BitRate
  /// Network interfaces at most.
  package let interfaces: Int

  private static func series(
    _ rows: [(name: String, interfaces: Int, megabits: Int64)]
  ) -> [MachineSize] {
    rows.map {
      MachineSize(
        name: "Standard_\($0.name)", bandwidth: .megabits($0.megabits), interfaces: $0.interfaces)
    }
  }

  package static let all: [MachineSize] =
    // Azure: "Dv2 and DSv2-series", 02/2020.
    series([
      ("D1_v2", 2, 750), ("D2_v2", 2, 1_500), ("D3_v2", 4, 3_000), ("D4_v2", 8, 6_000),
      ("D5_v2", 8, 12_000), ("DS1_v2", 2, 750), ("DS2_v2", 2, 1_500), ("DS3_v2", 4, 3_000),
      ("DS4_v2", 8, 6_000), ("DS5_v2", 8, 12_000),
    ])
    // Azure: "Dv3 and Dsv3-series", 02/2020.
    + series([
      ("D2_v3", 2, 1_000), ("D4_v3", 2, 2_000), ("D8_v3", 4, 4_000), ("D16_v3", 8, 8_000),
      ("D32_v3", 8, 16_000), ("D48_v3", 8, 24_000), ("D64_v3", 8, 30_000),
      ("D2s_v3", 2, 1_000), ("D4s_v3", 2, 2_000), ("D8s_v3", 4, 4_000), ("D16s_v3", 8, 8_000),
      ("D32s_v3", 8, 16_000), ("D48s_v3", 8, 24_000), ("D64s_v3", 8, 30_000),
    ])
    // Azure: "Dv5 and Dsv5-series", 10/2021.
    + series([
      ("D2_v5", 2, 12_500), ("D4_v5", 2, 12_500), ("D8_v5", 4, 12_500), ("D16_v5", 8, 12_500),
      ("D32_v5", 8, 16_000), ("D48_v5", 8, 24_000), ("D64_v5", 8, 30_000), ("D96_v5", 8, 35_000),
      ("D2s_v5", 2, 12_500), ("D4s_v5", 2, 12_500), ("D8s_v5", 4, 12_500),
      ("D16s_v5", 8, 12_500), ("D32s_v5", 8, 16_000), ("D48s_v5", 8, 24_000),
      ("D64s_v5", 8, 30_000), ("D96s_v5", 8, 35_000),
    ])
    // Azure: "Fsv2-series", 12/2022.
    + series([
      ("F2s_v2", 2, 5_000), ("F4s_v2", 2, 10_000), ("F8s_v2", 4, 12_500),
      ("F16s_v2", 4, 12_500), ("F32s_v2", 8, 16_000), ("F48s_v2", 8, 21_000),
      ("F64s_v2", 8, 28_000), ("F72s_v2", 8, 30_000),
    ])

  /// The size of a name, letter case aside; `nil` if its limit is not known here.
  package static func named(_ name: String) -> MachineSize? {
    all.first { $0.name.lowercased() == name.lowercased() }
  }
}
