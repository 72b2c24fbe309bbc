import Glibc

/// The bytes of a capture: a file or pipe, or memory.
final class CaptureInput {
  private enum Content {
    case descriptor(Int32, isOwned: Bool)
    case memory([UInt8], position: Int)
  }

  /// As messages name it.
  let path: String
  /// In bytes, where it is known beforehand.
  let size: Int?
  private var content: Content

  /// Opens the file at `path`; `-` is the standard input.
  init(path: String) throws(CaptureError) {
    self.path = path
    if path == "-" {
      content = .descriptor(STDIN_FILENO, isOwned: false)
      size = nil
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .cannotRead(path: path, reason: String(cString: strerror(errno)))
    }
    content = .descriptor(descriptor, isOwned: true)
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? Int(status.st_size) : nil
  }

  init(_ bytes: [UInt8], name: String) {
    path = name
    size = bytes.count
    content = .memory(bytes, position: 0)
  }

  deinit {
    if case .descriptor(let descriptor, isOwned: true) = content { _ = close(descriptor) }
  }

  /// Writes up to the size of `space` and says how much; 0 is the end.
  func read(into space: UnsafeMutableRawBufferPointer) throws(CaptureError) -> Int {
    switch content {
    case .descriptor(let descriptor, _):
      while true {
        let count = Glibc.read(descriptor, space.baseAddress, space.count)
        if count >= 0 { return count }
        guard errno == EINTR else {
          throw .cannotRead(path: path, reason: String(cString: strerror(errno)))
        }
      }
    case .memory(let bytes, let position):
      let count = min(space.count, bytes.count - position)
      bytes.withUnsafeBytes { space.copyBytes(from: $0[position..<position + count]) }
      content = .memory(bytes, position: position + count)
      return count
    }
  }
}
