import Addressing
import ControlPlane
import DataPlane

/// Who sends from which address: finds the endpoint of a packet's source. Never changes.
///
/// An endpoint that is gone goes on sending where its address is nobody else's, and what it sends is dropped.
final class SourceAddresses: Sendable {
  /// At least eight times as many places as addresses, and a power of two, so that most addresses are at home at once;
  /// places beside each other are searched in turn.
  nonisolated(unsafe) private let places: UnsafeMutablePointer<(address: UInt32, endpoint: Int32)>
  private let count: Int

  /// - Parameter gone: devices that are not there any more.
  ///
  /// Where two endpoints have one address, in networks that do not know each other, the first one in the
  /// document's order sends.
  init(_ estate: CompiledEstate, gone: [DeviceID] = []) {
    let gone = Set(gone)
    var known: [(address: UInt32, endpoint: Int32)] = []
    var former: [(address: UInt32, endpoint: Int32)] = []
    for (index, endpoint) in estate.endpoints.enumerated() {
      let interface = estate.tables.interfaces[endpoint.attachment.index]
      if gone.contains(interface.device) {
        former.append((endpoint.address.rawValue, Int32(index)))
        continue
      }
      let port = estate.tables.devices[interface.device.index].port
      for address in port?.addresses ?? [endpoint.address] {
        known.append((address.rawValue, Int32(index)))
      }
    }
    known += former
    var count = 1024
    while count < 8 * known.count { count *= 2 }
    var places = [(address: UInt32, endpoint: Int32)](repeating: (0, -1), count: count)
    for entry in known {
      var place = Self.home(entry.address, count)
      while places[place].endpoint >= 0, places[place].address != entry.address {
        place = (place + 1) & (count - 1)
      }
      if places[place].endpoint < 0 { places[place] = entry }
    }
    self.places = .allocate(capacity: count)
    self.places.initialize(from: places, count: count)
    self.count = count
  }

  deinit {
    places.deallocate()
  }

  /// The index of the endpoint; -1 if the address is nobody's.
  @inline(__always)
  func endpoint(of address: UInt32) -> Int32 {
    var place = Self.home(address, count)
    while true {
      let found = places[place]
      if found.address == address || found.endpoint < 0 { return found.endpoint }
      place = (place &+ 1) & (count &- 1)
    }
  }

  /// The upper bits of a product depend on all bits of the address.
  @inline(__always)
  private static func home(_ address: UInt32, _ count: Int) -> Int {
    Int(truncatingIfNeeded: (UInt64(address) &* 0x9E37_79B9_7F4A_7C15) &>> 32) & (count &- 1)
  }
}
