import type { ShownRecord } from "../screen-data.ts";
import type { CrmAssociations, CrmProperties } from "../worker/protocol.ts";
import type { CrmSource } from "./extension-host.tsx";
import { objectTypes } from "./object-types.ts";
import type { ShownType } from "./object-types.ts";

async function readAll(type: ShownType): Promise<ShownRecord[]> {
  const response = await fetch(`/preview/records/${type.control}`);
  return (await response.json()) as ShownRecord[];
}

function isCalled({ id, control, plural }: ShownType, name: string): boolean {
  return name === id || name === control || name === plural;
}

function pick(record: ShownRecord | undefined, names: readonly string[] | "*"): CrmProperties {
  const properties = record?.properties ?? {};
  if (names === "*") return { ...properties };
  return Object.fromEntries(names.map((name) => [name, properties[name] ?? null]));
}

/**
 * What the page can tell of one record.
 *
 * @param onRefresh - the page shows the record, too, and reads it anew with the extensions
 */
export function createCrmSource(
  type: ShownType,
  recordId: string,
  onRefresh: () => Promise<void>,
): CrmSource {
  const listeners = new Set<() => void>();
  const find = async (): Promise<ShownRecord | undefined> =>
    (await readAll(type)).find(({ id }) => id === recordId);
  return {
    read: async (names) => pick(await find(), names),
    associations: async (toObjectType, properties): Promise<CrmAssociations> => {
      const far = objectTypes.find((one) => isCalled(one, toObjectType));
      if (far === undefined) throw new Error(`The preview has no ${toObjectType}.`);
      const ids = (await find())?.associations?.[far.plural]?.results ?? [];
      const records = new Map((await readAll(far)).map((record) => [record.id, record]));
      return {
        results: [...new Set(ids.map(({ id }) => id))].map((id) => ({
          toObjectId: Number(id),
          associationTypes: [],
          properties: pick(records.get(id), properties),
        })),
        hasMore: false,
        nextOffset: 0,
      };
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    refresh: async () => {
      await onRefresh();
      for (const listener of listeners) listener();
    },
  };
}
