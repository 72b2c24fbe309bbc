/// What a gigabyte over a peering costs, as somebody's contract says. Our own section `prices`.
package struct PeeringPrice: Hashable, Sendable {
  /// In billionths of the document's unit of money, for 10^9 bytes in one direction at one of the two networks.
  package var regional: Int64?
  /// The same between regions; ``regional`` if the document is silent.
  package var global: Int64?

  package init(regional: Int64? = nil, global: Int64? = nil) {
    self.regional = regional
    self.global = global
  }
}
