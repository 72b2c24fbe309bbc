#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Zeroed tallies whose pages are committed as they are counted in: most routes of most devices never are.
enum CounterMemory {
  static func allocate(_ count: Int) -> UnsafeMutablePointer<Tally> {
    guard let memory = calloc(max(count, 1), MemoryLayout<Tally>.stride) else {
      preconditionFailure("no memory for \(count) counters")
    }
    return memory.bindMemory(to: Tally.self, capacity: max(count, 1))
  }

  static func free(_ base: UnsafeMutablePointer<Tally>) {
    #if canImport(Glibc)
      Glibc.free(base)
    #elseif canImport(Musl)
      Musl.free(base)
    #elseif canImport(Darwin)
      Darwin.free(base)
    #endif
  }
}
