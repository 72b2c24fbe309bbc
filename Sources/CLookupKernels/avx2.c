#include "CLookupKernels.h"
#include "family_line.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)

#define GROUPS (LOOKUP_BATCH / 8)

/// Bits set in each of eight words, counted by nibbles.
static inline __m256i count_bits(__m256i words) {
  const __m256i of_nibble = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
                                             0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
  const __m256i nibble = _mm256_set1_epi8(15);
  __m256i low = _mm256_shuffle_epi8(of_nibble, _mm256_and_si256(words, nibble));
  __m256i high =
      _mm256_shuffle_epi8(of_nibble, _mm256_and_si256(_mm256_srli_epi16(words, 4), nibble));
  __m256i pairs = _mm256_maddubs_epi16(_mm256_add_epi8(low, high), _mm256_set1_epi8(1));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

/// The index that each of eight words gives, with the word's top bit left in it.
static inline __m256i runs(__m256i first, __m256i second, __m256i rest) {
  __m256 low = _mm256_castsi256_ps(first), high = _mm256_castsi256_ps(second);
  __m256i bitmap = _mm256_permute4x64_epi64(
      _mm256_castps_si256(_mm256_shuffle_ps(low, high, 0x88)), 0xD8);
  __m256i base = _mm256_permute4x64_epi64(
      _mm256_castps_si256(_mm256_shuffle_ps(low, high, 0xDD)), 0xD8);
  __m256i run = count_bits(_mm256_sllv_epi32(bitmap, _mm256_srli_epi32(rest, 27)));
  return _mm256_add_epi32(base, run);
}

static inline __m256i gather_words(__m256i index, const uint64_t *words, int upper) {
  __m128i half = upper ? _mm256_extracti128_si256(index, 1) : _mm256_castsi256_si128(index);
  return _mm256_i32gather_epi64((const long long *)words, half, 8);
}

/// The low halves of eight words.
static inline void store_halves(__m256i wide, uint16_t *results) {
  wide = _mm256_and_si256(wide, _mm256_set1_epi32(0xFFFF));
  __m256i narrow = _mm256_permute4x64_epi64(_mm256_packus_epi32(wide, wide), 0x08);
  _mm_storeu_si128((__m128i *)results, _mm256_castsi256_si128(narrow));
}

/// Reads four bytes at each leaf, of which two are the leaf: the leaves are padded by two bytes.
static inline void leaves_all(__m256i index, const uint16_t *leaves, uint16_t *results) {
  store_halves(_mm256_i32gather_epi32((const int *)leaves, index, 2), results);
}

/// Whether all keys lie in one /24, as those of a burst to one host or of a scan do.
static inline int share_a_block(const uint32_t *keys) {
  // Of most batches the ends say so.
  if ((keys[0] ^ keys[LOOKUP_BATCH - 1]) >> 8) return 0;
  __m256i first = _mm256_set1_epi32((int)keys[0]), differs = _mm256_setzero_si256();
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    __m256i key = _mm256_loadu_si256((const __m256i *)(keys + 8 * group));
    differs = _mm256_or_si256(differs, _mm256_xor_si256(key, first));
  }
  return _mm256_testz_si256(differs, _mm256_set1_epi32((int)0xFFFFFF00));
}

void lookup_trie_avx2(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  (void)ahead;
  if (__builtin_expect(share_a_block(keys), 0)) {
    uint16_t answer;
    if (lookup_block(trie, keys[0], &answer)) {
      for (int i = 0; i < LOOKUP_BATCH; i++) results[i] = answer;
      return;
    }
  }
  const uint64_t *words = trie->words;
  const __m128i root_bits = _mm_cvtsi32_si128((int)trie->root_bits);
  const __m128i shift = _mm_cvtsi32_si128((int)(32 - trie->root_bits));
  __m256i index[GROUPS];
  uint64_t deeper = 0;
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    __m256i key = _mm256_loadu_si256((const __m256i *)(keys + 8 * group));
    __m256i at = _mm256_srl_epi32(key, shift);
    __m256i rest = _mm256_sll_epi32(_mm256_xor_si256(key, _mm256_set1_epi32(-1)), root_bits);
    index[group] = runs(gather_words(at, words, 0), gather_words(at, words, 1), rest);
    uint32_t mask = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(index[group]));
    deeper |= (uint64_t)mask << (8 * group);
  }
  if (__builtin_expect(deeper == 0, 1)) {
#pragma clang loop unroll(full)
    for (int group = 0; group < GROUPS; group++) {
      leaves_all(index[group], trie->leaves, results + 8 * group);
    }
    return;
  }
  uint32_t at[LOOKUP_BATCH];
  for (int group = 0; group < GROUPS; group++) {
    __m256i clear = _mm256_and_si256(index[group], _mm256_set1_epi32(0x3FFFFFFF));
    _mm256_storeu_si256((__m256i *)(at + 8 * group), clear);
  }
  // The leaf of a lane that goes deeper is read at 0 and replaced.
  for (int group = 0; group < GROUPS; group++) {
    __m256i arrived = _mm256_andnot_si256(_mm256_srai_epi32(index[group], 31), index[group]);
    leaves_all(arrived, trie->leaves, results + 8 * group);
  }
  while (deeper) {
    int i = __builtin_ctzll(deeper);
    deeper &= deeper - 1;
    results[i] =
        lookup_descend(trie, lookup_load_word(words + at[i]), keys[i], trie->root_bits + 5);
  }
}

void lookup_direct_avx2(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  const uint16_t *direct = trie->direct;
  if (ahead >= LOOKUP_BATCH && (keys[LOOKUP_BATCH] ^ keys[2 * LOOKUP_BATCH - 1]) >> 16) {
    for (int i = 0; i < LOOKUP_BATCH; i++) lookup_prefetch(direct + (keys[LOOKUP_BATCH + i] >> 8));
  }
  for (int group = 0; group < GROUPS; group++) {
    __m256i key = _mm256_loadu_si256((const __m256i *)(keys + 8 * group));
    leaves_all(_mm256_srli_epi32(key, 8), direct, results + 8 * group);
  }
  const __m256i ask = _mm256_set1_epi16((short)LOOKUP_ASK_TRIE);
  for (int start = 0; start < LOOKUP_BATCH; start += 16) {
    __m256i answer = _mm256_loadu_si256((const __m256i *)(results + start));
    uint32_t mask = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi16(answer, ask));
    while (mask) {
      int i = __builtin_ctz(mask) / 2;
      mask &= ~(3u << (2 * i));
      results[start + i] = lookup_in_words(trie, keys[start + i]);
    }
  }
}

void lookup_short_avx2(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  (void)ahead;
  if (__builtin_expect(share_a_block(keys), 0)) {
    uint16_t answer;
    if (lookup_short_block(trie, keys[0], &answer)) {
      for (int i = 0; i < LOOKUP_BATCH; i++) results[i] = answer;
      return;
    }
  }
  const __m256i fifteen = _mm256_set1_epi32(15), sixteen = _mm256_set1_epi32(16);
  __m256i leaf[GROUPS], any = _mm256_setzero_si256();
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    __m256i key = _mm256_loadu_si256((const __m256i *)(keys + 8 * group));
    __m256i word =
        _mm256_i32gather_epi32((const int *)trie->short_words, _mm256_srli_epi32(key, 12), 4);
    __m256i shift = _mm256_or_si256(
        _mm256_andnot_si256(_mm256_srli_epi32(key, 8), fifteen), sixteen);
    __m256i run = count_bits(_mm256_sllv_epi32(word, shift));
    leaf[group] = _mm256_add_epi32(_mm256_srli_epi32(word, 16), run);
  }
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) {
    leaf[group] = _mm256_i32gather_epi32((const int *)trie->wide_leaves, leaf[group], 4);
    any = _mm256_or_si256(any, leaf[group]);
  }
  if (_mm256_movemask_ps(_mm256_castsi256_ps(any))) {
    const __m256i low = _mm256_set1_epi32(0x7FFFFFFF), host = _mm256_set1_epi32(255);
#pragma clang loop unroll(full)
    for (int group = 0; group < GROUPS; group++) {
      __m256i key = _mm256_loadu_si256((const __m256i *)(keys + 8 * group));
      __m256i at = _mm256_add_epi32(_mm256_and_si256(leaf[group], low), _mm256_and_si256(key, host));
      // The sign is the mask: a lane without LOOKUP_LEADS_TO_LEAVES reads nothing and stays.
      leaf[group] = _mm256_mask_i32gather_epi32(
          leaf[group], (const int *)trie->leaves, at, leaf[group], 2);
    }
  }
#pragma clang loop unroll(full)
  for (int group = 0; group < GROUPS; group++) store_halves(leaf[group], results + 8 * group);
}

lookup_kernel *lookup_kernel_avx2(const struct lookup_trie *trie) {
  if (trie->short_words) return lookup_short_avx2;
  return trie->direct ? lookup_direct_avx2 : lookup_trie_avx2;
}

/// AVX2 compares signed numbers only: both sides are moved by 2^31.
static inline uint32_t below_mask(const struct lookup_line *line, int half, __m256i key) {
  const __m256i moved = _mm256_set1_epi32((int)0x80000000);
  __m256i ends = _mm256_load_si256((const __m256i *)line + half);
  __m256i below = _mm256_cmpgt_epi32(key, _mm256_xor_si256(ends, moved));
  return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(below));
}

static inline uint32_t count_below(const struct lookup_line *line, uint32_t used, uint32_t key) {
  __m256i moved = _mm256_set1_epi32((int)(key ^ 0x80000000));
  uint32_t below = below_mask(line, 0, moved) | below_mask(line, 1, moved) << 8;
  return (uint32_t)__builtin_popcount(below & used);
}

#define COUNT_INNER(line, key) count_below(line, 0xFFFF, key)
#define COUNT_LEAF(line, key) count_below(line, 0x3FF, key)
#define FAMILY_KERNEL lookup_family_avx2
#include "family.h"

#pragma clang attribute pop
#endif
