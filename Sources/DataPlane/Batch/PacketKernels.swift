import CLookupKernels
import LongestPrefixMatch

extension LookupKernel {
  /// The packet kernels that go with the lookup kernel.
  ///
  /// - Precondition: the processor runs this kernel.
  var packets: UnsafePointer<packet_kernels> {
    packet_kernels_of_level(level)
  }

  /// The kernels of flow tables that go with the lookup kernel.
  ///
  /// - Precondition: the processor runs this kernel.
  var flows: UnsafePointer<flow_kernels> {
    flow_kernels_of_level(level)
  }

  private var level: Int32 {
    precondition(self <= Self.fastest, "the processor does not run this kernel")
    return switch self {
    case .portable: 0
    case .avx2: 1
    case .avx512: 2
    }
  }
}
