extension CommandTable {
  static let diagnostic = CommandSpecification(
    command: .diagnostic, summary: "explain the code of a complaint about a topology",
    details:
      "Prints the rule behind the code, who states it, the profiles in which it holds, a piece "
      + "of a document that breaks it, and the mend. Without a code, lists all of them.",
    arguments: [
      ArgumentSpecification(
        name: "CODE", kind: .diagnosticCode, presence: .optional,
        summary: "A code as 'vnetem check' prints it, such as VN0303.")
    ],
    options: [
      OptionSpecification(
        key: .output, names: ["-o", "--output"], value: .choice(["text", "json"]),
        placeholder: "text|json", summary: "The form of the answer; text unless said.")
    ],
    examples: [
      .init(line: "vnetem diagnostic VN0303", meaning: "why peered networks must not overlap")
    ])
}
