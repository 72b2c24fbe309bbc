// Each file becomes an array by `#embed` (C23), which a Swift literal of as many elements takes seconds for.
#include "bundled_documents.h"

// The package's C standard is older than the directive, which the toolchain's Clang has in all of them.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char interop[] = {
#embed "../ResourceModel/Bundled/interop.jsonc"
};
static const unsigned char s2s_over_expressroute[] = {
#embed "../ResourceModel/Bundled/s2s-over-expressroute.jsonc"
};
static const unsigned char vnet_to_vnet[] = {
#embed "../ResourceModel/Bundled/vnet-to-vnet.jsonc"
};
static const unsigned char service_tags[] = {
#embed "../ResourceModel/Bundled/service-tags.json"
};
static const unsigned char expressroute_vpn_failover[] = {
#embed "../ResourceModel/Bundled/expressroute-vpn-failover.jsonc"
};
static const unsigned char multi_site_vpn[] = {
#embed "../ResourceModel/Bundled/multi-site-vpn.jsonc"
};
static const unsigned char global_peering_ilb[] = {
#embed "../ResourceModel/Bundled/global-peering-ilb.jsonc"
};
static const unsigned char internal_load_balancer[] = {
#embed "../ResourceModel/Bundled/internal-load-balancer.jsonc"
};
static const unsigned char peering_lifecycle[] = {
#embed "../ResourceModel/Bundled/peering-lifecycle.jsonc"
};
static const unsigned char hub_spoke_appliance[] = {
#embed "../ResourceModel/Bundled/hub-spoke-appliance.jsonc"
};
static const unsigned char topology_schema[] = {
#embed "../ResourceModel/Schema/topology.schema.json"
};

#define DOCUMENT(name)                                                                             \
  struct bundled_document bundled_##name(void) {                                                   \
    return (struct bundled_document){name, sizeof name};                                           \
  }

DOCUMENT(interop)
DOCUMENT(s2s_over_expressroute)
DOCUMENT(vnet_to_vnet)
DOCUMENT(service_tags)
DOCUMENT(expressroute_vpn_failover)
DOCUMENT(multi_site_vpn)
DOCUMENT(global_peering_ilb)
DOCUMENT(internal_load_balancer)
DOCUMENT(peering_lifecycle)
DOCUMENT(hub_spoke_appliance)
DOCUMENT(topology_schema)
