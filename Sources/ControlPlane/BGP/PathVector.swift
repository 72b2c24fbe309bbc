import Addressing

/// The routes that every speaker ends up with once all have told each other everything.
///
/// A synchronous path-vector computation: in each round every speaker chooses from what it was told in
/// the round before, and tells its neighbours. It ends when nothing changes any more. O(rounds x sessions x
/// prefixes).
struct PathVector: Sendable {
  /// One speaker's paths to one prefix, the best first.
  struct Choice: Hashable, Sendable {
    var paths: [BGPPath]
    /// How many of the first paths are used together; 0 if no next hop is reachable.
    var usedCount: Int

    var used: ArraySlice<BGPPath> { paths.prefix(usedCount) }
  }

  /// By speaker, then by prefix.
  private(set) var choices: [[IPv4Prefix: Choice]]
  /// `false` if the policies contradict each other and the routes never settle (RFC 4264's "wedgies").
  private(set) var converged: Bool
  /// By session, then by receiving end (0 is the first one): how many prefixes it was told and took.
  private(set) var receivedCounts: [[Int]]

  /// - Parameters:
  ///   - closed: sessions that tell nothing, by number.
  ///   - isReachable: whether a speaker, by number, has a way to a path's next hop. Without one a
  ///     path is kept, but neither used nor told (RFC 4271, 9.1.2.1).
  init(
    speakers: [BGPSpeaker], sessions: [BGPSession], closed: Set<Int> = [],
    isReachable: (BGPPath, Int) -> Bool = { _, _ in true }
  ) {
    // Told paths by session and receiving end (0 is the first end).
    var told = [[[IPv4Prefix: BGPPath]]](
      repeating: [[:], [:]], count: sessions.count)
    var choices = speakers.map { Self.choose(for: $0, told: []) { _ in true } }
    var sessionsOf = [[Int]](repeating: [], count: speakers.count)
    for (index, session) in sessions.enumerated() {
      sessionsOf[session.first.speaker].append(index)
      sessionsOf[session.second.speaker].append(index)
    }
    let limit = 16 + 4 * speakers.count
    var rounds = 0
    var changed = true
    while changed, rounds < limit {
      changed = false
      rounds += 1
      var next = told
      for (index, session) in sessions.enumerated() where !closed.contains(index) {
        for receiver in 0...1 {
          let sender = receiver == 0 ? session.second.speaker : session.first.speaker
          next[index][receiver] = Self.tell(
            choices[sender], over: index, from: sender, speakers: speakers, sessions: sessions)
        }
      }
      guard next != told else { break }
      changed = true
      told = next
      choices = speakers.indices.map { speaker in
        let received = sessionsOf[speaker].map { index in
          told[index][sessions[index].first.speaker == speaker ? 0 : 1]
        }
        return Self.choose(for: speakers[speaker], told: received) { isReachable($0, speaker) }
      }
    }
    self.choices = choices
    receivedCounts = told.map { $0.map(\.count) }
    converged = !changed
  }

  private static func tell(
    _ choices: [IPv4Prefix: Choice], over index: Int, from sender: Int, speakers: [BGPSpeaker],
    sessions: [BGPSession]
  ) -> [IPv4Prefix: BGPPath] {
    let session = sessions[index]
    let (own, other) = session.ends(from: sender)
    var result: [IPv4Prefix: BGPPath] = [:]
    for (prefix, choice) in choices where choice.usedCount > 0 {
      let best = choice.paths[0]
      let learnedOver = best.session.map { sessions[$0] }
      // Nobody is told what they told, over whichever session they did.
      if let learnedOver, learnedOver.ends(from: sender).other.speaker == other.speaker { continue }
      guard
        let exported = BGPPolicy.export(
          best, by: speakers[sender], over: session, own: own, other: other,
          otherSpeaker: speakers[other.speaker], learnedOver: learnedOver),
        let accepted = BGPPolicy.accept(
          exported, by: speakers[other.speaker], over: index, own: other, from: speakers[sender])
      else { continue }
      result[prefix] = accepted
    }
    return result
  }

  private static func choose(
    for speaker: BGPSpeaker, told: [[IPv4Prefix: BGPPath]], isReachable: (BGPPath) -> Bool
  ) -> [IPv4Prefix: Choice] {
    var candidates: [IPv4Prefix: [BGPPath]] = [:]
    for prefix in speaker.originated {
      candidates[prefix] = [
        BGPPath(
          prefix: prefix, asPath: [], nextHop: speaker.address, origin: .network, weight: 32768,
          localPreference: 100, session: nil, neighbor: speaker.address,
          communities: speaker.communities[prefix] ?? [])
      ]
    }
    for received in told {
      for (prefix, path) in received { candidates[prefix, default: []].append(path) }
    }
    return candidates.mapValues { paths in
      let usable = paths.filter(isReachable).sorted { BGPDecision.reason($0, over: $1) != nil }
      let useless = paths.filter { !isReachable($0) }
        .sorted { BGPDecision.reason($0, over: $1) != nil }
      let equal = usable.prefix { BGPDecision.multipathReason(usable[0], over: $0) == nil }
      return Choice(
        paths: usable + useless, usedCount: min(equal.count, speaker.maximumPaths))
    }
  }
}
