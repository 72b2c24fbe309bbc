/// Why a capture cannot be read or written, or a filter not be used.
package enum CaptureError: Error, Hashable, Sendable {
  /// The file cannot be created; `reason` is the system's text, such as `Permission denied`.
  case cannotOpen(path: String, reason: String)
  /// The file system has no room left. What was written before ends with a whole record.
  case diskFull(path: String)
  /// The reader of a pipe went away.
  case brokenPipe(path: String)
  /// Any other failure of a write; `reason` is the system's text.
  case writeFailed(path: String, reason: String)
  /// The name ends neither in `.pcapng` nor in `.pcap`, and is not `-`.
  case unknownFormat(path: String)
  /// The expression is no capture filter; `reason` is libpcap's text.
  case filterInvalid(expression: String, reason: String)
  /// The file cannot be opened or read; `reason` is the system's text.
  case cannotRead(path: String, reason: String)
  /// The file begins like no capture; `reason` is libpcap's text.
  case notACapture(path: String, reason: String)
  /// The capture breaks off or contradicts its format. Packets are numbered from 1, in the order of the
  /// file; `packet` is the first one that is lost. `offset` is the byte at which the damaged part begins,
  /// where it is known.
  case damaged(path: String, packet: Int, offset: Int?, what: String)
}

extension CaptureError: CustomStringConvertible {
  /// One sentence for a person, without a full stop.
  package var description: String {
    switch self {
    case .cannotOpen(let path, let reason): "cannot write the capture \(path): \(reason)"
    case .diskFull(let path): "cannot write the capture \(path): no space left on the device"
    case .brokenPipe(let path): "the reader of the capture \(path) went away"
    case .writeFailed(let path, let reason): "cannot write the capture \(path): \(reason)"
    case .unknownFormat(let path):
      "the capture's name must end in .pcapng or .pcap, or be - for standard output: \(path)"
    case .filterInvalid(let expression, let reason):
      "the capture filter '\(expression)' is not valid: \(reason)"
    case .cannotRead(let path, let reason): "cannot read the capture \(path): \(reason)"
    case .notACapture(let path, let reason): "\(path) is no capture: \(reason)"
    case .damaged(let path, let packet, let offset, let what):
      "the capture \(path) is damaged at packet \(packet)"
        + (offset.map { " (byte \($0))" } ?? "") + ": \(what)"
    }
  }
}
