import Glibc

/// Memory for some hundred kilobytes of whole records on their way to a file.
final class SpoolBuffer: @unchecked Sendable {
  /// In bytes. Larger than the longest record, and small enough to stay in a processor's own cache.
  static let capacity = 1 << 18
  /// Bytes behind the capacity that may be written to.
  static let slack = 64

  let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity + slack, alignment: 64)
  var used = 0

  deinit {
    memory.deallocate()
  }
}

/// Where buffers change hands between those who fill them and the thread that writes them. Their number is fixed.
final class SpoolExchange: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let becameFree = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let becameFilled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var free: [SpoolBuffer]
  /// The oldest first.
  private var filled: [SpoolBuffer] = []
  private var isClosed = false

  init(buffers count: Int) {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(becameFree, nil)
    pthread_cond_init(becameFilled, nil)
    free = (0..<count).map { _ in SpoolBuffer() }
    filled.reserveCapacity(count)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(becameFree)
    pthread_cond_destroy(becameFilled)
    mutex.deallocate()
    becameFree.deallocate()
    becameFilled.deallocate()
  }

  /// An empty buffer; `nil` if there is none and the caller does not wait.
  func takeFree(waits: Bool) -> SpoolBuffer? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while free.isEmpty {
      guard waits else { return nil }
      pthread_cond_wait(becameFree, mutex)
    }
    let buffer = free.removeLast()
    buffer.used = 0
    return buffer
  }

  func handOver(_ buffer: SpoolBuffer) {
    pthread_mutex_lock(mutex)
    filled.append(buffer)
    pthread_cond_signal(becameFilled)
    pthread_mutex_unlock(mutex)
  }

  /// Waits for the next buffer that is to be written; `nil` if nothing more will come.
  func nextFilled() -> SpoolBuffer? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while filled.isEmpty {
      if isClosed { return nil }
      pthread_cond_wait(becameFilled, mutex)
    }
    return filled.removeFirst()
  }

  func giveBack(_ buffer: SpoolBuffer) {
    pthread_mutex_lock(mutex)
    free.append(buffer)
    pthread_cond_signal(becameFree)
    pthread_mutex_unlock(mutex)
  }

  /// Nothing more is handed over.
  func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_signal(becameFilled)
    pthread_mutex_unlock(mutex)
  }
}
