import { AppError } from "../sync/errors.ts";
import {
  type MappingVersion,
  type ObjectType,
  type RecordSnapshot,
  type Side,
  SIDES,
} from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { RunSample } from "../sync/store-ports.ts";
import { idsIn } from "../sync/transforms/reference.ts";
import { type NameOf, referencesOn } from "./describe-fields.ts";
import type { SyncContext } from "./engine.ts";

/** A record's name as people know it; null for one without. */
export function nameOfRecord(
  { shown }: Pick<ObjectDefinition, "shown">,
  side: Side,
  { fields }: Pick<RecordSnapshot, "fields">,
): string | null {
  const parts = (shown[side]["name"] ?? []).map((path) => String(fields[path] ?? "").trim());
  const name = parts.filter((part) => part !== "").join(" ");
  return name === "" ? null : name;
}

/**
 * A record's name as far as it is among what a run would write to it; null where it is not. A pair is
 * called as HubSpot's record is.
 */
export function nameOfSample(
  definition: Pick<ObjectDefinition, "shown">,
  { changes }: Pick<RunSample, "changes">,
): string | null {
  for (const side of SIDES) {
    const own = changes.filter((change) => change.side === side);
    const fields = Object.fromEntries(
      own.map(({ field, before, after }) => [field, after ?? before]),
    );
    const name = nameOfRecord(definition, side, { fields });
    if (name !== null) return name;
  }
  return null;
}

/** ConnectWise paths with the names of the records that a record belongs to: they come with it. */
export function parentNamePaths(mapping: Pick<MappingVersion, "fields">): readonly string[] {
  return [...referencesOn("connectwise", mapping).keys()].map(namePath);
}

function namePath(path: string): string {
  return path.replace(/\/id$/u, "/name");
}

/**
 * Names the records that a record belongs to. ConnectWise tells them with the record; HubSpot is asked
 * in one call for each object type, and a refusal leaves them without names.
 */
export async function namesOfParents(
  context: SyncContext,
  definitions: readonly ObjectDefinition[],
  { hubspot, connectwise }: Readonly<Record<Side, RecordSnapshot | null>>,
): Promise<NameOf> {
  const names = new Map<string, string>();
  const types = hubspot === null ? [] : [...referencesOn("hubspot", context.mapping)];
  await Promise.all(
    types.map(async ([path, objectType]) => {
      const ids = idsIn(hubspot?.fields[path] ?? null).slice(0, MAX_PARENTS);
      const found = await readNames(context, definitions, { objectType, ids });
      for (const [id, name] of found) names.set(`${path} ${id}`, name);
    }),
  );
  return (path, side, id) => {
    if (side === "hubspot") return names.get(`${path} ${id}`) ?? null;
    const name = connectwise?.fields[namePath(path)] ?? null;
    return name === null ? null : String(name);
  };
}

/** A deal may have hundreds of contacts; nobody reads so many names. */
const MAX_PARENTS = 20;

async function readNames(
  { adapters }: SyncContext,
  definitions: readonly ObjectDefinition[],
  { objectType, ids }: { readonly objectType: ObjectType; readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const definition = definitions.find((one) => one.objectType === objectType);
  if (definition === undefined || ids.length === 0) return new Map();
  try {
    const paths = definition.shown.hubspot["name"] ?? [];
    const read = await adapters.hubspot.read(objectType, ids, paths);
    return new Map(
      [...read].map(([id, record]) => [id, nameOfRecord(definition, "hubspot", record) ?? id]),
    );
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass !== "internal") return new Map();
    throw thrown;
  }
}
