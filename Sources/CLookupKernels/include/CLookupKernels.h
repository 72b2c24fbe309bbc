/// The vector kernels of longest-prefix match: pointers in, pointers out, one call for 64 keys.
///
/// They are C because each carries the target attribute of the processor features that it needs, which
/// Swift cannot say for one function. Which kernel may run is found out at run time, so that one binary
/// runs on every processor of its architecture. All kernels give identical results.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Keys of one kernel call.
#define LOOKUP_BATCH 64

/// A compiled trie as the kernels see it; `TrieWord.swift` draws the bits of a word.
struct lookup_trie {
  /// The first `1 << root_bits` words are indexed by the leading bits of the key.
  const uint64_t *words;
  /// Next hops. At least two bytes beyond the last leaf are readable.
  const uint16_t *leaves;
  /// Null, or the answer for each /24, where LOOKUP_ASK_TRIE sends the key through the words. At least two
  /// bytes beyond the last answer are readable.
  const uint16_t *direct;
  /// Null, or in place of `words` the 2^20 words of the medium shape; `ShortWords.swift` draws their bits.
  const uint32_t *short_words;
  /// What short words lead to: next hops, or with LOOKUP_LEADS_TO_LEAVES where 256 `leaves` begin.
  const uint32_t *wide_leaves;
  /// 1...27.
  uint32_t root_bits;
};

/// Not a next hop that `direct` may answer: the trie knows.
#define LOOKUP_ASK_TRIE 65534

/// A kernel: `keys` and `results` have LOOKUP_BATCH elements; `ahead` keys follow after them, which will be
/// looked up next (their cache lines may be fetched).
typedef void lookup_kernel(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead);

lookup_kernel lookup_trie_portable, lookup_direct_portable, lookup_short_portable;
lookup_kernel lookup_trie_avx2, lookup_direct_avx2, lookup_short_avx2;
lookup_kernel lookup_trie_avx512, lookup_direct_avx512, lookup_short_avx512;

/// The kernel for a trie's shape.
lookup_kernel *lookup_kernel_portable(const struct lookup_trie *trie);
lookup_kernel *lookup_kernel_avx2(const struct lookup_trie *trie);
lookup_kernel *lookup_kernel_avx512(const struct lookup_trie *trie);

/// What the processor can run: 0 portable, 1 AVX2, 2 AVX-512 with VPOPCNTDQ.
int lookup_processor_level(void);

/// Words and leaves change while they are read; a word that is read acquires the run that it points to.
static inline uint64_t lookup_load_word(const uint64_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline uint16_t lookup_load_leaf(const uint16_t *leaf) {
  return __atomic_load_n(leaf, __ATOMIC_RELAXED);
}

static inline void lookup_store_word(uint64_t *word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static inline void lookup_store_leaf(uint16_t *leaf, uint16_t value) {
  __atomic_store_n(leaf, value, __ATOMIC_RELAXED);
}

/// The flag of a word that leads to words, and the flag of a word whose low half masks the key.
#define LOOKUP_LEADS_TO_WORDS (UINT64_C(1) << 63)
#define LOOKUP_IS_FLAT (UINT64_C(1) << 62)

/// The index that `word` gives for the slot whose complement stands in the five high bits of `rest`.
static inline uint32_t lookup_run(uint64_t word, uint32_t rest) {
  return ((uint32_t)(word >> 32) & 0x3FFFFFFF) +
         (uint32_t)__builtin_popcount((uint32_t)word << (rest >> 27));
}

/// Follows a key down from `word`, which stands below `consumed` bits of the key.
static inline uint16_t lookup_descend(
    const struct lookup_trie *trie, uint64_t word, uint32_t key, uint32_t consumed) {
  // The complement, because a slot's run is counted by shifting away the bits above the slot.
  uint32_t rest = ~key << consumed;
  for (;;) {
    if (word & LOOKUP_IS_FLAT) {
      uint32_t base = (uint32_t)(word >> 32) & 0x3FFFFFFF;
      return lookup_load_leaf(trie->leaves + base + (key & (uint32_t)word));
    }
    uint32_t index = lookup_run(word, rest);
    if (!(word & LOOKUP_LEADS_TO_WORDS)) return lookup_load_leaf(trie->leaves + index);
    word = lookup_load_word(trie->words + index);
    rest <<= 5;
  }
}

/// One key through the words.
static inline uint16_t lookup_in_words(const struct lookup_trie *trie, uint32_t key) {
  uint64_t word = lookup_load_word(trie->words + (key >> (32 - trie->root_bits)));
  // The first word is never flat.
  uint32_t index = lookup_run(word, ~key << trie->root_bits);
  if (!(word & LOOKUP_LEADS_TO_WORDS)) return lookup_load_leaf(trie->leaves + index);
  return lookup_descend(trie, lookup_load_word(trie->words + index), key, trie->root_bits + 5);
}

/// The flag of a wide leaf that is no next hop.
#define LOOKUP_LEADS_TO_LEAVES (UINT32_C(1) << 31)

/// The wide leaf of the key's /24.
static inline uint32_t lookup_short_leaf(const struct lookup_trie *trie, uint32_t key) {
  uint32_t word = trie->short_words[key >> 12];
  // The bits of the slots up to the key's own, and nothing of the base.
  uint32_t bits = word << (16 | (~(key >> 8) & 15));
  return trie->wide_leaves[(word >> 16) + (uint32_t)__builtin_popcount(bits)];
}

/// The answer for a key whose /24 has this wide leaf.
static inline uint16_t lookup_in_wide_leaf(
    const struct lookup_trie *trie, uint32_t leaf, uint32_t key) {
  if (!(leaf & LOOKUP_LEADS_TO_LEAVES)) return (uint16_t)leaf;
  return trie->leaves[(leaf & ~LOOKUP_LEADS_TO_LEAVES) + (key & 255)];
}

/// One key through short words.
static inline uint16_t lookup_in_short_words(const struct lookup_trie *trie, uint32_t key) {
  return lookup_in_wide_leaf(trie, lookup_short_leaf(trie, key), key);
}

/// Whether all keys of a /24 have one answer, and that answer.
static inline int lookup_short_block(const struct lookup_trie *trie, uint32_t key, uint16_t *answer) {
  uint32_t leaf = lookup_short_leaf(trie, key);
  *answer = (uint16_t)leaf;
  return !(leaf & LOOKUP_LEADS_TO_LEAVES);
}

/// Whether all keys of a /24 have one answer that the first word knows, and that answer.
static inline int lookup_block(const struct lookup_trie *trie, uint32_t key, uint16_t *answer) {
  if (trie->root_bits != 19) return 0;
  uint64_t word = lookup_load_word(trie->words + (key >> 13));
  if (word & LOOKUP_LEADS_TO_WORDS) return 0;
  *answer = lookup_load_leaf(trie->leaves + lookup_run(word, ~key << 19));
  return 1;
}

/// One key.
static inline uint16_t lookup_single(const struct lookup_trie *trie, uint32_t key) {
  if (trie->short_words) return lookup_in_short_words(trie, key);
  if (trie->direct) {
    uint16_t answer = lookup_load_leaf(trie->direct + (key >> 8));
    if (answer != LOOKUP_ASK_TRIE) return answer;
  }
  return lookup_in_words(trie, key);
}

static inline void lookup_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// Levels of inner lines at most: 17 * 17 * 17 leaf lines of 11 intervals each.
#define LOOKUP_INNER_LEVELS 3

/// The first line of each level; the last one's lines are leaves. A level that a table does not need is line 0,
/// which has no ends.
struct lookup_table {
  uint32_t level[LOOKUP_INNER_LEVELS + 1];
};

struct lookup_family {
  /// Lines of 64 bytes, aligned to 64; `family_line.h` has their layout.
  const void *lines;
  const struct lookup_table *tables;
  /// Inner levels that the deepest table needs.
  uint32_t inner_levels;
};

/// Looks up LOOKUP_BATCH keys, key `i` in table `tables[stride * i]`.
typedef void lookup_family_kernel(
    const struct lookup_family *family, const uint32_t *tables, size_t stride, const uint32_t *keys,
    uint16_t *results);

lookup_family_kernel lookup_family_portable, lookup_family_avx2, lookup_family_avx512;

#include "PacketKernels.h"
#include "FlowKernels.h"
#include "RuleKernels.h"
