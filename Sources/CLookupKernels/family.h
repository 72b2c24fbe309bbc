// The search of a family's tables, compiled once for each kernel: FAMILY_KERNEL names the function,
// COUNT_INNER and COUNT_LEAF count the numbers of a line that are below a key.

void FAMILY_KERNEL(
    const struct lookup_family *family, const uint32_t *tables, size_t stride, const uint32_t *keys,
    uint16_t *results) {
  const struct lookup_line *lines = family->lines;
  const struct lookup_table *descriptors = family->tables;
  uint32_t at[LOOKUP_BATCH];
  const struct lookup_line *line[LOOKUP_BATCH];
  const uint32_t first = LOOKUP_INNER_LEVELS - family->inner_levels;
  // Level by level, so that the cache misses of 64 keys overlap.
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    line[i] = lines + descriptors[tables[stride * (size_t)i]].level[first];
    at[i] = 0;
    lookup_prefetch(line[i]);
  }
  for (uint32_t level = first; level < LOOKUP_INNER_LEVELS; level++) {
    for (int i = 0; i < LOOKUP_BATCH; i++) {
      at[i] = at[i] * 17 + COUNT_INNER(line[i], keys[i]);
      line[i] = lines + descriptors[tables[stride * (size_t)i]].level[level + 1] + at[i];
      lookup_prefetch(line[i]);
    }
  }
  for (int i = 0; i < LOOKUP_BATCH; i++) {
    results[i] = line[i]->leaf.hops[COUNT_LEAF(line[i], keys[i])];
  }
}
