/// Numbers a device: a virtual switch port, a gateway instance, an enterprise edge, a router, a host.
///
/// Identifiers index the arrays of ``ForwardingTables`` and stay the same for one topology, whichever
/// of its links have failed.
package struct DeviceID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int32

  @inlinable
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  @inlinable
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  @inlinable package var index: Int { Int(rawValue) }
}

/// Numbers an interface of a device.
package struct InterfaceID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int32

  @inlinable
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  @inlinable
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  @inlinable package var index: Int { Int(rawValue) }
}

/// Numbers a link, whose delay and state the emulator knows.
package struct LinkID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int32

  @inlinable
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  @inlinable
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

  @inlinable package var index: Int { Int(rawValue) }
}
