import Glibc
import Synchronization

/// Whether somebody asked the process to stop.
///
/// The first request lets what is under way finish its files; a second one ends the process at once.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Listens to SIGINT and SIGTERM from now on, even if the parent had them blocked, and ignores SIGPIPE,
  /// so that writes report it instead.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&wanted, number)
      signal(number) { _ in
        if Interruption.requested.exchange(true, ordering: .relaxed) {
          _exit(ExitStatus.interrupted.rawValue)
        }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
  }
}
