/// Why a command ends without an answer.
struct Failure: Error {
  var status: ExitStatus
  /// What stands on standard error; empty if all is said.
  var message: String
}
