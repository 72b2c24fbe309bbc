// swift-tools-version: 6.2
import Foundation
import PackageDescription

// DPDK is a peer, not a need: without its headers the benchmarks run without it and say so.
let dpdkHeaders = "/usr/include/dpdk"
let hasDPDK = FileManager.default.fileExists(atPath: dpdkHeaders + "/rte_fib.h")

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

#if arch(x86_64)
  let baseline: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=x86-64-v2"])]
#else
  let baseline: [SwiftSetting] = []
#endif

let dpdk: [Target] =
  hasDPDK
  ? [
    .target(
      name: "CDataPlaneDevelopmentKit",
      cSettings: [
        .unsafeFlags([
          "-O3", "-include", "rte_config.h", "-march=corei7", "-I\(dpdkHeaders)",
          "-I/usr/include/x86_64-linux-gnu/dpdk",
        ])
      ],
      linkerSettings: ["rte_eal", "rte_fib", "rte_rib", "rte_lpm", "rte_rcu", "rte_hash"].map {
        .linkedLibrary($0)
      })
  ] : []

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "vnetem", path: "..")],
  targets: dpdk + [
    .target(name: "CProbes", cSettings: [.unsafeFlags(["-O2"])]),
    .executableTarget(
      name: "peers",
      dependencies: [
        "CProbes", .product(name: "LongestPrefixMatch", package: "vnetem"),
      ] + (hasDPDK ? ["CDataPlaneDevelopmentKit"] : []),
      swiftSettings: strict + baseline),
  ]
)
