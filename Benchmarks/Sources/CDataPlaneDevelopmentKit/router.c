#define _GNU_SOURCE
#include "PeerRouter.h"
#include "libraries.h"

#ifdef HAS_DPDK

#include <rte_config.h>

#include <rte_dev.h>
#include <rte_ethdev.h>
#include <rte_ether.h>
#include <rte_fib.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <string.h>

enum { LARGEST_BURST = 256, NO_ROUTE = 32767, NEXT_HOPS = 65536 };

static char failure[256];
static uint16_t port;
static const struct rte_eth_fp_ops *operations;
static struct {
  uint64_t packets, bytes;
} counters[NEXT_HOPS];

#define FUNCTIONS(X)                                                                          \
  X(rte_pktmbuf_pool_create) X(rte_eal_hotplug_add) X(rte_eth_dev_get_port_by_name)           \
  X(rte_eth_dev_configure) X(rte_eth_rx_queue_setup) X(rte_eth_tx_queue_setup)                \
  X(rte_eth_dev_start) X(rte_fib_lookup_bulk)
FUNCTIONS(DPDK_DECLARE)

static const char *open_libraries(void) {
  DPDK_OPEN("librte_mbuf.so")
  DPDK_OPEN("librte_ethdev.so")
  FUNCTIONS(DPDK_FIND)
  operations = dlsym(RTLD_DEFAULT, "rte_eth_fp_ops");
  return operations ? NULL : "its libraries have no rte_eth_fp_ops";
}

const char *dpdk_router_open(const char *path, uint32_t packets) {
  const char *missing = open_libraries();
  if (missing) return missing;
  struct rte_mempool *pool =
      p_rte_pktmbuf_pool_create("packets", packets * 2 + 4096, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
  if (!pool) return "rte_pktmbuf_pool_create failed";
  char arguments[512];
  snprintf(arguments, sizeof arguments, "rx_pcap=%s,infinite_rx=1", path);
  if (p_rte_eal_hotplug_add("vdev", "net_pcap0", arguments) != 0) {
    return "no device net_pcap (Debian: apt-get install librte-net-pcap23 or libdpdk-dev)";
  }
  struct rte_eth_conf configuration;
  memset(&configuration, 0, sizeof configuration);
  if (p_rte_eth_dev_get_port_by_name("net_pcap0", &port) != 0 ||
      p_rte_eth_dev_configure(port, 1, 1, &configuration) != 0 ||
      p_rte_eth_rx_queue_setup(port, 0, 512, 0, NULL, pool) != 0 ||
      p_rte_eth_tx_queue_setup(port, 0, 512, 0, NULL) != 0 || p_rte_eth_dev_start(port) != 0) {
    return "the device net_pcap could not be started";
  }
  return NULL;
}

/// What rte_eth_rx_burst and rte_eth_tx_burst do inline.
static uint16_t receive(struct rte_mbuf **packets, size_t burst) {
  const struct rte_eth_fp_ops *device = operations + port;
  return device->rx_pkt_burst(device->rxq.data[0], packets, (uint16_t)burst);
}

static uint16_t transmit(struct rte_mbuf **packets, size_t count) {
  const struct rte_eth_fp_ops *device = operations + port;
  return device->tx_pkt_burst(device->txq.data[0], packets, (uint16_t)count);
}

size_t dpdk_router_pass_through(size_t count, size_t burst) {
  struct rte_mbuf *packets[LARGEST_BURST];
  size_t sent = 0;
  for (size_t done = 0; done < count;) {
    uint16_t some = receive(packets, burst);
    sent += transmit(packets, some);
    done += some;
  }
  return sent;
}

static inline struct rte_ipv4_hdr *network_header(struct rte_mbuf *packet) {
  return rte_pktmbuf_mtod_offset(packet, struct rte_ipv4_hdr *, sizeof(struct rte_ether_hdr));
}

/// RFC 1812, 5.2.2 and 5.3.1.
static inline int is_valid(struct rte_mbuf *packet, const struct rte_ipv4_hdr *header) {
  if (packet->data_len < sizeof(struct rte_ether_hdr) + sizeof *header) return 0;
  if (header->version_ihl != 0x45) return 0;
  uint16_t length = rte_be_to_cpu_16(header->total_length);
  if (length < sizeof *header || length + sizeof(struct rte_ether_hdr) > packet->data_len) return 0;
  return rte_raw_cksum(header, sizeof *header) == 0xFFFF && header->time_to_live > 1;
}

static inline uint16_t route(void *fib, const struct dpdk_neighbour *neighbours,
                             struct rte_mbuf **packets, uint16_t count) {
  struct rte_mbuf *valid[LARGEST_BURST];
  uint32_t destinations[LARGEST_BURST];
  uint64_t hops[LARGEST_BURST];
  uint16_t left = 0, sent = 0;
  for (uint16_t i = 0; i < count; i++) rte_prefetch0(rte_pktmbuf_mtod(packets[i], void *));
  for (uint16_t i = 0; i < count; i++) {
    const struct rte_ipv4_hdr *header = network_header(packets[i]);
    if (!is_valid(packets[i], header)) continue;
    valid[left] = packets[i];
    destinations[left++] = rte_be_to_cpu_32(header->dst_addr);
  }
  p_rte_fib_lookup_bulk(fib, destinations, hops, left);
  for (uint16_t i = 0; i < left; i++) {
    if (hops[i] == NO_ROUTE) continue;
    struct rte_mbuf *packet = valid[i];
    struct rte_ipv4_hdr *header = network_header(packet);
    header->time_to_live--;
    // RFC 1624 with one less in the field's high byte.
    uint32_t sum = header->hdr_checksum + rte_cpu_to_be_16(0x0100);
    header->hdr_checksum = (uint16_t)(sum + (sum >> 16));
    memcpy(rte_pktmbuf_mtod(packet, void *), neighbours[hops[i]].header, 12);
    counters[hops[i]].packets++;
    counters[hops[i]].bytes += packet->pkt_len;
    packets[sent++] = packet;
  }
  return sent;
}

size_t dpdk_router_forward(void *fib, const struct dpdk_neighbour *neighbours, size_t count,
                           size_t burst) {
  struct rte_mbuf *packets[LARGEST_BURST];
  size_t sent = 0;
  for (size_t done = 0; done < count;) {
    uint16_t some = receive(packets, burst);
    sent += transmit(packets, route(fib, neighbours, packets, some));
    done += some;
  }
  return sent;
}

size_t dpdk_router_sample(void *fib, const struct dpdk_neighbour *neighbours, size_t count,
                          size_t burst, uint8_t *frames, size_t stride) {
  struct rte_mbuf *packets[LARGEST_BURST];
  size_t sent = 0;
  for (size_t done = 0; done < count;) {
    uint16_t some = receive(packets, count - done < burst ? count - done : burst);
    uint16_t routed = route(fib, neighbours, packets, some);
    for (uint16_t i = 0; i < routed; i++) {
      size_t length = packets[i]->data_len < stride ? packets[i]->data_len : stride;
      memcpy(frames + (sent + i) * stride, rte_pktmbuf_mtod(packets[i], void *), length);
    }
    sent += transmit(packets, routed);
    done += some;
  }
  return sent;
}

#else

const char *dpdk_router_open(const char *path, uint32_t packets) { return DPDK_ABSENT; }
size_t dpdk_router_pass_through(size_t count, size_t burst) { return 0; }
size_t dpdk_router_forward(void *fib, const struct dpdk_neighbour *neighbours, size_t count,
                           size_t burst) {
  return 0;
}
size_t dpdk_router_sample(void *fib, const struct dpdk_neighbour *neighbours, size_t count,
                          size_t burst, uint8_t *frames, size_t stride) {
  return 0;
}

#endif
