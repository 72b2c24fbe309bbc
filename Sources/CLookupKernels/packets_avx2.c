#include "CLookupKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,tune=haswell"))), apply_to = function)

#define PACKET(name) packet_##name##_avx2
#define PACKET_LOOKUP lookup_kernel_avx2
#include "packets.h"

#pragma clang attribute pop
#endif
