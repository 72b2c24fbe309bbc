/// Repeated measurements of one thing. A shared machine has slow phases, so the median counts, and how far
/// the samples lie apart says what it is worth.
package struct Samples: Hashable, Sendable {
  /// Ascending; at least one.
  package let values: [Double]

  /// - Precondition: there is a value.
  package init(_ values: [Double]) {
    precondition(!values.isEmpty, "a measurement has samples")
    self.values = values.sorted()
  }

  package var minimum: Double { values[0] }
  package var maximum: Double { values[values.count - 1] }

  /// The middle one, or the mean of the two in the middle.
  package var median: Double { (values[(values.count - 1) / 2] + values[values.count / 2]) / 2 }

  /// How far the extremes lie apart, as a part of the median.
  package var spread: Double { median == 0 ? 0 : (maximum - minimum) / median }

  /// The smallest value that `share` (0...1) of the samples do not exceed.
  package func percentile(_ share: Double) -> Double {
    let rank = (Double(values.count) * share).rounded(.up)
    return values[min(max(Int(rank) - 1, 0), values.count - 1)]
  }
}
