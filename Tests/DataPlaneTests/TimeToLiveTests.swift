import Addressing
import TestSupport
import Testing

@testable import DataPlane

struct TimeToLiveTests {
  struct Case: CustomTestStringConvertible {
    var cost: UInt8
    var before: UInt8
    /// `nil` if the TTL runs out.
    var after: UInt8?

    var testDescription: String { "TTL \(before), cost \(cost)" }
  }

  static let cases = [
    Case(cost: 1, before: 0, after: nil), Case(cost: 1, before: 1, after: nil),
    Case(cost: 1, before: 2, after: 1), Case(cost: 1, before: 255, after: 254),
    Case(cost: 2, before: 1, after: nil), Case(cost: 2, before: 2, after: nil),
    Case(cost: 2, before: 3, after: 1), Case(cost: 2, before: 128, after: 126),
    Case(cost: 0, before: 0, after: 0), Case(cost: 0, before: 1, after: 1),
    Case(cost: 0, before: 64, after: 64),
  ]

  @Test(
    "a packet goes on if its TTL is greater than the cost, and a cost of 0 never kills",
    arguments: cases)
  func spend(example: Case) throws {
    let fixture = TransitFixture(cost: example.cost)
    let outcome = fixture.process(
      PacketBuilder.echoRequest(
        from: TransitFixture.host, to: TransitFixture.beyond, timeToLive: example.before))
    if let after = example.after {
      guard case .forward = outcome.verdict else {
        Issue.record("\(outcome.verdict)")
        return
      }
      // Decoding checks the header's checksum.
      #expect(try #require(DecodedPacket(outcome.bytes)).timeToLive == after)
    } else {
      #expect(outcome.verdict == .drop(.timeToLiveExceeded))
    }
  }

  @Test("an expired TTL is reported before a missing route")
  func expiredBeatsNoRoute() {
    let fixture = TransitFixture()
    let nowhere = IPv4Address(172, 16, 0, 1)
    #expect(
      fixture.process(
        PacketBuilder.echoRequest(from: TransitFixture.host, to: nowhere, timeToLive: 1)
      ).verdict == .drop(.timeToLiveExceeded))
    #expect(
      fixture.process(
        PacketBuilder.echoRequest(from: TransitFixture.host, to: nowhere, timeToLive: 2)
      ).verdict == .drop(.noRoute))
  }

  @Test("a gateway of 2018 answers its first decrement and keeps silent at the second")
  func firstDecrement() {
    let fixture = TransitFixture(.vpnGateway, cost: 2, answer: .firstDecrement)
    func answer(_ timeToLive: UInt8) -> ICMPErrors.Answer {
      fixture.answer(
        PacketBuilder.echoRequest(
          from: TransitFixture.host, to: TransitFixture.beyond, timeToLive: timeToLive),
        .timeToLiveExceeded)
    }
    guard case .send = answer(1) else {
      Issue.record("TTL 1 is answered")
      return
    }
    #expect(answer(2) == .silent(.laterDecrement))
  }

  @Test("an ExpressRoute gateway takes one and never answers")
  func never() {
    let fixture = TransitFixture(.expressRouteGateway, answer: .never)
    let packet = PacketBuilder.echoRequest(
      from: TransitFixture.host, to: TransitFixture.beyond, timeToLive: 1)
    #expect(fixture.process(packet).verdict == .drop(.timeToLiveExceeded))
    #expect(fixture.answer(packet, .timeToLiveExceeded) == .silent(.neverAnswersExpiry))
  }
}
