import CLookupKernels

extension LookupKernel {
  /// Looks up `count` keys of a family, key `i` in table `tables[stride * i]`: whole batches by the kernel, the
  /// rest padded to a batch.
  ///
  /// - Precondition: the processor runs this kernel.
  func run(
    _ family: UnsafePointer<lookup_family>, _ tables: UnsafePointer<UInt32>, stride: Int,
    keys: UnsafePointer<UInt32>, results: UnsafeMutablePointer<UInt16>, count: Int
  ) {
    precondition(self <= Self.fastest, "the processor does not run this kernel")
    let batch = Int(LOOKUP_BATCH)
    let whole = count / batch * batch
    for start in Swift.stride(from: 0, to: whole, by: batch) {
      runBatch(family, tables + stride * start, stride, keys + start, results + start)
    }
    let rest = count - whole
    if rest == 0 { return }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * batch) { padded in
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: batch) { answers in
        // The padding asks the last key's table for address 0.
        for index in 0..<batch {
          padded[index] = index < rest ? keys[whole + index] : 0
          padded[batch + index] = tables[stride * (whole + min(index, rest - 1))]
        }
        let keys = UnsafePointer(padded.baseAddress.unsafelyUnwrapped)
        runBatch(family, keys + batch, 1, keys, answers.baseAddress.unsafelyUnwrapped)
        (results + whole).update(from: answers.baseAddress.unsafelyUnwrapped, count: rest)
      }
    }
  }

  @inline(__always)
  private func runBatch(
    _ family: UnsafePointer<lookup_family>, _ tables: UnsafePointer<UInt32>, _ stride: Int,
    _ keys: UnsafePointer<UInt32>, _ results: UnsafeMutablePointer<UInt16>
  ) {
    switch self {
    case .portable: lookup_family_portable(family, tables, stride, keys, results)
    case .avx2:
      #if arch(x86_64)
        lookup_family_avx2(family, tables, stride, keys, results)
      #endif
    case .avx512:
      #if arch(x86_64)
        lookup_family_avx512(family, tables, stride, keys, results)
      #endif
    }
  }
}
