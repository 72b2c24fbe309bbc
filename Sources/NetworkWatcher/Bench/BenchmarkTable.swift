import Addressing
import ControlPlane
import LongestPrefixMatch
import ResourceModel
import RouteFiles

/// A route table to measure with, and where it comes from.
package struct BenchmarkTable: Sendable {
  /// Ascending, each prefix once.
  package let routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]
  /// `rib.gz`, `the network interface hub-nic of interop`, `generated (seed 1)`.
  package let origin: String
  package let nextHopCount: Int
  /// Whether next hops were assigned by a hash, because the origin has none.
  package let hasAssignedNextHops: Bool

  package var prefixes: [IPv4Prefix] { routes.map(\.prefix) }

  /// A file's routes. Without next hops of its own, or where `nextHops` asks for it, they are assigned.
  package init(path: String, nextHops: Int?, seed: UInt64) throws(BenchmarkError) {
    let file: RouteFile
    do throws(RouteFileError) {
      file = try RouteFile(path: path)
    } catch {
      throw .tableUnreadable(
        path: path, reason: error.description, routesRead: error.partial.routes.count)
    }
    guard !file.routes.isEmpty else { throw .tableEmpty(path: path) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if file.hasNextHops, nextHops == nil {
      self.init(
        sorting: file.routes, origin: name, nextHopCount: file.nextHops.count,
        hasAssignedNextHops: false)
    } else {
      self.init(
        assigning: nextHops ?? Self.usualNextHops, to: file.routes.map(\.prefix), origin: name,
        seed: seed)
    }
  }

  /// As many prefixes as an estate's route table would mix them.
  package init(generated count: Int, nextHops: Int?, seed: UInt64) {
    self.init(
      assigning: nextHops ?? Self.usualNextHops,
      to: RouteGenerator.estate(count: count, seed: seed),
      origin: "generated (seed \(seed))", seed: seed)
  }

  /// The active effective routes of a network interface.
  package init(_ inquiry: Inquiry, networkInterface: String) throws(InquiryError) {
    let interface = try inquiry.networkInterface(networkInterface)
    let active = (inquiry.estate.effectiveRoutes[interface] ?? []).filter { $0.state == .active }
    var numbers: [String: NextHopIndex] = [:]
    var routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
    for route in active {
      let name = "\(route.nextHopType.rawValue) \(route.nextHopAddress?.description ?? "")"
      let number = numbers[name] ?? NextHopIndex(rawValue: UInt16(numbers.count))
      numbers[name] = number
      routes.append((route.prefix, number))
    }
    self.init(
      sorting: routes,
      origin: "the network interface \(interface) of \(inquiry.topology.name)",
      nextHopCount: numbers.count, hasAssignedNextHops: false)
  }

  /// How many next hops are assigned unless said.
  package static let usualNextHops = 100

  private init(assigning nextHops: Int, to prefixes: [IPv4Prefix], origin: String, seed: UInt64) {
    self.init(
      sorting: RouteGenerator.assign(nextHops: nextHops, to: prefixes, seed: seed),
      origin: origin, nextHopCount: nextHops, hasAssignedNextHops: true)
  }

  private init(
    sorting routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)], origin: String,
    nextHopCount: Int, hasAssignedNextHops: Bool
  ) {
    self.routes = Self.sortedAndUnique(routes)
    self.origin = origin
    self.nextHopCount = nextHopCount
    self.hasAssignedNextHops = hasAssignedNextHops
  }

  /// Of equal prefixes the last one counts.
  private static func sortedAndUnique(
    _ routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)]
  ) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)] {
    let isAscending = zip(routes, routes.dropFirst()).allSatisfy { $0.prefix < $1.prefix }
    if isAscending { return routes }
    let order = routes.indices.sorted { (routes[$0].prefix, $0) < (routes[$1].prefix, $1) }
    var unique: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
    unique.reserveCapacity(routes.count)
    for index in order {
      if unique.last?.prefix == routes[index].prefix { unique.removeLast() }
      unique.append(routes[index])
    }
    return unique
  }
}

/// Why a benchmark cannot be run, or must not be believed.
package enum BenchmarkError: Error, Hashable, Sendable {
  /// The file of routes; `routesRead` precede the damage.
  case tableUnreadable(path: String, reason: String, routesRead: Int)
  case tableEmpty(path: String)
  /// This machine does not run the kernel; `available` does.
  case kernelUnavailable(name: String, available: [String])
  /// A lookup answered otherwise than the plain search does.
  case wrongAnswer(stream: String, address: IPv4Address)
  /// What was measured did not do its work.
  case notSound(row: String, what: String)
}

extension BenchmarkError: CustomStringConvertible {
  /// One sentence for a person, without a full stop.
  package var description: String {
    switch self {
    case .tableUnreadable(let path, let reason, let routesRead):
      reason.contains(path) ? reason : "\(path): \(reason); \(routesRead) routes precede it"
    case .tableEmpty(let path): "\(path) has no routes"
    case .kernelUnavailable(let name, let available):
      "this processor does not run the kernel '\(name)', but \(available.joined(separator: ", "))"
    case .wrongAnswer(let stream, let address):
      "the answer for \(address) (stream \(stream)) differs from the plain search"
    case .notSound(let row, let what): "\(row) cannot be measured: \(what)"
    }
  }
}
