/// Debian's DPDK as a peer: its FIB and LPM libraries behind functions without inline headers.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Starts the environment without devices and huge pages files, and moves its memory to anonymous pages that the
/// system may make large, as vnetem's are. Returns 0, or the stage that failed.
int dpdk_start(void);

/// A DIR24_8 FIB with next hops of `bytes` bytes (2 or 4), or null.
void *dpdk_fib_create(int bytes, uint32_t routes);
/// Adds a route; 0 if it was taken.
int dpdk_fib_add(void *fib, uint32_t address, int length, uint64_t hop);
int dpdk_fib_remove(void *fib, uint32_t address, int length);
/// Chooses the AVX-512 lookup (1) or the inlined scalar one (0); 0 if the library agreed.
int dpdk_fib_choose(void *fib, int avx512);
/// Looks up `count` keys, 64 a call, and discards the results.
void dpdk_fib_run(void *fib, const uint32_t *keys, size_t count);
/// Looks up `count` keys into `results`; no route is UINT64_MAX.
void dpdk_fib_lookup(void *fib, const uint32_t *keys, uint64_t *results, size_t count);
void dpdk_fib_free(void *fib);

void *dpdk_lpm_create(uint32_t routes);
int dpdk_lpm_add(void *lpm, uint32_t address, int length, uint32_t hop);
/// Looks up `count` keys (a multiple of 64) by rte_lpm_lookup_bulk, and discards the results.
void dpdk_lpm_run_bulk(void *lpm, const uint32_t *keys, size_t count);
void dpdk_lpm_run_x4(void *lpm, const uint32_t *keys, size_t count);
/// Looks up `count` keys into `results`; no route is UINT64_MAX.
void dpdk_lpm_lookup(void *lpm, const uint32_t *keys, uint64_t *results, size_t count);
void dpdk_lpm_free(void *lpm);
