import NetworkWatcher
import ResourceModel

extension CommandLineTool {
  /// `vnetem generate TOPOLOGY FILE`
  func generate(_ arguments: ParsedArguments) throws -> ExitStatus {
    let profile = try trafficProfile(arguments)
    let path = arguments.positionals[1]
    let inquiry = try inquiry(arguments)
    var progress = Progress(console)
    defer { progress.clear() }
    let result = try inquiry.generate(
      profile, to: path, application: Version.application,
      remarks: [
        "topology \(inquiry.topology.name)",
        (["command generate"] + trafficOptions(arguments)).joined(separator: " "),
      ],
      progress: { progress.show("\($0) packets, \($0 * 100 / profile.packets) %") },
      isInterrupted: isInterrupted)
    progress.clear()
    let answer = arguments.wantsJSON ? try TrafficDocument(result).text() : result.text
    if path == "-" {
      // A capture on standard output leaves no room for the answer there.
      console.writeError(answer)
    } else {
      try console.writeOutput(answer)
    }
    if let failure = result.failure { throw failure }
    return result.isInterrupted ? .interrupted : .success
  }

  /// What ``CommandTable/traffic`` asks for.
  func trafficProfile(_ arguments: ParsedArguments) throws(UsageError) -> TrafficProfile {
    var profile = TrafficProfile()
    profile.packets = arguments.integer(.packets) ?? profile.packets
    profile.flows = arguments.integer(.flows) ?? profile.flows
    profile.flowPackets = arguments.integer(.flowPackets) ?? profile.flowPackets
    profile.rate = arguments.integer(.rate) ?? profile.rate
    profile.seed = UInt64(arguments.integer(.seed) ?? 0)
    profile.sizes = try value(
      arguments, .sizes, profile.sizes,
      "imix, a number of bytes or a range such as 64-1400, within 40 to 65535",
      TrafficProfile.Sizes.init)
    profile.protocols = try value(
      arguments, .protocols, profile.protocols,
      "weights such as tcp=80,udp=15,icmp=5, within 0 to 1000000 and not all 0",
      TrafficProfile.Protocols.init)
    profile.ports = try value(
      arguments, .ports, profile.ports,
      "at most 64 different ports such as 80,443, within 1 to 65535",
      TrafficProfile.ports)
    profile.exponent = try value(
      arguments, .zipf, profile.exponent, "a decimal number within 0 to 10",
      TrafficProfile.exponent)
    return profile
  }

  private func value<Value>(
    _ arguments: ParsedArguments, _ key: OptionKey, _ usual: Value, _ wanted: String,
    _ parse: (String) -> Value?
  ) throws(UsageError) -> Value {
    guard let text = arguments.text(key) else { return usual }
    guard let value = parse(text) else {
      let name = CommandTable.traffic.first { $0.key == key }?.names.last ?? ""
      throw UsageError(
        message: "\(name) takes \(wanted), not '\(text)'", command: arguments.command)
    }
    return value
  }

  /// The options as they were given, in the table's order.
  func trafficOptions(_ arguments: ParsedArguments) -> [String] {
    CommandTable.traffic.compactMap { option in
      arguments.text(option.key).map { "\(option.names[0]) \($0)" }
    }
  }
}
