// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because libFuzzer must instrument what it drives and nothing else may be built so:
//   swift build -c release --package-path Tests/Fuzzing -Xswiftc -sanitize=fuzzer
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "vnetem", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz-routes",
      dependencies: [.product(name: "LongestPrefixMatch", package: "vnetem")],
      swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
  ]
)
