#include "CLookupKernels.h"

#define PACKET(name) packet_##name##_portable
#define PACKET_LOOKUP lookup_kernel_portable
#include "packets.h"

#if defined(__x86_64__)
extern const struct packet_kernels packet_kernels_avx2, packet_kernels_avx512;
#endif

const struct packet_kernels *packet_kernels_of_level(int level) {
#if defined(__x86_64__)
  if (level == 2) return &packet_kernels_avx512;
  if (level == 1) return &packet_kernels_avx2;
#endif
  (void)level;
  return &packet_kernels_portable;
}
