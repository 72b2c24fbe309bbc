/// What the command line can do. Every other file of this folder is made from these tables.
enum Command: String, CaseIterable, Hashable, Sendable {
  case tracert
  case ping
  case connect
  case routes
  case learnedRoutes = "learned-routes"
  case peerings
  case connections
  case rules
  case run
  case replay
  case soak
  case generate
  case list
  case check
  case diagnostic
  case bench
  case schema
  case completion
  case help
}

/// One command as its user sees it.
struct CommandSpecification: Sendable {
  struct Example: Sendable {
    var line: String
    var meaning: String
  }

  var command: Command
  var aliases: [String] = []
  /// One line without a full stop.
  var summary: String
  /// Whole sentences.
  var details: String
  var arguments: [ArgumentSpecification] = []
  var options: [OptionSpecification] = []
  var examples: [Example] = []

  var name: String { command.rawValue }
  var names: [String] { [name] + aliases }
}

/// What stands at a position rather than behind an option.
struct ArgumentSpecification: Sendable {
  enum Kind: Sendable {
    /// A bundled name or a file.
    case topology
    /// A machine, a host, a network interface or an address.
    case endpoint
    case networkInterface
    case gateway
    case scenario
    case file
    case shell
    case command
    case benchmark
    case diagnosticCode
  }

  enum Presence: Sendable {
    case required
    case optional
    /// Any number, none included; only the last argument can be.
    case repeated
  }

  var name: String
  var kind: Kind
  var presence: Presence = .required
  var summary: String

  /// As a synopsis shows it.
  var synopsis: String {
    switch presence {
    case .required: name
    case .optional: "[\(name)]"
    case .repeated: "[\(name) ...]"
    }
  }
}

/// Identifies an option whatever it is called.
enum OptionKey: Hashable, Sendable {
  case noNames
  case resolve
  case maximumHops
  case timeout
  case style
  case why
  case fail
  case capture
  case captureFilter
  case captureOverflow
  case captures
  case count
  case size
  case timeToLive
  case output
  case seed
  case table
  case topology
  case serviceTags
  case expand
  case networkInterface
  case prefixes
  case nextHops
  case geometry
  case kernel
  case stream
  case row
  case entry
  case repeatCount
  case workers
  case answerEcho
  case rates
  case timeline
  case duration
  case changeInterval
  case conversations
  case generate
  case packets
  case flows
  case flowPackets
  case sizes
  case protocols
  case ports
  case zipf
  case rate
  case runs
  case keys
  case help
  case version
}

/// One option of a command.
struct OptionSpecification: Sendable {
  enum Value: Sendable {
    /// No value: the option is there or not.
    case none
    case integer(ClosedRange<Int>)
    case choice([String])
    case text
    case file
    case folder
  }

  var key: OptionKey
  /// Short names first: `-o`, `--output`.
  var names: [String]
  var value: Value = .none
  /// What stands for the value in the help; empty without one.
  var placeholder = ""
  var isRepeatable = false
  var summary: String

  /// As the help shows it: `-o, --output text|json`.
  var synopsis: String {
    let joined = names.joined(separator: ", ")
    return placeholder.isEmpty ? joined : "\(joined) \(placeholder)"
  }
}
