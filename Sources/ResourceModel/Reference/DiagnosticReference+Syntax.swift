extension DiagnosticReference {
  static let syntax: [DiagnosticReference] = [
    .init(
      .unexpectedCharacter,
      rule: "JSON has values, keys, commas and colons at their places",
      source: "RFC 8259",
      example: #"{ "name" "x" }"#,
      mend: "write what the message says should stand there"),
    .init(
      .unexpectedEnd,
      rule: "A document holds one whole value",
      source: "RFC 8259",
      example: #"{ "name": "x", "resources": ["#,
      mend: "close what is open: brackets and braces"),
    .init(
      .invalidEncoding,
      rule: "A document is UTF-8",
      source: "RFC 3629",
      example: #"{ "name": "�" }"#,
      mend: "save the file as UTF-8"),
    .init(
      .invalidString,
      rule: "A text stands in double quotes on one line, without control bytes",
      source: "RFC 8259, section 7",
      example: #"{ "name": "x,"#,
      mend: #"close the text, or write \n for a line break"#),
    .init(
      .invalidEscape,
      rule: "A backslash is followed by one of JSON's escapes",
      source: "RFC 8259, section 7",
      example: #"{ "name": "a\qb" }"#,
      mend: #"double the backslash, or use one of \" \\ \/ \b \f \n \r \t \u"#),
    .init(
      .invalidNumber,
      rule: "A number has no leading zero, no plus sign and digits around its point",
      source: "RFC 8259, section 6",
      example: #""seed": 012"#,
      mend: "write the number in decimal without leading zeros"),
    .init(
      .invalidLiteral,
      rule: "The only bare words are true, false and null, and keys stand in quotes",
      source: "RFC 8259, section 3",
      example: #""resources": None"#,
      mend: "put texts in double quotes"),
    .init(
      .unterminatedComment,
      rule: "A comment that begins with /* ends with */",
      source: "vnetem: topology documents",
      example: #"{ "name": "x" } /* the end"#,
      mend: "close the comment"),
    .init(
      .nestingTooDeep,
      rule: "Arrays and objects nest at most 128 levels deep",
      source: "vnetem: topology documents",
      example: "[[[[[[[[",
      mend: "flatten the document"),
    .init(
      .duplicateKey,
      rule:
        "A key occurs once in an object; in Azure resources letter case does not distinguish keys",
      source: "RFC 8259, section 4",
      example: #"{ "name": "x", "name": "y" }"#,
      mend: "remove one of the two members"),
    .init(
      .trailingContent,
      rule: "Behind the document's value nothing follows",
      source: "RFC 8259, section 2",
      example: #"{ "name": "x" } {"#,
      mend: "remove what follows, or join it to the document"),
  ]
}
