#include "CInstructionCounter.h"

#if defined(__linux__)

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int64_t instruction_count(void (*work)(void *), void *context) {
  const pid_t copy = fork();
  if (copy < 0) return -1;
  if (copy == 0) {
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(1);
    raise(SIGSTOP);
    work(context);
    raise(SIGSTOP);
    _exit(0);
  }
  int status = 0;
  int64_t count = 0;
  int signal = 0;
  if (waitpid(copy, &status, 0) != copy || !WIFSTOPPED(status)) return -1;
  while (ptrace(PTRACE_SINGLESTEP, copy, 0, signal) == 0) {
    if (waitpid(copy, &status, 0) != copy || !WIFSTOPPED(status)) return -1;
    if (WSTOPSIG(status) == SIGSTOP) break;
    signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    ++count;
  }
  kill(copy, SIGKILL);
  waitpid(copy, &status, 0);
  return count;
}

#else

int64_t instruction_count(void (*work)(void *), void *context) { return -1; }

#endif
