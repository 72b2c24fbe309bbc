import Capture

/// Why a question has no answer at all.
package enum InquiryError: Error, Hashable, Sendable {
  /// A name that the topology does not have; `meant` is the nearest that it has.
  case unknownName(what: String, name: String, meant: String?, known: [String])
  /// Neither a name of the topology nor an IPv4 address.
  case unknownDestination(name: String, meant: String?, known: [String])
  /// The filter expression is not valid.
  case captureFilterInvalid(String)
  /// The capture cannot be written.
  case captureFailed(String)
  /// The capture cannot be read, or is damaged.
  case captureUnreadable(String)
  /// The capture's reader went away: nobody is left to be told.
  case captureReaderGone
  /// The system gives no more threads.
  case noThread
  /// Traffic needs two addresses, and the topology has less.
  case tooFewAddresses

  init(_ error: CaptureError) {
    switch error {
    case .brokenPipe: self = .captureReaderGone
    case .filterInvalid, .unknownFormat: self = .captureFilterInvalid(error.description)
    case .cannotOpen, .diskFull, .writeFailed: self = .captureFailed(error.description)
    case .cannotRead, .notACapture, .damaged: self = .captureUnreadable(error.description)
    }
  }

  /// Whether the question is at fault, rather than the machine.
  package var isUsage: Bool {
    switch self {
    case .unknownName, .unknownDestination, .captureFilterInvalid, .tooFewAddresses: true
    case .captureFailed, .captureUnreadable, .captureReaderGone, .noThread: false
    }
  }
}

extension InquiryError: CustomStringConvertible {
  /// One sentence for a person, without a full stop.
  package var description: String {
    switch self {
    case .unknownName(let what, let name, let meant, let known):
      "the topology has no \(what) '\(name)'\(Self.hint(meant, known))"
    case .unknownDestination(let name, let meant, let known):
      "'\(name)' is neither a name of the topology nor an IPv4 address\(Self.hint(meant, known))"
    case .captureFilterInvalid(let text), .captureFailed(let text), .captureUnreadable(let text):
      text
    case .captureReaderGone: "the capture's reader went away"
    case .noThread: "the system gives no more threads"
    case .tooFewAddresses:
      "traffic needs two machines or hosts with addresses of their own, and the topology has less"
    }
  }

  private static func hint(_ meant: String?, _ known: [String]) -> String {
    if let meant { return "; did you mean \(meant)?" }
    if known.isEmpty { return "" }
    let shown = known.prefix(12).joined(separator: ", ")
    return known.count > 12 ? "; it has \(shown) and others" : "; it has \(shown)"
  }
}
