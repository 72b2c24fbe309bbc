import Addressing
import LongestPrefixMatch

/// The IPv4 routes of a file: a list of prefixes, or the dump of a route collector; plain or packed by gzip.
///
/// Which of them a file is shows in its first bytes. ``PrefixListReader`` and ``RoutingDumpReader`` describe
/// the two formats.
public struct RouteFile: Sendable {
  public enum Format: String, Sendable {
    /// One prefix a line.
    case prefixList
    /// MRT TABLE_DUMP_V2 (RFC 6396).
    case routingDump
  }

  public internal(set) var format: Format = .prefixList
  /// Whether the file is packed by gzip.
  public internal(set) var isCompressed = false
  /// Bytes of content, after unpacking.
  public internal(set) var byteCount = 0
  /// In the order of the file; a prefix may occur more than once.
  public internal(set) var routes: [(prefix: IPv4Prefix, nextHop: NextHopIndex)] = []
  /// What the numbers of next hops stand for, in the order in which they first occur. `0.0.0.0` stands for
  /// routes whose next hop the file does not tell.
  public internal(set) var nextHops: [IPv4Address] = []
  /// Records of a dump that are no IPv4 unicast routes.
  public internal(set) var skipped = SkippedRecords()

  /// Whether the file tells the next hop of at least one route.
  public var hasNextHops: Bool { nextHops.contains { $0 != .any } }

  private var numbers: [IPv4Address: NextHopIndex] = [:]
  private var latest: (address: IPv4Address, number: NextHopIndex)?

  /// Appends a route; `false` if there are too many different next hops.
  @inline(__always)
  mutating func append(_ prefix: IPv4Prefix, via nextHop: IPv4Address) -> Bool {
    if let latest, latest.address == nextHop {
      routes.append((prefix, latest.number))
      return true
    }
    guard let number = number(of: nextHop) else { return false }
    latest = (nextHop, number)
    routes.append((prefix, number))
    return true
  }

  private mutating func number(of nextHop: IPv4Address) -> NextHopIndex? {
    if let known = numbers[nextHop] { return known }
    guard nextHops.count < Int(NextHopIndex.noRoute.rawValue) else { return nil }
    let number = NextHopIndex(rawValue: UInt16(nextHops.count))
    numbers[nextHop] = number
    nextHops.append(nextHop)
    return number
  }
}

/// How many records of a dump are something else than IPv4 unicast routes, and what.
public struct SkippedRecords: Hashable, Sendable {
  /// IPv4 unicast routes with path identifiers (RFC 8050, RIB_IPV4_UNICAST_ADDPATH).
  public internal(set) var additionalPaths = 0
  /// Routes of other families: IPv6, multicast, generic.
  public internal(set) var otherFamilies = 0
  /// Records that are not of TABLE_DUMP_V2: updates, states, the older TABLE_DUMP.
  public internal(set) var otherTypes = 0
  /// IPv4 unicast records that list no entry.
  public internal(set) var withoutEntries = 0

  public var total: Int { additionalPaths + otherFamilies + otherTypes + withoutEntries }
}

extension RouteFile {
  /// Reads the file at `path`.
  public init(path: String) throws(RouteFileError) {
    self.init()
    let input: FileInput
    do throws(RouteFileFault) {
      input = try FileInput(path: path)
    } catch {
      throw RouteFileError(fault: error, partial: self)
    }
    try read(ContentInput(input))
  }

  /// Reads a file's bytes.
  public init(bytes: [UInt8]) throws(RouteFileError) {
    self.init()
    try read(ContentInput(MemoryInput(bytes)))
  }

  private mutating func read(_ input: ContentInput) throws(RouteFileError) {
    var window = ByteWindow(input)
    var fault: RouteFileFault?
    do throws(RouteFileFault) {
      try window.need(5)
      // The fifth byte is the first of an MRT type, of which there are fewer than 256.
      format = window.count >= 5 && window[4] == 0 ? .routingDump : .prefixList
      switch format {
      case .prefixList: try PrefixListReader.read(&window, into: &self)
      case .routingDump: try RoutingDumpReader.read(&window, into: &self)
      }
    } catch {
      fault = error
    }
    isCompressed = input.isCompressed
    byteCount = window.offset
    if let fault { throw RouteFileError(fault: fault, partial: self) }
  }
}
