import type { MatchKey } from "../../server/sync/match.ts";
import type { FieldValue, Side } from "../../server/sync/model.ts";
import type { SyncContext } from "../../server/usecases/engine.ts";

type Definition = SyncContext["definition"];

/** Fields that give keys. The simulation's companies have neither country nor phone. */
const KEYED: Readonly<Record<Side, readonly string[]>> = {
  hubspot: ["name", "domain", "address", "city", "state", "zip"],
  connectwise: ["name", "website", "addressLine1", "city", "state", "zip", "identifier"],
};

const MOST = 100_000;

const remembered = new Map<string, readonly MatchKey[]>();

/**
 * Match keys are costly to work out and the same values come again and again. Without a country each
 * field gives its keys by itself, so they are worked out once for each value.
 */
export function withRememberedKeys(definition: Definition): Definition {
  const keysOf = (side: Side, path: string, value: FieldValue): readonly MatchKey[] => {
    const text = `${side}:${path}:${String(value)}`;
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const alone = { id: "", fields: { [path]: value }, modifiedAt: 0, isDeleted: false };
    const keys = definition.matchKeys(side, alone, { now: 0 });
    if (remembered.size > MOST) remembered.clear();
    remembered.set(text, keys);
    return keys;
  };
  return {
    ...definition,
    matchKeys: (side, record) =>
      KEYED[side].flatMap((path) => {
        const value = record.fields[path] ?? null;
        return value === null ? [] : keysOf(side, path, value);
      }),
  };
}
