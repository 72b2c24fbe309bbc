#define _GNU_SOURCE
#include "CDataPlaneDevelopmentKit.h"

#if defined(__x86_64__) && __has_include(<rte_fib.h>) && __has_include(<rte_lpm.h>)

#include <rte_config.h>

#include <dlfcn.h>
#include <rte_eal.h>
#include <rte_fib.h>
#include <rte_lpm.h>
#include <rte_memory.h>
#include <rte_vect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGEST_CALL = 4096, NO_ROUTE_2B = 32767, NO_ROUTE_4B = 0x7FFFFFFF };

static volatile uint64_t sink;
static int created;
static char failure[256];

/// The functions that are not inline, found in the libraries by their names.
#define FUNCTIONS(X)                                                                            \
  X(rte_eal_init) X(rte_memseg_list_walk) X(rte_fib_create) X(rte_fib_add) X(rte_fib_delete)    \
  X(rte_fib_select_lookup) X(rte_fib_lookup_bulk) X(rte_fib_free) X(rte_lpm_create)             \
  X(rte_lpm_add) X(rte_lpm_free)

#define DECLARE(name) static __typeof__(&name) p_##name;
FUNCTIONS(DECLARE)

static const char *open_libraries(void) {
  static const char *const libraries[] = {"librte_eal.so", "librte_rib.so", "librte_fib.so",
                                          "librte_lpm.so"};
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
    if (!dlopen(libraries[i], RTLD_NOW | RTLD_GLOBAL)) {
      snprintf(failure, sizeof failure, "%s", dlerror());
      return failure;
    }
  }
#define FIND(name)                                                                 \
  p_##name = (__typeof__(&name))dlsym(RTLD_DEFAULT, #name);                        \
  if (!p_##name) {                                                                 \
    snprintf(failure, sizeof failure, "its libraries have no function %s", #name); \
    return failure;                                                                \
  }
  FUNCTIONS(FIND)
  return NULL;
}

/// Without huge page files the library maps a memory file of small pages; anonymous memory takes its place.
static int to_anonymous(const struct rte_memseg_list *list, void *argument) {
  (void)argument;
  if (list->external || list->base_va == NULL || list->len == 0) return 0;
  const size_t page = 4096, pages = list->len / page;
  char *base = list->base_va;
  // What was never touched is not worth a copy: the new mapping is zero already.
  unsigned char *touched = malloc(pages);
  char *copy = mmap(NULL, list->len, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  int status = -1;
  if (touched && copy != MAP_FAILED && mincore(base, list->len, touched) == 0) {
    for (size_t i = 0; i < pages; i++) {
      if (touched[i] & 1) memcpy(copy + i * page, base + i * page, page);
    }
    if (mmap(base, list->len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
             -1, 0) != MAP_FAILED) {
      madvise(base, list->len, MADV_HUGEPAGE);
      for (size_t i = 0; i < pages; i++) {
        if (touched[i] & 1) memcpy(base + i * page, copy + i * page, page);
      }
      status = 0;
    }
  }
  if (copy != MAP_FAILED) munmap(copy, list->len);
  free(touched);
  return status;
}

const char *dpdk_start(void) {
  const char *missing = open_libraries();
  if (missing) return missing;
  char prefix[64];
  snprintf(prefix, sizeof prefix, "--file-prefix=peers%d", (int)getpid());
  char *arguments[] = {"peers",           "--no-huge", "-m",            "2048",
                       "--no-pci",        "--no-telemetry", prefix, "--log-level=3",
                       "--force-max-simd-bitwidth=512", "-l", "0"};
  if (p_rte_eal_init((int)(sizeof arguments / sizeof *arguments), arguments) < 0) {
    return "rte_eal_init failed";
  }
  if (p_rte_memseg_list_walk(to_anonymous, NULL) < 0) {
    return "its memory could not be moved to anonymous pages";
  }
  return NULL;
}

void *dpdk_fib_create(int bytes, uint32_t routes) {
  char name[32];
  snprintf(name, sizeof name, "fib%d", created++);
  struct rte_fib_conf conf = {0};
  conf.type = RTE_FIB_DIR24_8;
  conf.default_nh = bytes == 2 ? NO_ROUTE_2B : NO_ROUTE_4B;
  conf.max_routes = (int)routes * 2 + 1024;
  conf.dir24_8.nh_sz = bytes == 2 ? RTE_FIB_DIR24_8_2B : RTE_FIB_DIR24_8_4B;
  conf.dir24_8.num_tbl8 = bytes == 2 ? 32767 : 65535;
  return p_rte_fib_create(name, -1, &conf);
}

int dpdk_fib_add(void *fib, uint32_t address, int length, uint64_t hop) {
  return p_rte_fib_add(fib, address, (uint8_t)length, hop);
}

int dpdk_fib_remove(void *fib, uint32_t address, int length) {
  return p_rte_fib_delete(fib, address, (uint8_t)length);
}

int dpdk_fib_choose(void *fib, int avx512) {
  return p_rte_fib_select_lookup(
      fib, avx512 ? RTE_FIB_LOOKUP_DIR24_8_VECTOR_AVX512 : RTE_FIB_LOOKUP_DIR24_8_SCALAR_MACRO);
}

static uint32_t *writable(const uint32_t *keys) { return (uint32_t *)(uintptr_t)keys; }

void dpdk_fib_run(void *fib, const uint32_t *keys, size_t count, size_t call) {
  uint64_t hops[LARGEST_CALL];
  for (size_t start = 0; start + call <= count; start += call) {
    p_rte_fib_lookup_bulk(fib, writable(keys + start), hops, (int)call);
  }
  sink += hops[1];
}

void dpdk_fib_lookup(void *fib, const uint32_t *keys, uint64_t *results, size_t count) {
  for (size_t start = 0; start < count; start += 64) {
    size_t some = count - start < 64 ? count - start : 64;
    p_rte_fib_lookup_bulk(fib, writable(keys + start), results + start, (int)some);
  }
  for (size_t i = 0; i < count; i++) {
    if (results[i] == NO_ROUTE_2B || results[i] == NO_ROUTE_4B) results[i] = UINT64_MAX;
  }
}

void dpdk_fib_free(void *fib) { p_rte_fib_free(fib); }

void *dpdk_lpm_create(uint32_t routes) {
  char name[32];
  snprintf(name, sizeof name, "lpm%d", created++);
  struct rte_lpm_config conf = {.max_rules = routes + 1024, .number_tbl8s = 16384};
  return p_rte_lpm_create(name, SOCKET_ID_ANY, &conf);
}

int dpdk_lpm_add(void *lpm, uint32_t address, int length, uint32_t hop) {
  return p_rte_lpm_add(lpm, address, (uint8_t)length, hop);
}

void dpdk_lpm_run_bulk(void *lpm, const uint32_t *keys, size_t count, size_t call) {
  uint32_t hops[LARGEST_CALL];
  for (size_t start = 0; start + call <= count; start += call) {
    rte_lpm_lookup_bulk(lpm, keys + start, hops, (unsigned)call);
  }
  sink += hops[1];
}

static void four(void *lpm, const uint32_t *keys, uint32_t *hops) {
  xmm_t some = _mm_loadu_si128((const xmm_t *)(const void *)keys);
  rte_lpm_lookupx4(lpm, some, hops, UINT32_MAX);
}

void dpdk_lpm_run_x4(void *lpm, const uint32_t *keys, size_t count) {
  uint32_t hops[64];
  for (size_t start = 0; start + 64 <= count; start += 64) {
    for (size_t i = 0; i < 64; i += 4) four(lpm, keys + start + i, hops + i);
  }
  sink += hops[1];
}

void dpdk_lpm_lookup(void *lpm, const uint32_t *keys, uint64_t *results, size_t count, int x4) {
  for (size_t i = 0; i < count; i += 4) {
    uint32_t hops[4];
    if (x4) {
      four(lpm, keys + i, hops);
      for (size_t j = 0; j < 4; j++) results[i + j] = hops[j] == UINT32_MAX ? UINT64_MAX : hops[j];
    } else {
      rte_lpm_lookup_bulk(lpm, keys + i, hops, 4);
      for (size_t j = 0; j < 4; j++) {
        results[i + j] = hops[j] & RTE_LPM_LOOKUP_SUCCESS ? hops[j] & 0x00FFFFFF : UINT64_MAX;
      }
    }
  }
}

void dpdk_lpm_free(void *lpm) { p_rte_lpm_free(lpm); }

#else

const char *dpdk_start(void) {
  return "its headers were not there when this was built (Debian: apt-get install libdpdk-dev, then "
         "remove Benchmarks/.build)";
}
void *dpdk_fib_create(int bytes, uint32_t routes) { return NULL; }
int dpdk_fib_add(void *fib, uint32_t address, int length, uint64_t hop) { return -1; }
int dpdk_fib_remove(void *fib, uint32_t address, int length) { return -1; }
int dpdk_fib_choose(void *fib, int avx512) { return -1; }
void dpdk_fib_run(void *fib, const uint32_t *keys, size_t count, size_t call) {}
void dpdk_fib_lookup(void *fib, const uint32_t *keys, uint64_t *results, size_t count) {}
void dpdk_fib_free(void *fib) {}
void *dpdk_lpm_create(uint32_t routes) { return NULL; }
int dpdk_lpm_add(void *lpm, uint32_t address, int length, uint32_t hop) { return -1; }
void dpdk_lpm_run_bulk(void *lpm, const uint32_t *keys, size_t count, size_t call) {}
void dpdk_lpm_run_x4(void *lpm, const uint32_t *keys, size_t count) {}
void dpdk_lpm_lookup(void *lpm, const uint32_t *keys, uint64_t *results, size_t count, int x4) {}
void dpdk_lpm_free(void *lpm) {}

#endif
