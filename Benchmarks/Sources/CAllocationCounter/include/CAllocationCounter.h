/// Counts the allocations of the process that links it, by standing before the C library's functions.
#pragma once
#include <stdint.h>

/// Allocations and reallocations since the process began.
uint64_t allocation_count(void);
