import Addressing

/// One Ethernet frame as one interface saw it.
package struct CapturedFrame: Hashable, Sendable {
  /// As the interface's owner sees it.
  package enum Direction: UInt32, Hashable, Sendable {
    case inbound = 1
    case outbound = 2
  }

  /// An index into ``CaptureDescription/interfaces``.
  package var interface: Int
  package var at: EmulatedInstant
  /// From the destination's MAC address on, without preamble and frame check sequence; at most
  /// ``CaptureDescription/snapshotLength`` bytes.
  package var bytes: [UInt8]
  package var direction: Direction?
  /// The same on every interface that sees the packet.
  package var packetID: UInt64?
  /// Shown beside the frame, one by one.
  package var comments: [String]
  /// The packet ended here; counted in the interface's statistics.
  package var isDropped: Bool

  package init(
    interface: Int, at: EmulatedInstant, bytes: [UInt8], direction: Direction? = nil,
    packetID: UInt64? = nil, comments: [String] = [], isDropped: Bool = false
  ) {
    self.interface = interface
    self.at = at
    self.bytes = bytes
    self.direction = direction
    self.packetID = packetID
    self.comments = comments
    self.isDropped = isDropped
  }
}

/// What a capture says before its first frame.
package struct CaptureDescription: Hashable, Sendable {
  /// One point at which frames are seen.
  package struct Interface: Hashable, Sendable {
    package var name: String
    package var description: String?

    package init(name: String, description: String? = nil) {
      self.name = name
      self.description = description
    }
  }

  /// The name of an address, for tools that show names.
  package struct Name: Hashable, Sendable {
    package var address: IPv4Address
    package var name: String

    package init(address: IPv4Address, name: String) {
      self.address = address
      self.name = name
    }
  }

  /// Program and version, such as `vnetem 1.0.0`.
  package var application: String
  /// What the capture shows: topology, command, seed.
  package var comments: [String]
  package var interfaces: [Interface]
  package var names: [Name]

  package init(
    application: String, comments: [String] = [], interfaces: [Interface], names: [Name] = []
  ) {
    self.application = application
    self.comments = comments
    self.interfaces = interfaces
    self.names = names
  }

  /// One length for all interfaces, tcpdump's default: libpcap refuses a file whose interfaces differ.
  package static let snapshotLength = 262_144
}
