#pragma once
#include "CLookupKernels.h"

/// One cache line of a table of a family. Both kinds hold the last addresses of intervals, ascending, and
/// UINT32_MAX where there are no more; the number of those below a key says where the key belongs.
struct lookup_line {
  union {
    uint32_t inner[16];
    struct {
      uint32_t ends[10];
      uint16_t hops[11];
      uint16_t unused;
    } leaf;
  };
} __attribute__((aligned(64)));
