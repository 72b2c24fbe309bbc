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

/// The name under which the package above compiles its own modules: whoever shares it sees their `package`
/// declarations. SwiftPM makes it of the directory's name, in lower case, as an identifier of C99.
let above: String = {
  let directory = Context.packageDirectory.split(separator: "/").dropLast().last ?? ""
  let identifier = directory.lowercased().enumerated().map { position, character in
    let isValid =
      character == "_" || character.isASCII && character.isLetter
      || character.isASCII && character.isNumber && position > 0
    return isValid ? String(character) : "_"
  }
  return identifier.joined()
}()
let insider = lookup + [.unsafeFlags(["-package-name", above])]

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
    // libpcap's own loops.
    .target(
      name: "CCaptureLibrary", cSettings: [.unsafeFlags(["-O3"])],
      linkerSettings: [.linkedLibrary("pcap")]),
    // Stands before malloc in the program that links it.
    .target(name: "CAllocationCounter"),
    // Steps through a copy of the process.
    .target(name: "CInstructionCounter"),
    // Allocations, bytes and instructions: what CI compares with thresholds.
    .executableTarget(
      name: "counts",
      dependencies: [
        "CAllocationCounter", "CInstructionCounter",
        .product(name: "DataPlane", package: "vnetem"),
        .product(name: "LongestPrefixMatch", package: "vnetem"),
        .product(name: "NetworkWatcher", package: "vnetem"),
      ],
      packageAccess: false, swiftSettings: insider),
    // `peers lpm`, `peers forward`: this project beside others, in one process.
    .executableTarget(
      name: "peers",
      dependencies: [
        "CProbes", "CDataPlaneDevelopmentKit", "CCaptureLibrary", "NetworkSimulator",
        .product(name: "LongestPrefixMatch", package: "vnetem"),
        .product(name: "NetworkWatcher", package: "vnetem"),
      ],
      packageAccess: false, swiftSettings: insider),
  ]
)
