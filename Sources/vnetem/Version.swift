/// The program's version, as `--version`, captures and their readers show it.
enum Version {
  static let text = "0.1.0"
  static let application = "\(CommandTable.program) \(text)"
}
