/// One tally of a ``ForwardingCounters``: its number in the ``CounterLayout``.
package struct CounterPlace: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  init(_ number: Int) {
    rawValue = Int32(truncatingIfNeeded: number)
  }

  /// What came in at an interface.
  package static func received(at interface: InterfaceID) -> Self {
    Self(rawValue: interface.rawValue)
  }
}

extension ForwardingCounters {
  /// Adds what many packets came to. Valid for the tables that the place was found for.
  package mutating func add(_ tally: Tally, at place: CounterPlace) {
    precondition((0..<layout.count).contains(Int(place.rawValue)), "no such tally")
    view.add(Int(place.rawValue), tally)
  }
}
