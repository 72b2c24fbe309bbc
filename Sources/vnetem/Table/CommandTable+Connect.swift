extension CommandTable {
  static let connect = CommandSpecification(
    command: .connect, summary: "open TCP connections and say who answered",
    details: "Makes handshakes through the data plane, each from a port of its own, and prints the "
      + "time and the machine that answered. Which ports a machine listens at stands in the "
      + "topology's section 'guests'. The exit status is 0 if every connection was made.",
    arguments: [
      topology, source,
      ArgumentSpecification(
        name: "DESTINATION:PORT", kind: .endpoint,
        summary: "A machine, a host, an address such as a front end's or a name, and a TCP port."),
    ],
    options: [
      OptionSpecification(
        key: .count, names: ["-n", "--count"], value: .integer(1...10_000), placeholder: "COUNT",
        summary: "How many connections are opened; 4 unless said."),
      timeout, resolve, why, fail, capture, captureFilter, seed, output,
    ],
    examples: [
      .init(
        line: "vnetem connect global-peering-ilb VM2 192.168.1.36:80 -n 8",
        meaning: "which backends of a load balancer answer, over a peering between regions")
    ])
}
