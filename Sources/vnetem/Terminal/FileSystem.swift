import Glibc

/// A file or a folder that cannot be used; the message is one sentence without a full stop.
struct FileFailure: Error {
  var message: String

  fileprivate init(_ what: String, _ error: Int32) {
    message = "cannot \(what): \(String(cString: strerror(error)))"
  }
}

/// Whole files and folders.
enum FileSystem {
  static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure("read \(path)", errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if errno != EINTR {
        throw FileFailure("read \(path)", errno)
      }
    }
  }

  /// Creates or replaces the file.
  static func write(_ text: String, to path: String) throws(FileFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure("write \(path)", errno) }
    let error = write(Array(text.utf8), to: descriptor)
    let status = close(descriptor)
    if error != 0 { throw FileFailure("write \(path)", error) }
    if status != 0, errno != EINTR { throw FileFailure("write \(path)", errno) }
  }

  /// Writes all bytes. Returns the system's error, 0 for none.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
      }
      if count >= 0 {
        offset += count
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  /// Makes the folder and those above it; one that is there already is welcome.
  static func makeFolder(_ path: String) throws(FileFailure) {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<end])
      guard mkdir(part, 0o755) != 0 else { continue }
      let error = errno
      var status = stat()
      let isFolder = stat(part, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      if !isFolder { throw FileFailure("make the folder \(path)", error) }
    }
  }
}
