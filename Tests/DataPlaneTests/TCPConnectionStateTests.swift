import Testing
import Wire

@testable import DataPlane

struct TCPConnectionStateTests {
  struct Step: CustomTestStringConvertible {
    var segments: [(fromInitiator: Bool, flags: TCPFlags)]
    var state: TCPConnectionState
    var testDescription: String { "\(state) after \(segments.count) segments" }
  }

  static let handshake: [(fromInitiator: Bool, flags: TCPFlags)] = [
    (true, .syn), (false, [.syn, .ack]), (true, .ack),
  ]

  static let steps: [Step] = [
    Step(segments: [], state: .untracked),
    Step(segments: [(true, .syn)], state: .synSent),
    Step(segments: [(true, .syn), (true, .syn)], state: .synSent),
    Step(segments: [(true, .syn), (false, .ack)], state: .synSent),
    Step(segments: Array(handshake.prefix(2)), state: .synReceived),
    Step(segments: handshake, state: .established),
    Step(segments: [(true, .ack)], state: .established),
    Step(segments: handshake + [(false, .ack), (true, .syn)], state: .established),
    Step(segments: handshake + [(true, [.fin, .ack])], state: .finFromInitiator),
    Step(segments: handshake + [(false, [.fin, .ack])], state: .finFromResponder),
    Step(segments: handshake + [(true, .fin), (true, .fin)], state: .finFromInitiator),
    Step(segments: handshake + [(true, .fin), (false, .fin)], state: .finFromBoth),
    Step(segments: handshake + [(false, .fin), (true, .fin), (false, .ack)], state: .finFromBoth),
    Step(segments: [(true, .syn), (false, [.rst, .ack])], state: .reset),
    Step(segments: handshake + [(false, .rst), (true, .ack)], state: .reset),
  ]

  @Test("a connection comes as far as its segments say", arguments: steps)
  func figure(step: Step) {
    var state = TCPConnectionState.untracked
    for segment in step.segments {
      state = state.after(segment.flags, fromInitiator: segment.fromInitiator)
    }
    #expect(state == step.state)
  }

  @Test("only a bare SYN after the end opens another connection")
  func reopening() {
    for state in TCPConnectionState.allCases {
      #expect(state.isReopened(by: .syn) == state.isClosed)
      #expect(!state.isReopened(by: [.syn, .ack]))
      #expect(!state.isReopened(by: .ack))
    }
    #expect(TCPConnectionState.allCases.filter(\.isClosed) == [.finFromBoth, .reset])
  }

  @Test("the table of transitions says what the states say")
  func table() {
    let transitions = TCPTransitions.shared
    for state in TCPConnectionState.allCases {
      for bits in UInt8(0)..<64 {
        for direction in [TraceStep.Direction.outbound, .inbound] {
          for first in [0, FlowRecord.inbound] {
            let flags = TCPFlags(rawValue: bits)
            let entry = transitions.next(
              0xABCD_EF00 | UInt32(state.rawValue) | first, FlowEvent(flags, direction))
            let next = state.after(
              flags, fromInitiator: (direction == .inbound) == (first == FlowRecord.inbound))
            #expect(entry & 15 == next.rawValue | UInt8(first))
            #expect((entry & TCPTransitions.closed != 0) == next.isClosed)
            #expect((entry & TCPTransitions.reopens != 0) == state.isReopened(by: flags))
          }
        }
      }
    }
  }
}
