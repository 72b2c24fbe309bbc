import Addressing
import CLookupKernels

/// The classes of source and destination give a short list of rules; protocol and ports choose from it.
///
/// In between the cross product, whose last table it does without, and bit vectors, of which it reads only the few
/// words that the addresses leave.
struct PairLists: Sendable {
  /// 64 rules that may decide, and the word of a set where they stand.
  struct Entry: Sendable {
    var bits: UInt64
    var word: UInt32
    /// The last entry of its list.
    var isLast: Bool
  }

  private let sources: AddressClassifier
  private let destinations: AddressClassifier
  private let sourcePorts: TransportClassifier
  private let destinationPorts: TransportClassifier
  private let columns: Int
  private let split: Int
  private let width: Int
  private let numbers: [UInt16]
  /// By number of a list.
  private let starts: [UInt32]
  private let entries: [Entry]
  let memoryBytes: Int

  /// `nil` if the tables would be larger than `memoryLimit` bytes.
  init?(_ fields: ClassifiedFields, _ pairs: AddressPairs, memoryLimit: Int) {
    (sourcePorts, destinationPorts) = fields.transport.classifiers
    sources = AddressClassifier(fields.sources)
    destinations = AddressClassifier(fields.destinations)
    columns = fields.destinations.count
    split = fields.split
    width = fields.width
    numbers = pairs.numbers
    starts = pairs.starts.map { UInt32($0) }
    let ends = Set(pairs.starts)
    entries = pairs.bits.indices.map {
      Entry(
        bits: pairs.bits[$0], word: UInt32(pairs.words[$0]), isLast: ends.contains($0 + 1))
    }
    memoryBytes =
      numbers.count * 2 + starts.count * 4 + entries.count * MemoryLayout<Entry>.stride
      + sources.memoryBytes + destinations.memoryBytes + fields.transport.memoryBytes
    if memoryBytes > memoryLimit { return nil }
  }

  func decide(_ flow: FiveTuple) -> SecurityDecision {
    withSearch { search in
      let pair = sources.find(flow.source) &* columns &+ destinations.find(flow.destination)
      return search.decide(
        search.numbers[pair], search.sourceLookup.find(flow), search.destinationLookup.find(flow))
    }
  }

  func decide(_ flows: Span<FiveTuple>, into results: inout MutableSpan<SecurityDecision>) {
    withSearch { search in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: AddressBatch.size) { ports in
        let ports = ports.baseAddress.unsafelyUnwrapped
        AddressBatch.forEach(flows, sources, destinations, &results) { batch in
          for index in 0..<batch.count {
            let pair = Int(batch.sources[index]) &* columns &+ Int(batch.destinations[index])
            lookup_prefetch(search.numbers + pair)
            batch.scratch[index] = UInt32(truncatingIfNeeded: pair)
          }
          for index in 0..<batch.count {
            let source = search.sourceLookup.find(batch.flows[index])
            let destination = search.destinationLookup.find(batch.flows[index])
            ports[index] = UInt32(truncatingIfNeeded: source &<< 16 | destination)
          }
          for index in 0..<batch.count {
            batch.results[index] = search.decide(
              search.numbers[Int(batch.scratch[index])], Int(ports[index] &>> 16),
              Int(ports[index] & 0xFFFF))
          }
        }
      }
    }
  }

  @inline(__always)
  private func withSearch<Result>(_ body: (Search) -> Result) -> Result {
    numbers.withUnsafeBufferPointer { numbers in
      starts.withUnsafeBufferPointer { starts in
        entries.withUnsafeBufferPointer { entries in
          sourcePorts.withLookup { sourceLookup in
            destinationPorts.withLookup { destinationLookup in
              sourcePorts.sets.words.withUnsafeBufferPointer { sourceWords in
                destinationPorts.sets.words.withUnsafeBufferPointer { destinationWords in
                  body(
                    Search(
                      numbers: numbers.baseAddress.unsafelyUnwrapped,
                      starts: starts.baseAddress.unsafelyUnwrapped,
                      entries: entries.baseAddress.unsafelyUnwrapped,
                      sourceLookup: sourceLookup, destinationLookup: destinationLookup,
                      sourceWords: sourceWords.baseAddress.unsafelyUnwrapped,
                      destinationWords: destinationWords.baseAddress.unsafelyUnwrapped,
                      split: split, width: width))
                }
              }
            }
          }
        }
      }
    }
  }

  private struct Search {
    let numbers: UnsafePointer<UInt16>
    let starts: UnsafePointer<UInt32>
    let entries: UnsafePointer<Entry>
    let sourceLookup: TransportClassifier.Lookup
    let destinationLookup: TransportClassifier.Lookup
    let sourceWords: UnsafePointer<UInt64>
    let destinationWords: UnsafePointer<UInt64>
    let split: Int
    let width: Int

    /// The first rule of each group that is in the list and in the sets of both transport classes.
    @inline(__always)
    func decide(_ list: UInt16, _ sourceClass: Int, _ destinationClass: Int) -> SecurityDecision {
      let source = sourceWords + sourceClass &* width
      let destination = destinationWords + destinationClass &* width
      var entry = entries + Int(starts[Int(list)])
      var first = -1
      while true {
        let word = Int(entry.pointee.word)
        let common = entry.pointee.bits & source[word] & destination[word]
        if common != 0 {
          let rule = word &* 64 &+ common.trailingZeroBitCount
          if word >= split {
            return SecurityDecision(
              first: UInt16(truncatingIfNeeded: first),
              second: UInt16(truncatingIfNeeded: rule &- split &* 64))
          }
          if first < 0 { first = rule }
          if split == width { break }
        }
        // A list ends with a rule that decides, so this is for the reader of the code alone.
        if entry.pointee.isLast { break }
        entry += 1
      }
      return SecurityDecision(first: UInt16(truncatingIfNeeded: first))
    }
  }
}
