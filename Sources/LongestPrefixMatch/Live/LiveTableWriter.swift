import Addressing
import CLookupKernels
import Synchronization

/// The writer's side of a ``LiveTable``: the routes, the memory that readers search, and what is to be freed.
struct LiveTableWriter {
  private(set) var trie: RouteTrie
  let geometry: TrieGeometry
  private let rootBits: Int
  /// The level of the route trie whose nodes are the root words.
  private let rootLevel: Int
  private var builder: TrieBuilder
  private var direct: UnsafeMutablePointer<UInt16>?
  private(set) var view: UnsafeMutablePointer<lookup_trie>
  var reclaimer = Reclaimer()

  init(_ trie: RouteTrie, geometry: TrieGeometry) {
    self.trie = trie
    self.geometry = geometry
    rootBits = geometry.rootBits(forRoutes: trie.count)
    rootLevel = (rootBits + 1) / 5
    builder = Self.compiled(trie, geometry: geometry, rootBits: rootBits, rootLevel: rootLevel)
    direct = Self.directAnswers(builder, geometry: geometry, rootBits: rootBits)
    view = Self.makeView(builder, direct: direct, rootBits: rootBits)
  }

  private static func compiled(
    _ trie: borrowing RouteTrie, geometry: TrieGeometry, rootBits: Int, rootLevel: Int
  ) -> TrieBuilder {
    var builder = TrieBuilder(
      rootWords: 1 << rootBits, denseHops: geometry == .small ? 256 : 65_535,
      flatLimit: geometry.flatLimit,
      expectedLeaves: trie.count + trie.count / 4)
    builder.encodeRoot(trie, rootLevel: rootLevel)
    builder.words.keepsOutgrown = true
    builder.leaves.keepsOutgrown = true
    builder.recycles = true
    return builder
  }

  private static func directAnswers(
    _ builder: borrowing TrieBuilder, geometry: TrieGeometry, rootBits: Int
  ) -> UnsafeMutablePointer<UInt16>? {
    guard geometry == .speed else { return nil }
    let answers = DirectAnswers.allocate()
    for index in 0..<1 << rootBits {
      DirectAnswers.fill(
        answers, fromRootWord: index, words: builder.words.base, leaves: builder.leaves.base)
    }
    return answers
  }

  private static func makeView(
    _ builder: borrowing TrieBuilder, direct: UnsafeMutablePointer<UInt16>?, rootBits: Int
  ) -> UnsafeMutablePointer<lookup_trie> {
    let view = UnsafeMutablePointer<lookup_trie>.allocate(capacity: 1)
    view.initialize(
      to: lookup_trie(
        words: builder.words.base, leaves: builder.leaves.base, direct: direct,
        short_words: nil, wide_leaves: nil, root_bits: UInt32(rootBits)))
    return view
  }

  // MARK: Changes

  mutating func insert(_ prefix: IPv4Prefix, _ nextHop: NextHopIndex, epoch: UInt64) {
    if trie.insert(prefix, nextHop) != nextHop { update(prefix, epoch: epoch) }
  }

  mutating func remove(_ prefix: IPv4Prefix, epoch: UInt64) -> NextHopIndex? {
    let removed = trie.remove(prefix)
    if removed != nil { update(prefix, epoch: epoch) }
    return removed
  }

  mutating func replaceAll(_ routes: RouteTrie, epoch: UInt64) {
    retireMemory(epoch: epoch)
    trie = routes
    builder = Self.compiled(trie, geometry: geometry, rootBits: rootBits, rootLevel: rootLevel)
    direct = Self.directAnswers(builder, geometry: geometry, rootBits: rootBits)
    view = Self.makeView(builder, direct: direct, rootBits: rootBits)
  }

  /// Encodes again what depends on a prefix, and stores it.
  private mutating func update(_ prefix: IPv4Prefix, epoch: UInt64) {
    let address = prefix.address.rawValue
    let last = min(RouteTrieNode.level(ofLength: prefix.length), rootLevel)
    var index = 0
    var firstWord = 0
    var inherited = builder.constant(NextHopIndex.noRoute.rawValue)
    var memory = LiveMemory(direct: direct, epoch: epoch)
    swap(&memory.reclaimer, &reclaimer)
    defer { swap(&memory.reclaimer, &reclaimer) }
    for level in 0...last {
      let node = trie.nodes[index]
      let slot = RouteTrieNode.slot(of: address, level: level)
      if level == rootLevel {
        let word = builder.encodeNode(index, of: trie, level: level, inherited: inherited)
        publishGrowth(&memory)
        memory.store(&builder, firstWord..<firstWord + 1, word)
        return
      }
      let wordsPerSlot = 1 << (5 * (rootLevel - level - 1))
      if level == last {
        // The prefix is no longer than the root's bits: all words below it that no longer prefix covers.
        let position = RouteTrieNode.position(of: prefix)
        builder.encodeRootWords(
          below: index, of: trie, level: level, rootLevel: rootLevel, inherited: inherited,
          slots: RouteTrieNode.slots(of: position), longest: RouteTrieNode.bitCount(of: position),
          firstWord: firstWord, store: { memory.store(&$0, $1, $2) })
        publishGrowth(&memory)
        return
      }
      if let match = node.longestMatch(slot) {
        inherited = builder.constant(trie.hop(at: match, of: node))
      }
      firstWord += slot * wordsPerSlot
      guard node.hasChild(slot) else {
        // The last prefix of the block is gone.
        memory.store(&builder, firstWord..<firstWord + wordsPerSlot, inherited)
        publishGrowth(&memory)
        return
      }
      index = trie.child(slot, of: node)
    }
  }

  /// Where encoding has moved the words or leaves to larger memory, readers are shown that before anything
  /// is stored there.
  private mutating func publishGrowth(_ memory: inout LiveMemory) {
    guard
      view.pointee.words != UnsafePointer(builder.words.base)
        || view.pointee.leaves != UnsafePointer(builder.leaves.base)
    else { return }
    memory.reclaimer.retire(.memory(UnsafeMutableRawPointer(view)), epoch: memory.epoch)
    for old in builder.words.outgrown + builder.leaves.outgrown {
      memory.reclaimer.retire(.memory(old), epoch: memory.epoch)
    }
    builder.words.outgrown = []
    builder.leaves.outgrown = []
    view = Self.makeView(builder, direct: direct, rootBits: rootBits)
  }

  // MARK: Memory

  var memoryBytes: Int {
    builder.words.memoryBytes + builder.leaves.memoryBytes
      + (direct == nil ? 0 : DirectAnswers.byteCount)
  }

  mutating func collect(epoch: borrowing Atomic<UInt64>, readers: [ReaderSlot]) {
    // The garbage is of this builder's memory: replaceAll gives the runs of the old memory up with it.
    reclaimer.collect(epoch: epoch, readers: readers) { garbage in
      switch garbage {
      case .words(let start, let length): builder.freeWords.give(start, length: length)
      case .leaves(let start, let length): builder.freeLeaves.give(start, length: length)
      case .memory(let memory): memory.deallocate()
      }
    }
  }

  private mutating func retireMemory(epoch: UInt64) {
    reclaimer.forgetRuns()
    reclaimer.retire(.memory(UnsafeMutableRawPointer(view)), epoch: epoch)
    reclaimer.retire(.memory(UnsafeMutableRawPointer(builder.words.base)), epoch: epoch)
    reclaimer.retire(.memory(UnsafeMutableRawPointer(builder.leaves.base)), epoch: epoch)
    if let direct { reclaimer.retire(.memory(UnsafeMutableRawPointer(direct)), epoch: epoch) }
  }

  /// Frees everything. There are no readers any more.
  mutating func free() {
    reclaimer.collectAll { if case .memory(let memory) = $0 { memory.deallocate() } }
    builder.words.deallocate()
    builder.leaves.deallocate()
    if let direct { UnsafeMutableRawPointer(direct).deallocate() }
    view.deallocate()
  }
}
