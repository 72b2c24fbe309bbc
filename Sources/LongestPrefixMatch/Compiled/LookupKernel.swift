import CLookupKernels

/// The machine code that looks up batches of addresses. All kernels give identical results.
public enum LookupKernel: String, CaseIterable, Comparable, Sendable {
  /// For every processor.
  case portable
  /// For x86-64 with AVX2 (Haswell, 2013, and later).
  case avx2
  /// For x86-64 with AVX-512 and VPOPCNTDQ (Ice Lake, Zen 4, and later).
  case avx512

  /// The best kernel that this processor runs, found out once.
  public static let fastest: Self =
    switch lookup_processor_level() {
    case 2: .avx512
    case 1: .avx2
    case _: .portable
    }

  /// The kernels that this processor runs, slowest first.
  public static var available: [Self] { allCases.filter { $0 <= fastest } }

  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

  private var rank: Int {
    switch self {
    case .portable: 0
    case .avx2: 1
    case .avx512: 2
    }
  }
}

extension LookupKernel {
  /// Looks up `count` keys: whole batches by the kernel, the rest padded to a batch.
  ///
  /// - Precondition: the processor runs this kernel.
  func run(
    _ trie: UnsafePointer<lookup_trie>, keys: UnsafePointer<UInt32>,
    results: UnsafeMutablePointer<UInt16>, count: Int
  ) {
    precondition(self <= Self.fastest, "the processor does not run this kernel")
    let function = function(for: trie)
    let batch = Int(LOOKUP_BATCH)
    var start = 0
    while count &- start >= batch {
      function(trie, keys + start, results + start, count &- start &- batch)
      start &+= batch
    }
    let rest = count &- start
    if rest == 0 { return }
    if rest <= 8 {
      for i in start..<count { results[i] = lookup_single(trie, keys[i]) }
      return
    }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: batch) { padded in
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: batch) { answers in
        let padded = padded.baseAddress.unsafelyUnwrapped
        let answers = answers.baseAddress.unsafelyUnwrapped
        padded.update(repeating: 0, count: batch)
        padded.update(from: keys + start, count: rest)
        function(trie, padded, answers, 0)
        (results + start).update(from: answers, count: rest)
      }
    }
  }

  private typealias Function =
    @convention(c) (
      UnsafePointer<lookup_trie>?, UnsafePointer<UInt32>?, UnsafeMutablePointer<UInt16>?, Int
    ) -> Void

  /// The function of this kernel for the trie's shape.
  @inline(__always)
  private func function(for trie: UnsafePointer<lookup_trie>) -> Function {
    #if arch(x86_64)
      let function =
        switch self {
        case .portable: lookup_kernel_portable(trie)
        case .avx2: lookup_kernel_avx2(trie)
        case .avx512: lookup_kernel_avx512(trie)
        }
    #else
      let function = lookup_kernel_portable(trie)
    #endif
    return function.unsafelyUnwrapped
  }
}
