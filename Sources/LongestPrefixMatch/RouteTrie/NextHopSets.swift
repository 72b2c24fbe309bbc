/// Sets of equal-cost next hops, each numbered once, so that a route's next hop may be a set (ECMP).
///
/// Equal sets get equal numbers whatever the order in which their members are given. A member that occurs
/// twice has twice the weight.
public struct NextHopSets<Member: Hashable & Comparable & Sendable>: Sendable {
  private var numbers: [[Member]: NextHopIndex] = [:]
  private var sets: [[Member]] = []

  public init() {}

  /// The number of a set, new or known; `nil` if all 65,535 numbers are taken.
  ///
  /// - Precondition: the set has a member.
  public mutating func number(of members: [Member]) -> NextHopIndex? {
    precondition(!members.isEmpty, "a set of next hops has a member")
    let sorted = members.sorted()
    if let number = numbers[sorted] { return number }
    guard sets.count < Int(NextHopIndex.noRoute.rawValue) else { return nil }
    let number = NextHopIndex(rawValue: UInt16(sets.count))
    sets.append(sorted)
    numbers[sorted] = number
    return number
  }

  /// The members of a set, ascending.
  ///
  /// - Precondition: ``number(of:)`` has returned the number.
  public func members(of number: NextHopIndex) -> [Member] { sets[Int(number.rawValue)] }

  /// The member that a flow's hash selects: the same for the same hash, spread by weight.
  public func member(of number: NextHopIndex, hash: UInt32) -> Member {
    let members = members(of: number)
    return members[Int((UInt64(hash) * UInt64(members.count)) >> 32)]
  }

  public var count: Int { sets.count }
}
