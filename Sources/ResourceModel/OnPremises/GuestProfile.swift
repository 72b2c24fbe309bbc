import Addressing

/// What a machine's or host's own system does with TCP and DNS. Our own section `guests`.
///
/// A machine that no entry names has a firewall that lets echo requests through and nothing else: a segment is taken and
/// not answered.
package struct GuestProfile: Sendable {
  /// What becomes of a SYN to a port at which nothing listens.
  package enum ClosedPorts: String, CaseIterable, Sendable {
    /// RST (RFC 9293, 3.5.2).
    case reset
    /// Nothing, as behind a firewall.
    case silent
  }

  /// A machine, a host, or a network interface of no machine.
  package var name: String
  /// TCP ports.
  package var listens: Set<UInt16>
  package var closedPorts: ClosedPorts
  /// What a listening port answers a GET with; a probe of HTTP wants 200.
  package var httpStatus: Int
  /// Addresses of the guest's own besides its network interface's: a floating front end's.
  package var loopbackAddresses: [IPv4Address]
  /// What its DNS server answers at UDP port 53; without a record it has none.
  package var dnsRecords: [NameRecord] = []
  package var source: SourceLocation

  package init(
    name: String, listens: Set<UInt16> = [], closedPorts: ClosedPorts = .reset,
    httpStatus: Int = 200, loopbackAddresses: [IPv4Address] = [], source: SourceLocation
  ) {
    self.name = name
    self.listens = listens
    self.closedPorts = closedPorts
    self.httpStatus = httpStatus
    self.loopbackAddresses = loopbackAddresses
    self.source = source
  }
}
