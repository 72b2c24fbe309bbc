/// A router's loop on DPDK: packets from a pcap device, checked, looked up, rewritten, sent.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Where packets with a next hop go: the Ethernet header's two addresses, destination first.
struct dpdk_neighbour {
  uint8_t header[12];
};

/// Opens the packets of a pcap file as a device that repeats them without end (net_pcap, infinite_rx) and drops
/// what is sent. Null if all went well, or what failed. Once in a process.
const char *dpdk_router_open(const char *path, uint32_t packets);
/// Receives and sends `count` packets, `burst` at a time (at most 256); how many were sent.
size_t dpdk_router_pass_through(size_t count, size_t burst);
/// Receives, checks as RFC 1812 asks (version, header length, total length, checksum, TTL), looks up by
/// rte_fib (2-byte next hops), takes one from the TTL, mends the checksum, writes both Ethernet addresses,
/// counts packets and bytes of each next hop, sends. How many were sent; the rest was dropped.
size_t dpdk_router_forward(void *fib, const struct dpdk_neighbour *neighbours, size_t count,
                           size_t burst);
/// The same with `count` packets that are copied to `frames`, `stride` bytes each, in place of being sent.
size_t dpdk_router_sample(void *fib, const struct dpdk_neighbour *neighbours, size_t count,
                          size_t burst, uint8_t *frames, size_t stride);
