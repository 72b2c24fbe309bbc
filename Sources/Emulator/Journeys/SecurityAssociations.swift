import ControlPlane
import DataPlane
import IPsec

extension CompiledEstate {
  /// The security associations of the estate's tunnels, as their ends number them.
  ///
  /// - Parameter seed: other seeds give other keys and indices.
  package func securityAssociations(seed: UInt64) -> [SecurityAssociation] {
    associations.map { plan in
      var association = SecurityAssociation(
        source: plan.source, destination: plan.destination, sharedKey: plan.sharedKey,
        seed: seed, name: plan.name)
      association.hasExtendedSequenceNumbers = plan.hasExtendedSequenceNumbers
      association.isReplayProtected = plan.isReplayProtected
      return association
    }
  }

  /// The lines of Wireshark's table `esp_sa` that decrypt what goes through the estate's tunnels.
  package func wiresharkAssociations(seed: UInt64) -> [String] {
    securityAssociations(seed: seed).map(\.wiresharkRecord)
  }

  /// For one driver: with sequence numbers and windows of its own.
  func tunnelAssociations(seed: UInt64) -> TunnelAssociations {
    TunnelAssociations(securityAssociations(seed: seed), tables.tunnelEnds)
  }
}
