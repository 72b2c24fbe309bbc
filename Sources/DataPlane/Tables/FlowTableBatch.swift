import Addressing
import CLookupKernels
import LongestPrefixMatch

/// Where a record stands, or ``none``. Valid until the next flow is added or records are removed.
@frozen
package struct FlowSlot: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int32

  @inlinable
  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The flow is not known.
  @inlinable package static var none: Self { Self(rawValue: -1) }

  /// A place that no table has: nothing is said about the flow.
  static var nowhere: Self { Self(rawValue: .max) }

  @inlinable package var isKnown: Bool { rawValue >= 0 }
}

extension FlowTable {
  /// Keys that are in flight at a time.
  package static let batchSize = 64

  /// Finds the live records of many keys and uses none.
  ///
  /// - Precondition: `results` has as many elements as `keys`.
  package mutating func find(
    _ keys: Span<FlowKey>, into results: inout MutableSpan<FlowSlot>, now: EmulatedInstant
  ) {
    precondition(results.count == keys.count, "a result for every key")
    keys.withUnsafeBufferPointer { keys in
      results.withUnsafeMutableBufferPointer { results in
        guard let keys = keys.baseAddress, let answers = results.baseAddress else { return }
        if outgrown == nil {
          var view = kernelView(now)
          LookupKernel.fastest.flows.pointee.find(
            &view, UnsafeRawPointer(keys).assumingMemoryBound(to: UInt64.self),
            UnsafeMutableRawPointer(answers).assumingMemoryBound(to: Int32.self), results.count)
          return
        }
        var start = 0
        let count = results.count
        while start < count {
          let step = min(Self.batchSize, count &- start)
          locate(keys + start, answers + start, step)
          for index in start..<start &+ step {
            // The slot of a dead record, or of none, becomes all ones.
            let slot = answers[index].rawValue
            let deadline = slots.base[Int(max(slot, 0))].deadline
            answers[index] = FlowSlot(rawValue: deadline < now.nanoseconds ? -1 : slot)
          }
          start &+= step
        }
      }
    }
  }

  /// Finds the live records of many packets' flows and uses them, in the packets' order.
  ///
  /// The packets of flows that are not known are candidates (``admit(_:into:now:)``): the second packet of a new
  /// flow is unknown here as well.
  ///
  /// - Parameters:
  ///   - slots: where each record stands, for ``resolve(_:at:)``.
  ///   - decisions: what was composed for the flow under the adopted tables, else `unresolved`.
  /// - Precondition: `events`, `slots` and `decisions` have as many elements as `keys`.
  package mutating func touch(
    _ keys: Span<FlowKey>, _ events: Span<FlowEvent>, into slots: inout MutableSpan<FlowSlot>,
    _ decisions: inout MutableSpan<FlowDecision>, now: EmulatedInstant
  ) {
    precondition(
      slots.count == keys.count && events.count == keys.count && decisions.count == keys.count,
      "a result for every packet")
    keys.withUnsafeBufferPointer { keys in
      events.withUnsafeBufferPointer { events in
        slots.withUnsafeMutableBufferPointer { slots in
          decisions.withUnsafeMutableBufferPointer { decisions in
            guard let keys = keys.baseAddress, let events = events.baseAddress,
              let answers = slots.baseAddress, let decisions = decisions.baseAddress
            else { return }
            touch(keys, events, answers, decisions, count: slots.count, now)
          }
        }
      }
    }
  }

  private mutating func touch(
    _ keys: UnsafePointer<FlowKey>, _ events: UnsafePointer<FlowEvent>,
    _ answers: UnsafeMutablePointer<FlowSlot>, _ decisions: UnsafeMutablePointer<FlowDecision>,
    count: Int, _ now: EmulatedInstant
  ) {
    var start = 0
    while start < count {
      let step = min(Self.batchSize, count &- start)
      locate(keys + start, answers + start, step)
      for index in start..<start &+ step {
        let slot = Int(answers[index].rawValue)
        decisions[index] = .unresolved
        guard slot >= 0 else { continue }
        let record = slots.base + slot
        if record.pointee.deadline >= now.nanoseconds, use(slot, events[index], now) {
          if record.pointee.generation == generation {
            decisions[index] = FlowDecision(rawValue: record.pointee.decision)
          }
        } else {
          answers[index] = .none
        }
      }
      start &+= step
    }
  }

  /// Makes the records of many candidates, in the packets' order, and looks for dead records.
  ///
  /// A candidate whose flow an earlier one brought is `known`, allowed or not.
  ///
  /// - Precondition: `outcomes` has as many elements as `candidates`.
  package mutating func admit(
    _ candidates: Span<FlowCandidate>, into outcomes: inout MutableSpan<FlowOutcome>,
    now: EmulatedInstant
  ) {
    precondition(outcomes.count == candidates.count, "a result for every packet")
    candidates.withUnsafeBufferPointer { candidates in
      outcomes.withUnsafeMutableBufferPointer { outcomes in
        guard let candidates = candidates.baseAddress, let answers = outcomes.baseAddress else {
          return
        }
        var start = 0
        let count = outcomes.count
        while start < count {
          let step = min(Self.batchSize, count &- start)
          makeRoom(for: step)
          for index in start..<start &+ step {
            lookup_prefetch(slots.base + slots.home(candidates[index].key))
          }
          var added = 0
          for index in start..<start &+ step {
            let outcome = add(candidates[index], now)
            answers[index] = outcome
            if outcome == .added { added &+= 1 }
          }
          age(added &* Self.slotsPerFlow, now: now)
          start &+= step
        }
      }
    }
  }

  /// What was composed for the flow under the adopted tables.
  package func decision(at slot: FlowSlot) -> FlowDecision {
    let record = slots.base + checked(slot)
    return record.pointee.generation == generation
      ? FlowDecision(rawValue: record.pointee.decision) : .unresolved
  }

  /// Says where the flow's packets that leave the guest go under the adopted tables.
  package func resolve(_ decision: FlowDecision, at slot: FlowSlot) {
    let record = slots.base + checked(slot)
    record.pointee.decision = decision.rawValue
    record.pointee.bits =
      record.pointee.bits & ((1 << FlowRecord.generationShift) - 1)
      | generation &<< FlowRecord.generationShift
  }

  /// How far the flow's TCP connection has come.
  package func connectionState(at slot: FlowSlot) -> TCPConnectionState {
    TCPConnectionState(rawValue: UInt8(slots.base[checked(slot)].bits & 7)) ?? .untracked
  }

  @inline(__always)
  private func checked(_ slot: FlowSlot) -> Int {
    let index = Int(slot.rawValue)
    precondition(index >= 0 && index < slots.count, "no slot of this table")
    return index
  }

  /// The slots of the records of at most 64 keys, dead or alive.
  ///
  /// First every home is asked for, then every home is compared: no key waits for another one's memory. What is
  /// not decided in its home, which is rare, comes last.
  mutating func locate(
    _ keys: UnsafePointer<FlowKey>, _ answers: UnsafeMutablePointer<FlowSlot>, _ count: Int
  ) {
    let slots = slots
    for index in 0..<count {
      let home = slots.home(keys[index])
      lookup_prefetch(slots.base + home)
      answers[index] = FlowSlot(rawValue: Int32(truncatingIfNeeded: home))
    }
    let isGrowing: UInt64 = outgrown == nil ? 0 : 1
    var undecided: UInt64 = 0
    for index in 0..<count {
      let home = answers[index].rawValue
      let pair = slots.base + Int(home)
      let key = keys[index]
      // Words that are 0 or 1, not conditions: which of the two slots has the record cannot be predicted.
      let isNotFirst = Self.isNotZero(
        (pair[0].key.first ^ key.first) | (pair[0].key.second ^ key.second))
      let isNotSecond = Self.isNotZero(
        (pair[1].key.first ^ key.first) | (pair[1].key.second ^ key.second))
      let isFull = Self.isNotZero(pair[1].key.first | pair[1].key.second)
      let isMissing = isNotFirst & isNotSecond
      answers[index] = FlowSlot(
        rawValue: (home &+ Int32(truncatingIfNeeded: isNotFirst))
          | (0 &- Int32(truncatingIfNeeded: isMissing)))
      undecided |= (isMissing & (isFull | isGrowing)) &<< UInt64(truncatingIfNeeded: index)
    }
    while undecided != 0 {
      let index = undecided.trailingZeroBitCount
      undecided &= undecided &- 1
      answers[index] = FlowSlot(rawValue: Int32(truncatingIfNeeded: locate(keys[index])))
    }
  }

  @inline(__always)
  private static func isNotZero(_ word: UInt64) -> UInt64 { (word | (0 &- word)) &>> 63 }
}
