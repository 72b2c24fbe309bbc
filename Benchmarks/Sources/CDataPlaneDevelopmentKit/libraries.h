/// How each of this target's files finds what is not inline in the libraries.
#pragma once

#if defined(__x86_64__) && __has_include(<rte_ethdev.h>) && __has_include(<rte_fib.h>) && \
    __has_include(<rte_hash.h>) && __has_include(<rte_acl.h>) && __has_include(<rte_lpm.h>)
#define HAS_DPDK 1

#include <dlfcn.h>
#include <stdio.h>

#define DPDK_DECLARE(name) static __typeof__(&name) p_##name;
#define DPDK_FIND(name)                                                            \
  p_##name = (__typeof__(&name))dlsym(RTLD_DEFAULT, #name);                        \
  if (!p_##name) {                                                                 \
    snprintf(failure, sizeof failure, "its libraries have no function %s", #name); \
    return failure;                                                                \
  }
#define DPDK_OPEN(library)                                  \
  if (!dlopen(library, RTLD_NOW | RTLD_GLOBAL)) {           \
    snprintf(failure, sizeof failure, "%s", dlerror());     \
    return failure;                                         \
  }
#else
#define DPDK_ABSENT                                                                                \
  "its headers were not there when this was built (Debian: apt-get install libdpdk-dev, then remove " \
  "Benchmarks/.build)"
#endif
