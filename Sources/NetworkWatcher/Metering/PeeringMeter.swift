import Addressing
import ControlPlane
import DataPlane
import Emulator
import ResourceModel

/// Counts what crosses peerings, by the direction: every packet that leaves a port, a gateway or an enterprise edge in one
/// network for one in a peer, gateway transit included. What devices send by themselves is not counted.
package struct PeeringMeter: Sendable {
  private var crossings = PeeringCrossings()

  package init() {}

  // MARK: Counting

  /// What one device did with one packet.
  package mutating func count(_ seen: PacketObservation, in estate: CompiledEstate) {
    guard case .forward(let adjacency) = seen.verdict,
      seen.direction == .inbound
        || estate.tables.interfaces[seen.interface.index].side == .guest
    else { return }
    crossings.add(
      .adjacency(adjacency), Tally(packets: 1, bytes: UInt64(seen.bytes.count)),
      estate.membership)
  }

  /// All of a bulk run that counted losses, from what each route carried.
  package mutating func count(_ result: borrowing BulkResult) {
    crossings.add(result.crossings)
  }

  package mutating func add(_ other: Self) {
    crossings.add(other.crossings)
  }

  // MARK: Reading

  /// One side of a peering that carried something, as Azure bills it: what left the network and what came in.
  package struct Row: Hashable, Sendable {
    package var virtualNetwork: String
    package var peering: String
    package var remoteVirtualNetwork: String
    package var egress: Tally
    package var ingress: Tally
    /// In billionths of the document's unit of money; `nil` without a price.
    package var charge: Int64?
  }

  /// Every declared side of a peering that carried something, in the document's order.
  ///
  /// - Parameter topologies: the document, and what changes made of it: a side is told as where it stands first.
  package func rows(of topologies: Topology...) -> [Row] { rows(of: topologies) }

  package func rows(of topologies: [Topology]) -> [Row] {
    var told: Set<[String]> = []
    return topologies.flatMap { topology in
      rows(of: topology) { told.insert([$0, $1]).inserted }
    }
  }

  /// - Parameter isNew: of network and remote network.
  private func rows(
    of topology: Topology, where isNew: (String, String) -> Bool
  ) -> [Row] {
    let locations = Dictionary(
      topology.virtualNetworks.map { ($0.name, $0.location) },
      uniquingKeysWith: { first, _ in first })
    return topology.virtualNetworks.flatMap { network in
      network.peerings.compactMap { peering -> Row? in
        let remote = peering.remoteVirtualNetwork
        guard let location = locations[remote], isNew(network.name, remote)
        else { return nil }
        let egress = crossings.crossed(from: network.name, to: remote)
        let ingress = crossings.crossed(from: remote, to: network.name)
        guard egress.packets > 0 || ingress.packets > 0 else { return nil }
        let prices = topology.peeringPrice
        let isGlobal = location != network.location
        let price = isGlobal ? prices.global ?? prices.regional : prices.regional
        return Row(
          virtualNetwork: network.name, peering: peering.name,
          remoteVirtualNetwork: remote, egress: egress, ingress: ingress,
          charge: price.map { Self.charge(egress.bytes + ingress.bytes, $0) })
      }
    }
  }

  /// Rounded to the nearest billionth.
  private static func charge(_ bytes: UInt64, _ price: Int64) -> Int64 {
    Int64((UInt128(bytes) * UInt128(price) + 500_000_000) / 1_000_000_000)
  }

  /// A table of the rows, with their charges and the sum where there is a price; empty if there is no row.
  package static func text(_ rows: [Row]) -> String {
    guard !rows.isEmpty else { return "" }
    let hasPrice = rows.contains { $0.charge != nil }
    var text = TableFormatter.format(
      header: ["Network", "Peering", "Egress bytes", "Ingress bytes"]
        + (hasPrice ? ["Charge"] : []),
      rows: rows.map { row in
        [row.virtualNetwork, row.peering, row.egress.bytes.formatted, row.ingress.bytes.formatted]
          + (hasPrice ? [row.charge.map(money) ?? "-"] : [])
      })
    if hasPrice {
      text += "\nPeerings cost \(money(rows.reduce(0) { $0 + ($1.charge ?? 0) }))\n"
    }
    return text
  }

  /// With nine decimals.
  package static func money(_ billionths: Int64) -> String {
    let fraction = String(billionths % 1_000_000_000 + 1_000_000_000).dropFirst()
    return "\(billionths / 1_000_000_000).\(fraction)"
  }
}

/// A meter that several hold.
package final class SharedPeeringMeter {
  package private(set) var meter = PeeringMeter()

  package init() {}

  func count(_ seen: PacketObservation, in estate: CompiledEstate) {
    meter.count(seen, in: estate)
  }
}
