import TestSupport
import Testing

@testable import vnetem

@Suite("Completion scripts")
struct CompletionScriptTests {
  /// What bash would offer for the words of a command line, the last of which is being typed.
  private func bash(_ words: [String]) throws -> [String] {
    let script = CompletionScript.script(for: .bash, topologies: ["interop", "vnet-to-vnet"])
    let list = words.map { "'\($0)'" }.joined(separator: " ")
    let program = """
      \(script)
      COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1)
      _vnetem
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let answer = try ExternalTool.run("bash", ["-c", program], directory: "/proc/self/fd")
    #expect(answer.errors.isEmpty, "\(answer.errors)")
    return answer.output.split(separator: "\n").map(String.init)
  }

  @Test("bash completes commands")
  func commands() throws {
    #expect(try bash(["vnetem", "tra"]) == ["tracert", "trace"])
    #expect(try bash(["vnetem", "--v"]) == ["--version"])
  }

  @Test("bash completes options, their choices and bundled topologies")
  func options() throws {
    #expect(try bash(["vnetem", "tracert", "x", "--wh"]) == ["--why"])
    #expect(try bash(["vnetem", "ping", "x", "--style", "l"]) == ["linux"])
    #expect(try bash(["vnetem", "ping", "inter"]) == ["interop"])
    #expect(try bash(["vnetem", "completion", ""]).prefix(3) == ["bash", "zsh", "fish"])
    #expect(try bash(["vnetem", "ping", "x", "-n", ""]).isEmpty)
  }

  @Test(
    "Every script names every option of every command", arguments: CompletionScript.Shell.allCases)
  func complete(shell: CompletionScript.Shell) {
    let script = CompletionScript.script(for: shell, topologies: ["interop"])
    for command in Command.allCases {
      #expect(script.contains(command.rawValue))
      for option in CommandTable.options(of: command) {
        let name = option.names.last!.drop { $0 == "-" }
        #expect(script.contains(name))
      }
    }
    #expect(script.contains("interop"))
  }
}
