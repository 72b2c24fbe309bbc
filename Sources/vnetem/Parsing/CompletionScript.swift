/// Completion scripts, made from ``CommandTable``.
enum CompletionScript {
  enum Shell: String, CaseIterable {
    case bash
    case zsh
    case fish
  }

  /// - Parameter topologies: the bundled names.
  static func script(for shell: Shell, topologies: [String]) -> String {
    switch shell {
    case .bash: bash(topologies: topologies)
    case .zsh: zsh(topologies: topologies)
    case .fish: fish(topologies: topologies)
    }
  }

  private static var commandNames: String {
    CommandTable.all.flatMap(\.names).joined(separator: " ")
  }

  private static func bash(topologies: [String]) -> String {
    var cases = ""
    for specification in CommandTable.all {
      let options = CommandTable.options(of: specification.command)
      cases += "    \(specification.names.joined(separator: "|")))\n"
      cases += "      options='\(options.flatMap(\.names).joined(separator: " "))'\n"
      cases += "      first='\(firstArgument(of: specification, topologies: topologies))'\n"
      for (index, argument) in specification.arguments.enumerated()
      where argument.kind == .file {
        cases += "      files=\(index + 2)\n"
      }
      cases += "      case $previous in\n"
      for option in options {
        let pattern = option.names.joined(separator: "|")
        switch option.value {
        case .none: break
        case .choice(let choices):
          cases += "        \(pattern)) values='\(choices.joined(separator: " "))' ;;\n"
        case .file: cases += "        \(pattern)) kind=file ;;\n"
        case .folder: cases += "        \(pattern)) kind=folder ;;\n"
        case .integer, .text: cases += "        \(pattern)) kind=nothing ;;\n"
        }
      }
      cases += "      esac ;;\n"
    }
    return """
      _vnetem() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
        local options='' first='' values='' kind='' files=0
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W '\(commandNames) --help --version' -- "$current"))
          return
        fi
        case ${COMP_WORDS[1]} in
      \(cases)  esac
        case $kind in
          nothing) return ;;
          file) COMPREPLY=($(compgen -f -- "$current")); return ;;
          folder) COMPREPLY=($(compgen -d -- "$current")); return ;;
        esac
        if [ -n "$values" ]; then
          COMPREPLY=($(compgen -W "$values" -- "$current"))
        elif [[ $current == -* ]]; then
          COMPREPLY=($(compgen -W "$options" -- "$current"))
        elif [ "$COMP_CWORD" -eq 2 ]; then
          COMPREPLY=($(compgen -W "$first" -- "$current") $(compgen -f -- "$current"))
        elif [ "$COMP_CWORD" -eq "$files" ]; then
          COMPREPLY=($(compgen -f -- "$current"))
        fi
      }
      complete -o filenames -F _vnetem \(CommandTable.program)

      """
  }

  private static func zsh(topologies: [String]) -> String {
    var commands = ""
    var cases = ""
    for specification in CommandTable.all {
      for name in specification.names {
        commands += "    '\(name):\(zshQuoted(specification.summary))'\n"
      }
      var arguments: [String] = []
      for option in CommandTable.options(of: specification.command) {
        let star = option.isRepeatable ? "*" : ""
        let text = zshQuoted(option.summary)
        let action = zshAction(of: option)
        arguments += option.names.map { "'\(star)\($0)[\(text)]\(action)'" }
      }
      for (index, argument) in specification.arguments.enumerated() {
        let position = argument.presence == .repeated ? "*" : String(index + 1)
        let values = zshValues(of: argument.kind, topologies: topologies)
        arguments.append("'\(position):\(argument.name):\(values)'")
      }
      cases += "    \(specification.names.joined(separator: "|")))\n"
      cases += "      _arguments " + arguments.joined(separator: " \\\n        ") + " ;;\n"
    }
    return """
      #compdef \(CommandTable.program)
      _vnetem() {
        local -a commands
        commands=(
      \(commands)  )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
      \(cases)  esac
      }
      compdef _vnetem \(CommandTable.program)

      """
  }

  private static func zshAction(of option: OptionSpecification) -> String {
    switch option.value {
    case .none: ""
    case .choice(let choices): ":value:(\(choices.joined(separator: " ")))"
    case .file: ":file:_files"
    case .folder: ":folder:_files -/"
    case .integer, .text: ":\(option.placeholder):"
    }
  }

  private static func zshValues(
    of kind: ArgumentSpecification.Kind, topologies: [String]
  ) -> String {
    switch kind {
    case .topology:
      "_alternative \"names:topology:(\(topologies.joined(separator: " ")))\" \"files:file:_files\""
    case .shell: "(\(Shell.allCases.map(\.rawValue).joined(separator: " ")))"
    case .command: "(\(commandNames))"
    case .benchmark: "(\(BenchmarkSubject.names))"
    case .diagnosticCode: "(\(DiagnosticCommand.codes.joined(separator: " ")))"
    case .file: "_files"
    case .endpoint, .networkInterface, .gateway, .scenario: ""
    }
  }

  /// Characters that have a meaning inside of zsh's specifications.
  private static func zshQuoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "'": quoted += "'\\''"
      case "[", "]", ":", "\\": quoted += "\\\(character)"
      default: quoted.append(character)
      }
    }
    return quoted
  }

  private static func fish(topologies: [String]) -> String {
    let program = CommandTable.program
    var lines = ["complete -c \(program) -f"]
    for option in CommandTable.globalOptions {
      lines.append(
        "complete -c \(program) -n __fish_use_subcommand\(fishNames(option)) -d "
          + fishQuoted(option.summary))
    }
    for specification in CommandTable.all {
      for name in specification.names {
        lines.append(
          "complete -c \(program) -n __fish_use_subcommand -a \(name) -d "
            + fishQuoted(specification.summary))
      }
      let condition = "'__fish_seen_subcommand_from \(specification.names.joined(separator: " "))'"
      for option in CommandTable.options(of: specification.command) {
        var line = "complete -c \(program) -n \(condition)\(fishNames(option))"
        switch option.value {
        case .none: break
        case .choice(let choices): line += " -x -a '\(choices.joined(separator: " "))'"
        case .file: line += " -r -F"
        case .folder: line += " -x -a '(__fish_complete_directories)'"
        case .integer, .text: line += " -x"
        }
        lines.append(line + " -d " + fishQuoted(option.summary))
      }
      let first = firstArgument(of: specification, topologies: topologies)
      if !first.isEmpty { lines.append("complete -c \(program) -n \(condition) -a '\(first)'") }
      if specification.arguments.first?.kind == .topology {
        lines.append("complete -c \(program) -n \(condition) -F")
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func fishNames(_ option: OptionSpecification) -> String {
    option.names.map { name in
      name.hasPrefix("--") ? " -l \(name.dropFirst(2))" : " -s \(name.dropFirst())"
    }.joined()
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
      + "'"
  }

  /// What the first argument can be, as far as it can be listed.
  private static func firstArgument(
    of specification: CommandSpecification, topologies: [String]
  ) -> String {
    switch specification.arguments.first?.kind {
    case .topology: topologies.joined(separator: " ")
    case .shell: Shell.allCases.map(\.rawValue).joined(separator: " ")
    case .command: commandNames
    case .benchmark: BenchmarkSubject.names
    case .diagnosticCode: DiagnosticCommand.codes.joined(separator: " ")
    case .endpoint, .networkInterface, .gateway, .scenario, .file, nil: ""
    }
  }
}
