/// Kernels over tables of flows: searches of many keys, and the packets of known flows at ports.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// One flow of one port; `FlowRecord.swift` draws the bits. All zeros is no record. A key's home is a pair of
/// records, one cache line; from there on the first empty one ends the search.
struct flow_record {
  uint64_t first, second;
  int64_t deadline;
  uint32_t decision;
  uint32_t bits;
};

/// What is below this in `bits` a packet may change; above it stand the idle timeout, 8 bits, and from bit 12 on
/// the decision's generation.
#define FLOW_STATE_BITS 4
#define FLOW_GENERATION_SHIFT 12
/// In an entry of the transitions: closed from now on; opens another connection.
#define FLOW_CLOSED 0x40
#define FLOW_REOPENS 0x80
/// In an event: the packet comes to the guest.
#define FLOW_EVENT_INBOUND 16

/// Where the packets of a flow go that leave a guest.
struct flow_action {
  uint8_t ethernet[PACKET_FRAMING];
  uint16_t unused;
  /// Three numbers, the first twelve bytes of a verdict.
  int32_t adjacency[3];
  /// The route's tally.
  uint32_t tally;
};

struct flow_view {
  /// Aligned to 64 bytes.
  struct flow_record *records;
  /// How many there are, a power of two, less one.
  uint64_t mask;
  /// By the state's bits above the event's five.
  const uint8_t *transitions;
  /// Nanoseconds by idle timeout; behind 256 of them the same for closed connections.
  const int64_t *lives;
  /// By decision.
  const struct flow_action *actions;
  uint32_t action_count;
  uint32_t generation;
  int64_t now;
};

/// Where the live records of `count` keys stand, -1 for none. A key is two words.
typedef void flow_find_kernel(
    const struct flow_view *flows, const uint64_t *keys, int32_t *slots, size_t count);

/// What a batch and its flows mean to the kernel of ports.
struct flow_forwarding {
  const struct packet_forwarding *packets;
  const struct flow_view *flows;
  /// Packets came in at many ports of an estate so large that what each of them is counted in is seldom in the
  /// nearest cache: the kernel asks for it early.
  int is_wide;
  /// A verdict that sends on; its first twelve bytes do not count.
  const void *forwarding;
  /// By packet: two words, the event, and where the record stands or -1.
  uint64_t *keys;
  uint8_t *events;
  int32_t *slots;
  /// Bits of packets, written by the kernel. Used: the flow is known and its record has taken note of the packet, but
  /// has no decision for it. Missing: there is no live record.
  uint64_t used[PACKET_WORDS], missing[PACKET_WORDS];
};

/// Passes those packets of `rest` at ports whose flows are known: first fragments of TCP and UDP with an address that
/// nobody doubts. What comes to a guest is delivered, what leaves one goes where the flow's decision says; records,
/// verdicts, Ethernet headers and tallies are written, and the packets' bits in `rest` cleared. Keys, events and
/// slots are there for those that are used and missing.
///
/// No packet overtakes one of its own flow to which that makes a difference: from a TCP segment on that has IPv4
/// options, or opens a connection anew, nothing is passed, used or missing.
typedef void flow_ports_kernel(struct flow_forwarding *forwarding, size_t count, uint64_t *rest);

struct flow_kernels {
  flow_find_kernel *find;
  flow_ports_kernel *ports;
};

/// The kernels of a level of `lookup_processor_level`, which the processor must have.
const struct flow_kernels *flow_kernels_of_level(int level);
