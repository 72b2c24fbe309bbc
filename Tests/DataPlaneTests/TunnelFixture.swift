import Addressing
import IPsec
import TestSupport
import Testing

@testable import DataPlane

/// Two devices with a tunnel between them: what goes in at the first comes out at the second.
struct TunnelFixture {
  static let there = SecurityAssociation(
    source: IPv4Address(192, 0, 2, 1), destination: IPv4Address(198, 51, 100, 1),
    securityParametersIndex: 0x1000, keyMaterial: [UInt8](0..<36))
  static let back = SecurityAssociation(
    source: IPv4Address(198, 51, 100, 1), destination: IPv4Address(192, 0, 2, 1),
    securityParametersIndex: 0x2000, keyMaterial: [UInt8](1..<37))
  static let first = TunnelEnd(
    device: DeviceID(rawValue: 0), interface: InterfaceID(rawValue: 0),
    peer: InterfaceID(rawValue: 1), outbound: 0, inbound: 1)
  static let second = TunnelEnd(
    device: DeviceID(rawValue: 1), interface: InterfaceID(rawValue: 1),
    peer: InterfaceID(rawValue: 0), outbound: 1, inbound: 0)

  let associations: TunnelAssociations

  init(after sequenceNumber: UInt64 = 0) {
    associations = TunnelAssociations(
      [Self.there, Self.back], [Self.first, Self.second], after: sequenceNumber)
  }

  func seal(_ packet: [UInt8]) -> Result<[UInt8], DropReason> {
    var packet = packet
    var target = [UInt8](repeating: 0, count: Encapsulation.length(carrying: packet.count))
    return packet.withUnsafeMutableBytes { packet in
      target.withUnsafeMutableBytes {
        Encapsulation.seal(packet, at: Self.first, associations, into: $0)
      }
    }.map { Array(target.prefix($0)) }
  }

  func open(_ packet: [UInt8]) -> Result<[UInt8], DropReason> {
    var packet = packet
    var target = [UInt8](repeating: 0, count: packet.count)
    return packet.withUnsafeMutableBytes { packet in
      target.withUnsafeMutableBytes {
        Decapsulation.open(packet, at: Self.second.device, associations, into: $0)
      }
    }.map {
      #expect($0.end == Self.second)
      return Array(target.prefix($0.length))
    }
  }

  static func verdict(_ reason: DropReason, _ packet: [UInt8]) -> Verdict {
    let fixture = Self(after: reason == .espSequenceExhausted ? UInt64(UInt32.max) : 0)
    func opened(_ change: (inout [UInt8]) -> Void) -> Verdict {
      guard case .success(var sealed) = fixture.seal(packet) else { return .deliver }
      change(&sealed)
      return verdict(fixture.open(ESPForge.mended(sealed)))
    }
    switch reason {
    case .espSequenceExhausted: return verdict(fixture.seal(packet))
    case .tunnelPacketTooLong:
      return verdict(
        fixture.seal(
          PacketBuilder.echoRequest(
            from: there.source, to: there.destination,
            data: [UInt8](repeating: 0, count: 65_490))))
    case .espFragment: return opened { $0[6] |= 0x20 }
    case .espMalformed: return opened { $0[3] -= 1 }
    case .espUnknownAssociation: return opened { $0[20] ^= 1 }
    case .espReplayed:
      return opened { _ = fixture.open($0) }
    case .espTooOld:
      return opened { _ in
        for _ in 0..<70 { _ = fixture.seal(packet).map { fixture.open($0) } }
      }
    case .espIntegrityFailed: return opened { $0[60] ^= 1 }
    case .espPaddingInvalid:
      return verdict(fixture.open(ESPForge.packet([9, 2, 2, 4], sequence: 1, there)))
    case .espDummy:
      return verdict(fixture.open(ESPForge.packet([1, 2, 2, 59], sequence: 1, there)))
    case .espNotIPv4:
      return verdict(fixture.open(ESPForge.packet([1, 2, 2, 41], sequence: 1, there)))
    default: return .deliver
    }
  }

  private static func verdict(_ result: Result<[UInt8], DropReason>) -> Verdict {
    switch result {
    case .success: .deliver
    case .failure(let reason): .drop(reason)
    }
  }
}
