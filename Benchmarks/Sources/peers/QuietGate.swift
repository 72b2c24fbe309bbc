import CProbes
import Glibc

/// Tells whether the machine is as fast as it can be. Neighbours on the same host take its shared cache and
/// its clock for seconds at a time; what is measured then says nothing.
struct QuietGate {
  /// Nanoseconds of a dependent load in 4 MB, and million independent loads a second in 256 KB.
  static let slowestChase = 18.0
  static let fewestLoads = 1_900.0

  private(set) var probes = 0
  private(set) var quietProbes = 0
  private(set) var chase = Samples()
  private(set) var loads = Samples()
  /// What two processors do together, in what one of them does alone: arithmetic, and loads in the caches of each.
  private(set) var pairs = Samples()
  /// Less than that of two says that they share a core, a clock or a host's time.
  static let leastPair = 1.9

  private let processors: [Int32]

  /// - Parameter processors: where it looks; the thread stays on the first one. None stands for where the thread is.
  init(processors: [Int32] = []) {
    self.processors = processors
    probes_prepare()
  }

  /// Probes once.
  mutating func isQuiet() -> Bool {
    var isQuiet = true
    for processor in processors.dropFirst() where isQuiet {
      _ = probes_pin_to(processor)
      isQuiet = isQuietHere()
    }
    if isQuiet, processors.count == 2 {
      let pair = probes_together(processors[0], processors[1])
      pairs.append(min(pair.arithmetic, pair.caches))
      isQuiet = min(pair.arithmetic, pair.caches) >= Self.leastPair
    }
    if let first = processors.first { _ = probes_pin_to(first) }
    return isQuiet && isQuietHere()
  }

  private mutating func isQuietHere() -> Bool {
    let nanoseconds = probes_chase(Self.slowestChase)
    let rate = probes_loads()
    chase.append(nanoseconds)
    loads.append(rate)
    probes += 1
    let quiet = nanoseconds < Self.slowestChase && rate > Self.fewestLoads
    if quiet { quietProbes += 1 }
    return quiet
  }

  /// Runs `body` between two probes; whether both were quiet.
  mutating func bracket(_ body: () -> Double) -> (value: Double, isQuiet: Bool) {
    let before = isQuiet()
    let value = body()
    let after = isQuiet()
    return (value, before && after)
  }
}

/// Values of repeated measurements.
struct Samples {
  private(set) var values: [Double] = []

  var count: Int { values.count }
  var minimum: Double { values.min() ?? 0 }
  var maximum: Double { values.max() ?? 0 }

  var median: Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  mutating func append(_ value: Double) { values.append(value) }

  /// The smallest value that `share` (0...1) of the values do not exceed.
  func percentile(_ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let rank = Int((Double(sorted.count) * share).rounded(.up)) - 1
    return sorted[min(max(rank, 0), sorted.count - 1)]
  }
}

/// Seconds of the monotonic clock.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
