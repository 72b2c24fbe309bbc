import Addressing
import CLookupKernels

/// All combinations of classes, each with its decision, in two steps: source and destination give a row, protocol
/// and ports the place in it.
///
/// Rows are few because a rule for any protocol and port ends the list of those that may still decide.
struct CrossProduct: Sendable {
  private let sources: AddressClassifier
  private let destinations: AddressClassifier
  private let transport: TransportClassifier
  private let columns: Int
  private let rowLength: Int
  private let rows: [UInt16]
  private let cells: [UInt16]
  private let decisions: [SecurityDecision]
  let memoryBytes: Int

  /// `nil` if the tables would be larger than `memoryLimit` bytes or more than can be numbered.
  init?(_ fields: ClassifiedFields, _ pairs: AddressPairs, memoryLimit: Int) {
    guard case .combined(let transport) = fields.transport else { return nil }
    let rowLength = transport.sets.count
    guard (pairs.numbers.count + pairs.count * rowLength) * 2 <= memoryLimit,
      let table = DecisionTable(pairs, transport.sets, split: fields.split)
    else { return nil }
    sources = AddressClassifier(fields.sources)
    destinations = AddressClassifier(fields.destinations)
    self.transport = transport
    columns = fields.destinations.count
    self.rowLength = rowLength
    rows = pairs.numbers
    cells = table.cells
    decisions = table.decisions
    memoryBytes =
      (rows.count + cells.count) * 2 + decisions.count * 4 + transport.memoryBytes
      + sources.memoryBytes + destinations.memoryBytes
    if memoryBytes > memoryLimit { return nil }
  }

  func decide(_ flow: FiveTuple) -> SecurityDecision {
    let row = Int(
      rows[sources.find(flow.source) &* columns &+ destinations.find(flow.destination)])
    return decisions[Int(cells[row &* rowLength &+ transport.withLookup { $0.find(flow) }])]
  }

  func decide(_ flows: Span<FiveTuple>, into results: inout MutableSpan<SecurityDecision>) {
    transport.withLookup { lookup in
      rows.withUnsafeBufferPointer { rows in
        cells.withUnsafeBufferPointer { cells in
          decisions.withUnsafeBufferPointer { decisions in
            let rows = rows.baseAddress.unsafelyUnwrapped
            let cells = cells.baseAddress.unsafelyUnwrapped
            let decisions = decisions.baseAddress.unsafelyUnwrapped
            AddressBatch.forEach(flows, sources, destinations, &results) { batch in
              for index in 0..<batch.count {
                let pair =
                  Int(batch.sources[index]) &* columns
                  &+ Int(batch.destinations[index])
                lookup_prefetch(rows + pair)
                batch.scratch[index] = UInt32(truncatingIfNeeded: pair)
              }
              for index in 0..<batch.count {
                let cell =
                  Int(rows[Int(batch.scratch[index])]) &* rowLength
                  &+ lookup.find(batch.flows[index])
                lookup_prefetch(cells + cell)
                batch.scratch[index] = UInt32(truncatingIfNeeded: cell)
              }
              for index in 0..<batch.count {
                batch.results[index] = decisions[Int(cells[Int(batch.scratch[index])])]
              }
            }
          }
        }
      }
    }
  }
}

/// Rows of decisions, one for each list of rules, and in each a cell for each class of protocol and ports.
private struct DecisionTable {
  var cells: [UInt16] = []
  /// By number: the rules that a cell names.
  var decisions: [SecurityDecision] = []

  /// `nil` if there are more than 65,535 different decisions.
  init?(_ pairs: AddressPairs, _ sets: RuleSets, split: Int) {
    let length = sets.count
    // Word by word, so that one word of all classes lies together.
    var turned = [UInt64](repeating: 0, count: sets.words.count)
    for number in 0..<length {
      for word in 0..<sets.width {
        turned[word * length + number] = sets.words[number * sets.width + word]
      }
    }
    cells = [UInt16](repeating: 0, count: pairs.count * length)
    var numbers: [UInt32: UInt16] = [:]
    var recent: (key: UInt32, number: UInt16)?
    var first = [UInt16](repeating: 0, count: length)
    var second = first
    for list in 0..<pairs.count {
      let entries = pairs.starts[list]..<pairs.starts[list + 1]
      // From the last entry to the first, so that what comes first has the last word.
      for entry in entries.reversed() {
        let word = Int(pairs.words[entry])
        let rules = pairs.bits[entry]
        let isFirst = word < split
        let base = (isFirst ? word : word - split) * 64
        for number in 0..<length {
          let matching = rules & turned[word &* length &+ number]
          if matching == 0 { continue }
          let rule = UInt16(truncatingIfNeeded: base &+ matching.trailingZeroBitCount)
          if isFirst { first[number] = rule } else { second[number] = rule }
        }
      }
      for number in 0..<length {
        let key = UInt32(first[number]) << 16 | UInt32(second[number])
        if let recent, recent.key == key {
          cells[list * length + number] = recent.number
          continue
        }
        let known: UInt16
        if let found = numbers[key] {
          known = found
        } else {
          guard decisions.count < 65535 else { return nil }
          known = UInt16(decisions.count)
          numbers[key] = known
          decisions.append(SecurityDecision(first: first[number], second: second[number]))
        }
        recent = (key, known)
        cells[list * length + number] = known
      }
    }
  }
}
