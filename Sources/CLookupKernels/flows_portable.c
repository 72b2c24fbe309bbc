#define FLOW(name) flow_##name##_portable
#include "flows.h"

#if defined(__x86_64__)
extern const struct flow_kernels flow_kernels_avx2, flow_kernels_avx512;
#endif

const struct flow_kernels *flow_kernels_of_level(int level) {
#if defined(__x86_64__)
  if (level == 2) return &flow_kernels_avx512;
  if (level == 1) return &flow_kernels_avx2;
#endif
  (void)level;
  return &flow_kernels_portable;
}
