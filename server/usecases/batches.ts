/** Records that one call of an adapter takes, and pairs that are carried out together. */
const BATCH = 100;

/** Cuts into batches of 100, in order; the last one has what is left. */
export function batches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / BATCH);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}
