import { putItem, readItem, readItems } from "./communications.ts";
import type { CommunicationContext } from "./communications.ts";
import { invalidPatch } from "./errors.ts";
import type { Operation } from "./patch.ts";
import type { Communication } from "./store.ts";

/** Fields below `communicationItems/{index}/`; others there change nothing. */
const ITEM_FIELDS = new Set("type value extension defaultFlag communicationType".split(" "));
const NO_ARRAY = "The value of communicationItems is not in the expected array format.";

/**
 * Applies a patch operation on `communicationItems`, `communicationItems/{index}` or a field below.
 *
 * An item is added at the end whatever the index; unless the index says so itself, its
 * `defaultFlag` is ignored. Removing shifts the indexes of all items behind.
 *
 * Observed 2026-06 by amp-labs/connectors on a v2025.1 sandbox.
 *
 * @param storedCount - how many items the contact had before the patch
 * @throws ApiError 400 `InvalidPatch` for an index or a value that cannot be used
 */
export function patchItems(
  operation: Operation,
  items: readonly Communication[],
  storedCount: number,
  context: CommunicationContext,
): Communication[] {
  const { op, path, rest, value } = operation;
  const [index, ...below] = rest;
  if (index === undefined) return replaceAll(value, items, context);
  const position = /^\d+$/.test(index) ? Number(index) : Infinity;
  if (op === "add" && below.length === 0 && position <= items.length) {
    // Several items may be added under the index that was the end before the patch.
    const isEnd = position === items.length || position === storedCount;
    return addItem(value, items, isEnd, context);
  }
  const before = items[position];
  if (!before) throw invalidPatch(`The path ${path} is not valid.`);
  if (op === "remove" && below.length === 0) return items.filter((item) => item !== before);
  return changeItem(operation, items, before, context);
}

function replaceAll(
  value: unknown,
  items: readonly Communication[],
  context: CommunicationContext,
): Communication[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw invalidPatch(NO_ARRAY);
  return readItems(value as unknown[], context, items);
}

function addItem(
  value: unknown,
  items: readonly Communication[],
  isEnd: boolean,
  context: CommunicationContext,
): Communication[] {
  const item = readItem(value, context);
  if (!item) return [...items];
  return putItem(items, isEnd ? item : { ...item, defaultFlag: false });
}

function changeItem(
  { rest, value }: Operation,
  items: readonly Communication[],
  before: Communication,
  context: CommunicationContext,
): Communication[] {
  const [, field, ...deeper] = rest;
  const isKnown = field === undefined || (deeper.length === 0 && ITEM_FIELDS.has(field));
  if (!isKnown) return [...items]; // the false 200
  const changed = readItem(field === undefined ? value : { [field]: value }, context, before);
  return changed ? putItem(items, changed) : [...items];
}
