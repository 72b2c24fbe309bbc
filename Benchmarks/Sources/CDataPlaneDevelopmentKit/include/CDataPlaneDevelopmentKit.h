/// DPDK as a peer: its FIB and LPM libraries behind functions without inline headers.
///
/// The libraries are opened at run time, so that the program starts where they are not installed.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "PeerRouter.h"
#include "PeerTables.h"

/// Starts the environment without devices and huge page files, and moves its memory to anonymous pages that the
/// system may make large, as vnetem's are. Null if all went well, or what failed.
const char *dpdk_start(void);

/// A DIR24_8 FIB with next hops of `bytes` bytes (2 or 4), or null.
void *dpdk_fib_create(int bytes, uint32_t routes);
/// Adds a route; 0 if it was taken.
int dpdk_fib_add(void *fib, uint32_t address, int length, uint64_t hop);
int dpdk_fib_remove(void *fib, uint32_t address, int length);
/// Chooses the AVX-512 lookup (1) or the inlined scalar one (0); 0 if the library agreed.
int dpdk_fib_choose(void *fib, int avx512);
/// Looks up `count` keys, `call` of them a call, at most 4,096, and discards the results.
void dpdk_fib_run(void *fib, const uint32_t *keys, size_t count, size_t call);
/// Looks up `count` keys into `results`; no route is UINT64_MAX.
void dpdk_fib_lookup(void *fib, const uint32_t *keys, uint64_t *results, size_t count);
void dpdk_fib_free(void *fib);

void *dpdk_lpm_create(uint32_t routes);
int dpdk_lpm_add(void *lpm, uint32_t address, int length, uint32_t hop);
/// Looks up `count` keys by rte_lpm_lookup_bulk, `call` of them a call, at most 4,096, and discards the results.
void dpdk_lpm_run_bulk(void *lpm, const uint32_t *keys, size_t count, size_t call);
/// Looks up `count` keys (a multiple of 4) by rte_lpm_lookupx4, and discards the results.
void dpdk_lpm_run_x4(void *lpm, const uint32_t *keys, size_t count);
/// Looks up `count` keys (a multiple of 4) into `results` by x4 (1) or bulk (0); no route is UINT64_MAX.
void dpdk_lpm_lookup(void *lpm, const uint32_t *keys, uint64_t *results, size_t count, int x4);
void dpdk_lpm_free(void *lpm);
