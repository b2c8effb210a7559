import type { FieldMapping, FieldValue } from "../../server/sync/model.ts";
import type { Change, VendorRecord } from "./vendor-record.ts";

const remembered = new WeakMap<VendorRecord, Map<string, readonly Change[]>>();

/** Every change of a mapped field, oldest first; the judged record changes no more. */
export function changesOf(record: VendorRecord, field: FieldMapping): readonly Change[] {
  const path = field[record.side];
  const own = remembered.get(record) ?? new Map<string, readonly Change[]>();
  remembered.set(record, own);
  const known = own.get(path);
  if (known !== undefined) return known;
  const found = path.includes("+")
    ? joinedChanges(record, path)
    : record.changes.filter((change) => change.path === path);
  own.set(path, found);
  return found;
}

/** What is set at once is one change of a field that several single ones make up. */
function joinedChanges(record: VendorRecord, path: string): Change[] {
  const parts = path.split("+");
  const values = new Map<string, FieldValue>();
  const joined = (): FieldValue => parts.map((part) => values.get(part) ?? "").join("|");
  const found: Change[] = [];
  for (const change of record.changes) {
    if (!parts.includes(change.path)) continue;
    const before = joined();
    values.set(change.path, change.value);
    const last = found.at(-1);
    const isOne = last !== undefined && last.at === change.at && last.by === change.by;
    const whole = { ...change, path, value: joined() };
    if (isOne) found[found.length - 1] = { ...whole, before: last.before };
    else found.push({ ...whole, before });
  }
  return found;
}

/** Order of the last change that somebody made; 0: nobody did. */
export function lastOrder(
  record: VendorRecord,
  field: FieldMapping,
  isBy: (by: Change["by"]) => boolean,
): number {
  return changesOf(record, field).findLast((change) => isBy(change.by))?.order ?? 0;
}

/** Anybody but Lockstep. */
export function byOthers(by: Change["by"]): boolean {
  return by !== "app";
}
