/// libpcap's own loops as peers.
#pragma once
#include <stddef.h>

/// Reads all packets of a capture by pcap_next_ex and adds up their lengths; how many, or negative.
long capture_library_read(const char *path, size_t *bytes);
/// Writes `count` records of `length` bytes, taken in turn from `packets` packets that lie one after the other,
/// by pcap_dump to a file of link type Ethernet. 0 if all went well.
int capture_library_write(const char *path, const unsigned char *bytes, size_t packets, size_t length,
                          size_t count);
