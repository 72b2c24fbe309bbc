extension CommandTable {
  static let connections = CommandSpecification(
    command: .connections, summary: "show the connections with their states, and why",
    details: "Prints every connection with its state as Azure reports it: Connected, Connecting "
      + "(both ends are configured and do not come together) or NotConnected (there is nobody at the "
      + "other end), and what keeps it from being up.",
    arguments: [topology], options: [fail, output],
    examples: [
      .init(
        line: "vnetem connections interop",
        meaning: "the tunnels and the connections to circuits"),
      .init(
        line: "vnetem connections multi-site-vpn --fail hq-vpn-1",
        meaning: "the same while a link is down"),
    ])
}
