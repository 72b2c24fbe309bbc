#include "CLookupKernels.h"
#include "family_line.h"

#if defined(__x86_64__)
#include <immintrin.h>

// Gathers of 256 bits, arithmetic of 512: the wide gathers were measured 1.3 to 1.8 times slower (Zen 5).
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,avx2,bmi,bmi2,popcnt"))), \
    apply_to = function)

#define GROUPS (LOOKUP_BATCH / 16)

/// Sixteen words: the low halves, which are bitmaps, and the high halves, which are bases.
struct sixteen_words {
  __m512i bitmap, base;
};

static inline __m256i gather_four(const uint64_t *words, __m128i index) {
  return _mm256_i32gather_epi64((const long long *)words, index, 8);
}

static inline struct sixteen_words gather_words(const uint64_t *words, __m512i index) {
  const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const __m512i odd = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  __m256i a = gather_four(words, _mm512_castsi512_si128(index));
  __m256i b = gather_four(words, _mm512_extracti32x4_epi32(index, 1));
  __m256i c = gather_four(words, _mm512_extracti32x4_epi32(index, 2));
  __m256i d = gather_four(words, _mm512_extracti32x4_epi32(index, 3));
  __m512i first = _mm512_inserti64x4(_mm512_castsi256_si512(a), b, 1);
  __m512i second = _mm512_inserti64x4(_mm512_castsi256_si512(c), d, 1);
  return (struct sixteen_words){_mm512_permutex2var_epi32(first, even, second),
                                _mm512_permutex2var_epi32(first, odd, second)};
}

/// The index that each word gives, with the flags of the word left in its top bits.
static inline __m512i runs(struct sixteen_words words, __m512i rest) {
  __m512i before = _mm512_sllv_epi32(words.bitmap, _mm512_srli_epi32(rest, 27));
  return _mm512_add_epi32(words.base, _mm512_popcnt_epi32(before));
}

/// Reads four bytes at each leaf, of which two are the leaf: the leaves are padded by two bytes.
static inline void gather_leaves(const uint16_t *leaves, __m512i index, uint16_t *results) {
  __m256i low = _mm256_i32gather_epi32((const int *)leaves, _mm512_castsi512_si256(index), 2);
  __m256i high = _mm256_i32gather_epi32((const int *)leaves, _mm512_extracti64x4_epi64(index, 1), 2);
  _mm_storeu_si128((__m128i *)results, _mm256_cvtepi32_epi16(low));
  _mm_storeu_si128((__m128i *)(results + 8), _mm256_cvtepi32_epi16(high));
}

/// From so many lanes of 64 that go deeper all of them are moved together.
#define MANY_LANES 6

/// Some words lead to words.
static inline void descend(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, __m512i *index,
    uint64_t deeper) {
  const __m512i number = _mm512_set1_epi32(0x3FFFFFFF), flat = _mm512_set1_epi32(0x40000000);
  uint32_t consumed = trie->root_bits;
  while (__builtin_popcountll(deeper) >= MANY_LANES) {
    uint64_t more = 0;
    consumed += 5;
#pragma clang loop unroll(full)
    for (int group = 0; group < GROUPS; group++) {
      __mmask16 mask = (__mmask16)(deeper >> (16 * group));
      __m512i key = _mm512_loadu_si512(keys + 16 * group);
      __m512i rest = _mm512_sll_epi32(_mm512_xor_si512(key, _mm512_set1_epi32(-1)),
                                      _mm_cvtsi32_si128((int)consumed));
      // Lanes that have arrived read word 0 and ignore it.
      __m512i at = _mm512_maskz_and_epi32(mask, index[group], number);
      struct sixteen_words words = gather_words(trie->words, at);
      __mmask16 is_flat = _mm512_mask_test_epi32_mask(mask, words.base, flat);
      __m512i next = runs(words, rest);
      __m512i in_flat = _mm512_and_si512(key, words.bitmap);
      in_flat = _mm512_add_epi32(_mm512_and_si512(words.base, number), in_flat);
      next = _mm512_mask_mov_epi32(next, is_flat, in_flat);
      index[group] = _mm512_mask_mov_epi32(index[group], mask, next);
      more |= (uint64_t)(_mm512_movepi32_mask(next) & mask) << (16 * group);
    }
    deeper = more;
  }
  if (deeper == 0) {
#pragma clang loop unroll(full)
    for (int group = 0; group < GROUPS; group++) {
      gather_leaves(trie->leaves, index[group], results + 16 * group);
    }
    return;
  }
  uint32_t at[LOOKUP_BATCH];
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    __mmask16 arrived = (__mmask16)~(deeper >> (16 * group));
    _mm512_storeu_si512(at + 16 * group, _mm512_and_si512(index[group], number));
    gather_leaves(trie->leaves, _mm512_maskz_mov_epi32(arrived, index[group]), results + 16 * group);
  }
  do {
    int i = __builtin_ctzll(deeper);
    deeper &= deeper - 1;
    results[i] = lookup_descend(trie, lookup_load_word(trie->words + at[i]), keys[i], consumed + 5);
  } while (deeper);
}

/// Whether all keys lie in one /24, as those of a burst to one host or of a scan do.
static inline int share_a_block(const uint32_t *keys) {
  // Of most batches the ends say so.
  if ((keys[0] ^ keys[LOOKUP_BATCH - 1]) >> 8) return 0;
  __m512i first = _mm512_set1_epi32((int)keys[0]);
  __m512i differs = _mm512_xor_si512(_mm512_loadu_si512(keys), first);
#pragma clang loop unroll(full)
  for (int group = 1; group < GROUPS; group++) {
    __m512i key = _mm512_loadu_si512(keys + 16 * group);
    differs = _mm512_or_si512(differs, _mm512_xor_si512(key, first));
  }
  return _mm512_test_epi32_mask(differs, _mm512_set1_epi32((int)0xFFFFFF00)) == 0;
}

void lookup_trie_avx512(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  (void)ahead;
  if (__builtin_expect(share_a_block(keys), 0)) {
    uint16_t answer;
    if (lookup_block(trie, keys[0], &answer)) {
      _mm512_storeu_si512(results, _mm512_set1_epi16((short)answer));
      _mm512_storeu_si512(results + 32, _mm512_set1_epi16((short)answer));
      return;
    }
  }
  const __m128i root_bits = _mm_cvtsi32_si128((int)trie->root_bits);
  const __m128i shift = _mm_cvtsi32_si128((int)(32 - trie->root_bits));
  __m512i index[GROUPS];
  uint64_t deeper = 0;
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    __m512i key = _mm512_loadu_si512(keys + 16 * group);
    __m512i rest = _mm512_sll_epi32(_mm512_xor_si512(key, _mm512_set1_epi32(-1)), root_bits);
    struct sixteen_words words = gather_words(trie->words, _mm512_srl_epi32(key, shift));
    index[group] = runs(words, rest);
    deeper |= (uint64_t)_mm512_movepi32_mask(words.base) << (16 * group);
  }
  if (__builtin_expect(deeper != 0, 0)) {
    descend(trie, keys, results, index, deeper);
    return;
  }
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    gather_leaves(trie->leaves, index[group], results + 16 * group);
  }
}

void lookup_direct_avx512(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  const uint16_t *direct = trie->direct;
  // Keys that follow each other closely need no fetching ahead.
  if (ahead >= LOOKUP_BATCH && (keys[LOOKUP_BATCH] ^ keys[2 * LOOKUP_BATCH - 1]) >> 16) {
    for (int i = 0; i < LOOKUP_BATCH; i++) lookup_prefetch(direct + (keys[LOOKUP_BATCH + i] >> 8));
  }
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    __m512i key = _mm512_loadu_si512(keys + 16 * group);
    gather_leaves(direct, _mm512_srli_epi32(key, 8), results + 16 * group);
  }
  const __m512i asking = _mm512_set1_epi16((short)LOOKUP_ASK_TRIE);
  uint64_t ask = _mm512_cmpeq_epi16_mask(_mm512_loadu_si512(results), asking);
  ask |= (uint64_t)_mm512_cmpeq_epi16_mask(_mm512_loadu_si512(results + 32), asking) << 32;
  while (ask) {
    int i = __builtin_ctzll(ask);
    ask &= ask - 1;
    results[i] = lookup_in_words(trie, keys[i]);
  }
}

/// Registers of 256 bits throughout: their gathers need no putting together of halves.
void lookup_short_avx512(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  (void)ahead;
  if (__builtin_expect(share_a_block(keys), 0)) {
    uint16_t answer;
    if (lookup_short_block(trie, keys[0], &answer)) {
      _mm512_storeu_si512(results, _mm512_set1_epi16((short)answer));
      _mm512_storeu_si512(results + 32, _mm512_set1_epi16((short)answer));
      return;
    }
  }
  const __m256i fifteen = _mm256_set1_epi32(15), sixteen = _mm256_set1_epi32(16);
  __m256i leaf[LOOKUP_BATCH / 8], any = _mm256_setzero_si256();
#pragma clang loop unroll(full)
  for (int group = 0; group < LOOKUP_BATCH / 8; group++) {
    __m256i key = _mm256_loadu_si256((const __m256i *)(keys + 8 * group));
    __m256i word =
        _mm256_i32gather_epi32((const int *)trie->short_words, _mm256_srli_epi32(key, 12), 4);
    __m256i shift = _mm256_or_si256(
        _mm256_andnot_si256(_mm256_srli_epi32(key, 8), fifteen), sixteen);
    __m256i run = _mm256_popcnt_epi32(_mm256_sllv_epi32(word, shift));
    leaf[group] = _mm256_add_epi32(_mm256_srli_epi32(word, 16), run);
  }
#pragma clang loop unroll(full)
  for (int group = 0; group < LOOKUP_BATCH / 8; group++) {
    leaf[group] = _mm256_i32gather_epi32((const int *)trie->wide_leaves, leaf[group], 4);
    any = _mm256_or_si256(any, leaf[group]);
  }
  if (_mm256_movepi32_mask(any)) {
    const __m256i low = _mm256_set1_epi32(0x7FFFFFFF), host = _mm256_set1_epi32(255);
#pragma clang loop unroll(full)
    for (int group = 0; group < LOOKUP_BATCH / 8; group++) {
      __m256i key = _mm256_loadu_si256((const __m256i *)(keys + 8 * group));
      __m256i at = _mm256_add_epi32(_mm256_and_si256(leaf[group], low), _mm256_and_si256(key, host));
      leaf[group] = _mm256_mmask_i32gather_epi32(
          leaf[group], _mm256_movepi32_mask(leaf[group]), at, (const int *)trie->leaves, 2);
    }
  }
#pragma clang loop unroll(full)
  for (int group = 0; group < LOOKUP_BATCH / 8; group++) {
    _mm_storeu_si128((__m128i *)(results + 8 * group), _mm256_cvtepi32_epi16(leaf[group]));
  }
}

lookup_kernel *lookup_kernel_avx512(const struct lookup_trie *trie) {
  if (trie->short_words) return lookup_short_avx512;
  return trie->direct ? lookup_direct_avx512 : lookup_trie_avx512;
}

static inline uint32_t count_below(const struct lookup_line *line, __mmask16 used, uint32_t key) {
  __m512i ends = _mm512_load_si512(line);
  __mmask16 below = _mm512_mask_cmplt_epu32_mask(used, ends, _mm512_set1_epi32((int)key));
  return (uint32_t)__builtin_popcount(below);
}

#define COUNT_INNER(line, key) count_below(line, 0xFFFF, key)
#define COUNT_LEAF(line, key) count_below(line, 0x3FF, key)
#define FAMILY_KERNEL lookup_family_avx512
#include "family.h"

#pragma clang attribute pop
#endif
