#include "CLookupKernels.h"
#include "family_line.h"

/// Two stages, so that the cache misses of 64 keys overlap: all words, then all leaves.
void lookup_trie_portable(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  (void)ahead;
  const uint32_t root_bits = trie->root_bits, shift = 32 - root_bits;
  uint64_t words[LOOKUP_BATCH];
  uint32_t index[LOOKUP_BATCH];
  uint64_t any = 0;
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    words[i] = lookup_load_word(trie->words + (keys[i] >> shift));
    any |= words[i];
  }
  for (int i = 0; i < LOOKUP_BATCH; i++) index[i] = lookup_run(words[i], ~keys[i] << root_bits);
  if (!(any >> 63)) {
    for (int i = 0; i < LOOKUP_BATCH; i++) results[i] = lookup_load_leaf(trie->leaves + index[i]);
    return;
  }
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    if (words[i] >> 63) lookup_prefetch(trie->words + index[i]);
  }
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    results[i] = words[i] >> 63
        ? lookup_descend(trie, lookup_load_word(trie->words + index[i]), keys[i], root_bits + 5)
        : lookup_load_leaf(trie->leaves + index[i]);
  }
}

void lookup_direct_portable(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  if (ahead >= LOOKUP_BATCH) {
    for (int i = 0; i < LOOKUP_BATCH; i++) {
      lookup_prefetch(trie->direct + (keys[LOOKUP_BATCH + i] >> 8));
    }
  }
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    results[i] = lookup_load_leaf(trie->direct + (keys[i] >> 8));
  }
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    if (results[i] == LOOKUP_ASK_TRIE) results[i] = lookup_in_words(trie, keys[i]);
  }
}

/// Three stages, so that cache misses overlap: all words, all wide leaves, all leaves.
void lookup_short_portable(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  (void)ahead;
  uint32_t leaves[LOOKUP_BATCH], any = 0;
  for (int i = 0; i < LOOKUP_BATCH; i++) leaves[i] = trie->short_words[keys[i] >> 12];
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    uint32_t bits = leaves[i] << (16 | (~(keys[i] >> 8) & 15));
    leaves[i] = trie->wide_leaves[(leaves[i] >> 16) + (uint32_t)__builtin_popcount(bits)];
    any |= leaves[i];
  }
  for (int i = 0; i < LOOKUP_BATCH; i++) results[i] = (uint16_t)leaves[i];
  if (!(any & LOOKUP_LEADS_TO_LEAVES)) return;
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    if (leaves[i] & LOOKUP_LEADS_TO_LEAVES) {
      results[i] = trie->leaves[(leaves[i] & ~LOOKUP_LEADS_TO_LEAVES) + (keys[i] & 255)];
    }
  }
}

lookup_kernel *lookup_kernel_portable(const struct lookup_trie *trie) {
  if (trie->short_words) return lookup_short_portable;
  return trie->direct ? lookup_direct_portable : lookup_trie_portable;
}

static inline uint32_t count_below(const uint32_t *ends, int count, uint32_t key) {
  uint32_t below = 0;
  for (int i = 0; i < count; i++) below += ends[i] < key;
  return below;
}

#define COUNT_INNER(line, key) count_below((line)->inner, 16, key)
#define COUNT_LEAF(line, key) count_below((line)->leaf.ends, 10, key)
#define FAMILY_KERNEL lookup_family_portable
#include "family.h"

int lookup_processor_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vpopcntdq")) {
    return 2;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) return 1;
#endif
  return 0;
}
