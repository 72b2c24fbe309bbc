#include "CLookupKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,avx2,bmi,bmi2,popcnt"))), \
    apply_to = function)

/// Sixteen keys on their way down: the complement of the bits not consumed yet, and the index to read next.
struct lanes {
  __m512i rest, index;
};

/// The low (`odd` 0) or high (`odd` 1) halves of sixteen words, in order.
static inline __m512i halves(__m512i first, __m512i second, int odd) {
  const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  return _mm512_permutex2var_epi32(first, _mm512_add_epi32(even, _mm512_set1_epi32(odd)), second);
}

/// The index that each of sixteen words gives; the lanes whose word leads to words.
static inline __mmask16 runs(struct lanes *lanes, __m512i first, __m512i second) {
  __m512i bitmap = halves(first, second, 0), base = halves(first, second, 1);
  __m512i above = _mm512_srli_epi32(lanes->rest, 27);
  __m512i run = _mm512_popcnt_epi32(_mm512_sllv_epi32(bitmap, above));
  lanes->index = _mm512_add_epi32(_mm512_and_si512(base, _mm512_set1_epi32(0x7FFFFFFF)), run);
  return _mm512_movepi32_mask(base);
}

static inline __mmask16 step_all(struct lanes *lanes, const uint64_t *words) {
  __m512i first = _mm512_i32gather_epi64(_mm512_castsi512_si256(lanes->index), words, 8);
  __m512i second = _mm512_i32gather_epi64(_mm512_extracti64x4_epi64(lanes->index, 1), words, 8);
  return runs(lanes, first, second);
}

/// One level down for the lanes of `deeper`; the others keep their index.
static inline __mmask16 step_some(struct lanes *lanes, __mmask16 deeper, const uint64_t *words) {
  __m512i zero = _mm512_setzero_si512();
  struct lanes next = {_mm512_slli_epi32(lanes->rest, 5), lanes->index};
  __m512i first = _mm512_mask_i32gather_epi64(
      zero, (__mmask8)deeper, _mm512_castsi512_si256(lanes->index), words, 8);
  __m512i second = _mm512_mask_i32gather_epi64(
      zero, (__mmask8)(deeper >> 8), _mm512_extracti64x4_epi64(lanes->index, 1), words, 8);
  __mmask16 more = runs(&next, first, second);
  lanes->rest = _mm512_mask_mov_epi32(lanes->rest, deeper, next.rest);
  lanes->index = _mm512_mask_mov_epi32(lanes->index, deeper, next.index);
  return more & deeper;
}

/// Reads four bytes at each leaf, of which two are the leaf: the leaves are padded by two bytes.
static inline void leaves_all(__m512i index, const uint16_t *leaves, uint16_t *results) {
  __m512i wide = _mm512_i32gather_epi32(index, leaves, 2);
  _mm256_storeu_si256((__m256i *)results, _mm512_cvtepi32_epi16(wide));
}

static inline void leaves_some(
    __m512i index, __mmask16 lanes, const uint16_t *leaves, uint16_t *results) {
  __m512i wide = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), lanes, index, leaves, 2);
  _mm256_storeu_si256((__m256i *)results, _mm512_cvtepi32_epi16(wide));
}

/// Few lanes go deeper than the rest: they are packed together, so that full vectors follow them.
__attribute__((noinline)) static void descend_packed(
    const struct lookup_trie *trie, const struct lanes *lanes, uint64_t deeper, uint16_t *results) {
  uint32_t rest[LOOKUP_BATCH + 16], index[LOOKUP_BATCH + 16], lane[LOOKUP_BATCH + 16];
  uint32_t found[16];
  int count = 0;
  __m512i number = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (int group = 0; group < 4; group++) {
    __mmask16 mask = (__mmask16)(deeper >> (16 * group));
    _mm512_storeu_si512(rest + count, _mm512_maskz_compress_epi32(mask, lanes[group].rest));
    _mm512_storeu_si512(index + count, _mm512_maskz_compress_epi32(mask, lanes[group].index));
    _mm512_storeu_si512(lane + count, _mm512_maskz_compress_epi32(mask, number));
    number = _mm512_add_epi32(number, _mm512_set1_epi32(16));
    count += __builtin_popcount(mask);
  }
  while (count > 0) {
    int left = 0;
    for (int start = 0; start < count; start += 16) {
      __mmask16 used = count - start >= 16 ? 0xFFFF : (__mmask16)((1u << (count - start)) - 1);
      struct lanes now = {
          _mm512_loadu_si512(rest + start), _mm512_loadu_si512(index + start)};
      __m512i numbers = _mm512_loadu_si512(lane + start);
      __mmask16 more = step_some(&now, used, trie->words);
      __mmask16 done = used & (__mmask16)~more;
      __m512i leaves =
          _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), done, now.index, trie->leaves, 2);
      _mm512_storeu_si512(found, leaves);
      uint32_t open = done;
      while (open) {
        int i = __builtin_ctz(open);
        open &= open - 1;
        results[lane[start + i]] = (uint16_t)found[i];
      }
      // What goes on is packed to the front; it never passes what is still to be read.
      _mm512_storeu_si512(found, _mm512_maskz_compress_epi32(more, now.rest));
      int going = __builtin_popcount(more);
      __mmask16 kept = (__mmask16)((1u << going) - 1);
      _mm512_mask_storeu_epi32(rest + left, kept, _mm512_loadu_si512(found));
      _mm512_mask_storeu_epi32(index + left, kept, _mm512_maskz_compress_epi32(more, now.index));
      _mm512_mask_storeu_epi32(lane + left, kept, _mm512_maskz_compress_epi32(more, numbers));
      left += going;
    }
    count = left;
  }
}

/// Below so many deep lanes of 64 it is cheaper to follow them one by one.
#define FEW_LANES 4
/// From so many deep lanes of 64 it is cheaper to leave them where they are.
#define MANY_LANES 40

void lookup_trie_avx512(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  (void)ahead;
  const uint64_t *words = trie->words;
  const uint16_t *leaves = trie->leaves;
  const __m128i root_bits = _mm_cvtsi32_si128((int)trie->root_bits);
  const __m128i shift = _mm_cvtsi32_si128((int)(32 - trie->root_bits));
  struct lanes lanes[4];
  uint64_t deeper = 0;
#pragma clang loop unroll(full)
  for (int group = 0; group < 4; group++) {
    __m512i key = _mm512_loadu_si512(keys + 16 * group);
    lanes[group].index = _mm512_srl_epi32(key, shift);
    lanes[group].rest = _mm512_sll_epi32(_mm512_xor_si512(key, _mm512_set1_epi32(-1)), root_bits);
    deeper |= (uint64_t)step_all(&lanes[group], words) << (16 * group);
  }
  if (__builtin_expect(deeper == 0, 1)) {
#pragma clang loop unroll(full)
    for (int group = 0; group < 4; group++) {
      leaves_all(lanes[group].index, leaves, results + 16 * group);
    }
    return;
  }
  while (__builtin_popcountll(deeper) >= MANY_LANES) {
    uint64_t more = 0;
#pragma clang loop unroll(full)
    for (int group = 0; group < 4; group++) {
      __mmask16 mask = (__mmask16)(deeper >> (16 * group));
      more |= (uint64_t)step_some(&lanes[group], mask, words) << (16 * group);
    }
    deeper = more;
  }
#pragma clang loop unroll(full)
  for (int group = 0; group < 4; group++) {
    __mmask16 mask = (__mmask16)~(deeper >> (16 * group));
    leaves_some(lanes[group].index, mask, leaves, results + 16 * group);
  }
  if (deeper == 0) return;
  if (__builtin_popcountll(deeper) > FEW_LANES) {
    descend_packed(trie, lanes, deeper, results);
    return;
  }
  do {
    int i = __builtin_ctzll(deeper);
    deeper &= deeper - 1;
    results[i] = lookup_in_words(trie, keys[i]);
  } while (deeper);
}

void lookup_direct_avx512(
    const struct lookup_trie *trie, const uint32_t *keys, uint16_t *results, size_t ahead) {
  const uint16_t *direct = trie->direct;
  // Keys that follow each other closely need no fetching ahead.
  if (ahead >= LOOKUP_BATCH && (keys[LOOKUP_BATCH] ^ keys[2 * LOOKUP_BATCH - 1]) >> 16) {
    for (int i = 0; i < LOOKUP_BATCH; i++) lookup_prefetch(direct + (keys[LOOKUP_BATCH + i] >> 8));
  }
  uint64_t ask = 0;
#pragma clang loop unroll(full)
  for (int group = 0; group < 4; group++) {
    __m512i key = _mm512_loadu_si512(keys + 16 * group);
    __m512i wide = _mm512_i32gather_epi32(_mm512_srli_epi32(key, 8), direct, 2);
    __m256i answer = _mm512_cvtepi32_epi16(wide);
    _mm256_storeu_si256((__m256i *)(results + 16 * group), answer);
    __mmask16 mask = _mm256_cmpeq_epi16_mask(answer, _mm256_set1_epi16((short)LOOKUP_ASK_TRIE));
    ask |= (uint64_t)mask << (16 * group);
  }
  while (ask) {
    int i = __builtin_ctzll(ask);
    ask &= ask - 1;
    results[i] = lookup_in_words(trie, keys[i]);
  }
}

#pragma clang attribute pop
#endif
