import type { Api } from "@lockstep/api/client.ts";
import type { Side } from "@lockstep/api/wire-common.ts";
import { useLoad } from "./use-load.ts";

/** A record of one side. */
export interface NamedRef {
  objectType: string;
  side: Side;
  id: string;
}

/** What a record is called; null where nobody knows. */
export type RecordNames = (ref: NamedRef) => string | null;

/** As many records as the server names at once. */
const AT_ONCE = 100;

/**
 * Reads what records are called at this moment. A name is a help and no more: where it cannot be read, the
 * record is called by its number.
 *
 * @returns null until it is known
 */
export function useRecordNames(api: Api, refs: readonly NamedRef[]): RecordNames | null {
  const wanted = [...new Set(refs.map(keyOf))].toSorted();
  const { loaded } = useLoad(wanted.join(" "), () => readNames(api, refs));
  if (loaded.status === "loading") return null;
  const names = loaded.status === "ready" ? loaded.value : new Map<string, string>();
  return (ref) => names.get(keyOf(ref)) ?? null;
}

function keyOf({ objectType, side, id }: NamedRef): string {
  return `${objectType}/${side}/${id}`;
}

/** In as few calls as there are kinds of records. */
async function readNames(api: Api, refs: readonly NamedRef[]): Promise<Map<string, string>> {
  const named = await Promise.all(inBatches(refs).map((batch) => readBatch(api, batch)));
  return new Map(named.flat());
}

/** Each of one side and object type. */
function inBatches(refs: readonly NamedRef[]): NamedRef[][] {
  const kinds = new Map<string, NamedRef[]>();
  for (const ref of refs) {
    const kind = `${ref.objectType}/${ref.side}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), ref]);
  }
  return [...kinds.values()].flatMap((alike) => {
    const starts = alike.flatMap((_, at) => (at % AT_ONCE === 0 ? [at] : []));
    return starts.map((at) => alike.slice(at, at + AT_ONCE));
  });
}

async function readBatch(api: Api, batch: readonly NamedRef[]): Promise<[string, string][]> {
  const [first] = batch;
  if (first === undefined) return [];
  const { objectType, side } = first;
  const ids = [...new Set(batch.map(({ id }) => id))].join(",");
  const input = { path: { objectType }, query: { side, ids } };
  const { items } = await api.call("get /objects/:objectType/names", input);
  return items.flatMap(({ id, name }): [string, string][] =>
    name === null ? [] : [[keyOf({ objectType, side, id }), name]],
  );
}
