/// What the process tells its parent.
enum ExitStatus: Int32, Sendable {
  case success = 0
  case negative = 1
  case usage = 2
  case invalidTopology = 3
  case inputOutput = 4
  case interrupted = 130
}
