#include "CLookupKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,bmi,bmi2,popcnt,tune=znver4"))), \
    apply_to = function)

#define FLOW(name) flow_##name##_avx512
#define FLOW_IN_VECTORS
#include "flows.h"

#pragma clang attribute pop
#endif
