import Glibc

/// A file that only ever holds whole records: bytes are gathered and written up to a record's end.
///
/// A run that is killed between two writes leaves a readable file. When a write fails half way, as on a
/// full disk, a regular file is cut back to the end of its last whole record.
final class OutputFile {
  let path: String
  private var descriptor: Int32
  private let ownsDescriptor: Bool
  private var buffer: [UInt8] = []
  /// The ends of the records in `buffer`, ascending.
  private var recordEnds: [Int] = []
  private var writtenLength = 0

  /// How many bytes are gathered before they are written unasked.
  static let capacity = 1 << 18

  /// Creates or empties the file at `path`; `-` is the standard output.
  init(path: String) throws(CaptureError) {
    self.path = path
    (descriptor, ownsDescriptor) = try Self.create(path)
  }

  deinit {
    if ownsDescriptor, descriptor >= 0 { _ = close(descriptor) }
  }

  /// Adds one whole record.
  func append(_ record: [UInt8]) throws(CaptureError) {
    buffer.append(contentsOf: record)
    recordEnds.append(buffer.count)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Hands everything gathered to the system.
  func flush() throws(CaptureError) {
    var offset = 0
    while offset < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      }
      if count >= 0 {
        offset += count
      } else if errno != EINTR {
        let failure = Self.failure(path: path, error: errno)
        let whole = recordEnds.last { $0 <= offset } ?? 0
        if whole < offset { _ = ftruncate(descriptor, off_t(writtenLength + whole)) }
        discard()
        throw failure
      }
    }
    writtenLength += offset
    discard()
  }

  /// Flushes and closes; the standard output stays open.
  func finish() throws(CaptureError) {
    try flush()
    guard ownsDescriptor, descriptor >= 0 else { return }
    let status = close(descriptor)
    descriptor = -1
    if status != 0, errno != EINTR { throw Self.failure(path: path, error: errno) }
  }

  private func discard() {
    buffer.removeAll(keepingCapacity: true)
    recordEnds.removeAll(keepingCapacity: true)
  }

  /// Creates or empties the file at `path`, which the caller closes; `-` is the standard output, which stays open.
  static func create(_ path: String) throws(CaptureError) -> (descriptor: Int32, isOwn: Bool) {
    if path == "-" { return (STDOUT_FILENO, false) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    return (descriptor, true)
  }

  static func failure(path: String, error: Int32) -> CaptureError {
    switch error {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case EPIPE: .brokenPipe(path: path)
    default: .writeFailed(path: path, reason: String(cString: strerror(error)))
    }
  }
}
