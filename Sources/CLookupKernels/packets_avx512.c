#include "CLookupKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,avx2,bmi,bmi2,popcnt,tune=znver4"))), \
    apply_to = function)

/// Eight bytes of each of eight packets.
static inline __m512i load_heads(const uint8_t *const *from) {
  __m512i heads = _mm512_castsi128_si512(_mm_loadl_epi64((const __m128i *)from[0]));
#define HEAD(n) heads = _mm512_mask_set1_epi64(heads, 1 << n, *(const int64_t_unaligned *)from[n])
  typedef int64_t int64_t_unaligned __attribute__((aligned(1), may_alias));
  HEAD(1); HEAD(2); HEAD(3); HEAD(4); HEAD(5); HEAD(6); HEAD(7);
#undef HEAD
  return heads;
}

/// The sixteen bytes behind them of packets n, n + 4, n + 8 and n + 12.
static inline __m512i load_bodies(const uint8_t *const *from, int n) {
#define BODY(k) _mm_loadu_si128((const __m128i *)(from[n + 4 * k] + 8))
  __m512i bodies = _mm512_castsi128_si512(BODY(0));
  bodies = _mm512_mask_broadcast_i32x4(bodies, 0x00F0, BODY(1));
  bodies = _mm512_mask_broadcast_i32x4(bodies, 0x0F00, BODY(2));
  return _mm512_mask_broadcast_i32x4(bodies, 0xF000, BODY(3));
#undef BODY
}

/// How many bytes are there of eight packets.
static inline __m256i load_sizes(const struct packet_reference *packets) {
  const __m512i even = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
  const __m512i odd = _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15);
  __m512i low = _mm512_loadu_si512(packets), high = _mm512_loadu_si512(packets + 4);
  __m512i start = _mm512_permutex2var_epi64(low, even, high);
  __m512i end = _mm512_permutex2var_epi64(low, odd, high);
  return _mm512_cvtepi64_epi32(_mm512_sub_epi64(end, start));
}

static inline __m512i halves(__m512i word) {
  return _mm512_add_epi32(
      _mm512_and_si512(word, _mm512_set1_epi32(0xFFFF)), _mm512_srli_epi32(word, 16));
}

static const uint8_t nothing[PACKET_PLAIN_BYTES];

/// Sixteen packets; returns the bits of the plain ones, and above them those of TCP and UDP.
static __attribute__((always_inline)) inline uint32_t gather_sixteen(
    const struct packet_reference *packets, size_t at, struct packet_columns *columns) {
  const __m512i swap = _mm512_broadcast_i32x4(
      _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  const __m512i total_length = _mm512_broadcast_i32x4(
      _mm_setr_epi8(3, 2, -1, -1, 7, 6, -1, -1, 11, 10, -1, -1, 15, 14, -1, -1));
  __m512i size = _mm512_inserti64x4(
      _mm512_castsi256_si512(load_sizes(packets)), load_sizes(packets + 8), 1);
  _mm512_storeu_si512(columns->size + at, size);
  const uint8_t *from[16];
  __mmask16 is_short = _mm512_cmplt_epu32_mask(size, _mm512_set1_epi32(PACKET_PLAIN_BYTES));
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) from[i] = packets[i].start;
  if (__builtin_expect(is_short != 0, 0)) {
    for (int i = 0; i < 16; i++) {
      if (is_short >> i & 1) from[i] = nothing;
    }
  }
  const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const __m512i odd = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  __m512i low = load_heads(from), high = load_heads(from + 8);
  __m512i first = _mm512_permutex2var_epi32(low, even, high);
  __m512i second = _mm512_permutex2var_epi32(low, odd, high);
  // Four rows of four words, transposed within each quarter.
  __m512i a = load_bodies(from, 0), b = load_bodies(from, 1);
  __m512i c = load_bodies(from, 2), d = load_bodies(from, 3);
  __m512i ab_low = _mm512_unpacklo_epi32(a, b), ab_high = _mm512_unpackhi_epi32(a, b);
  __m512i cd_low = _mm512_unpacklo_epi32(c, d), cd_high = _mm512_unpackhi_epi32(c, d);
  __m512i lifetime = _mm512_unpacklo_epi64(ab_low, cd_low);
  __m512i source = _mm512_unpackhi_epi64(ab_low, cd_low);
  __m512i destination = _mm512_unpacklo_epi64(ab_high, cd_high);
  __m512i ports = _mm512_unpackhi_epi64(ab_high, cd_high);
  // Quarter k of each holds packets 4 k ... 4 k + 3: those that `load_bodies` put there.
  _mm512_storeu_si512(columns->lifetime + at, lifetime);
  _mm512_storeu_si512(columns->source + at, _mm512_shuffle_epi8(source, swap));
  _mm512_storeu_si512(columns->destination + at, _mm512_shuffle_epi8(destination, swap));
  _mm512_storeu_si512(columns->ports + at, _mm512_shuffle_epi8(ports, swap));

  __m512i total = _mm512_shuffle_epi8(first, total_length);
  __m512i sum = _mm512_add_epi32(halves(first), halves(second));
  sum = _mm512_add_epi32(sum, halves(lifetime));
  sum = _mm512_add_epi32(sum, _mm512_add_epi32(halves(source), halves(destination)));
  sum = halves(halves(sum));
  __mmask16 plain = _mm512_cmpeq_epi32_mask(sum, _mm512_set1_epi32(0xFFFF));
  plain = _mm512_mask_cmpeq_epi32_mask(
      plain, _mm512_and_si512(first, _mm512_set1_epi32(0xFF)), _mm512_set1_epi32(0x45));
  plain = _mm512_mask_cmpge_epu32_mask(plain, total, _mm512_set1_epi32(20));
  plain = _mm512_mask_cmple_epu32_mask(plain, total, size);
  __m512i protocol = _mm512_and_si512(lifetime, _mm512_set1_epi32(0xFF00));
  __mmask16 transport = _mm512_cmpeq_epi32_mask(protocol, _mm512_set1_epi32(6 << 8)) |
                        _mm512_cmpeq_epi32_mask(protocol, _mm512_set1_epi32(17 << 8));
  transport = _mm512_mask_testn_epi32_mask(
      transport & plain, second, _mm512_set1_epi32((int)0xFF1F0000));
  transport = _mm512_mask_cmpge_epu32_mask(
      transport, total, _mm512_set1_epi32(PACKET_PLAIN_BYTES));
  return plain | (uint32_t)transport << 16;
}

/// One word of the bitmaps: up to 64 packets.
static inline uint64_t packet_gather_word_avx512(
    const struct packet_reference *packets, size_t start, size_t count,
    struct packet_columns *columns) {
  __m512i bytes = _mm512_setzero_si512();
  uint64_t plain = 0, transport = 0;
  for (size_t group = 0; group < 4 && start + 16 * group < count; group++) {
    size_t at = start + 16 * group;
    uint32_t bits;
    if (count - at >= 16) {
      bits = gather_sixteen(packets + at, at, columns);
    } else {
      struct packet_reference padded[16];
      for (size_t i = 0; i < 16; i++) {
        padded[i] = i < count - at
            ? packets[at + i]
            : (struct packet_reference){(uint8_t *)nothing, (uint8_t *)nothing};
      }
      bits = gather_sixteen(padded, at, columns);
    }
    plain |= (uint64_t)(bits & 0xFFFF) << (16 * group);
    transport |= (uint64_t)(bits >> 16) << (16 * group);
    bytes = _mm512_add_epi64(bytes, _mm512_cvtepu32_epi64(_mm256_loadu_si256(
        (const __m256i *)(columns->size + at))));
    bytes = _mm512_add_epi64(bytes, _mm512_cvtepu32_epi64(_mm256_loadu_si256(
        (const __m256i *)(columns->size + at + 8))));
  }
  columns->plain[start / 64] = plain;
  columns->transport[start / 64] = transport;
  return (uint64_t)_mm512_reduce_add_epi64(bytes);
}

static void packet_copy_avx512(
    uint8_t *const *to, const uint8_t *const *from, const uint32_t *sizes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // What is written soon comes into the cache meanwhile.
    if (i + 8 < count) __builtin_prefetch(to[i + 8], 1, 3);
    size_t size = sizes[i], at = 0;
    const uint8_t *source = from[i];
    uint8_t *target = to[i];
    for (; at + 64 <= size; at += 64) {
      _mm512_storeu_si512(target + at, _mm512_loadu_si512(source + at));
    }
    if (at == size) continue;
    // Bytes whose bit is not set are neither read nor written.
    __mmask64 some = (UINT64_C(1) << (size - at)) - 1;
    _mm512_mask_storeu_epi8(target + at, some, _mm512_maskz_loadu_epi8(some, source + at));
  }
}

#define PACKET_OWN_GATHER
#define PACKET_OWN_COPY
#define PACKET_OWN_FORWARD
#define PACKET(name) packet_##name##_avx512
#define PACKET_LOOKUP lookup_kernel_avx512
static inline uint64_t packet_forward_word_avx512(
    const struct packet_forwarding *f, size_t start, size_t count);
#include "packets.h"

/// New TTL and checksum of sixteen packets, as `spend` has them.
static inline __m512i spend_sixteen(__m512i lifetime, __m512i cost) {
  const __m512i low_half = _mm512_set1_epi32(0xFFFF);
  __m512i old = _mm512_and_si512(lifetime, low_half);
  __m512i new = _mm512_sub_epi32(old, cost);
  __m512i complement = _mm512_xor_si512(lifetime, _mm512_set1_epi32(-1));
  __m512i sum = _mm512_add_epi32(halves(complement), new);
  sum = halves(halves(sum));
  return _mm512_or_si512(
      new, _mm512_slli_epi32(_mm512_xor_si512(sum, _mm512_set1_epi32(-1)), 16));
}

/// Thirty-two bytes from the Ethernet header on: its 14 are the action's, and of the packet's only TTL, protocol
/// and checksum, at 22...25, are written anew. `turned` has them with its halves exchanged.
static inline void rewrite_frame(
    uint8_t *frame, const struct forward_action *action, uint32_t turned) {
  __m256i bytes = _mm256_loadu_si256((const __m256i *)frame);
  __m256i actions = _mm256_loadu_si256((const __m256i *)action);
  bytes = _mm256_mask_mov_epi8(bytes, 0x3FFF, actions);
  bytes = _mm256_mask_mov_epi8(bytes, 0x03C00000, _mm256_set1_epi32((int)turned));
  _mm256_storeu_si256((__m256i *)frame, bytes);
}

/// What sixteen packets of each kernel's word need, one element a packet.
struct word_of_packets {
  /// TTL, protocol and checksum as they are to be; halves exchanged where whole frames are written.
  uint32_t lifetime[64] __attribute__((aligned(64)));
  uint32_t route[64] __attribute__((aligned(64)));
  /// A packet, and its bytes.
  __m128i counts[64] __attribute__((aligned(64)));
};

static __attribute__((always_inline)) inline int forward_one(
    const struct packet_reference *packets, uint8_t *verdicts,
    const struct forward_action *actions, struct packet_tally *tallies,
    const struct word_of_packets *word, size_t i, int has_framing) {
  uint32_t route = word->route[i];
  const struct forward_action *action = actions + route;
  if (__builtin_expect(action->kind != FORWARD_PLAIN, 0)) return 0;
  uint8_t *packet = packets[i].start;
  if (has_framing) {
    rewrite_frame(packet - PACKET_FRAMING, action, word->lifetime[i]);
  } else {
    memcpy(packet + 8, word->lifetime + i, 4);
  }
  _mm_storeu_si128(
      (__m128i *)(verdicts + 16 * i), _mm_loadu_si128((const __m128i *)action->what.verdict));
  __m128i *tally = (__m128i *)(tallies + route);
  _mm_storeu_si128(tally, _mm_add_epi64(_mm_loadu_si128(tally), word->counts[i]));
  return 1;
}

static __attribute__((always_inline)) inline uint64_t forward_all(
    const struct packet_reference *packets, uint8_t *verdicts,
    const struct forward_action *actions, struct packet_tally *tallies,
    const struct word_of_packets *word, uint64_t go, int has_framing) {
  uint64_t other = 0;
  if (go == UINT64_MAX) {
    for (size_t i = 0; i < 64; i++) {
      if (__builtin_expect(
              !forward_one(packets, verdicts, actions, tallies, word, i, has_framing), 0)) {
        other |= UINT64_C(1) << i;
      }
    }
    return other;
  }
  for (; go; go &= go - 1) {
    size_t i = (size_t)__builtin_ctzll(go);
    if (!forward_one(packets, verdicts, actions, tallies, word, i, has_framing)) other |= go & -go;
  }
  return other;
}

static inline uint64_t packet_forward_word_avx512(
    const struct packet_forwarding *f, size_t start, size_t count) {
  const struct packet_columns *columns = f->columns;
  const struct forward_way *way = f->ways + f->ingress[0];
  struct packet_tally *tallies = f->tallies + way->tallies;
  const __m512i action_count = _mm512_set1_epi32((int)way->routing->action_count);
  const __m512i cost = _mm512_set1_epi32(way->cost);
  // One packet, and no byte yet.
  const __m512i one = _mm512_setr_epi64(1, 0, 1, 0, 1, 0, 1, 0);
  const int has_framing = f->has_framing, is_free = way->cost == 0;
  size_t step = count - start < 64 ? count - start : 64;
  uint64_t all = step == 64 ? UINT64_MAX : (UINT64_C(1) << step) - 1;
  struct word_of_packets word;
  uint64_t go = 0;
  for (size_t at = 0; at < 64; at += 16) {
    __m512i old = _mm512_loadu_si512(columns->lifetime + start + at);
    __m512i left = _mm512_and_si512(old, _mm512_set1_epi32(0xFF));
    __m512i new = is_free ? old : spend_sixteen(old, cost);
    __mmask16 alive = is_free ? 0xFFFF : _mm512_cmpgt_epu32_mask(left, cost);
    _mm512_store_si512(word.lifetime + at, has_framing ? _mm512_rol_epi32(new, 16) : new);
    __m512i number = _mm512_cvtepu16_epi32(
        _mm256_loadu_si256((const __m256i *)(columns->route + start + at)));
    _mm512_store_si512(word.route + at, _mm512_min_epu32(number, action_count));
    go |= (uint64_t)alive << at;
    __m512i size = _mm512_loadu_si512(columns->size + start + at);
#define COUNTS(n)                                                                   \
  _mm512_store_si512(                                                               \
      word.counts + at + n,                                                         \
      _mm512_mask_permutexvar_epi32(                                                \
          one, 0x4444,                                                              \
          _mm512_setr_epi32(0, 0, n, 0, 0, 0, n + 1, 0, 0, 0, n + 2, 0, 0, 0, n + 3, 0), size))
    COUNTS(0);
    COUNTS(4);
    COUNTS(8);
    COUNTS(12);
#undef COUNTS
  }
  go &= columns->plain[start / 64] & all;
  const struct packet_reference *packets = f->packets + start;
  uint8_t *verdicts = (uint8_t *)f->verdicts + 16 * start;
  uint64_t other =
      has_framing ? forward_all(packets, verdicts, way->routing->actions, tallies, &word, go, 1)
                  : forward_all(packets, verdicts, way->routing->actions, tallies, &word, go, 0);
  return (all & ~go) | other;
}

#pragma clang attribute pop
#endif
