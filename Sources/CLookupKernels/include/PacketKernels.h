/// Kernels over batches of packets: pointers in, columns out, one call for a batch.
///
/// A packet is plain if its header is sound (RFC 1812, 5.2.2) and has no options and at least four bytes of data are
/// there; kernels do the work of plain packets and leave all others, by their bits, to the caller.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Packets of a batch at most.
#define PACKET_BATCH 256
/// Words of a bitmap of a batch.
#define PACKET_WORDS (PACKET_BATCH / 64)
/// Bytes that a packet must have for its fields to be read at once.
#define PACKET_PLAIN_BYTES 24
/// Bytes before a packet where an Ethernet header stands.
#define PACKET_FRAMING 14

/// Where a packet begins, and the end of the bytes that are there.
struct packet_reference {
  uint8_t *start, *end;
};

/// What the stages read and write of a batch's packets, field by field. Words are in host order unless said.
struct packet_columns {
  uint32_t source[PACKET_BATCH];
  uint32_t destination[PACKET_BATCH];
  /// Source port above destination port: the first four bytes behind the header.
  uint32_t ports[PACKET_BATCH];
  /// TTL, protocol and checksum as they stand in memory.
  uint32_t lifetime[PACKET_BATCH];
  /// Bytes that are there.
  uint32_t size[PACKET_BATCH];
  /// What the lookup answers.
  uint16_t route[PACKET_BATCH];
  /// Plain packets.
  uint64_t plain[PACKET_WORDS];
  /// Of those, first fragments of TCP and UDP whose total length has room for ports.
  uint64_t transport[PACKET_WORDS];
};

/// What a route's number leads to.
struct forward_action {
  /// FORWARD_PLAIN: the Ethernet header of what goes that way.
  uint8_t ethernet[PACKET_FRAMING];
  uint16_t kind;
  /// FORWARD_PLAIN and FORWARD_OWN: the verdict, opaque but for the interface by which packets leave, its first four
  /// bytes. FORWARD_GROUP: how many next hops, and where they stand.
  union {
    uint8_t verdict[16];
    struct {
      uint64_t count;
      const void *members;
    } group;
  } what;
};

#define FORWARD_PLAIN 0
#define FORWARD_GROUP 1
#define FORWARD_NO_ROUTE 2
/// As FORWARD_PLAIN, but packets leave by the way's own `egress`, and there is no header.
#define FORWARD_OWN 3

/// A table of routes and what they lead to: of one device, or of many ports. Aligned to 64 bytes.
struct forward_routing {
  struct lookup_trie trie;
  /// By the trie's answer; behind the last one stands FORWARD_NO_ROUTE.
  const struct forward_action *actions;
  uint32_t action_count;
  uint32_t reserved;
};

/// What an interface means to the packets that come in there: half a cache line, so that the two interfaces of a
/// port have one together.
struct forward_way {
  const struct forward_routing *routing;
  /// The first tally of the device's routes.
  uint32_t tallies;
  /// A port: the interface by which packets leave it.
  int32_t egress;
  /// A port: its primary address.
  uint32_t address;
  /// Of the choice among equal next hops.
  uint32_t seed;
  int32_t device;
  /// FORWARD_LANE_...: who goes on with the packet.
  uint8_t lane;
  /// What is taken from the TTL.
  uint8_t cost;
  /// A port's guest may send and receive what is not its own.
  uint8_t forwards_all;
  uint8_t reserved;
};

_Static_assert(sizeof(struct forward_routing) == 64, "one cache line");
_Static_assert(sizeof(struct forward_way) == 32, "half a cache line");

#define FORWARD_LANE_TRANSIT 0
#define FORWARD_LANE_FROM_GUEST 1
#define FORWARD_LANE_TO_GUEST 2
/// Nobody: the kernels leave the packet alone.
#define FORWARD_LANE_OTHER 3

struct packet_tally {
  uint64_t packets, bytes;
};

/// Fills the columns of `count` packets; returns the bytes that are there in all. `route` is not written. Elements
/// up to a multiple of 64 may be written with anything.
typedef uint64_t packet_gather_kernel(
    const struct packet_reference *packets, size_t count, struct packet_columns *columns);

/// Looks up all destinations in one table.
typedef void packet_lookup_kernel(
    const struct lookup_trie *trie, size_t count, struct packet_columns *columns);

/// Looks up each destination in the table of the packet's own way.
typedef void packet_lookup_mixed_kernel(
    const struct forward_way *ways, const int32_t *ingress, size_t count,
    struct packet_columns *columns);

/// What batch, tables and counters mean to the forwarding kernel.
struct packet_forwarding {
  const struct packet_reference *packets;
  struct packet_columns *columns;
  const struct forward_way *ways;
  const int32_t *ingress;
  /// All packets came in at the same interface.
  int is_uniform;
  /// An Ethernet header stands before every packet and is written anew.
  int has_framing;
  /// 16 bytes each.
  void *verdicts;
  struct packet_tally *tallies;
  /// The tally of what device 0 delivered; the other devices' follow.
  uint32_t delivered;
  /// The verdict of what a port gives to its guest.
  const void *delivery;
};

/// Sends on those plain packets of lane FORWARD_LANE_TRANSIT whose action is FORWARD_PLAIN and whose TTL is greater
/// than the cost: TTL, checksum (RFC 1624), Ethernet header, verdict and the route's tally are written. `rest` gets
/// a bit for every other packet, of which nothing was touched.
typedef void packet_forward_kernel(
    const struct packet_forwarding *forwarding, size_t count, uint64_t *rest);

/// Gathers, looks up and sends on packets that all came in at one interface of lane FORWARD_LANE_TRANSIT, 64 at a
/// time, so that what one step writes the next one finds in the nearest cache: for such packets all that the gather,
/// lookup and forward kernels do. Returns the bytes that are there in all.
typedef uint64_t packet_transit_kernel(
    const struct packet_forwarding *forwarding, size_t count, uint64_t *rest);

/// Copies `count` frames: `from[i]` to `to[i]`, `sizes[i]` bytes.
typedef void packet_copy_kernel(
    uint8_t *const *to, const uint8_t *const *from, const uint32_t *sizes, size_t count);

struct packet_kernels {
  packet_gather_kernel *gather;
  packet_lookup_kernel *lookup;
  packet_lookup_mixed_kernel *lookup_mixed;
  packet_transit_kernel *transit;
  packet_forward_kernel *forward;
  packet_copy_kernel *copy;
};

/// The kernels of a level of `lookup_processor_level`, which the processor must have.
const struct packet_kernels *packet_kernels_of_level(int level);
