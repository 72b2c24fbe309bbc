// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target: Swift 6 mode, no warning survives.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// Where popcount is an instruction, single lookups use it; every 64-bit PC since 2008 has it. No Swift
// target asks for more: what needs more is chosen at run time, in CLookupKernels.
#if arch(x86_64)
  let lookup: [SwiftSetting] = strict + [.unsafeFlags(["-Xcc", "-march=x86-64-v2"])]
  let kernels: [CSetting] = [.unsafeFlags(["-O3", "-march=x86-64-v2"])]
#else
  let lookup: [SwiftSetting] = strict
  let kernels: [CSetting] = [.unsafeFlags(["-O3"])]
#endif

let package = Package(
  name: "vnetem",
  products: [
    .executable(name: "vnetem", targets: ["vnetem"]),
    // For the nested package of benchmarks.
    .library(
      name: "LongestPrefixMatch", targets: ["Addressing", "LongestPrefixMatch", "RouteFiles"]),
    .library(name: "DataPlane", targets: ["DataPlane"]),
    // For that of fuzzers.
    .library(name: "TestSupport", targets: ["TestSupport"]),
    .library(
      name: "NetworkWatcher",
      targets: [
        "Wire", "ResourceModel", "DataPlane", "ControlPlane", "Capture", "Emulator",
        "NetworkWatcher",
      ]),
  ],
  targets: [
    // Bottom-up, as the architecture page draws them.
    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    // Values with units: addresses, prefixes, ports, instants.
    .target(name: "Addressing", swiftSettings: strict),
    // Packet bytes and headers; no policy, no time.
    .target(name: "Wire", dependencies: ["Addressing"], swiftSettings: strict),
    // ESP in tunnel mode: transform, sequence numbers, anti-replay window, keys; the only importer of CCrypto.
    .target(
      name: "IPsec", dependencies: ["Addressing", "Wire", "CCrypto"], swiftSettings: strict),
    // Vector kernels with target attributes: pointers only, one call for a batch.
    .target(name: "CLookupKernels", cSettings: kernels),
    // The route trie that changes, and the compiled, compressed one that is searched for every packet.
    .target(
      name: "LongestPrefixMatch", dependencies: ["Addressing", "CLookupKernels"],
      swiftSettings: lookup),
    // Route tables from files: prefix lists and collectors' dumps; the only importer of CZlib.
    .target(
      name: "RouteFiles", dependencies: ["Addressing", "LongestPrefixMatch", "CZlib"],
      swiftSettings: strict),
    // The bundled documents and the schema as bytes.
    .target(name: "CBundledDocuments"),
    // What the user declares: decoding, validation, the bundled documents.
    .target(
      name: "ResourceModel", dependencies: ["Addressing", "CBundledDocuments"],
      exclude: ["Bundled", "Schema"], swiftSettings: strict),
    // What happens to one packet: tables, stages, devices, verdict.
    .target(
      name: "DataPlane",
      dependencies: ["Addressing", "Wire", "IPsec", "LongestPrefixMatch", "CLookupKernels"],
      swiftSettings: lookup),
    // Resources to routes to tables.
    .target(
      name: "ControlPlane",
      dependencies: ["Addressing", "LongestPrefixMatch", "ResourceModel", "DataPlane"],
      swiftSettings: strict),
    // pcap and pcapng files; the only importer of CPcap.
    .target(name: "Capture", dependencies: ["Addressing", "CPcap"], swiftSettings: strict),
    // Virtual time, links, guests, on-premises hosts.
    .target(
      name: "Emulator",
      dependencies: ["Addressing", "Wire", "IPsec", "ResourceModel", "ControlPlane", "DataPlane"],
      swiftSettings: strict),
    // Questions and answers: tracert, ping, routes, capture, explanation.
    .target(
      name: "NetworkWatcher",
      dependencies: [
        "Addressing", "Wire", "LongestPrefixMatch", "RouteFiles", "ResourceModel", "DataPlane",
        "ControlPlane", "Capture", "Emulator",
      ],
      swiftSettings: strict),
    // The command line: parse arguments, call, print.
    .executableTarget(
      name: "vnetem",
      dependencies: ["NetworkWatcher", "Emulator", "ResourceModel"],
      swiftSettings: strict),

    // Oracles, generators and checkers that tests share.
    .target(
      name: "TestSupport",
      dependencies: [
        "Addressing", "Wire", "IPsec", "LongestPrefixMatch", "ResourceModel", "DataPlane",
        "ControlPlane",
        "Emulator",
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "AddressingTests", dependencies: ["Addressing"], swiftSettings: strict),
    .testTarget(name: "WireTests", dependencies: ["Addressing", "Wire"], swiftSettings: strict),
    .testTarget(
      name: "IPsecTests", dependencies: ["Addressing", "Wire", "IPsec", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LongestPrefixMatchTests",
      dependencies: [
        "Addressing", "LongestPrefixMatch", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "RouteFilesTests",
      dependencies: [
        "Addressing", "LongestPrefixMatch", "RouteFiles", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "ResourceModelTests",
      dependencies: [
        "Addressing", "ResourceModel", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "DataPlaneTests",
      dependencies: [
        "Addressing", "Wire", "IPsec", "LongestPrefixMatch", "DataPlane", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "ControlPlaneTests",
      dependencies: [
        "Addressing", "ResourceModel", "DataPlane", "ControlPlane", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "CaptureTests",
      dependencies: [
        "Addressing", "LongestPrefixMatch", "Capture", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "EmulatorTests",
      dependencies: [
        "Addressing", "Wire", "ResourceModel", "DataPlane", "ControlPlane", "Emulator",
        "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "NetworkWatcherTests",
      dependencies: [
        "Addressing", "Wire", "LongestPrefixMatch", "ResourceModel", "DataPlane", "ControlPlane",
        "Emulator", "NetworkWatcher", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests", dependencies: ["vnetem", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "LayeringTests", dependencies: [], swiftSettings: strict),
    .testTarget(
      name: "ScenarioTests",
      dependencies: [
        "Addressing", "ResourceModel", "DataPlane", "ControlPlane", "Emulator", "NetworkWatcher",
        "TestSupport",
      ], exclude: ["Estates", "Interop"], swiftSettings: strict),
  ]
)
