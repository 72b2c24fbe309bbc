import NetworkWatcher

/// The one table from which the parser, the help, the completions and the suggestions are made.
enum CommandTable {
  static let program = "vnetem"
  static let summary = "emulates the data plane of Azure virtual networks, packet by packet"

  static func specification(of command: Command) -> CommandSpecification {
    switch command {
    case .tracert: tracert
    case .ping: ping
    case .connect: connect
    case .routes: routes
    case .learnedRoutes: learnedRoutes
    case .peerings: peerings
    case .connections: connections
    case .rules: rules
    case .run: run
    case .replay: replay
    case .soak: soak
    case .generate: generate
    case .list: list
    case .check: check
    case .diagnostic: diagnostic
    case .bench: bench
    case .schema: schema
    case .completion: completion
    case .help: help
    }
  }

  static let all = Command.allCases.map(specification)

  /// The command of a name or an alias.
  static func command(named name: String) -> Command? {
    all.first { $0.names.contains(name) }?.command
  }

  /// Every option that `command` understands, those of all commands included.
  static func options(of command: Command) -> [OptionSpecification] {
    let specification = specification(of: command)
    let takesTopology = specification.arguments.contains { $0.kind == .topology }
    let own = specification.options + (takesTopology ? [serviceTags] : [])
    let taken = Set(own.flatMap(\.names))
    let help = OptionSpecification(
      key: .help, names: ["-h", "--help"].filter { !taken.contains($0) },
      summary: "Show this help.")
    return own + [help]
  }

  /// Options that stand without a command.
  static let globalOptions = [
    OptionSpecification(key: .help, names: ["-h", "--help"], summary: "Show this help."),
    OptionSpecification(key: .version, names: ["--version"], summary: "Show the version."),
  ]

  static let exitStatuses: [(status: ExitStatus, meaning: String)] = [
    (.success, "the answer is yes: reached, as expected, valid"),
    (.negative, "the answer is no: not reached, an expectation missed"),
    (.usage, "the command line is wrong"),
    (.invalidTopology, "the topology is invalid"),
    (.inputOutput, "a file cannot be read or written"),
    (.interrupted, "interrupted; what was captured is readable"),
  ]
}

extension CommandTable {
  static let topology = ArgumentSpecification(
    name: "TOPOLOGY", kind: .topology,
    summary: "A bundled name (see 'vnetem list') or a file's path.")
  static let source = ArgumentSpecification(
    name: "SOURCE", kind: .endpoint,
    summary: "Who asks: a machine, a host, a network interface or an address of the topology.")
  private static let destination = ArgumentSpecification(
    name: "DESTINATION", kind: .endpoint,
    summary:
      "Who is asked: the same, any other IPv4 address, or a name that the source asks its DNS "
      + "servers for.")

  /// Of every command that takes a topology.
  private static let serviceTags = OptionSpecification(
    key: .serviceTags, names: ["--service-tags"], value: .file, placeholder: "FILE",
    summary:
      "What service tags stand for: Microsoft's ServiceTags_Public.json; else the document's "
      + "own file, or the bundled excerpt.")

  static let output = OptionSpecification(
    key: .output, names: ["-o", "--output"], value: .choice(["text", "json"]),
    placeholder: "text|json", summary: "The form of the answer; text unless said.")
  static let fail = OptionSpecification(
    key: .fail, names: ["--fail"], value: .text, placeholder: "LINK", isRepeatable: true,
    summary: "Fail the link before the first packet, routing converged. Repeatable.")
  private static let style = OptionSpecification(
    key: .style, names: ["--style"], value: .choice(["windows", "linux"]),
    placeholder: "windows|linux", summary: "Whose console is imitated; Windows' unless said.")
  static let why = OptionSpecification(
    key: .why, names: ["--why"],
    summary: "Say which route won and what lost, which rule decided, and why a hop is silent.")
  static let resolve = OptionSpecification(
    key: .resolve, names: ["--resolve"],
    summary: "Let the source ask its DNS servers for the destination's name, even if the topology "
      + "has it.")
  static let capture = OptionSpecification(
    key: .capture, names: ["--capture"], value: .file, placeholder: "FILE",
    summary: "Write every hop to FILE: .pcapng in full, .pcap in the classic form, - for pcapng"
      + " on standard output (the answer then goes to standard error).")
  static let captureFilter = OptionSpecification(
    key: .captureFilter, names: ["--capture-filter"], value: .text, placeholder: "EXPR",
    summary: "Capture only what matches the expression, in tcpdump's language.")
  static let seed = OptionSpecification(
    key: .seed, names: ["--seed"], value: .integer(0...Int.max), placeholder: "N",
    summary: "The seed of the links' jitter; 0 unless said.")
  static let timeout = OptionSpecification(
    key: .timeout, names: ["-w", "--timeout"], value: .integer(1...3_600_000),
    placeholder: "MILLISECONDS",
    summary: "How long an answer is waited for; 4000, or 5000 for traceroute, unless said.")

  private static let tracert = CommandSpecification(
    command: .tracert, aliases: ["trace"],
    summary: "trace the path of packets, hop by hop",
    details: "Sends echo requests with a rising time to live, three for each hop, and prints who "
      + "answers, as Windows' tracert does. The exit status is 0 if the destination answered.",
    arguments: [topology, source, destination],
    options: [
      OptionSpecification(
        key: .noNames, names: ["-d", "--no-names"],
        summary: "Accepted as Windows does; addresses are never resolved to names."),
      OptionSpecification(
        key: .maximumHops, names: ["-h", "--max-hops"], value: .integer(1...255),
        placeholder: "MAXIMUM_HOPS", summary: "The highest time to live; 30 unless said."),
      timeout, style, resolve, why, fail, capture, captureFilter, seed, output,
    ],
    examples: [
      .init(
        line: "vnetem tracert interop hub location1",
        meaning: "from a machine in Azure to a host behind ExpressRoute"),
      .init(
        line: "vnetem tracert interop location1 hub --fail location1-primary",
        meaning: "the same way back while the circuit's link is down"),
      .init(
        line: "vnetem tracert interop hub remote --capture - | wireshark -k -i -",
        meaning: "every hop in Wireshark"),
    ])

  private static let ping = CommandSpecification(
    command: .ping, summary: "ask a destination whether it answers",
    details: "Sends echo requests and prints the replies with statistics, as Windows' ping does. "
      + "The exit status is 0 if the destination answered at least once.",
    arguments: [topology, source, destination],
    options: [
      OptionSpecification(
        key: .count, names: ["-n", "--count"], value: .integer(1...1_000_000), placeholder: "COUNT",
        summary: "How many requests are sent; 4 unless said."),
      OptionSpecification(
        key: .size, names: ["-l", "--size"], value: .integer(0...65_500), placeholder: "BYTES",
        summary: "The length of a request's data; 32, or 56 in Linux' style, unless said."),
      OptionSpecification(
        key: .timeToLive, names: ["-i", "--ttl"], value: .integer(1...255), placeholder: "TTL",
        summary: "The requests' time to live; the sender's own unless said."),
      timeout, style, resolve, why, fail, capture, captureFilter, seed, output,
    ],
    examples: [
      .init(line: "vnetem ping interop hub spoke", meaning: "four requests over a peering"),
      .init(
        line: "vnetem ping interop hub spoke --resolve",
        meaning: "the same by the name that Azure's name service has, or has not"),
      .init(
        line: "vnetem ping interop branch remote --why",
        meaning: "what stops them, and what later stages would have done"),
    ])

  private static let routes = CommandSpecification(
    command: .routes, summary: "show the effective routes of a network interface",
    details:
      "Prints the columns of 'az network nic show-effective-route-table -o table'. The prefixes "
      + "of a service tag are one row, which names the tag; --expand and -o json list them.",
    arguments: [
      topology,
      ArgumentSpecification(
        name: "NIC", kind: .networkInterface,
        summary: "A network interface, or the machine it belongs to."),
    ],
    options: [
      OptionSpecification(
        key: .expand, names: ["--expand"],
        summary: "Give each prefix of a service tag a row of its own."),
      fail, output,
    ],
    examples: [
      .init(line: "vnetem routes interop hub", meaning: "what the hub's machine can reach, and how")
    ])

  private static let learnedRoutes = CommandSpecification(
    command: .learnedRoutes, summary: "show the routes that a gateway has learned",
    details: "Prints the columns of 'az network vnet-gateway list-learned-routes -o table'.",
    arguments: [
      topology,
      ArgumentSpecification(
        name: "GATEWAY", kind: .gateway, summary: "A virtual network gateway of the topology."),
    ],
    options: [fail, output],
    examples: [
      .init(
        line: "vnetem learned-routes interop hub-vpn",
        meaning: "own prefixes, and those of peers with their paths")
    ])

  private static let run = CommandSpecification(
    command: .run, summary: "replay scenarios and compare with what they expect",
    details: "Runs every scenario of the topology, or those that are named, and prints one line "
      + "for each and a summary. The exit status is 0 if all expectations are met.",
    arguments: [
      topology,
      ArgumentSpecification(
        name: "SCENARIO", kind: .scenario, presence: .repeated,
        summary: "Names of scenarios; all of them unless said."),
    ],
    options: [
      OptionSpecification(
        key: .captures, names: ["--captures"], value: .folder, placeholder: "DIR",
        summary: "Write one capture and one console text a scenario into DIR."),
      why, seed, output,
    ],
    examples: [
      .init(line: "vnetem run interop", meaning: "every measured trace of the test bed"),
      .init(line: "vnetem run interop --captures DIR", meaning: "the same, with captures"),
    ])

  private static let list = CommandSpecification(
    command: .list, summary: "list the bundled topologies",
    details: "Prints the name and a summary of every topology that needs no file.",
    options: [output],
    examples: [.init(line: "vnetem list", meaning: "names for every TOPOLOGY argument")])

  private static let check = CommandSpecification(
    command: .check, summary: "check a topology and report every problem",
    details: "Prints all errors and warnings with their places. The exit status is 3 if there is "
      + "an error, and 0 if there are only warnings or none.",
    arguments: [topology], options: [output],
    examples: [.init(line: "vnetem check lab.jsonc", meaning: "all problems at once")])

  private static let schema = CommandSpecification(
    command: .schema, summary: "print the JSON Schema of topology documents",
    details: "Editors complete and check topology documents with it.",
    examples: [
      .init(
        line: "vnetem schema > topology.schema.json", meaning: "then point your editor to the file")
    ])

  private static let completion = CommandSpecification(
    command: .completion, summary: "print a completion script for a shell",
    details: "The script completes commands, options, their choices and bundled topologies.",
    arguments: [
      ArgumentSpecification(name: "SHELL", kind: .shell, summary: "bash, zsh or fish.")
    ],
    examples: [
      .init(line: "source <(vnetem completion bash)", meaning: "for this session of bash"),
      .init(
        line: "vnetem completion fish > ~/.config/fish/completions/vnetem.fish",
        meaning: "for every session of fish"),
    ])

  private static let help = CommandSpecification(
    command: .help, summary: "explain a command",
    details: "Without a command, lists all of them.",
    arguments: [
      ArgumentSpecification(
        name: "COMMAND", kind: .command, presence: .optional, summary: "A command's name.")
    ],
    examples: [.init(line: "vnetem help tracert", meaning: "all about tracert")])
}
