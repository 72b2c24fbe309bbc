#define _GNU_SOURCE
#include "CDataPlaneDevelopmentKit.h"

#include <rte_eal.h>
#include <rte_fib.h>
#include <rte_lpm.h>
#include <rte_memory.h>
#include <rte_vect.h>
#include <string.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile uint64_t sink;
static int created;

/// Without huge page files the library maps a memory file of small pages; its place is taken by anonymous memory.
static int to_anonymous(const struct rte_memseg_list *list, void *argument) {
  (void)argument;
  if (list->external || list->base_va == NULL || list->len == 0) return 0;
  void *copy = mmap(NULL, list->len, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (copy == MAP_FAILED) return -1;
  // Only what has been written is worth a copy: the rest of the new mapping is zero already.
  const size_t page = 4096;
  static const char zeros[4096];
  char *base = list->base_va;
  for (size_t at = 0; at < list->len; at += page) {
    if (memcmp(base + at, zeros, page) != 0) memcpy((char *)copy + at, base + at, page);
  }
  if (mmap(base, list->len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
      MAP_FAILED) return -1;
  madvise(base, list->len, MADV_HUGEPAGE);
  for (size_t at = 0; at < list->len; at += page) {
    if (memcmp((char *)copy + at, zeros, page) != 0) memcpy(base + at, (char *)copy + at, page);
  }
  munmap(copy, list->len);
  return 0;
}

int dpdk_start(void) {
  char prefix[64];
  snprintf(prefix, sizeof prefix, "--file-prefix=peers%d", (int)getpid());
  char *arguments[] = {"peers", "--no-huge", "-m", "1024", "--no-pci", "--no-telemetry", prefix, "--log-level=3",
                       "--force-max-simd-bitwidth=512", "-l", "0"};
  if (rte_eal_init((int)(sizeof arguments / sizeof *arguments), arguments) < 0) return 1;
  if (rte_memseg_list_walk(to_anonymous, NULL) < 0) return 2;
  return 0;
}

void *dpdk_fib_create(int bytes, uint32_t routes) {
  char name[32];
  snprintf(name, sizeof name, "fib%d", created++);
  struct rte_fib_conf conf = {0};
  conf.type = RTE_FIB_DIR24_8;
  conf.default_nh = bytes == 2 ? 32767 : 0x7FFFFFFF;
  conf.max_routes = (int)routes * 2 + 1024;
  conf.dir24_8.nh_sz = bytes == 2 ? RTE_FIB_DIR24_8_2B : RTE_FIB_DIR24_8_4B;
  conf.dir24_8.num_tbl8 = bytes == 2 ? 32767 : 65535;
  return rte_fib_create(name, -1, &conf);
}

int dpdk_fib_add(void *fib, uint32_t address, int length, uint64_t hop) {
  return rte_fib_add(fib, address, (uint8_t)length, hop);
}

int dpdk_fib_remove(void *fib, uint32_t address, int length) {
  return rte_fib_delete(fib, address, (uint8_t)length);
}

int dpdk_fib_choose(void *fib, int avx512) {
  return rte_fib_select_lookup(
      fib, avx512 ? RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512 : RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO);
}

void dpdk_fib_run(void *fib, const uint32_t *keys, size_t count) {
  uint64_t hops[64];
  for (size_t start = 0; start < count; start += 64) {
    rte_fib_lookup_bulk(fib, (uint32_t *)(uintptr_t)(keys + start), hops, 64);
  }
  sink += hops[1];
}

void dpdk_fib_lookup(void *fib, const uint32_t *keys, uint64_t *results, size_t count) {
  for (size_t start = 0; start < count; start += 64) {
    size_t some = count - start < 64 ? count - start : 64;
    rte_fib_lookup_bulk(fib, (uint32_t *)(uintptr_t)(keys + start), results + start, (int)some);
  }
  for (size_t i = 0; i < count; i++) {
    if (results[i] == 32767 || results[i] == 0x7FFFFFFF) results[i] = UINT64_MAX;
  }
}

void dpdk_fib_free(void *fib) { rte_fib_free(fib); }

void *dpdk_lpm_create(uint32_t routes) {
  char name[32];
  snprintf(name, sizeof name, "lpm%d", created++);
  struct rte_lpm_config conf = {.max_rules = routes + 1024, .number_tbl8s = 16384};
  return rte_lpm_create(name, SOCKET_ID_ANY, &conf);
}

int dpdk_lpm_add(void *lpm, uint32_t address, int length, uint32_t hop) {
  return rte_lpm_add(lpm, address, (uint8_t)length, hop);
}

void dpdk_lpm_run_bulk(void *lpm, const uint32_t *keys, size_t count) {
  uint32_t hops[64];
  for (size_t start = 0; start < count; start += 64) {
    rte_lpm_lookup_bulk(lpm, keys + start, hops, 64);
  }
  sink += hops[1];
}

void dpdk_lpm_run_x4(void *lpm, const uint32_t *keys, size_t count) {
  uint32_t hops[64];
  for (size_t start = 0; start < count; start += 64) {
    for (int i = 0; i < 64; i += 4) {
      xmm_t four = _mm_loadu_si128((const xmm_t *)(const void *)(keys + start + i));
      rte_lpm_lookupx4(lpm, four, hops + i, UINT32_MAX);
    }
  }
  sink += hops[1];
}

void dpdk_lpm_lookup(void *lpm, const uint32_t *keys, uint64_t *results, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t hop;
    results[i] = rte_lpm_lookup(lpm, keys[i], &hop) == 0 ? hop : UINT64_MAX;
  }
}

void dpdk_lpm_free(void *lpm) { rte_lpm_free(lpm); }
