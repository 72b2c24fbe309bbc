import Addressing
import DataPlane

/// One limit that Azure sets on throughput.
package struct RateLimit: Hashable, Sendable {
  package enum Amount: Hashable, Sendable {
    /// Of IPv4 packets from the first byte of the header to the last one of the data.
    case bits(BitRate)
    case packets(perSecond: Int64)
  }

  /// What is limited and why, for a person: `machine web (Standard_D2s_v3)`.
  package var name: String
  package var amount: Amount
  package var reason: DropReason

  package init(name: String, amount: Amount, reason: DropReason) {
    self.name = name
    self.amount = amount
    self.reason = reason
  }
}

/// All limits of an estate, and which of them a packet passes that a device sends on.
///
/// The same for every state of the links.
package struct RateTable: Sendable {
  package var limits: [RateLimit] = []
  /// How long an unused limit saves up.
  package var burst: Nanoseconds
  private var received: Ranges
  private var sent: Ranges

  /// Lists of limits, one behind the other: those of interface `i` are `numbers[starts[i]..<starts[i + 1]]`.
  private struct Ranges: Sendable {
    var starts: [Int32] = [0]
    var numbers: [Int32] = []

    subscript(_ interface: InterfaceID) -> Range<Int> {
      Int(starts[interface.index])..<Int(starts[interface.index + 1])
    }
  }

  /// Nothing is limited.
  package init() {
    burst = .zero
    received = Ranges()
    sent = Ranges()
  }

  /// - Parameters:
  ///   - received: by interface, the limits of what comes in there and goes on.
  ///   - sent: by interface, the limits of what goes on from there.
  init(
    limits: [RateLimit], burst: Nanoseconds, interfaces: Int,
    received: [InterfaceID: [Int]], sent: [InterfaceID: [Int]]
  ) {
    self.limits = limits
    self.burst = burst
    func ranges(_ lists: [InterfaceID: [Int]]) -> Ranges {
      var ranges = Ranges()
      for index in 0..<interfaces {
        ranges.numbers += (lists[InterfaceID(rawValue: Int32(index))] ?? []).map { Int32($0) }
        ranges.starts.append(Int32(ranges.numbers.count))
      }
      return ranges
    }
    self.received = ranges(received)
    self.sent = ranges(sent)
  }

  package var isEmpty: Bool { limits.isEmpty }

  /// How many limits a packet passes that came in at one interface and goes on from another.
  package func count(from ingress: InterfaceID, to egress: InterfaceID) -> Int {
    received[ingress].count + sent[egress].count
  }

  /// The number of one of them, an index of ``limits``.
  ///
  /// - Parameter position: 0..<``count(from:to:)``.
  package func number(
    _ position: Int, from ingress: InterfaceID, to egress: InterfaceID
  ) -> Int {
    let own = received[ingress]
    if position < own.count { return Int(received.numbers[own.lowerBound + position]) }
    return Int(sent.numbers[sent[egress].lowerBound + position - own.count])
  }
}
