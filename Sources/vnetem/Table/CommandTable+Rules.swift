extension CommandTable {
  static let rules = CommandSpecification(
    command: .rules, summary: "show the effective security rules of a network interface",
    details:
      "Prints the columns of 'az network nic list-effective-nsg -o table', the network interface's "
      + "own group first. With --expand or -o json, also the addresses that tags and application "
      + "security groups stand for.",
    arguments: [
      topology,
      ArgumentSpecification(
        name: "NIC", kind: .networkInterface,
        summary: "A network interface, or the machine it belongs to."),
    ],
    options: [
      OptionSpecification(
        key: .expand, names: ["--expand"],
        summary: "List below the table what tags and application security groups stand for."),
      fail, output,
    ],
    examples: [
      .init(
        line: "vnetem rules interop hub --expand",
        meaning: "the default rules, and what VirtualNetwork means there"),
      .init(
        line: "vnetem rules lab.jsonc web -o json",
        meaning: "what may reach the machine 'web', and what its tags stand for"),
    ])
}
