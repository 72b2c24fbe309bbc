import Addressing

/// Numbers a mapping table.
package struct MappingTableID: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  package var index: Int { Int(rawValue) }
}

/// Who has which address on one network: Azure's mapping from customer to physical addresses, a LAN's ARP.
///
/// Open addressing with linear probing, at most half full: most searches read one cache line. A value never
/// changes; copies share memory.
package struct MappingTable: Sendable {
  package struct Entry: Hashable, Sendable {
    package var ingress: InterfaceID
    /// `nil` in a virtual network: the fabric knows the link from point to point.
    package var link: LinkID?

    package init(ingress: InterfaceID, link: LinkID?) {
      self.ingress = ingress
      self.link = link
    }
  }

  private let storage: MappingStorage

  package init(_ entries: [IPv4Address: Entry]) {
    storage = MappingStorage(entries)
  }

  package func entry(for address: IPv4Address) -> Entry? { storage.view.entry(for: address) }

  package var count: Int { storage.count }

  /// Valid as long as the table, or a copy of it, lives.
  var view: MappingView { storage.view }
}

/// A mapping table as the packet path reads it: pointers only.
struct MappingView {
  struct Slot {
    var address: IPv4Address
    /// Negative where the slot is empty.
    var ingress: Int32
    /// -1 where the fabric knows the link; below that a front end (``LinkID/frontEnd(_:)``).
    var link: Int32

    static let empty = Self(address: IPv4Address(rawValue: 0), ingress: -1, link: -1)
  }

  let slots: UnsafeMutablePointer<Slot>
  /// The number of slots is two to the power of 32 minus this.
  let shift: UInt32
  let mask: UInt32

  /// Where the search for an address begins.
  @inline(__always)
  func home(_ address: IPv4Address) -> Int {
    // The golden ratio's multiples spread what ascends, as addresses of a network do.
    Int((address.rawValue &* 0x9E37_79B9) &>> shift)
  }

  @inline(__always)
  func entry(for address: IPv4Address) -> MappingTable.Entry? {
    var index = home(address)
    while slots[index].ingress >= 0 {
      if slots[index].address == address {
        let link = slots[index].link
        return MappingTable.Entry(
          ingress: InterfaceID(rawValue: slots[index].ingress),
          link: link == -1 ? nil : LinkID(rawValue: link))
      }
      index = (index &+ 1) & Int(mask)
    }
    return nil
  }
}

/// The memory of a mapping table; not written after it is made, which is why it may be shared between threads.
private final class MappingStorage: @unchecked Sendable {
  let view: MappingView
  let count: Int

  init(_ entries: [IPv4Address: MappingTable.Entry]) {
    // At least two slots, so that the shift is less than the width; at least one of them stays empty.
    var bits: UInt32 = 1
    while 1 << bits < entries.count * 2 { bits += 1 }
    let slotCount = 1 << Int(bits)
    let slots = UnsafeMutablePointer<MappingView.Slot>.allocate(capacity: slotCount)
    slots.initialize(repeating: .empty, count: slotCount)
    view = MappingView(slots: slots, shift: 32 - bits, mask: UInt32(slotCount - 1))
    count = entries.count
    // In order of the addresses, so that equal tables have equal memory.
    for (address, entry) in entries.sorted(by: { $0.key < $1.key }) {
      var index = view.home(address)
      while slots[index].ingress >= 0 { index = (index + 1) & (slotCount - 1) }
      slots[index] = MappingView.Slot(
        address: address, ingress: entry.ingress.rawValue, link: entry.link?.rawValue ?? -1)
    }
  }

  deinit { view.slots.deallocate() }
}
