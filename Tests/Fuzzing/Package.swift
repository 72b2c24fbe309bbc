// swift-tools-version: 6.2
import PackageDescription

/// The name under which the package above compiles its own modules: whoever shares it sees their `package`
/// declarations. SwiftPM makes it of the directory's name, in lower case, as an identifier of C99.
let above: String = {
  let directory = Context.packageDirectory.split(separator: "/").dropLast(2).last ?? ""
  let identifier = directory.lowercased().enumerated().map { position, character in
    let isValid =
      character == "_" || character.isASCII && character.isLetter
      || character.isASCII && character.isNumber && position > 0
    return isValid ? String(character) : "_"
  }
  return identifier.joined()
}()
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

// A package of its own, because libFuzzer must instrument what it drives and nothing else may be built so:
//   swift build -c release --package-path Tests/Fuzzing -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld \
//     -Xcc -fsanitize=address,fuzzer-no-link
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "vnetem", path: "../..")],
  targets: [
    .target(name: "FuzzerLoop", swiftSettings: strict),
    // Routes come, go and are looked up, against a list that is scanned.
    .executableTarget(
      name: "fuzz-routes",
      dependencies: ["FuzzerLoop", .product(name: "LongestPrefixMatch", package: "vnetem")],
      swiftSettings: strict),
    // Raw bytes come in at the interfaces of random estates: the parser, single packets, batches.
    .executableTarget(
      name: "fuzz-packets",
      dependencies: [
        "FuzzerLoop", .product(name: "DataPlane", package: "vnetem"),
        .product(name: "TestSupport", package: "vnetem"),
      ],
      packageAccess: false,
      swiftSettings: strict + [.unsafeFlags(["-package-name", above, "-Xcc", "-march=x86-64-v2"])]),
  ]
)
