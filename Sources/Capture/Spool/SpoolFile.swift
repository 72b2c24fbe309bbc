import Glibc

/// The file of a spool: takes bytes as they are, and can be cut back to an earlier length.
final class SpoolFile: @unchecked Sendable {
  let path: String
  /// Bytes that the system took.
  private(set) var length = 0
  private var descriptor: Int32
  private let ownsDescriptor: Bool

  /// Creates or empties the file at `path`; `-` is the standard output.
  init(path: String) throws(CaptureError) {
    self.path = path
    (descriptor, ownsDescriptor) = try OutputFile.create(path)
  }

  deinit {
    if ownsDescriptor, descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  /// Writes all of it, or as much as the system takes: ``length`` says how much that was.
  func write(_ bytes: UnsafeRawBufferPointer) throws(CaptureError) {
    var offset = 0
    while offset < bytes.count {
      let count = Glibc.write(
        descriptor, bytes.baseAddress.unsafelyUnwrapped + offset, bytes.count - offset)
      if count >= 0 {
        offset += count
        length += count
      } else if errno != EINTR {
        throw OutputFile.failure(path: path, error: errno)
      }
    }
  }

  /// Cuts the file back; what is no regular file keeps what it has. Returns whether it was cut.
  func cut(to length: Int) -> Bool {
    guard ownsDescriptor, ftruncate(descriptor, off_t(length)) == 0,
      lseek(descriptor, off_t(length), SEEK_SET) == off_t(length)
    else { return false }
    self.length = length
    return true
  }

  /// Closes; the standard output stays open.
  func close() throws(CaptureError) {
    guard ownsDescriptor, descriptor >= 0 else { return }
    let status = Glibc.close(descriptor)
    descriptor = -1
    if status != 0, errno != EINTR { throw OutputFile.failure(path: path, error: errno) }
  }
}
