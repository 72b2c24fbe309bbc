/// How fast the machine is at this moment: two loops whose rate is known on a quiet machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Allocates what the probes read.
void probes_prepare(void);
/// Nanoseconds of one dependent load in 4 MB: the best of up to eight rounds, until one takes no more than
/// `enough`. After a table of a hundred megabytes the caches need some rounds to hold these four.
double probes_chase(double enough);
/// Million independent random loads a second in 256 KB.
double probes_loads(void);
/// Million random cache lines a second in `bytes` bytes of `memory`, prefetched; `count` are read.
double probes_lines(const void *memory, size_t bytes, size_t count);
/// The longest time in nanoseconds for which a loop that does nothing but ask for the time, for so many seconds, stood
/// still.
double probes_longest_pause(double seconds);
/// What two processors do together, in what one of them does alone: 2 if neither slows the other, 1 if they take turns.
struct probes_pair {
  /// Arithmetic in registers: below 2 they share a core, or a clock that falls when both work.
  double arithmetic;
  /// Independent random loads in 256 KB of each one's own.
  double caches;
  /// Lines that one of them writes and the other one reads, millions a second; they go from cache to cache.
  double handed_over;
};
/// Probes both, each alone and then at the same time; takes some milliseconds. Zeros if the system does not let threads
/// be pinned there.
struct probes_pair probes_together(int first, int second);
/// Keeps the calling thread on the processor it runs on; 0 if the system agreed.
int probes_pin(void);
/// Pins the calling thread to one processor; 0 if the system agreed.
int probes_pin_to(int processor);
/// Lets the calling thread, and those that it begins, run on every processor; 0 if the system agreed.
int probes_unpin(void);
/// Processors that the system runs on.
int probes_processors(void);
/// Bytes of memory that the process holds (proc(5), `statm`), what was freed given back first; 0 if unknown.
size_t probes_resident_bytes(void);
/// Bytes that the program has allocated and not freed.
size_t probes_allocated_bytes(void);
