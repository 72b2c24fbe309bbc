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
        name: "CAPTURE", kind: .file, summary: "A pcap or pcapng file, or - for standard input."),
    ],
    options: [
      OptionSpecification(
        key: .entry, names: ["--from"], value: .text, placeholder: "NAME",
        summary: "Where all packets enter: a machine, a host, a network interface, or the name "
          + "of a device's interface as captures show it."),
      OptionSpecification(
        key: .repeatCount, names: ["--repeat"], value: .integer(1...1_000_000_000),
        placeholder: "N", summary: "Replay the capture so often, one behind the other."),
      workers,
      OptionSpecification(
        key: .answerEcho, names: ["--answer"],
        summary: "Let machines, hosts and devices answer echo requests, which they do not "
          + "unless said: a capture has the replies already."),
      fail, output,
    ],
    examples: [
      .init(line: "vnetem replay lab.jsonc office.pcapng", meaning: "what the estate does with it"),
      .init(
        line: "vnetem replay interop trace.pcap --from hub --repeat 100 --workers 2",
        meaning: "all from one machine, a hundred times, on two processors"),
    ])
}
