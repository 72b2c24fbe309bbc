import DataPlane

/// What one worker has for tunnels: the associations, and memory for one outer packet at a time.
final class BulkTunnels {
  /// An IPv4 packet has at most 65,535 bytes.
  private static let capacity = 65_536

  let associations: TunnelAssociations
  /// An ESP packet on its way.
  let outer: UnsafeMutableRawBufferPointer
  /// What comes out of one.
  let inner: UnsafeMutableRawBufferPointer

  init(_ associations: TunnelAssociations) {
    self.associations = associations
    let size = associations.isEmpty ? 64 : Self.capacity
    outer = .allocate(byteCount: size, alignment: 64)
    inner = .allocate(byteCount: size, alignment: 64)
  }

  deinit {
    outer.deallocate()
    inner.deallocate()
  }
}
