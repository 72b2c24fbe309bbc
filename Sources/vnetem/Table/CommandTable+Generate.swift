/// The command that makes traffic, and what it shares with others.
extension CommandTable {
  /// What describes generated traffic.
  static let traffic: [OptionSpecification] = [
    OptionSpecification(
      key: .packets, names: ["--packets"], value: .integer(1...1_000_000_000), placeholder: "N",
      summary: "How many packets; 100000 unless said."),
    OptionSpecification(
      key: .flows, names: ["--flows"], value: .integer(1...1_000_000), placeholder: "N",
      summary: "How many flows go on at any time; 1000 unless said."),
    OptionSpecification(
      key: .flowPackets, names: ["--flow-packets"], value: .integer(1...1_000_000),
      placeholder: "N",
      summary: "Packets of a flow in the mean, those of TCP at least 7; 20 unless said."),
    OptionSpecification(
      key: .sizes, names: ["--sizes"], value: .text, placeholder: "imix|BYTES|MIN-MAX",
      summary: "Lengths of packets in bytes of IPv4, 40 to 65535: imix (40, 576 and 1500 as 7 to 4 "
        + "to 1) unless said, one length, or a range of equally frequent ones."),
    OptionSpecification(
      key: .protocols, names: ["--protocols"], value: .text, placeholder: "WEIGHTS",
      summary: "How flows share out among protocols, by weights of 0 to 1000000; "
        + "tcp=80,udp=15,icmp=5 unless said."),
    OptionSpecification(
      key: .ports, names: ["--ports"], value: .text, placeholder: "LIST",
      summary: "Destination ports of TCP and UDP, 1 to 65535, at most 64; 80,443,8080 unless said."),
    OptionSpecification(
      key: .zipf, names: ["--zipf"], value: .text, placeholder: "EXPONENT",
      summary: "How uneven destinations are, 0 to 10: the k-th most frequent one gets flows in "
        + "proportion to 1 / k^EXPONENT; 1 unless said, 0 for all alike."),
    OptionSpecification(
      key: .rate, names: ["--rate"], value: .integer(1...1_000_000_000), placeholder: "PPS",
      summary: "Packets a second of virtual time, evenly spaced; 100000 unless said."),
    OptionSpecification(
      key: .seed, names: ["--seed"], value: .integer(0...Int.max), placeholder: "N",
      summary: "The seed of the traffic; 0 unless said."),
  ]

  static let generate = CommandSpecification(
    command: .generate, summary: "make a capture of seeded traffic among an estate's machines",
    details: "Writes packets that the machines and hosts of a topology send to each other, with "
      + "right checksums: connections of TCP from the first segment to the last, UDP, and echo "
      + "requests with their replies. The same options and seed give the same bytes. 'vnetem "
      + "replay' forwards the capture.",
    arguments: [
      topology,
      ArgumentSpecification(
        name: "FILE", kind: .file,
        summary: "The capture: .pcapng, .pcap, or - for pcapng on standard output (the answer then "
          + "goes to standard error)."),
    ],
    options: traffic + [output],
    examples: [
      .init(
        line: "vnetem generate interop traffic.pcapng", meaning: "100,000 packets of 1,000 flows"),
      .init(
        line:
          "vnetem generate lab.jsonc - --sizes 64 | vnetem replay lab.jsonc -",
        meaning: "small packets, forwarded at once"),
    ])
}
