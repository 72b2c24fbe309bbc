import Glibc

/// Where the process begins and ends.
@main
enum VnetemProcess {
  static func main() {
    Interruption.install()
    let tool = CommandLineTool(console: .process())
    exit(tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }
}
