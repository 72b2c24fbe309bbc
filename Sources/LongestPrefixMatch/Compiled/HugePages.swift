#if canImport(Glibc)
  import Glibc
#endif

/// Asks the system for large pages where it offers them. Nothing depends on the answer.
func adviseHugePages(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
  #if canImport(Glibc)
    let page = 4_096
    let start = (Int(bitPattern: memory) + page - 1) / page * page
    let length = (Int(bitPattern: memory) + byteCount) / page * page - start
    if length >= 2 << 20 {
      _ = madvise(UnsafeMutableRawPointer(bitPattern: start), length, MADV_HUGEPAGE)
    }
  #endif
}
