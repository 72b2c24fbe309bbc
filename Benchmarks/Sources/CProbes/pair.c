#define _GNU_SOURCE
#include "CProbes.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { WORDS = 256 * 1024 / 4, STEPS = 1 << 20, LINES = 2048, LAPS = 24 };

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/// What one of the two threads does.
struct side {
  int processor;
  int is_pinned;
  /// 0: alone first; both then.
  int number;
  uint32_t *words;
  struct shared *shared;
  double alone[2], together[2], reading;
  uint64_t sink;
};

struct shared {
  _Atomic int arrived;
  /// Laps that were written, and read.
  _Atomic int written __attribute__((aligned(64)));
  _Atomic int read __attribute__((aligned(64)));
  struct {
    uint64_t words[8];
  } lines[LINES] __attribute__((aligned(64)));
};

/// Four chains of multiplications and additions, as many as the units of one core can do.
static double arithmetic(uint64_t *sink) {
  uint64_t a = 1, b = 2, c = 3, d = 4;
  double start = now();
  for (int i = 0; i < STEPS; i++) {
    a = a * 5 + 1;
    b = (b ^ a) + 3;
    c = c * 9 + 5;
    d = (d ^ c) + 7;
    __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
  }
  double duration = now() - start;
  *sink += a + b + c + d;
  return STEPS / duration;
}

static double caches(const uint32_t *words, uint64_t *sink) {
  uint32_t a = 1, b = 2, sum = 0;
  double start = now();
  for (int i = 0; i < STEPS; i += 2) {
    a = a * 1664525u + 1013904223u;
    b = b * 22695477u + 1u;
    __asm__ volatile("" : "+r"(a), "+r"(b));
    sum += words[a >> 16] + words[b >> 16];
  }
  double duration = now() - start;
  *sink += sum;
  return STEPS / duration;
}

static void meet(struct shared *shared, int count) {
  atomic_fetch_add(&shared->arrived, 1);
  while (atomic_load(&shared->arrived) < count) relax();
}

/// One side writes a lap of lines, the other one reads it, in turn; nanoseconds of reading.
static double hand_over(struct side *side) {
  struct shared *shared = side->shared;
  double reading = 0;
  for (int lap = 1; lap <= LAPS; lap++) {
    if (side->number == 0) {
      while (atomic_load(&shared->read) < lap - 1) relax();
      for (int i = 0; i < LINES; i++) shared->lines[i].words[0] = (uint64_t)(lap + i);
      atomic_store(&shared->written, lap);
    } else {
      while (atomic_load(&shared->written) < lap) relax();
      double start = now();
      for (int i = 0; i < LINES; i++) side->sink += shared->lines[i].words[0];
      reading += now() - start;
      atomic_store(&shared->read, lap);
    }
  }
  return reading;
}

static void *run(void *argument) {
  struct side *side = argument;
  side->is_pinned = probes_pin_to(side->processor) == 0;
  for (int i = 0; i < WORDS; i++) side->words[i] = (uint32_t)i;
  // Each alone, one after the other; the other one sleeps, so that it takes nothing of a shared core.
  for (int turn = 0; turn < 2; turn++) {
    struct timespec pause = {0, 200000};
    if (turn != side->number) {
      while (atomic_load(&side->shared->arrived) <= turn) nanosleep(&pause, NULL);
      continue;
    }
    for (int repeat = 0; repeat < 3; repeat++) {
      double rates[2] = {arithmetic(&side->sink), caches(side->words, &side->sink)};
      for (int i = 0; i < 2; i++) {
        if (rates[i] > side->alone[i]) side->alone[i] = rates[i];
      }
    }
    atomic_fetch_add(&side->shared->arrived, 1);
  }
  for (int repeat = 0; repeat < 3; repeat++) {
    meet(side->shared, 2 + 4 * repeat + 2);
    double first = arithmetic(&side->sink);
    meet(side->shared, 2 + 4 * repeat + 4);
    double rates[2] = {first, caches(side->words, &side->sink)};
    for (int i = 0; i < 2; i++) {
      if (rates[i] > side->together[i]) side->together[i] = rates[i];
    }
  }
  side->reading = hand_over(side);
  return NULL;
}

struct probes_pair probes_together(int first, int second) {
  struct probes_pair result = {0, 0, 0};
  struct side sides[2] = {{0}};
  struct shared *shared = aligned_alloc(64, (sizeof *shared + 63) / 64 * 64);
  if (!shared) return result;
  atomic_init(&shared->arrived, 0);
  atomic_init(&shared->written, 0);
  atomic_init(&shared->read, 0);
  pthread_t threads[2];
  int begun = 0;
  for (int i = 0; i < 2; i++) {
    sides[i].number = i;
    sides[i].processor = i == 0 ? first : second;
    sides[i].shared = shared;
    sides[i].words = aligned_alloc(4096, WORDS * 4);
  }
  if (sides[0].words && sides[1].words) {
    for (; begun < 2; begun++) {
      if (pthread_create(&threads[begun], NULL, run, &sides[begun]) != 0) break;
    }
  }
  // One that is alone waits for the other one for ever.
  if (begun == 1) abort();
  for (int i = 0; i < begun; i++) pthread_join(threads[i], NULL);
  if (begun == 2 && sides[0].is_pinned && sides[1].is_pinned) {
    double *a = sides[0].alone, *b = sides[1].alone;
    double *c = sides[0].together, *d = sides[1].together;
    result.arithmetic = 2 * (c[0] + d[0]) / (a[0] + b[0]);
    result.caches = 2 * (c[1] + d[1]) / (a[1] + b[1]);
    result.handed_over = (double)LINES * LAPS / sides[1].reading * 1e3;
  }
  for (int i = 0; i < 2; i++) free(sides[i].words);
  free(shared);
  return result;
}
