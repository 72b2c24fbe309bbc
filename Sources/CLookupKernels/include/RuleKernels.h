/// The kernels that compare packets with rules, eight rules at a time.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Rules of one block.
#define RULES_PER_BLOCK 8
/// Matches every protocol, whether it has ports or not.
#define RULE_ANY_PROTOCOL 0x100
/// Matches the protocols that have ports.
#define RULE_ANY_WITH_PORTS 0x200
/// Matches nothing: an unused place of a block.
#define RULE_NOTHING 0x400

/// Eight rules, each a range of addresses, a range of source ports, one of destination ports, and a protocol.
/// A number is in a range if it is at most `span` above `low`. Aligned to 64 bytes: three cache lines.
struct rule_block {
  uint32_t address_low[RULES_PER_BLOCK];
  uint32_t address_span[RULES_PER_BLOCK];
  uint16_t source_low[RULES_PER_BLOCK];
  uint16_t source_span[RULES_PER_BLOCK];
  uint16_t destination_low[RULES_PER_BLOCK];
  uint16_t destination_span[RULES_PER_BLOCK];
  uint16_t protocol[RULES_PER_BLOCK];
  /// What a match decides; behind the eight rules what is decided if none of the first group matches, and
  /// none of the second.
  uint16_t decision[RULES_PER_BLOCK + 2];
  /// A bit for each rule of the second group.
  uint8_t second_group;
  /// How many blocks of the same list follow.
  uint8_t following;
  uint8_t unused[26];
};

_Static_assert(sizeof(struct rule_block) == 192, "three cache lines");

/// A packet as its five-tuple lies in memory.
struct rule_packet {
  uint32_t source;
  uint32_t destination;
  uint16_t source_port;
  uint16_t destination_port;
  uint8_t protocol;
};

/// What the two groups decide, the first one's in the low half: the first match of each in the list that begins with
/// `lists[i]`, or what the list's first block says.
///
/// - `by_destination`: the blocks' addresses are destinations, else sources.
typedef void rule_kernel(
    const struct rule_block *blocks, const uint32_t *lists, const struct rule_packet *packets,
    int by_destination, uint32_t *decisions, size_t count);

/// For every processor (with SSE4.1 where that is part of the architecture's baseline), and with AVX-512.
rule_kernel rule_lists_portable, rule_lists_avx512;
