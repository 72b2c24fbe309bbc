extension CommandTable {
  static let peerings = CommandSpecification(
    command: .peerings, summary: "show the peerings with their states",
    details: "Prints each side of every peering with the fields of 'az network vnet peering list': "
      + "its state, whether it knows the other network's present address space, and its flags.",
    arguments: [
      ArgumentSpecification(
        name: "TOPOLOGY", kind: .topology,
        summary: "A bundled name (see 'vnetem list') or a file's path.")
    ],
    options: [
      OptionSpecification(
        key: .output, names: ["-o", "--output"], value: .choice(["text", "json"]),
        placeholder: "text|json", summary: "The form of the answer; text unless said.")
    ],
    examples: [.init(line: "vnetem peerings interop", meaning: "hub and spoke, both sides")])
}
