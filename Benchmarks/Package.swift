// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// DPDK's headers want SSE4.2 at least; its libraries choose AVX-512 by themselves. Where Debian keeps them:
let headers = ["-I/usr/include/dpdk", "-I/usr/include/x86_64-linux-gnu/dpdk"]

#if arch(x86_64)
  let peer: [CSetting] = [.unsafeFlags(["-O3", "-march=corei7", "-mavx"] + headers)]
  let lookup: [SwiftSetting] = strict + [.unsafeFlags(["-Xcc", "-march=x86-64-v2"])]
#else
  let peer: [CSetting] = [.unsafeFlags(["-O3"] + headers)]
  let lookup: [SwiftSetting] = strict
#endif

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "vnetem", path: "..")],
  targets: [
    // DPDK behind functions without inline headers; builds without DPDK, and then says so.
    .target(
      name: "CDataPlaneDevelopmentKit", cSettings: peer, linkerSettings: [.linkedLibrary("dl")]),
    // How fast the machine is at this moment.
    .target(name: "CProbes", cSettings: [.unsafeFlags(["-O2", "-fno-vectorize"])]),
    // ns-3 as a program of its own, compiled when it is asked for; says so where ns-3 is not installed.
    .target(
      name: "NetworkSimulator", resources: [.embedInCode("chain.cc")], swiftSettings: strict),
    // Stands before malloc in the program that links it.
    .target(name: "CAllocationCounter"),
    // Allocations, bytes and instructions: what CI compares with thresholds.
    .executableTarget(
      name: "counts",
      dependencies: [
        "CAllocationCounter", .product(name: "LongestPrefixMatch", package: "vnetem"),
      ],
      swiftSettings: lookup),
    // `peers lpm`: this project's tables beside others', in one process.
    .executableTarget(
      name: "peers",
      dependencies: [
        "CProbes", "CDataPlaneDevelopmentKit", "NetworkSimulator",
        .product(name: "LongestPrefixMatch", package: "vnetem"),
        .product(name: "NetworkWatcher", package: "vnetem"),
      ],
      swiftSettings: lookup),
  ]
)
