/// The packet kernels in plain C, compiled once for each level. A level names its functions with PACKET(name) and
/// says with PACKET_OWN_GATHER or PACKET_OWN_COPY which ones it brings itself.
#include <string.h>

static inline uint32_t load_word(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, 4);
  return word;
}

/// Sound header without options; fields as they stand in memory, little end first.
static inline uint32_t is_plain(
    uint32_t first, uint32_t second, uint32_t lifetime, uint32_t source, uint32_t destination,
    uint32_t size) {
  uint32_t total = (first >> 8 & 0xFF00) | first >> 24;
  // The ones' complement sum does not care for the order of bytes (RFC 1071, 2 (B)).
  uint32_t sum = (first & 0xFFFF) + (first >> 16) + (second & 0xFFFF) + (second >> 16) +
                 (lifetime & 0xFFFF) + (lifetime >> 16) + (source & 0xFFFF) + (source >> 16) +
                 (destination & 0xFFFF) + (destination >> 16);
  sum = (sum & 0xFFFF) + (sum >> 16);
  sum = (sum & 0xFFFF) + (sum >> 16);
  return ((first & 0xFF) == 0x45) & (total >= 20) & (total <= size) & (sum == 0xFFFF);
}

/// First fragment of TCP or UDP with room for ports; of a plain packet.
static inline uint32_t is_transport(uint32_t first, uint32_t second, uint32_t lifetime) {
  uint32_t total = (first >> 8 & 0xFF00) | first >> 24, protocol = lifetime >> 8 & 0xFF;
  return ((second & 0xFF1F0000) == 0) & (total >= PACKET_PLAIN_BYTES) &
         ((protocol == 6) | (protocol == 17));
}

#ifndef PACKET_OWN_GATHER
/// One word of the bitmaps: up to 64 packets.
static inline uint64_t PACKET(gather_word)(
    const struct packet_reference *packets, size_t start, size_t count,
    struct packet_columns *c) {
  static const uint8_t nothing[PACKET_PLAIN_BYTES];
  uint64_t bytes = 0;
  uint32_t first[64], second[64], step = count - start < 64 ? (uint32_t)(count - start) : 64;
  for (uint32_t i = 0; i < step; i++) {
    struct packet_reference packet = packets[start + i];
    size_t size = (size_t)(packet.end - packet.start);
    const uint8_t *from = size >= PACKET_PLAIN_BYTES ? packet.start : nothing;
    first[i] = load_word(from);
    second[i] = load_word(from + 4);
    c->lifetime[start + i] = load_word(from + 8);
    c->source[start + i] = load_word(from + 12);
    c->destination[start + i] = load_word(from + 16);
    c->ports[start + i] = load_word(from + 20);
    c->size[start + i] = (uint32_t)size;
    bytes += size;
  }
  uint64_t plain = 0, transport = 0;
  for (uint32_t i = 0; i < step; i++) {
    uint32_t ok = is_plain(
        first[i], second[i], c->lifetime[start + i], c->source[start + i],
        c->destination[start + i], c->size[start + i]);
    plain |= (uint64_t)ok << i;
    transport |= (uint64_t)(ok & is_transport(first[i], second[i], c->lifetime[start + i])) << i;
  }
  c->plain[start / 64] = plain;
  c->transport[start / 64] = transport;
  for (uint32_t i = 0; i < step; i++) {
    c->source[start + i] = __builtin_bswap32(c->source[start + i]);
    c->destination[start + i] = __builtin_bswap32(c->destination[start + i]);
    c->ports[start + i] = __builtin_bswap32(c->ports[start + i]);
  }
  return bytes;
}
#endif

static uint64_t PACKET(gather)(
    const struct packet_reference *packets, size_t count, struct packet_columns *columns) {
  uint64_t bytes = 0;
  for (size_t start = 0; start < count; start += 64) {
    bytes += PACKET(gather_word)(packets, start, count, columns);
  }
  return bytes;
}

static void PACKET(lookup)(
    const struct lookup_trie *trie, size_t count, struct packet_columns *columns) {
  lookup_kernel *kernel = PACKET_LOOKUP(trie);
  // What stands behind the last packet is looked up as well: any address will do.
  for (size_t start = 0; start < count; start += LOOKUP_BATCH) {
    kernel(trie, columns->destination + start, columns->route + start, 0);
  }
}

static inline const struct forward_action *action_of(
    const struct forward_routing *routing, uint32_t route) {
  return routing->actions + (route < routing->action_count ? route : routing->action_count);
}

/// One step of all packets after the other, so that their cache misses overlap.
static void PACKET(lookup_mixed)(
    const struct forward_way *ways, const int32_t *ingress, size_t count,
    struct packet_columns *columns) {
  for (size_t start = 0; start < count; start += 64) {
    size_t step = count - start < 64 ? count - start : 64;
    uint64_t words[64];
    uint32_t index[64];
    for (size_t i = 0; i < step; i++) lookup_prefetch(ways + ingress[start + i]);
    for (size_t i = 0; i < step; i++) lookup_prefetch(ways[ingress[start + i]].routing);
    for (size_t i = 0; i < step; i++) {
      const struct lookup_trie *trie = &ways[ingress[start + i]].routing->trie;
      uint32_t key = columns->destination[start + i];
      lookup_prefetch(trie->short_words ? (const void *)(trie->short_words + (key >> 12))
                                        : (const void *)(trie->words + (key >> (32 - trie->root_bits))));
    }
    for (size_t i = 0; i < step; i++) {
      const struct lookup_trie *trie = &ways[ingress[start + i]].routing->trie;
      uint32_t key = columns->destination[start + i];
      if (trie->short_words) {
        index[i] = lookup_short_leaf(trie, key);
        continue;
      }
      words[i] = lookup_load_word(trie->words + (key >> (32 - trie->root_bits)));
      index[i] = lookup_run(words[i], ~key << trie->root_bits);
      lookup_prefetch(words[i] >> 63 ? (const void *)(trie->words + index[i])
                                     : (const void *)(trie->leaves + index[i]));
    }
    for (size_t i = 0; i < step; i++) {
      const struct forward_routing *routing = ways[ingress[start + i]].routing;
      const struct lookup_trie *trie = &routing->trie;
      uint32_t key = columns->destination[start + i];
      uint16_t route;
      if (trie->short_words) {
        route = lookup_in_wide_leaf(trie, index[i], key);
      } else if (words[i] >> 63) {
        uint64_t next = lookup_load_word(trie->words + index[i]);
        route = lookup_descend(trie, next, key, trie->root_bits + 5);
      } else {
        route = lookup_load_leaf(trie->leaves + index[i]);
      }
      columns->route[start + i] = route;
      lookup_prefetch(action_of(routing, route));
    }
  }
}

/// TTL and checksum after `cost` was taken from the TTL: equation 3 of RFC 1624, in the order of memory.
static inline uint32_t spend(uint32_t lifetime, uint32_t cost) {
  uint32_t old = lifetime & 0xFFFF, new = old - cost;
  uint32_t sum = (~lifetime >> 16) + (~old & 0xFFFF) + new;
  sum = (sum & 0xFFFF) + (sum >> 16);
  sum = (sum & 0xFFFF) + (sum >> 16);
  return cost == 0 ? lifetime : new | ~sum << 16;
}

static inline uint32_t lives(uint32_t lifetime, uint32_t cost) {
  return ((lifetime & 0xFF) > cost) | (cost == 0);
}

/// The parts of a `packet_forwarding` that a loop keeps in registers.
struct sending {
  const struct packet_reference *packets;
  const uint32_t *sizes;
  uint8_t *verdicts;
  int has_framing;
};

static inline struct sending sending_of(const struct packet_forwarding *f) {
  return (struct sending){f->packets, f->columns->size, f->verdicts, f->has_framing};
}

/// Two counts at once.
typedef uint64_t pair_of_counts __attribute__((vector_size(16), aligned(8), may_alias));

static inline void count_packet(struct packet_tally *tally, uint32_t size) {
  pair_of_counts *counts = (pair_of_counts *)tally;
  *counts += (pair_of_counts){1, size};
}

static inline void send_on(
    struct sending s, const struct forward_action *action, size_t i, uint32_t lifetime,
    struct packet_tally *tally) {
  uint8_t *packet = s.packets[i].start;
  uint32_t size = s.sizes[i];
  // Two stores of eight bytes that overlap.
  uint64_t low, high, verdict[2];
  memcpy(&low, action->ethernet, 8);
  memcpy(&high, action->ethernet + PACKET_FRAMING - 8, 8);
  memcpy(verdict, action->what.verdict, 16);
  memcpy(packet + 8, &lifetime, 4);
  if (s.has_framing) {
    memcpy(packet - PACKET_FRAMING, &low, 8);
    memcpy(packet - 8, &high, 8);
  }
  memcpy(s.verdicts + 16 * i, verdict, 16);
  count_packet(tally, size);
}

#ifndef PACKET_OWN_FORWARD
/// Up to 64 packets that came in at one interface; returns the bits of those that were not sent on.
static inline uint64_t PACKET(forward_word)(
    const struct packet_forwarding *f, size_t start, size_t count) {
  const struct packet_columns *columns = f->columns;
  const struct forward_way *way = f->ways + f->ingress[0];
  const struct forward_action *actions = way->routing->actions;
  const uint32_t action_count = way->routing->action_count, cost = way->cost;
  struct packet_tally *tallies = f->tallies + way->tallies;
  const struct sending sending = sending_of(f);
  size_t step = count - start < 64 ? count - start : 64;
  uint64_t all = step == 64 ? UINT64_MAX : (UINT64_C(1) << step) - 1;
  uint32_t lifetime[64], route[64];
  uint64_t go = 0;
  for (size_t i = 0; i < 64; i++) {
    lifetime[i] = spend(columns->lifetime[start + i], cost);
    route[i] = columns->route[start + i] < action_count ? columns->route[start + i] : action_count;
  }
  for (size_t i = 0; i < 64; i++) {
    go |= (uint64_t)lives(columns->lifetime[start + i], cost) << i;
  }
  go &= columns->plain[start / 64] & all;
  uint64_t left = all & ~go;
  while (go) {
    size_t i = (size_t)__builtin_ctzll(go);
    go &= go - 1;
    const struct forward_action *action = actions + route[i];
    if (__builtin_expect(action->kind != FORWARD_PLAIN, 0)) {
      left |= UINT64_C(1) << i;
      continue;
    }
    send_on(sending, action, start + i, lifetime[i], tallies + route[i]);
  }
  return left;
}
#endif

static uint64_t PACKET(transit)(
    const struct packet_forwarding *f, size_t count, uint64_t *rest) {
  struct packet_columns *columns = f->columns;
  const struct lookup_trie *trie = &f->ways[f->ingress[0]].routing->trie;
  lookup_kernel *lookup = PACKET_LOOKUP(trie);
  uint64_t bytes = 0;
  for (size_t start = 0; start < count; start += 64) {
    bytes += PACKET(gather_word)(f->packets, start, count, columns);
    lookup(trie, columns->destination + start, columns->route + start, 0);
    rest[start / 64] = PACKET(forward_word)(f, start, count);
  }
  return bytes;
}

static void PACKET(forward)(const struct packet_forwarding *f, size_t count, uint64_t *rest) {
  const struct packet_columns *columns = f->columns;
  const struct forward_way *ways = f->ways;
  const int32_t *ingress = f->ingress;
  struct packet_tally *tallies = f->tallies;
  const struct sending sending = sending_of(f);
  for (size_t start = 0; start < count; start += 64) {
    size_t step = count - start < 64 ? count - start : 64;
    uint64_t left = 0;
    for (size_t i = 0; i < step; i++) {
      const struct forward_way *way = ways + ingress[start + i];
      uint32_t route = columns->route[start + i];
      const struct forward_action *action = action_of(way->routing, route);
      uint32_t lifetime = columns->lifetime[start + i];
      uint64_t go = (columns->plain[start / 64] >> i) & 1;
      go &= (way->lane == FORWARD_LANE_TRANSIT) & (action->kind == FORWARD_PLAIN);
      go &= lives(lifetime, way->cost);
      left |= (go ^ 1) << i;
      if (!go) continue;
      send_on(
          sending, action, start + i, spend(lifetime, way->cost), tallies + way->tallies + route);
    }
    rest[start / 64] = left;
  }
}

#ifndef PACKET_OWN_COPY
static void PACKET(copy)(
    uint8_t *const *to, const uint8_t *const *from, const uint32_t *sizes, size_t count) {
  for (size_t i = 0; i < count; i++) memcpy(to[i], from[i], sizes[i]);
}
#endif

const struct packet_kernels PACKET(kernels) = {
    PACKET(gather), PACKET(lookup), PACKET(lookup_mixed), PACKET(transit), PACKET(forward),
    PACKET(copy)};
