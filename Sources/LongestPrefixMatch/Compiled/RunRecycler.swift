/// Runs of words or leaves that were given back, by their length: what updates allocate from first.
struct RunRecycler {
  private var free: [[UInt32]] = Array(repeating: [], count: 33)
  private var flat: [UInt32] = []

  @inline(__always)
  mutating func take(_ length: Int) -> Int? {
    if length == TrieWord.flatLeaves { return flat.popLast().map { Int($0) } }
    return free[length].popLast().map { Int($0) }
  }

  @inline(__always)
  mutating func give(_ start: Int, length: Int) {
    if length == TrieWord.flatLeaves {
      flat.append(UInt32(truncatingIfNeeded: start))
    } else {
      free[length].append(UInt32(truncatingIfNeeded: start))
    }
  }
}
