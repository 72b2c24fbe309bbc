/// The search of one packet's list. Each kernel gives `rule_matches`, a bit for each rule of a block.
#pragma once

#include "RuleKernels.h"

/// What of a packet is compared.
struct rule_question {
  uint32_t address;
  uint16_t source_port;
  uint16_t destination_port;
  uint16_t protocol;
  /// RULE_ANY_WITH_PORTS or RULE_ANY_PROTOCOL.
  uint16_t any_protocol;
};

static inline struct rule_question rule_ask(const struct rule_packet *packet, int by_destination) {
  uint8_t protocol = packet->protocol;
  return (struct rule_question){
      .address = by_destination ? packet->destination : packet->source,
      .source_port = packet->source_port,
      .destination_port = packet->destination_port,
      .protocol = protocol,
      .any_protocol = protocol == 6 || protocol == 17 ? RULE_ANY_WITH_PORTS : RULE_ANY_PROTOCOL,
  };
}

#define RULE_LISTS(name)                                                                         \
  void name(                                                                                     \
      const struct rule_block *blocks, const uint32_t *lists, const struct rule_packet *packets, \
      int by_destination, uint32_t *decisions, size_t count) {                                   \
    for (size_t i = 0; i < count; i++) {                                                         \
      const struct rule_block *block = blocks + lists[i];                                        \
      struct rule_question question = rule_ask(packets + i, by_destination);                     \
      uint32_t matches = rule_matches(block, &question);                                         \
      uint32_t second = block->second_group;                                                     \
      /* Behind the eight rules stands what no match decides. */                                 \
      uint32_t one = block->decision[__builtin_ctz((matches & ~second) | 0x100)];                \
      uint32_t other = block->decision[__builtin_ctz((matches & second) | 0x200)];               \
      if (block->following) {                                                                    \
        uint32_t has_one = matches & ~second, has_other = matches & second;                      \
        for (uint32_t left = block->following; left > 0 && !(has_one && has_other); left--) {    \
          block++;                                                                               \
          matches = rule_matches(block, &question);                                              \
          uint32_t ones = matches & ~block->second_group;                                        \
          uint32_t others = matches & block->second_group;                                       \
          if (!has_one && ones) one = block->decision[__builtin_ctz(ones)];                      \
          if (!has_other && others) other = block->decision[__builtin_ctz(others)];              \
          has_one |= ones;                                                                       \
          has_other |= others;                                                                   \
        }                                                                                        \
      }                                                                                          \
      decisions[i] = one | other << 16;                                                          \
    }                                                                                            \
  }
