import Addressing
import ResourceModel

extension TracertRequest {
  /// A request as a command line makes it; what is `nil` has the style's default: 30 hops, and 4 seconds in
  /// Windows or 5 in Linux.
  package init(
    source: String, destination: String, style: ConsoleStyle, maximumHops: Int?,
    timeoutMilliseconds: Int?
  ) {
    self.init(
      source: source, destination: destination, maximumHops: maximumHops ?? 30,
      timeout: .milliseconds(Int64(timeoutMilliseconds ?? (style == .windows ? 4_000 : 5_000))))
  }
}

extension PingRequest {
  /// A request as a command line makes it; what is `nil` has the style's default: 4 requests of 32 bytes and
  /// 4 seconds in Windows, 56 bytes and 10 seconds in Linux.
  package init(
    source: String, destination: String, style: ConsoleStyle, count: Int?, size: Int?,
    timeToLive: Int?, timeoutMilliseconds: Int?
  ) {
    self.init(
      source: source, destination: destination, count: count ?? 4,
      size: size ?? (style == .windows ? 32 : 56),
      timeToLive: timeToLive.map { UInt8(clamping: $0) },
      timeout: .milliseconds(Int64(timeoutMilliseconds ?? (style == .windows ? 4_000 : 10_000))))
  }
}
