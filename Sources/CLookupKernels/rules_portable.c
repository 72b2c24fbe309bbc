#include "rules.h"

#if defined(__SSE4_1__)
#include <smmintrin.h>

/// All ones where `value` is at most `span` above `low`.
static inline __m128i in_range16(const uint16_t *low, const uint16_t *span, uint16_t value) {
  __m128i above = _mm_sub_epi16(_mm_set1_epi16((short)value), _mm_load_si128((const __m128i *)low));
  __m128i limit = _mm_load_si128((const __m128i *)span);
  return _mm_cmpeq_epi16(_mm_min_epu16(above, limit), above);
}

static inline __m128i in_range32(const uint32_t *low, const uint32_t *span, uint32_t value) {
  __m128i above = _mm_sub_epi32(_mm_set1_epi32((int)value), _mm_load_si128((const __m128i *)low));
  __m128i limit = _mm_load_si128((const __m128i *)span);
  return _mm_cmpeq_epi32(_mm_min_epu32(above, limit), above);
}

static inline uint32_t rule_matches(
    const struct rule_block *block, const struct rule_question *question) {
  __m128i protocol = _mm_load_si128((const __m128i *)block->protocol);
  __m128i match = _mm_or_si128(
      _mm_cmpeq_epi16(protocol, _mm_set1_epi16((short)question->protocol)),
      _mm_or_si128(
          _mm_cmpeq_epi16(protocol, _mm_set1_epi16((short)question->any_protocol)),
          _mm_cmpeq_epi16(protocol, _mm_set1_epi16(RULE_ANY_PROTOCOL))));
  match = _mm_and_si128(
      match, in_range16(block->source_low, block->source_span, question->source_port));
  match = _mm_and_si128(
      match,
      in_range16(block->destination_low, block->destination_span, question->destination_port));
  __m128i address = _mm_packs_epi32(
      in_range32(block->address_low, block->address_span, question->address),
      in_range32(block->address_low + 4, block->address_span + 4, question->address));
  match = _mm_and_si128(match, address);
  return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(match, _mm_setzero_si128()));
}

#else

static inline uint32_t rule_matches(
    const struct rule_block *block, const struct rule_question *question) {
  uint32_t matches = 0;
  for (int i = 0; i < RULES_PER_BLOCK; i++) {
    uint16_t protocol = block->protocol[i];
    int match = (protocol == question->protocol) | (protocol == question->any_protocol) |
                (protocol == RULE_ANY_PROTOCOL);
    match &= question->address - block->address_low[i] <= block->address_span[i];
    match &= (uint16_t)(question->source_port - block->source_low[i]) <= block->source_span[i];
    match &= (uint16_t)(question->destination_port - block->destination_low[i]) <=
             block->destination_span[i];
    matches |= (uint32_t)match << i;
  }
  return matches;
}

#endif

RULE_LISTS(rule_lists_portable)
