import Glibc

/// Measures wall-clock time. Benchmarks alone do: everything else lives in virtual time.
struct Stopwatch {
  private let start = Self.now()

  /// Seconds since the stopwatch was made.
  var seconds: Double { Double(Self.now() - start) / 1e9 }

  /// Nanoseconds of the monotonic clock.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
