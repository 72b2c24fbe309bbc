import NetworkWatcher

/// The command that measures.
extension CommandTable {
  static let bench = CommandSpecification(
    command: .bench, summary: "measure route lookup and forwarding on this machine",
    details:
      "lpm looks up streams of addresses in a route table and prints million lookups a second, "
      + "nanoseconds of a chain of dependent lookups, memory, build time and updates a second. "
      + "forward sends packets through the data plane, stage by stage and in whole, and prints "
      + "millions a second. A table comes from a file, from a network interface of a topology, or "
      + "is generated. Answers are compared with plain searches before they are measured.",
    arguments: [
      ArgumentSpecification(name: "SUBJECT", kind: .benchmark, summary: "lpm or forward.")
    ],
    options: [
      OptionSpecification(
        key: .table, names: ["--table"], value: .file, placeholder: "FILE",
        summary: "A prefix list, or a routing dump (MRT TABLE_DUMP_V2); packed by gzip or not."),
      OptionSpecification(
        key: .topology, names: ["--topology"], value: .file, placeholder: "TOPOLOGY",
        summary: "Take the effective routes of --nic in this topology."),
      OptionSpecification(
        key: .networkInterface, names: ["--nic"], value: .text, placeholder: "NIC",
        summary: "A network interface of --topology, or the machine it belongs to."),
      OptionSpecification(
        key: .prefixes, names: ["--prefixes"], value: .integer(0...4_000_000), placeholder: "N",
        summary: "Generate a table as an estate mixes it; 10000 routes unless a table is given."),
      OptionSpecification(
        key: .nextHops, names: ["--next-hops"], value: .integer(1...65_535), placeholder: "N",
        summary: "Assign this many next hops by a hash; 100 where the table has none of its own."),
      OptionSpecification(
        key: .geometry, names: ["--geometry"], value: .choice(LookupBenchmark.geometryNames),
        placeholder: LookupBenchmark.geometryNames.joined(separator: "|"),
        summary: "lpm: the shape that the table is compiled to."),
      OptionSpecification(
        key: .kernel, names: ["--kernel"], value: .choice(LookupBenchmark.kernelNames),
        placeholder: LookupBenchmark.kernelNames.joined(separator: "|"),
        summary:
          "lpm: the machine code that looks up; the fastest that the processor runs unless said."),
      OptionSpecification(
        key: .stream, names: ["--stream"], value: .choice(LookupBenchmark.streamNames),
        placeholder: LookupBenchmark.streamNames.joined(separator: "|"), isRepeatable: true,
        summary: "lpm: what keys are looked up; all of these unless said. Repeatable."),
      OptionSpecification(
        key: .row, names: ["--row"], value: .choice(ForwardingBenchmark.rowNames),
        placeholder: "ROW", isRepeatable: true,
        summary:
          "forward: what is measured: \(ForwardingBenchmark.rowNames.joined(separator: ", ")); "
          + "all unless said. Repeatable."),
      OptionSpecification(
        key: .runs, names: ["--runs"], value: .integer(1...1_000), placeholder: "N",
        summary: "Timed runs after a warm-up; 9 unless said."),
      OptionSpecification(
        key: .keys, names: ["--keys"], value: .integer(1_024...(1 << 26)), placeholder: "N",
        summary: "lpm: keys of each stream; 4194304 unless said."),
      OptionSpecification(
        key: .seed, names: ["--seed"], value: .integer(0...Int.max), placeholder: "N",
        summary: "The seed of tables, next hops, keys, rules and packets; 1 unless said."),
      output,
    ],
    examples: [
      .init(line: "vnetem bench lpm", meaning: "a generated table of 10,000 routes"),
      .init(
        line: "vnetem bench lpm --table rib.20240101.0000.gz --geometry compact",
        meaning: "the table of a route collector"),
      .init(
        line: "vnetem bench lpm --topology interop --nic hub",
        meaning: "what a machine of the test bed looks up"),
      .init(line: "vnetem bench forward", meaning: "the whole data plane, in half a minute"),
      .init(
        line: "vnetem bench forward --row rules --row new-flow -o json",
        meaning: "security rules and new flows, for a program"),
    ])
}
