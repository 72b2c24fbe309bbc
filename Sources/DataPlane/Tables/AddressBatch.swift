import Addressing

/// At most 64 packets with the classes of their addresses, on their way to a decision.
struct AddressBatch {
  let count: Int
  let flows: UnsafePointer<FiveTuple>
  let sources: UnsafePointer<UInt16>
  let destinations: UnsafePointer<UInt16>
  /// A word for each packet.
  let scratch: UnsafeMutablePointer<UInt32>
  let results: UnsafeMutablePointer<SecurityDecision>

  static let size = 64

  /// Calls with one batch after the other, the classes of the addresses found.
  @inline(__always)
  static func forEach(
    _ flows: Span<FiveTuple>, _ sources: AddressClassifier, _ destinations: AddressClassifier,
    _ results: inout MutableSpan<SecurityDecision>, _ body: (Self) -> Void
  ) {
    flows.withUnsafeBufferPointer { flows in
      results.withUnsafeMutableBufferPointer { results in
        guard let flow = flows.baseAddress, let result = results.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * size) { classes in
          withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size) { scratch in
            let sourceClasses = classes.baseAddress.unsafelyUnwrapped
            let destinationClasses = sourceClasses + size
            var start = 0
            while start < flows.count {
              let count = min(size, flows.count &- start)
              let batch = flow + start
              sources.withLookup { lookup in
                for index in 0..<count {
                  sourceClasses[index] = UInt16(
                    truncatingIfNeeded: lookup.find(batch[index].source))
                }
              }
              destinations.withLookup { lookup in
                for index in 0..<count {
                  destinationClasses[index] = UInt16(
                    truncatingIfNeeded: lookup.find(batch[index].destination))
                }
              }
              body(
                Self(
                  count: count, flows: batch, sources: sourceClasses,
                  destinations: destinationClasses,
                  scratch: scratch.baseAddress.unsafelyUnwrapped, results: result + start))
              start &+= count
            }
          }
        }
      }
    }
  }
}
