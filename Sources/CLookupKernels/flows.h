/// The kernels over flows in plain C, compiled once for each level, which names its functions with FLOW(name).
#include "CLookupKernels.h"

#include <string.h>

/// Keys that are in flight at a time.
#define FLOW_GROUP 64

static inline uint64_t flow_hash(uint64_t first, uint64_t second) {
  unsigned __int128 product =
      (unsigned __int128)(first ^ UINT64_C(0x9E3779B97F4A7C15)) *
      (second ^ UINT64_C(0xC2B2AE3D27D4EB4F));
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/// What a search of a key's home says: which of the pair is the key's record, if `found`; else whether the search must
/// go on.
struct flow_pair {
  uint32_t place;
  uint32_t found;
  uint32_t is_full;
};

static inline struct flow_pair flow_in_pair(const struct flow_record *pair, const uint64_t *key) {
#if defined(FLOW_IN_VECTORS)
  // Both records' keys at once: bits 0 and 1 are the first one's words, 4 and 5 the second one's.
  __m512i both = _mm512_load_si512(pair);
  __m512i wanted = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)key));
  uint32_t equal = _mm512_cmpeq_epi64_mask(both, wanted);
  uint32_t second = _mm512_test_epi64_mask(both, both) & 0x30;
  uint32_t hit = equal & equal >> 1;
  return (struct flow_pair){hit >> 4 & 1, (hit | hit >> 4) & 1, second != 0};
#else
  uint32_t one = ((pair[0].first ^ key[0]) | (pair[0].second ^ key[1])) == 0;
  uint32_t two = ((pair[1].first ^ key[0]) | (pair[1].second ^ key[1])) == 0;
  return (struct flow_pair){two, one | two, (pair[1].first | pair[1].second) != 0};
#endif
}

/// Goes on behind a full pair; -1 if there is no such record.
static __attribute__((noinline)) int32_t FLOW(beyond)(
    const struct flow_view *flows, uint64_t home, const uint64_t *key) {
  uint64_t slot = (home + 2) & flows->mask;
  for (;;) {
    const struct flow_record *record = flows->records + slot;
    if (record->first == key[0] && record->second == key[1]) return (int32_t)slot;
    if ((record->first | record->second) == 0) return -1;
    slot = (slot + 1) & flows->mask;
  }
}

/// Finds the homes of a group's keys and asks for their memory.
static inline void FLOW(ask)(
    const struct flow_view *flows, const uint64_t *keys, uint32_t *homes, size_t count) {
  const struct flow_record *records = flows->records;
  const uint64_t mask = flows->mask & ~UINT64_C(1);
  for (size_t i = 0; i < count; i++) {
    uint64_t home = flow_hash(keys[2 * i], keys[2 * i + 1]) & mask;
    __builtin_prefetch(records + home, 0, 3);
    homes[i] = (uint32_t)home;
  }
}

/// Where the records of at most 64 keys stand, dead or alive. Whether a key's record stands in its home cannot be
/// predicted: those whose record may stand behind it are noted without a branch, and the memory behind their
/// homes is asked for all at once.
static inline void FLOW(locate)(
    const struct flow_view *flows, const uint64_t *keys, const uint32_t *homes, int32_t *slots,
    size_t count) {
  const struct flow_record *records = flows->records;
  const uint64_t mask = flows->mask;
  uint64_t undecided = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t home = homes[i];
    struct flow_pair pair = flow_in_pair(records + home, keys + 2 * i);
    slots[i] = (int32_t)((home + pair.place) | (pair.found - 1));
    undecided |= (uint64_t)(pair.is_full & (pair.found ^ 1)) << i;
  }
  for (uint64_t left = undecided; left; left &= left - 1) {
    __builtin_prefetch(records + ((homes[__builtin_ctzll(left)] + 2) & mask), 0, 3);
  }
  for (; undecided; undecided &= undecided - 1) {
    size_t i = (size_t)__builtin_ctzll(undecided);
    uint32_t home = (uint32_t)((homes[i] + 2) & mask);
    struct flow_pair pair = flow_in_pair(records + home, keys + 2 * i);
    slots[i] = (int32_t)((home + pair.place) | (pair.found - 1));
    if (__builtin_expect(pair.is_full & (pair.found ^ 1), 0)) {
      slots[i] = FLOW(beyond)(flows, home, keys + 2 * i);
    }
  }
}

static void FLOW(find)(
    const struct flow_view *flows, const uint64_t *keys, int32_t *slots, size_t count) {
  // While a group is compared the memory of the next one is on its way.
  uint32_t homes[2][FLOW_GROUP];
  size_t ahead = count < FLOW_GROUP ? count : FLOW_GROUP;
  FLOW(ask)(flows, keys, homes[0], ahead);
  for (size_t start = 0, turn = 0; start < count; start += FLOW_GROUP, turn ^= 1) {
    size_t step = count - start < FLOW_GROUP ? count - start : FLOW_GROUP;
    size_t next = start + step;
    if (next < count) {
      size_t more = count - next < FLOW_GROUP ? count - next : FLOW_GROUP;
      FLOW(ask)(flows, keys + 2 * next, homes[turn ^ 1], more);
    }
    int32_t *results = slots + start;
    FLOW(locate)(flows, keys + 2 * start, homes[turn], results, step);
    for (size_t i = 0; i < step; i++) {
      int64_t deadline = flows->records[results[i] < 0 ? 0 : results[i]].deadline;
      results[i] |= -(int32_t)(deadline < flows->now);
    }
  }
}

/// What the ports of one word's packets are: constants where all came in at one.
struct flow_places {
  /// The bits of the port in both words of a key, and all ones for packets that come to the guest.
  uint64_t first[FLOW_GROUP], second[FLOW_GROUP], inbound[FLOW_GROUP];
};

static inline void flow_place(
    struct flow_places *places, size_t i, const struct forward_way *way) {
  uint64_t place = (uint64_t)(uint32_t)(way->device + 1) << 2;
  places->first[i] = place >> 16 << 56;
  places->second[i] = place << 48;
  places->inbound[i] = way->lane == FORWARD_LANE_TO_GUEST ? UINT64_MAX : 0;
}

/// The keys of 64 packets that are first fragments of TCP and UDP, as `FlowKey` makes them.
static inline void FLOW(keys)(
    const struct packet_columns *columns, size_t start, const struct flow_places *places,
    uint64_t *keys) {
  for (size_t i = 0; i < FLOW_GROUP; i++) {
    uint64_t ports = columns->ports[start + i];
    uint64_t sender = (uint64_t)columns->source[start + i] << 16 | ports >> 16;
    uint64_t receiver = (uint64_t)columns->destination[start + i] << 16 | (ports & 0xFFFF);
    uint64_t inbound = places->inbound[i];
    uint64_t guest = (receiver & inbound) | (sender & ~inbound);
    uint64_t lower = sender < receiver ? sender : receiver;
    uint64_t higher = sender < receiver ? receiver : sender;
    uint64_t guest_is_higher = guest > lower ? UINT64_C(2) << 48 : 0;
    uint64_t protocol = columns->lifetime[start + i] >> 8 & 0xFF;
    keys[2 * i] = lower | protocol << 48 | places->first[i];
    keys[2 * i + 1] = higher | places->second[i] | guest_is_higher;
  }
}

/// Those packets of a word that may be looked for: at a port, their own address right.
static inline uint64_t FLOW(candidates)(
    const struct packet_forwarding *p, size_t start, size_t step, uint64_t wanted) {
  const struct packet_columns *columns = p->columns;
  uint64_t result = 0;
  if (p->is_uniform) {
    const struct forward_way *way = p->ways + p->ingress[0];
    if (way->forwards_all) return wanted;
    const uint32_t *own =
        way->lane == FORWARD_LANE_TO_GUEST ? columns->destination : columns->source;
    for (size_t i = 0; i < FLOW_GROUP; i++) {
      result |= (uint64_t)(own[start + i] == way->address) << i;
    }
    return result & wanted;
  }
  for (size_t i = 0; i < step; i++) {
    const struct forward_way *way = p->ways + p->ingress[start + i];
    uint32_t own = way->lane == FORWARD_LANE_TO_GUEST ? columns->destination[start + i]
                                                      : columns->source[start + i];
    uint64_t is_port =
        (way->lane == FORWARD_LANE_FROM_GUEST) | (way->lane == FORWARD_LANE_TO_GUEST);
    result |= (is_port & ((own == way->address) | (way->forwards_all != 0))) << i;
  }
  return result & wanted;
}

/// Packets of a word that are TCP.
static inline uint64_t FLOW(tcp)(const struct packet_columns *columns, size_t start) {
  uint64_t result = 0;
  for (size_t i = 0; i < FLOW_GROUP; i++) {
    result |= (uint64_t)((columns->lifetime[start + i] & 0xFF00) == 6 << 8) << i;
  }
  return result;
}

/// The control bits that matter, and which way the packet goes.
static inline uint8_t flow_event(const uint8_t *packet, uint64_t is_tcp, uint64_t inbound) {
  uint32_t length = (uint32_t)packet[2] << 8 | packet[3];
  // Without branches: bits of no TCP, or of a segment that is too short for them, are read from the first byte
  // and count for nothing.
  uint32_t has_flags = -(uint32_t)(is_tcp & (length >= 34));
  uint32_t flags = packet[33 & has_flags] & has_flags;
  return (uint8_t)((flags & 7) | (flags >> 1 & 8) | (inbound & FLOW_EVENT_INBOUND));
}

/// What was asked for of one word, before it is taken.
struct flow_group {
  struct flow_places places;
  uint64_t candidates;
  uint64_t tcp;
  /// Nothing behind this word is to be looked for.
  int is_last;
  /// Of homes.
  size_t count;
  uint32_t homes[FLOW_GROUP];
};

static inline void FLOW(ask_word)(
    const struct flow_forwarding *f, size_t start, size_t count, uint64_t wanted,
    struct flow_group *group) {
  const struct packet_forwarding *p = f->packets;
  const struct packet_columns *columns = p->columns;
  size_t step = count - start < FLOW_GROUP ? count - start : FLOW_GROUP;
  uint64_t all = step == FLOW_GROUP ? UINT64_MAX : (UINT64_C(1) << step) - 1;
  uint64_t tcp = FLOW(tcp)(columns, start) & all;
  uint64_t end = tcp & ~columns->plain[start / 64];
  uint64_t before = end ? (end & -end) - 1 : UINT64_MAX;
  group->is_last = end != 0;
  group->tcp = tcp;
  group->count = 0;
  group->candidates =
      FLOW(candidates)(p, start, step, wanted & columns->transport[start / 64] & before & all);
  if (!group->candidates) return;
  group->count = step;
  if (!p->is_uniform) {
    for (size_t i = 0; i < step; i++) {
      int32_t ingress = p->ingress[start + i];
      flow_place(&group->places, i, p->ways + ingress);
    }
  }
  FLOW(keys)(columns, start, &group->places, f->keys + 2 * start);
  FLOW(ask)(f->flows, f->keys + 2 * start, group->homes, step);
}

/// Asks for the memory in which the packets of one word, whose records were located, will be counted, and for the
/// actions of those that leave a guest: with many ports all of it is far away, and of every packet elsewhere.
static __attribute__((noinline)) void FLOW(ask_actions)(
    const struct flow_forwarding *f, size_t start, const struct flow_group *group) {
  const struct packet_forwarding *p = f->packets;
  const struct flow_record *records = f->flows->records;
  const struct flow_action *actions = f->flows->actions;
  const struct packet_tally *delivered = p->tallies + p->delivered;
  const int32_t *ingress = p->ingress + start, *slots = f->slots + start;
  const uint32_t count = f->flows->action_count;
  uint32_t decisions[FLOW_GROUP];
  uint64_t leaving = 0;
  for (uint64_t left = group->candidates; left; left &= left - 1) {
    size_t i = (size_t)__builtin_ctzll(left);
    uint64_t inbound = group->places.inbound[i];
    uint32_t decision = records[slots[i] < 0 ? 0 : slots[i]].decision;
    decision = decision < count ? decision : 0;
    decisions[i] = decision;
    leaving |= (left & -left) & ~inbound;
    const void *counted = delivered + p->ways[ingress[i]].device, *action = actions + decision;
    __builtin_prefetch(inbound ? counted : action, 0, 3);
  }
  if (count == 0) return;
  for (; leaving; leaving &= leaving - 1) {
    const struct flow_action *action = actions + decisions[__builtin_ctzll(leaving)];
    __builtin_prefetch(p->tallies + action->tally, 1, 3);
  }
}

/// Returns whether the packets behind this word may be taken as well.
static inline int FLOW(take_word)(
    struct flow_forwarding *f, size_t start, const struct flow_group *group, uint64_t *rest) {
  const struct packet_forwarding *p = f->packets;
  const struct packet_columns *columns = p->columns;
  const struct flow_view flows = *f->flows;
  const int has_framing = p->has_framing;
  const struct packet_reference *packets = p->packets + start;
  const uint32_t *sizes = columns->size + start;
  uint8_t *verdicts = (uint8_t *)p->verdicts + 16 * start;
  uint32_t tag;
  uint64_t deliver[2];
  memcpy(&tag, (const uint8_t *)f->forwarding + 12, 4);
  memcpy(deliver, p->delivery, 16);
  FLOW(locate)(&flows, f->keys + 2 * start, group->homes, f->slots + start, group->count);
  if (f->is_wide) FLOW(ask_actions)(f, start, group);
  uint64_t done = 0, used = 0, missing = 0;
  int goes_on = !group->is_last;
  for (uint64_t left = group->candidates; left; left &= left - 1) {
    size_t i = (size_t)__builtin_ctzll(left);
    uint64_t bit = left & -left, inbound = group->places.inbound[i];
    uint8_t *packet = packets[i].start;
    uint8_t event = flow_event(packet, group->tcp >> i & 1, inbound);
    int32_t slot = f->slots[start + i];
    struct flow_record *record = flows.records + (slot < 0 ? 0 : slot);
    f->events[start + i] = event;
    if (__builtin_expect((slot < 0) | (record->deadline < flows.now), 0)) {
      f->slots[start + i] = -1;
      missing |= bit;
      continue;
    }
    uint32_t bits = record->bits;
    uint8_t next = flows.transitions[(bits & ((1 << FLOW_STATE_BITS) - 1)) << 5 | event];
    if (__builtin_expect(next & FLOW_REOPENS, 0)) {
      goes_on = 0;
      break;
    }
    uint32_t life = (uint32_t)(next & FLOW_CLOSED) << 2 | (bits >> FLOW_STATE_BITS & 255);
    record->deadline = flows.now + flows.lives[life];
    record->bits = (bits & ~((UINT32_C(1) << FLOW_STATE_BITS) - 1)) |
                   (next & ((1 << FLOW_STATE_BITS) - 1));
    uint32_t size = sizes[i];
    struct packet_tally *tally;
    if (inbound) {
      memcpy(verdicts + 16 * i, deliver, 16);
      tally = p->tallies + p->delivered + p->ways[p->ingress[start + i]].device;
    } else {
      uint32_t decision = record->decision;
      if ((bits >> FLOW_GENERATION_SHIFT) != flows.generation || decision >= flows.action_count) {
        used |= bit;
        continue;
      }
      const struct flow_action *action = flows.actions + decision;
      uint64_t verdict[2];
      memcpy(verdict, action->adjacency, 16);
      verdict[1] = (uint32_t)verdict[1] | (uint64_t)tag << 32;
      memcpy(verdicts + 16 * i, verdict, 16);
      if (has_framing) {
        uint64_t low, high;
        memcpy(&low, action->ethernet, 8);
        memcpy(&high, action->ethernet + PACKET_FRAMING - 8, 8);
        memcpy(packet - PACKET_FRAMING, &low, 8);
        memcpy(packet - 8, &high, 8);
      }
      tally = p->tallies + action->tally;
    }
    tally->packets += 1;
    tally->bytes += size;
    done |= bit;
  }
  f->used[start / 64] = used;
  f->missing[start / 64] = missing;
  rest[start / 64] &= ~done;
  return goes_on;
}

static void FLOW(ports)(struct flow_forwarding *f, size_t count, uint64_t *rest) {
  const struct packet_forwarding *p = f->packets;
  for (size_t word = 0; word < PACKET_WORDS; word++) f->used[word] = f->missing[word] = 0;
  if (count == 0) return;
  struct flow_group groups[2];
  if (p->is_uniform) {
    int32_t ingress = p->ingress[0];
    for (size_t i = 0; i < FLOW_GROUP; i++) {
      flow_place(&groups[0].places, i, p->ways + ingress);
    }
    groups[1].places = groups[0].places;
  }
  FLOW(ask_word)(f, 0, count, rest[0], groups);
  for (size_t start = 0, turn = 0; start < count; start += FLOW_GROUP, turn ^= 1) {
    size_t next = start + FLOW_GROUP;
    int is_last = groups[turn].is_last || next >= count;
    if (!is_last) FLOW(ask_word)(f, next, count, rest[next / 64], &groups[turn ^ 1]);
    if (!FLOW(take_word)(f, start, &groups[turn], rest) || is_last) return;
  }
}

const struct flow_kernels FLOW(kernels) = {FLOW(find), FLOW(ports)};
