/// DPDK's hash and classifier as peers. `dpdk_start` has succeeded before any of them is called.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A hash of `capacity` 16-byte keys (CRC32C, as rte_hash_crc), or null; `*reason` then says why.
void *dpdk_hash_create(uint32_t capacity, const char **reason);
/// The key's position, or negative.
int dpdk_hash_add(void *hash, const void *key);
/// Looks up `count` keys (a multiple of 32) that lie one after the other, 32 a call. Positions go to `results`,
/// which has 32 elements and is written over and over; how many keys were found.
size_t dpdk_hash_run(void *hash, const void *keys, size_t count, int32_t *results);
void dpdk_hash_free(void *hash);

/// A rule for one of two categories. Addresses, masks by length and ranges in host order; protocol 0 is any.
struct dpdk_acl_rule {
  uint32_t category, priority, answer;
  uint32_t source, destination;
  uint8_t source_length, destination_length, protocol, reserved;
  uint16_t source_low, source_high, destination_low, destination_high;
};

/// A packet's five-tuple as the classifier reads it: network byte order.
struct dpdk_acl_key {
  uint8_t protocol, reserved[3];
  uint32_t source, destination;
  uint16_t source_port, destination_port;
};

/// A compiled set of rules with `categories` 1 or 2, or null; `*reason` then says why.
void *dpdk_acl_create(const struct dpdk_acl_rule *rules, size_t count, uint32_t categories,
                      const char **reason);
/// Answers of `count` keys, 256 a call, by AVX-512 with 32 flows in flight: four words a key if there are two
/// categories, of which the first two are answers, else one. 0 is no rule. Negative if the lookup was refused.
int dpdk_acl_run(void *acl, const struct dpdk_acl_key *const *keys, size_t count, uint32_t categories,
                 uint32_t *results);
void dpdk_acl_free(void *acl);
