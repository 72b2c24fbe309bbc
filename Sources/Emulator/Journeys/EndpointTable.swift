import Addressing
import ControlPlane
import DataPlane
import ResourceModel

/// What reached an endpoint's guest and was for it to keep.
package struct DeliveryCount: Hashable, Sendable {
  package var packets: UInt64 = 0
  /// Bytes of the IPv4 packets, and of what stood behind them in their frames.
  package var bytes: UInt64 = 0

  package init() {}
}

/// An endpoint as packets meet it.
struct EndpointPlace {
  let attachment: InterfaceID
  let device: DeviceID
  /// The guest's or host's addresses; the endpoint's table owns the memory.
  let addresses: UnsafeMutableBufferPointer<IPv4Address>
  /// What answers for an appliance.
  let address: IPv4Address
  /// A machine behind a virtual switch port; else a host, which is a device itself.
  let isGuest: Bool
  let forwards: Bool
  /// What the guest's stack puts into packets of its own.
  let timeToLive: UInt8
  /// `nil` if no segment of TCP is answered.
  let listener: TCPListener?
  /// `nil` if no question for a name is answered.
  let names: NameServer?
  var keepsDeliveries = true
  var delivered = DeliveryCount()

  func has(_ address: IPv4Address) -> Bool {
    for own in addresses where own == address { return true }
    return false
  }
}

/// The endpoints, and what waits for those that ask at them.
struct EndpointTable: ~Copyable {
  let places: UnsafeMutablePointer<EndpointPlace>
  let count: Int
  var inboxes: [[Delivery]]
  /// Indexed by ``DeviceID``: the endpoint that the device is or serves; -1 if none.
  private let byDevice: [Int32]

  init(_ endpoints: [Endpoint], _ tables: ForwardingTables) {
    let places = UnsafeMutablePointer<EndpointPlace>.allocate(capacity: endpoints.count)
    var byDevice = [Int32](repeating: -1, count: tables.devices.count)
    for (index, endpoint) in endpoints.enumerated() {
      let interface = tables.interfaces[endpoint.attachment.index]
      let known = tables.devices[interface.device.index].port?.addresses ?? [endpoint.address]
      let own = known + (endpoint.guest?.loopbackAddresses ?? [])
      let addresses = UnsafeMutableBufferPointer<IPv4Address>.allocate(capacity: own.count)
      _ = addresses.initialize(from: own)
      (places + index).initialize(
        to: EndpointPlace(
          attachment: endpoint.attachment, device: interface.device, addresses: addresses,
          address: endpoint.address, isGuest: interface.side == .guest,
          forwards: endpoint.forwards, timeToLive: endpoint.osType.initialTimeToLive,
          listener: endpoint.guest.map { TCPListener($0) },
          names: endpoint.guest.flatMap { NameServer($0) }))
      if byDevice[interface.device.index] < 0 { byDevice[interface.device.index] = Int32(index) }
    }
    self.places = places
    count = endpoints.count
    inboxes = Array(repeating: [], count: endpoints.count)
    self.byDevice = byDevice
  }

  /// The table after a change of the resources: what waits and what was counted stays.
  borrowing func adopted(_ endpoints: [Endpoint], _ tables: ForwardingTables) -> EndpointTable {
    var next = EndpointTable(endpoints, tables)
    for index in 0..<count {
      next.places[index].keepsDeliveries = places[index].keepsDeliveries
      next.places[index].delivered = places[index].delivered
      next.inboxes[index] = inboxes[index]
    }
    return next
  }

  deinit {
    for index in 0..<count {
      places[index].addresses.deallocate()
      places[index].listener?.free()
      places[index].names?.free()
    }
    places.deallocate()
  }

  /// The endpoint that `device` is or serves.
  func index(of device: DeviceID) -> Int? {
    let index = byDevice[device.index]
    return index < 0 ? nil : Int(index)
  }

  /// Takes the first packet that `isWanted`, and those before it, which are gone.
  mutating func take(at endpoint: Int, where isWanted: (Delivery) -> Bool) -> Delivery? {
    guard !inboxes[endpoint].isEmpty else { return nil }
    let waiting = inboxes[endpoint]
    inboxes[endpoint] = []
    guard let wanted = waiting.firstIndex(where: isWanted) else { return nil }
    inboxes[endpoint] = Array(waiting[(wanted + 1)...])
    return waiting[wanted]
  }
}
