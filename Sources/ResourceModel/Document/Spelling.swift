/// Guesses what a misspelled name was meant to be.
enum Spelling {
  /// `did you mean "x"?` for the candidate that is nearest, or `nil` if none is near.
  static func suggestion(for name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased())
    let limit = max(1, wanted.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let distance = Self.distance(wanted, Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best.map { "did you mean \"\($0.candidate)\"?" }
  }

  /// How many characters must be inserted, removed, replaced or swapped with their neighbour.
  static func distance(_ first: [Character], _ second: [Character]) -> Int {
    if abs(first.count - second.count) > 16 { return .max }
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for i in 0..<first.count {
      var current = [i + 1]
      current.reserveCapacity(second.count + 1)
      for j in 0..<second.count {
        var cost = min(previous[j + 1] + 1, current[j] + 1)
        cost = min(cost, previous[j] + (first[i] == second[j] ? 0 : 1))
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          cost = min(cost, beforePrevious[j - 1] + 1)
        }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[second.count]
  }
}
