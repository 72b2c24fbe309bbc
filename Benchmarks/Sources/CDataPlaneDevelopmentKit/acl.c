#define _GNU_SOURCE
#include "PeerTables.h"
#include "libraries.h"

#ifdef HAS_DPDK

#include <rte_config.h>

#include <rte_acl.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 5, CALL = 256 };
RTE_ACL_RULE_DEF(peer_rule, FIELDS);

static char failure[256];
static int created;

#define FUNCTIONS(X)                                                                       \
  X(rte_acl_create) X(rte_acl_add_rules) X(rte_acl_build) X(rte_acl_classify_alg) X(rte_acl_free)
FUNCTIONS(DPDK_DECLARE)

static const char *open_library(void) {
  DPDK_OPEN("librte_acl.so")
  FUNCTIONS(DPDK_FIND)
  return NULL;
}

static const struct rte_acl_field_def definitions[FIELDS] = {
    {RTE_ACL_FIELD_TYPE_BITMASK, 1, 0, 0, offsetof(struct dpdk_acl_key, protocol)},
    {RTE_ACL_FIELD_TYPE_MASK, 4, 1, 1, offsetof(struct dpdk_acl_key, source)},
    {RTE_ACL_FIELD_TYPE_MASK, 4, 2, 2, offsetof(struct dpdk_acl_key, destination)},
    {RTE_ACL_FIELD_TYPE_RANGE, 2, 3, 3, offsetof(struct dpdk_acl_key, source_port)},
    {RTE_ACL_FIELD_TYPE_RANGE, 2, 4, 3, offsetof(struct dpdk_acl_key, destination_port)},
};

static struct peer_rule translated(const struct dpdk_acl_rule *from) {
  struct peer_rule rule;
  memset(&rule, 0, sizeof rule);
  rule.data.category_mask = 1u << from->category;
  rule.data.priority = (int32_t)from->priority;
  rule.data.userdata = from->answer;
  rule.field[0].value.u8 = from->protocol;
  rule.field[0].mask_range.u8 = from->protocol ? 0xFF : 0;
  rule.field[1].value.u32 = from->source;
  rule.field[1].mask_range.u32 = from->source_length;
  rule.field[2].value.u32 = from->destination;
  rule.field[2].mask_range.u32 = from->destination_length;
  rule.field[3].value.u16 = from->source_low;
  rule.field[3].mask_range.u16 = from->source_high;
  rule.field[4].value.u16 = from->destination_low;
  rule.field[4].mask_range.u16 = from->destination_high;
  return rule;
}

void *dpdk_acl_create(const struct dpdk_acl_rule *rules, size_t count, uint32_t categories,
                      const char **reason) {
  *reason = open_library();
  if (*reason) return NULL;
  char name[32];
  snprintf(name, sizeof name, "acl%d", created++);
  struct rte_acl_param parameters = {.name = name,
                                     .socket_id = -1,
                                     .rule_size = RTE_ACL_RULE_SZ(FIELDS),
                                     .max_rule_num = (uint32_t)count + 1};
  struct rte_acl_ctx *acl = p_rte_acl_create(&parameters);
  struct peer_rule *copies = malloc((count + 1) * sizeof *copies);
  struct rte_acl_config configuration = {.num_categories = categories == 1 ? 1 : 4,
                                         .num_fields = FIELDS};
  memcpy(configuration.defs, definitions, sizeof definitions);
  int status = acl && copies ? 0 : -1;
  if (status == 0) {
    for (size_t i = 0; i < count; i++) copies[i] = translated(rules + i);
    status = p_rte_acl_add_rules(acl, (const struct rte_acl_rule *)copies, (uint32_t)count);
    if (status == 0) status = p_rte_acl_build(acl, &configuration);
  }
  free(copies);
  if (status == 0) return acl;
  snprintf(failure, sizeof failure, "rte_acl could not be built with %zu rules: %d", count, status);
  *reason = failure;
  if (acl) p_rte_acl_free(acl);
  return NULL;
}

int dpdk_acl_run(void *acl, const struct dpdk_acl_key *const *keys, size_t count, uint32_t categories,
                 uint32_t *results) {
  const uint32_t words = categories == 1 ? 1 : 4;
  for (size_t start = 0; start < count; start += CALL) {
    uint32_t some = (uint32_t)(count - start < CALL ? count - start : CALL);
    int status = p_rte_acl_classify_alg(acl, (const uint8_t **)(uintptr_t)(keys + start),
                                        results + start * words, some, words,
                                        RTE_ACL_CLASSIFY_AVX512X32);
    if (status != 0) return status;
  }
  return 0;
}

void dpdk_acl_free(void *acl) { p_rte_acl_free(acl); }

#else

void *dpdk_acl_create(const struct dpdk_acl_rule *rules, size_t count, uint32_t categories,
                      const char **reason) {
  *reason = DPDK_ABSENT;
  return NULL;
}
int dpdk_acl_run(void *acl, const struct dpdk_acl_key *const *keys, size_t count, uint32_t categories,
                 uint32_t *results) {
  return -1;
}
void dpdk_acl_free(void *acl) {}

#endif
