import NetworkWatcher

/// The commands that drive many packets through an estate.
extension CommandTable {
  static let workers = OptionSpecification(
    key: .workers, names: ["--workers"], value: .integer(1...256), placeholder: "N",
    summary: "Threads that forward; 1 unless said. The answer is the same with any number.")

  static let replay = CommandSpecification(
    command: .replay, summary: "forward the packets of a capture through an estate",
    details: "Reads a capture of any kind that libpcap reads, lets every IPv4 packet of it into "
      + "the estate, forwards it to its end, and prints what was delivered and dropped, by "
      + "reason, device and security rule. A packet enters where its source address is at home, "
      + "or where --from says. The rate reached goes to standard error. A damaged capture is "
      + "replayed up to the damage; the exit status is then 4.",
    arguments: [
      topology,
      ArgumentSpecification(
        name: "CAPTURE", kind: .file, presence: .optional,
        summary: "A pcap or pcapng file, or - for standard input; none with --generate."),
    ],
    options: [
      OptionSpecification(
        key: .entry, names: ["--from"], value: .text, placeholder: "NAME",
        summary: "Where all packets enter: a machine, a host, a network interface, or the name "
          + "of a device's interface as captures show it."),
      OptionSpecification(
        key: .repeatCount, names: ["--repeat"], value: .integer(1...1_000_000_000),
        placeholder: "N", summary: "Replay the capture so often, one behind the other."),
      workers, capture, captureFilter,
      OptionSpecification(
        key: .captureOverflow, names: ["--capture-overflow"],
        value: .choice(ReplayRequest.Overflow.allCases.map(\.rawValue)), placeholder: "block|drop",
        summary: "What happens when packets come faster than the capture takes them: they wait, "
          + "which is so unless said, or hops are left out and counted."),
      OptionSpecification(
        key: .answerEcho, names: ["--answer"],
        summary: "Let machines, hosts and devices answer echo requests, which they do not "
          + "unless said: a capture has the replies already."),
      OptionSpecification(
        key: .rates, names: ["--rates"],
        summary: "Let sizes of machines, SKUs of gateways and bandwidths of circuits limit what "
          + "they carry, by the packets' times, and print what was offered and delivered. With one "
          + "worker only."),
      OptionSpecification(
        key: .timeline, names: ["--timeline"], value: .text, placeholder: "SCENARIO",
        summary: "Let links fail and resources change while packets fly, as in this scenario of "
          + "the topology, whose failed links are down from the start; its times are those since "
          + "the first packet. The answer tells what came of the packets between the changes."),
      fail, output,
      OptionSpecification(
        key: .generate, names: ["--generate"],
        summary: "Forward generated traffic in place of a capture, as 'vnetem generate' makes it; "
          + "the options below describe it."),
    ] + traffic,
    examples: [
      .init(line: "vnetem replay lab.jsonc office.pcapng", meaning: "what the estate does with it"),
      .init(
        line: "vnetem replay interop trace.pcap --from hub --repeat 100 --workers 2",
        meaning: "all from one machine, a hundred times, on two processors"),
      .init(
        line: "vnetem replay interop --generate --packets 10000000 --flows 50000",
        meaning: "ten million packets that need no file"),
      .init(
        line: "vnetem replay lab.jsonc office.pcapng --timeline cut-over",
        meaning: "while the resources change as in the scenario cut-over"),
      .init(
        line: "vnetem replay lab.jsonc --generate --sizes 1400 --rate 300000 --rates",
        meaning: "3.4 Gbps of offered load against the limits of the estate"),
    ])

  static let soak = CommandSpecification(
    command: .soak, summary: "forward traffic for a long time while the topology changes",
    details: "Sends seeded traffic among all machines and hosts of an estate, whose conversations "
      + "end and begin all the time, while links fail and come back and the tables are compiled "
      + "anew. Says whether everything that went in was delivered or dropped, and whether memory "
      + "stayed flat; the exit status is 1 if not.",
    arguments: [topology],
    options: [
      OptionSpecification(
        key: .duration, names: ["--duration"], value: .integer(1...1_000_000),
        placeholder: "SECONDS", summary: "How long; 600 unless said."),
      OptionSpecification(
        key: .changeInterval, names: ["--every"], value: .integer(5...3_600_000),
        placeholder: "MS", summary: "Milliseconds between changes of the topology; 100 unless said."
      ),
      OptionSpecification(
        key: .conversations, names: ["--conversations"], value: .integer(1...1_000_000),
        placeholder: "N", summary: "Conversations that go on at any time; 20000 unless said."),
      workers,
      OptionSpecification(
        key: .seed, names: ["--seed"], value: .integer(0...Int.max), placeholder: "N",
        summary: "The seed of the traffic; 0 unless said."),
      fail, output,
    ],
    examples: [
      .init(line: "vnetem soak interop", meaning: "ten minutes"),
      .init(
        line: "vnetem soak lab.jsonc --duration 3600 --workers 2 --every 20",
        meaning: "an hour on two processors, fifty changes a second"),
    ])
}
