#include "CLookupKernels.h"

#include <string.h>

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,tune=haswell"))), apply_to = function)

#define FLOW(name) flow_##name##_avx2
#include "flows.h"

#pragma clang attribute pop
#endif
