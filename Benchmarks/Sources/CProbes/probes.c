#define _GNU_SOURCE
#include "CProbes.h"

#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { CHASE_LINES = 4 * 1024 * 1024 / 64, LOAD_WORDS = 256 * 1024 / 4, LOADS = 16384 };

static uint32_t *chase;
static uint32_t *loads;
static volatile uint64_t sink;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static uint64_t mix(uint64_t *state) {
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

void probes_prepare(void) {
  if (chase) return;
  uint64_t state = 1;
  chase = aligned_alloc(2 << 20, 4 << 20);
  madvise(chase, 4 << 20, MADV_HUGEPAGE);
  loads = aligned_alloc(4096, LOAD_WORDS * 4);
  uint32_t *order = malloc(CHASE_LINES * 4);
  for (uint32_t i = 0; i < CHASE_LINES; i++) order[i] = i;
  for (uint32_t i = CHASE_LINES - 1; i > 0; i--) {
    uint32_t j = (uint32_t)(mix(&state) % (i + 1)), other = order[i];
    order[i] = order[j];
    order[j] = other;
  }
  for (uint32_t i = 0; i < CHASE_LINES; i++) {
    chase[order[i] * 16] = order[(i + 1) % CHASE_LINES] * 16;
  }
  free(order);
  for (uint32_t i = 0; i < LOAD_WORDS; i++) loads[i] = i;
}

double probes_chase(double enough) {
  uint32_t at = 0;
  double best = 1e9;
  for (int pass = 0; pass < 8 && best > enough; pass++) {
    double start = now();
    for (int i = 0; i < CHASE_LINES; i++) at = chase[at];
    double each = (now() - start) / CHASE_LINES;
    if (each < best) best = each;
  }
  sink += at;
  return best;
}

double probes_loads(void) {
  double best = 0;
  uint32_t sum = 0;
  for (int repeat = 0; repeat < 3; repeat++) {
    double start = now();
    // Two generators of four cycles a step each: one load in two cycles, half of what the caches could deliver. So
    // the rate falls with the clock as well as with the caches.
    uint32_t a = 1, b = 2;
    for (int i = 0; i < LOADS; i += 2) {
      a = a * 1664525u + 1013904223u;
      b = b * 22695477u + 1u;
      // Keeps the compiler from taking two steps in one.
      __asm__ volatile("" : "+r"(a), "+r"(b));
      sum += loads[a >> 16] + loads[b >> 16];
    }
    double rate = LOADS / (now() - start) * 1e3;
    if (rate > best) best = rate;
  }
  sink += sum;
  return best;
}

double probes_lines(const void *memory, size_t bytes, size_t count) {
  const char *base = memory;
  uint64_t state = 7, lines = bytes / 64;
  uint32_t *at = malloc(count * 4);
  for (size_t i = 0; i < count; i++) at[i] = (uint32_t)((mix(&state) >> 32) * lines >> 32);
  uint64_t sum = 0;
  double start = now();
  for (size_t i = 0; i < count; i++) {
    if (i + 32 < count) __builtin_prefetch(base + (size_t)at[i + 32] * 64);
    sum += (unsigned char)base[(size_t)at[i] * 64];
  }
  double rate = (double)count / (now() - start) * 1e3;
  sink += sum;
  free(at);
  return rate;
}

double probes_longest_pause(double seconds) {
  double last = now(), end = last + seconds * 1e9, longest = 0;
  while (last < end) {
    double next = now();
    if (next - last > longest) longest = next - last;
    last = next;
  }
  return longest;
}

int probes_pin(void) { return probes_pin_to(sched_getcpu()); }

int probes_pin_to(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  return sched_setaffinity(0, sizeof set, &set);
}

int probes_unpin(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int i = 0; i < CPU_SETSIZE; i++) CPU_SET(i, &set);
  return sched_setaffinity(0, sizeof set, &set);
}

int probes_processors(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN); }

size_t probes_resident_bytes(void) {
  malloc_trim(0);
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) return 0;
  size_t all = 0, resident = 0;
  int found = fscanf(file, "%zu %zu", &all, &resident);
  fclose(file);
  return found == 2 ? resident * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

size_t probes_allocated_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}
