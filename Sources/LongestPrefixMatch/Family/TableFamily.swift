import Addressing
import CLookupKernels

/// Many tables in one block of memory: one for each subnet's route table, say.
///
/// A table of a thousand routes takes about 12 KB (``TableLines`` draws its lines); tables with equal answers
/// share their memory. A lookup reads three cache lines of such a table.
public final class TableFamily: @unchecked Sendable {
  /// A table has more address intervals than the search tree holds.
  public struct TableTooLarge: Error, Equatable, Sendable {
    public let table: Int
    public let intervals: Int
    public let maximum: Int
  }

  private let lines: UnsafeMutableRawPointer
  private let tables: UnsafeMutablePointer<lookup_table>
  private let view: lookup_family
  /// Tables, whether or not they share memory.
  public let count: Int
  /// Tables that have memory of their own.
  public let distinctCount: Int
  /// Bytes that the family occupies, every allocation counted.
  public let memoryBytes: Int

  /// Compiles the tables; table `i` is found by number `i`. Routes may come in any order; where a prefix occurs
  /// twice in a table, its last occurrence counts.
  ///
  /// - Throws: ``TableTooLarge`` beyond 54,043 address intervals, of which a route makes at most two.
  public convenience init(
    _ tables: [[(prefix: IPv4Prefix, nextHop: NextHopIndex)]]
  ) throws(TableTooLarge) {
    try self.init(count: tables.count) { tables[$0] }
  }

  /// Compiles `count` tables, of which only one is held as routes at a time.
  public init(
    count: Int, routes: (Int) -> [(prefix: IPv4Prefix, nextHop: NextHopIndex)]
  ) throws(TableTooLarge) {
    // Line 0 stands for the levels that a table does not need.
    var arena = [UInt32](repeating: UInt32.max, count: 16)
    var descriptors: [lookup_table] = []
    descriptors.reserveCapacity(count)
    // By a hash of their content: where each distinct table begins, and how many words it has.
    var known: [UInt64: [(start: Int, count: Int, table: Int)]] = [:]
    var innerLevels = 0
    for table in 0..<count {
      let packed = PackedRoutes(routes(table))
      var intervals: AddressIntervals?
      packed.withRoutes { intervals = AddressIntervals($0) }
      guard let intervals else { continue }
      guard intervals.ends.count <= TableLines.maximumIntervals else {
        throw TableTooLarge(
          table: table, intervals: intervals.ends.count, maximum: TableLines.maximumIntervals)
      }
      let content = TableLines(intervals)
      let hash = content.lines.reduce(UInt64(content.lines.count)) {
        SplitMix64.mix($0 ^ UInt64($1))
      }
      let equal = known[hash]?.first {
        arena[$0.start..<$0.start + $0.count].elementsEqual(content.lines)
      }
      if let equal {
        descriptors.append(descriptors[equal.table])
        continue
      }
      known[hash, default: []].append((arena.count, content.lines.count, table))
      descriptors.append(Self.descriptor(content.levels, firstLine: arena.count / 16))
      innerLevels = max(innerLevels, content.levels.count - 1)
      arena += content.lines
    }
    let lineBytes = arena.count * 4
    let lineMemory = UnsafeMutableRawPointer.allocate(
      byteCount: lineBytes, alignment: lineBytes >= 2 << 20 ? 2 << 20 : 64)
    adviseHugePages(lineMemory, lineBytes)
    arena.withUnsafeBytes { lineMemory.copyMemory(from: $0.baseAddress!, byteCount: lineBytes) }
    lines = lineMemory
    tables = .allocate(capacity: max(count, 1))
    tables.initialize(from: descriptors, count: count)
    view = lookup_family(lines: lines, tables: tables, inner_levels: UInt32(innerLevels))
    self.count = count
    distinctCount = known.values.reduce(0) { $0 + $1.count }
    memoryBytes = lineBytes + max(count, 1) * MemoryLayout<lookup_table>.stride
  }

  deinit {
    lines.deallocate()
    tables.deallocate()
  }

  /// The levels a table does not need come first.
  private static func descriptor(_ levels: [Int], firstLine: Int) -> lookup_table {
    var first = [UInt32](repeating: 0, count: Int(LOOKUP_INNER_LEVELS) + 1)
    var line = firstLine
    for (offset, count) in levels.enumerated() {
      first[first.count - levels.count + offset] = UInt32(line)
      line += count
    }
    return lookup_table(level: (first[0], first[1], first[2], first[3]))
  }

  /// The next hop of the longest prefix of a table that contains `address`, or `nil` if none does.
  ///
  /// - Precondition: `table` is in 0..<``count``.
  public func lookup(_ address: IPv4Address, inTable table: Int) -> NextHopIndex? {
    precondition(table >= 0 && table < count, "no such table")
    let levels = tables[table].level
    var at = 0
    for first in [levels.0, levels.1, levels.2] {
      let line = (lines + (Int(first) + at) * 64).assumingMemoryBound(to: UInt32.self)
      at = at * 17 + Self.countBelow(address.rawValue, line, 16)
    }
    let leaf = lines + (Int(levels.3) + at) * 64
    let interval = Self.countBelow(
      address.rawValue, leaf.assumingMemoryBound(to: UInt32.self), TableLines.intervalsPerLeaf - 1)
    let hop = NextHopIndex(
      rawValue: leaf.load(
        fromByteOffset: (TableLines.intervalsPerLeaf - 1) * 4 + interval * 2, as: UInt16.self))
    return hop == .noRoute ? nil : hop
  }

  private static func countBelow(
    _ key: UInt32, _ ends: UnsafePointer<UInt32>, _ count: Int
  ) -> Int {
    var below = 0
    for index in 0..<count { below &+= ends[index] < key ? 1 : 0 }
    return below
  }

  /// Looks up addresses in one table each: `results[i]` becomes the next hop of `addresses[i]` in table
  /// `tableNumbers[i]`, or ``NextHopIndex/noRoute``.
  ///
  /// - Precondition: the spans are equally long (`results` may be longer), every number is in 0..<``count``,
  ///   and the processor runs `kernel`.
  public func lookup(
    _ addresses: Span<IPv4Address>, inTables tableNumbers: Span<UInt32>,
    into results: inout MutableSpan<NextHopIndex>, using kernel: LookupKernel = .fastest
  ) {
    precondition(
      tableNumbers.count == addresses.count && results.count >= addresses.count,
      "spans of different lengths")
    var highest: UInt32 = 0
    for index in tableNumbers.indices { highest = max(highest, tableNumbers[index]) }
    precondition(addresses.count == 0 || Int(highest) < count, "no such table")
    tableNumbers.withUnsafeBufferPointer {
      run(addresses, $0.baseAddress, stride: 1, into: &results, kernel)
    }
  }

  /// Looks up many addresses in one table: `results[i]` becomes the next hop of `addresses[i]`, or
  /// ``NextHopIndex/noRoute``.
  ///
  /// - Precondition: `results` has at least as many elements as `addresses`, `table` is in 0..<``count``, and the
  ///   processor runs `kernel`.
  public func lookup(
    _ addresses: Span<IPv4Address>, inTable table: Int,
    into results: inout MutableSpan<NextHopIndex>, using kernel: LookupKernel = .fastest
  ) {
    precondition(results.count >= addresses.count, "fewer results than addresses")
    precondition(table >= 0 && table < count, "no such table")
    withUnsafePointer(to: UInt32(table)) { run(addresses, $0, stride: 0, into: &results, kernel) }
  }

  private func run(
    _ addresses: Span<IPv4Address>, _ numbers: UnsafePointer<UInt32>?, stride: Int,
    into results: inout MutableSpan<NextHopIndex>, _ kernel: LookupKernel
  ) {
    addresses.withUnsafeBufferPointer { addresses in
      results.withUnsafeMutableBufferPointer { results in
        guard let keys = addresses.baseAddress, let answers = results.baseAddress, let numbers
        else { return }
        withUnsafePointer(to: view) { view in
          kernel.run(
            view, numbers, stride: stride,
            keys: UnsafeRawPointer(keys).assumingMemoryBound(to: UInt32.self),
            results: UnsafeMutableRawPointer(answers).assumingMemoryBound(to: UInt16.self),
            count: addresses.count)
        }
      }
    }
  }
}
