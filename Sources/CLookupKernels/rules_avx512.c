#include "rules.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                        \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,popcnt"))),   \
    apply_to = function)

static inline uint32_t rule_matches(
    const struct rule_block *block, const struct rule_question *question) {
  __m128i protocol = _mm_load_si128((const __m128i *)block->protocol);
  __mmask8 match = _mm_cmpeq_epi16_mask(protocol, _mm_set1_epi16((short)question->protocol)) |
                   _mm_cmpeq_epi16_mask(protocol, _mm_set1_epi16((short)question->any_protocol)) |
                   _mm_cmpeq_epi16_mask(protocol, _mm_set1_epi16(RULE_ANY_PROTOCOL));
  __m128i source = _mm_sub_epi16(
      _mm_set1_epi16((short)question->source_port),
      _mm_load_si128((const __m128i *)block->source_low));
  match &= _mm_cmple_epu16_mask(source, _mm_load_si128((const __m128i *)block->source_span));
  __m128i destination = _mm_sub_epi16(
      _mm_set1_epi16((short)question->destination_port),
      _mm_load_si128((const __m128i *)block->destination_low));
  match &=
      _mm_cmple_epu16_mask(destination, _mm_load_si128((const __m128i *)block->destination_span));
  __m256i address = _mm256_sub_epi32(
      _mm256_set1_epi32((int)question->address),
      _mm256_load_si256((const __m256i *)block->address_low));
  match &= _mm256_cmple_epu32_mask(
      address, _mm256_load_si256((const __m256i *)block->address_span));
  return match;
}

RULE_LISTS(rule_lists_avx512)

#pragma clang attribute pop
#endif
