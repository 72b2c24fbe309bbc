/// What tools say of a name without an address.
enum UnresolvedName {
  static func ping(_ name: String, _ style: ConsoleStyle) -> String {
    switch style {
    case .windows:
      "Ping request could not find host \(name). Please check the name and try again.\n"
    case .linux: "ping: \(name): Name or service not known\n"
    }
  }

  static func tracert(_ name: String, _ style: ConsoleStyle) -> String {
    switch style {
    case .windows: "Unable to resolve target system name \(name).\n"
    case .linux:
      "\(name): Name or service not known\n"
        + "Cannot handle \"host\" cmdline arg `\(name)' on position 1 (argc 1)\n"
    }
  }

  static func connect(_ name: String) -> String { "Could not resolve \(name).\n" }
}
