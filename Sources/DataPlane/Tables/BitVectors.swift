import Addressing

/// A set of rules for each class of each field; the first rule that is in all sets decides.
///
/// A summary has a bit for each word of a set that is not empty, so that only words are read in which all sets
/// have a rule. There are four fields, or three if one class stands for protocol and both ports: then the fourth
/// set is the third one once more.
struct BitVectors: Sendable {
  private let sources: AddressClassifier
  private let destinations: AddressClassifier
  private let sourcePorts: TransportClassifier
  private let destinationPorts: TransportClassifier
  private let sourceSets: SummarizedSets
  private let destinationSets: SummarizedSets
  private let sourcePortSets: SummarizedSets
  private let destinationPortSets: SummarizedSets
  private let split: Int
  private let width: Int
  let memoryBytes: Int

  init(_ fields: ClassifiedFields) {
    sources = AddressClassifier(fields.sources)
    destinations = AddressClassifier(fields.destinations)
    let isApart: Bool
    switch fields.transport {
    case .combined(let transport):
      (sourcePorts, destinationPorts, isApart) = (transport, transport, false)
    case .apart(let source, let destination):
      (sourcePorts, destinationPorts, isApart) = (source, destination, true)
    }
    sourceSets = SummarizedSets(fields.sources.sets)
    destinationSets = SummarizedSets(fields.destinations.sets)
    sourcePortSets = SummarizedSets(sourcePorts.sets)
    destinationPortSets = isApart ? SummarizedSets(destinationPorts.sets) : sourcePortSets
    split = fields.split
    width = fields.width
    memoryBytes =
      sources.memoryBytes + destinations.memoryBytes + sourceSets.memoryBytes
      + destinationSets.memoryBytes + sourcePorts.memoryBytes + sourcePortSets.memoryBytes
      + (isApart ? destinationPorts.memoryBytes + destinationPortSets.memoryBytes : 0)
  }

  func decide(_ flow: FiveTuple) -> SecurityDecision {
    let sourcePort = sourcePorts.withLookup { $0.find(flow) }
    let destinationPort = destinationPorts.withLookup { $0.find(flow) }
    return withSearch {
      $0.decide(
        sources.find(flow.source), destinations.find(flow.destination), sourcePort,
        destinationPort)
    }
  }

  func decide(_ flows: Span<FiveTuple>, into results: inout MutableSpan<SecurityDecision>) {
    sourcePorts.withLookup { sourceLookup in
      destinationPorts.withLookup { destinationLookup in
        withSearch { search in
          AddressBatch.forEach(flows, sources, destinations, &results) { batch in
            for index in 0..<batch.count {
              let source = UInt32(truncatingIfNeeded: sourceLookup.find(batch.flows[index]))
              let destination = UInt32(
                truncatingIfNeeded: destinationLookup.find(batch.flows[index]))
              batch.scratch[index] = source &<< 16 | destination
            }
            for index in 0..<batch.count {
              batch.results[index] = search.decide(
                Int(batch.sources[index]), Int(batch.destinations[index]),
                Int(batch.scratch[index] &>> 16), Int(batch.scratch[index] & 0xFFFF))
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func withSearch<Result>(_ body: (Search) -> Result) -> Result {
    sourceSets.words.withUnsafeBufferPointer { source in
      destinationSets.words.withUnsafeBufferPointer { destination in
        sourcePortSets.words.withUnsafeBufferPointer { sourcePort in
          destinationPortSets.words.withUnsafeBufferPointer { destinationPort in
            body(
              Search(
                sources: source.baseAddress.unsafelyUnwrapped,
                destinations: destination.baseAddress.unsafelyUnwrapped,
                sourcePorts: sourcePort.baseAddress.unsafelyUnwrapped,
                destinationPorts: destinationPort.baseAddress.unsafelyUnwrapped, width: width,
                split: split, summaryWidth: sourceSets.summaryWidth))
          }
        }
      }
    }
  }

  private struct Search {
    let sources: UnsafePointer<UInt64>
    let destinations: UnsafePointer<UInt64>
    let sourcePorts: UnsafePointer<UInt64>
    let destinationPorts: UnsafePointer<UInt64>
    let width: Int
    let split: Int
    let summaryWidth: Int

    @inline(__always)
    func decide(
      _ source: Int, _ destination: Int, _ sourcePort: Int, _ destinationPort: Int
    ) -> SecurityDecision {
      let stride = width &+ summaryWidth
      let sets = (
        sources + source &* stride, destinations + destination &* stride,
        sourcePorts + sourcePort &* stride, destinationPorts + destinationPort &* stride
      )
      let first = rule(sets, words: 0, to: split)
      let second =
        split == width ? 0 : rule(sets, words: split, to: width) &- split &* 64
      return SecurityDecision(
        first: UInt16(truncatingIfNeeded: first), second: UInt16(truncatingIfNeeded: second))
    }

    /// The position of the first common rule in the words `from..<to`. There is one: a group's last rule.
    @inline(__always)
    private func rule(
      _ sets: (
        UnsafePointer<UInt64>, UnsafePointer<UInt64>, UnsafePointer<UInt64>, UnsafePointer<UInt64>
      ),
      words from: Int, to: Int
    ) -> Int {
      var part = from >> 6
      while part < summaryWidth {
        var open = sets.0[part] & sets.1[part] & sets.2[part] & sets.3[part]
        if part == from >> 6 { open &= .max &<< UInt64(truncatingIfNeeded: from & 63) }
        while open != 0 {
          let word = part &* 64 &+ open.trailingZeroBitCount
          let place = summaryWidth &+ word
          let common = sets.0[place] & sets.1[place] & sets.2[place] & sets.3[place]
          if common != 0 { return word &* 64 &+ common.trailingZeroBitCount }
          open &= open &- 1
        }
        part &+= 1
      }
      return to &* 64 &- 1
    }
  }
}

/// Sets of rules, each with its summary before it.
private struct SummarizedSets: Sendable {
  let words: [UInt64]
  /// Words of a summary.
  let summaryWidth: Int

  var memoryBytes: Int { words.count * MemoryLayout<UInt64>.stride }

  init(_ sets: RuleSets) {
    summaryWidth = (sets.width + 63) / 64
    let stride = summaryWidth + sets.width
    var words = [UInt64](repeating: 0, count: sets.count * stride)
    for number in 0..<sets.count {
      for word in 0..<sets.width {
        let value = sets.words[number * sets.width + word]
        words[number * stride + summaryWidth + word] = value
        if value != 0 { words[number * stride + (word >> 6)] |= 1 << UInt64(word & 63) }
      }
    }
    self.words = words
  }
}
