/// Counts the instructions that the processor executes, one by one: exact, with every instruction set it has.
#pragma once
#include <stdint.h>

/// Instructions of `work(context)` in a copy of this process, which is traced and steps through it; some hundreds are
/// added by stopping. -1 if processes cannot be traced here. A step takes some microseconds.
int64_t instruction_count(void (*work)(void *), void *context);
