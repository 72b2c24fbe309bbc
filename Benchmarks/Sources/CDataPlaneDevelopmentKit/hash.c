#define _GNU_SOURCE
#include "PeerTables.h"
#include "libraries.h"

#ifdef HAS_DPDK

#include <nmmintrin.h>
#include <rte_config.h>
#include <rte_hash.h>
#include <string.h>

static char failure[256];
static int created;

#define FUNCTIONS(X) \
  X(rte_hash_create) X(rte_hash_add_key) X(rte_hash_lookup_bulk) X(rte_hash_free)
FUNCTIONS(DPDK_DECLARE)

static const char *open_library(void) {
  DPDK_OPEN("librte_hash.so")
  FUNCTIONS(DPDK_FIND)
  return NULL;
}

/// What rte_hash_crc computes for 16 bytes.
static uint32_t crc(const void *key, uint32_t length, uint32_t start) {
  (void)length;
  uint64_t words[2];
  memcpy(words, key, sizeof words);
  return (uint32_t)_mm_crc32_u64(_mm_crc32_u64(start, words[0]), words[1]);
}

void *dpdk_hash_create(uint32_t capacity, const char **reason) {
  *reason = open_library();
  if (*reason) return NULL;
  char name[32];
  snprintf(name, sizeof name, "hash%d", created++);
  struct rte_hash_parameters parameters = {
      .name = name, .entries = capacity, .key_len = 16, .hash_func = crc, .socket_id = -1};
  void *hash = p_rte_hash_create(&parameters);
  if (!hash) *reason = "rte_hash_create failed";
  return hash;
}

int dpdk_hash_add(void *hash, const void *key) { return p_rte_hash_add_key(hash, key); }

size_t dpdk_hash_run(void *hash, const void *keys, size_t count, int32_t *results) {
  size_t found = 0;
  const char *base = keys;
  for (size_t start = 0; start + 32 <= count; start += 32) {
    const void *some[32];
    for (size_t i = 0; i < 32; i++) some[i] = base + (start + i) * 16;
    p_rte_hash_lookup_bulk(hash, some, 32, results);
    found += results[0] >= 0;
  }
  return found;
}

void dpdk_hash_free(void *hash) { p_rte_hash_free(hash); }

#else

void *dpdk_hash_create(uint32_t capacity, const char **reason) {
  (void)capacity;
  *reason = DPDK_ABSENT;
  return NULL;
}
int dpdk_hash_add(void *hash, const void *key) { return -1; }
size_t dpdk_hash_run(void *hash, const void *keys, size_t count, int32_t *results) { return 0; }
void dpdk_hash_free(void *hash) {}

#endif
