import CLookupKernels
import LongestPrefixMatch

extension LookupKernel {
  /// The packet kernels that go with the lookup kernel.
  ///
  /// - Precondition: the processor runs this kernel.
  var packets: UnsafePointer<packet_kernels> {
    precondition(self <= Self.fastest, "the processor does not run this kernel")
    let level: Int32 =
      switch self {
      case .portable: 0
      case .avx2: 1
      case .avx512: 2
      }
    return packet_kernels_of_level(level)
  }
}
