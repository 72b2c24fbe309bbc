// The files that come with the program, as bytes of its own.
#pragma once
#include <stddef.h>

/// A file's bytes, `count` of them, valid and unchanged as long as the program runs.
struct bundled_document {
  const unsigned char *_Nonnull bytes;
  size_t count;
};

struct bundled_document bundled_interop(void);
struct bundled_document bundled_s2s_over_expressroute(void);
struct bundled_document bundled_vnet_to_vnet(void);
struct bundled_document bundled_service_tags(void);
struct bundled_document bundled_expressroute_vpn_failover(void);
struct bundled_document bundled_multi_site_vpn(void);
struct bundled_document bundled_global_peering_ilb(void);
struct bundled_document bundled_peering_lifecycle(void);
struct bundled_document bundled_internal_load_balancer(void);
struct bundled_document bundled_hub_spoke_appliance(void);
struct bundled_document bundled_topology_schema(void);
