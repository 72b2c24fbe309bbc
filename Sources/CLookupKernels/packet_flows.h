/// Packets of flows that ports know, in plain C, compiled once for each level; see packets.h.

/// One end of a flow: it sorts by address, then by port.
static inline uint64_t flow_end(uint32_t address, uint32_t port) {
  return (uint64_t)address << 16 | port;
}

/// `FlowKey.hash`.
static inline uint64_t flow_hash(uint64_t first, uint64_t second) {
  unsigned __int128 product = (unsigned __int128)(first ^ UINT64_C(0x9E3779B97F4A7C15)) *
                              (second ^ UINT64_C(0xC2B2AE3D27D4EB4F));
  return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/// What 64 packets mean to the flow table. `place` is the port's part of the key, `inbound` 0 or all ones.
struct flow_columns {
  uint64_t place[64], inbound[64], first[64], second[64];
  uint32_t home[64];
};

/// The ports of the packets, and which of them are at one.
static inline uint64_t flow_places(
    const struct packet_forwarding *f, size_t start, size_t step, struct flow_columns *flows) {
  if (f->is_uniform) {
    const struct forward_way *way = f->ways + f->ingress[0];
    const uint64_t place = (uint64_t)(uint32_t)(way->device + 1) << 2;
    const uint64_t inbound = -(uint64_t)(way->lane == FORWARD_LANE_TO_GUEST);
    for (size_t i = 0; i < 64; i++) {
      flows->place[i] = place;
      flows->inbound[i] = inbound;
    }
    return -(uint64_t)(way->lane == FORWARD_LANE_FROM_GUEST || way->lane == FORWARD_LANE_TO_GUEST);
  }
  uint64_t at_port = 0;
  for (size_t i = 0; i < step; i++) {
    const struct forward_way *way = f->ways + f->ingress[start + i];
    flows->place[i] = (uint64_t)(uint32_t)(way->device + 1) << 2;
    flows->inbound[i] = -(uint64_t)(way->lane == FORWARD_LANE_TO_GUEST);
    at_port |= (uint64_t)(
        (way->lane == FORWARD_LANE_FROM_GUEST) | (way->lane == FORWARD_LANE_TO_GUEST)) << i;
  }
  return at_port;
}

/// `FlowKey.init`, for TCP and UDP.
static inline void flow_keys(
    const struct packet_columns *columns, size_t start, struct flow_columns *flows) {
  for (size_t i = 0; i < 64; i++) {
    uint32_t ports = columns->ports[start + i];
    uint64_t sender = flow_end(columns->source[start + i], ports >> 16);
    uint64_t receiver = flow_end(columns->destination[start + i], ports & 0xFFFF);
    uint64_t low = sender < receiver ? sender : receiver;
    uint64_t high = sender < receiver ? receiver : sender;
    uint64_t guest = (flows->inbound[i] & receiver) | (~flows->inbound[i] & sender);
    uint64_t place = flows->place[i] | (uint64_t)((guest == high) & (low != high)) << 1;
    flows->first[i] = low | (uint64_t)(columns->lifetime[start + i] >> 8 & 0xFF) << 48 |
                      (place >> 16) << 56;
    flows->second[i] = high | place << 48;
  }
}

/// `FlowEvent.rawValue`: the control bits of TCP that matter, and the direction.
static inline uint32_t flow_event(const uint8_t *packet, uint32_t protocol, uint32_t inbound) {
  uint32_t total = (uint32_t)packet[2] << 8 | packet[3];
  size_t has_flags = (protocol == 6) & (total >= 34);
  uint32_t flags = packet[33 & -has_flags] & (uint32_t)-has_flags;
  return (flags & 7) | (flags >> 1 & 8) | (inbound & 16);
}

/// The state after which a segment that only acknowledges changes nothing, whatever comes between.
#define FLOW_ESTABLISHED 3
#define FLOW_EVENT_CONTROL 7

static void PACKET(known)(
    const struct packet_forwarding *f, const struct packet_flow_table *table, size_t count,
    uint64_t *rest) {
  const struct packet_columns *columns = f->columns;
  const struct forward_way *ways = f->ways;
  const int32_t *ingress = f->ingress;
  const struct sending sending = sending_of(f);
  const int64_t now = table->now;
  struct flow_record *const records = table->records;
  const uint64_t mask = table->mask & ~UINT64_C(1);
  struct packet_tally *const tallies = f->tallies;
  struct packet_tally *const delivered = tallies + f->delivered;
  uint64_t delivery[2];
  memcpy(delivery, f->delivery, 16);
  for (size_t start = 0; start < count; start += 64) {
    size_t step = count - start < 64 ? count - start : 64;
    uint64_t left = rest[start / 64];
    uint64_t candidates = left & columns->transport[start / 64];
    // What the kernels do not understand may be of any flow: nothing overtakes it.
    uint64_t obscure = left & ~columns->plain[start / 64];
    candidates &= (obscure & -obscure) - 1;
    if (!candidates && !obscure) continue;
    struct flow_columns flows;
    candidates &= flow_places(f, start, step, &flows);
    flow_keys(columns, start, &flows);
    for (size_t i = 0; i < step; i++) {
      uint64_t home = flow_hash(flows.first[i], flows.second[i]) & mask;
      flows.home[i] = (uint32_t)home;
      lookup_prefetch(records + home);
    }
    while (candidates) {
      size_t i = (size_t)__builtin_ctzll(candidates), at = start + i;
      candidates &= candidates - 1;
      struct flow_record *record = records + flows.home[i];
      record += ((record->first ^ flows.first[i]) | (record->second ^ flows.second[i])) != 0;
      // Behind its home, or not there: the caller looks on.
      if ((record->first ^ flows.first[i]) | (record->second ^ flows.second[i])) continue;
      if (record->deadline < now) continue;
      const struct forward_way *way = ways + ingress[at];
      uint32_t inbound = (uint32_t)flows.inbound[i];
      uint32_t own = (inbound & columns->destination[at]) | (~inbound & columns->source[at]);
      if (own != way->address && !way->forwards_all) continue;
      uint32_t protocol = columns->lifetime[at] >> 8 & 0xFF;
      uint32_t event = flow_event(sending.packets[at].start, protocol, inbound);
      uint32_t bits = record->bits;
      uint32_t entry = table->transitions[(bits & 15) << 5 | event];
      const struct forward_action *action = 0;
      uint32_t route = columns->route[at];
      if (!inbound) action = action_of(way, route);
      int is_fast = inbound || action->kind == FORWARD_PLAIN ||
                    (action->kind == FORWARD_OWN && !sending.has_framing);
      if (__builtin_expect(!is_fast || (entry & FLOW_REOPENS), 0)) {
        // What follows in the same flow must not overtake this packet, if it means anything to the connection.
        if (protocol != 6 || ((bits & 7) == FLOW_ESTABLISHED && !(event & FLOW_EVENT_CONTROL))) {
          continue;
        }
        rest[start / 64] = left;
        return;
      }
      record->bits = (bits & ~UINT32_C(15)) | (entry & 15);
      record->deadline = now + table->lives[(entry & FLOW_CLOSED) << 2 | (bits >> 4 & 255)];
      left &= ~(UINT64_C(1) << i);
      uint8_t *verdict = sending.verdicts + 16 * at;
      if (inbound) {
        memcpy(verdict, delivery, 16);
        count_packet(delivered + way->device, sending.sizes[at]);
        continue;
      }
      memcpy(verdict, action->what.verdict, 16);
      if (action->kind == FORWARD_OWN) memcpy(verdict, &way->egress, 4);
      if (sending.has_framing) {
        memcpy(sending.packets[at].start - PACKET_FRAMING, action->ethernet, PACKET_FRAMING);
      }
      count_packet(tallies + way->tallies + route, sending.sizes[at]);
    }
    rest[start / 64] = left;
    if (obscure) return;
  }
}
