import { AppError, notConfigured } from "../sync/errors.ts";
import {
  nextVersion,
  type ExistingChoice,
  type FieldChange,
  type MappingDraft,
  type NextVersion,
} from "../sync/mapping-versions.ts";
import type { MappingVersion, ObjectType, StageMap, ValueMap } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { optional } from "../sync/optional.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { FieldIssue, ObjectSettings } from "../sync/settings-ports.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import {
  checkRows,
  type CheckedRow,
  isStandardMap,
  type MappingRow,
  type RowContext,
} from "./check-rows.ts";
import { checkStageMap, type StageMapInput } from "./check-stage-map.ts";
import { checkValueMap } from "./check-value-map.ts";
import { expectedWrites } from "./guard-rollout.ts";
import { findGone, findUnmapped, isAbout } from "./find-unmapped.ts";
import { defaultMapping } from "./set-up-portal.ts";

/** What a person wants to be different in a mapping; what is left out stays. */
export interface MappingChange {
  readonly rows?: readonly MappingRow[] | undefined;
  /** Value maps by name, each in place of the one that is there. */
  readonly valueMaps?: Readonly<Record<string, ValueMap>> | undefined;
  readonly stageMaps?: Readonly<Record<string, StageMapInput>> | undefined;
  /** Mapping version that the change was made from; left out: whatever is stored. */
  readonly basedOn?: number | undefined;
  readonly existing: ExistingChoice;
  /** Number of records to be written to that the person agrees to. */
  readonly accepts?: number | undefined;
}

/** What changes of a mapping need besides the change. */
export interface MappingParts {
  readonly portal: Pick<PortalStore, "changeObjectSettings" | "mappingDryRun">;
  readonly definition: ObjectDefinition;
  readonly both: BothDefinitions;
  /** Links of the object type whose records are there. */
  readonly links: number;
  /** HubSpot user who makes the change. */
  readonly userId: string;
}

/** Reads the settings of an object type. @throws AppError gone `not_configured` before it is connected */
export async function readMapping(
  store: Pick<PortalStore, "objectSettings">,
  objectType: ObjectType,
): Promise<ObjectSettings> {
  const settings = (await store.objectSettings()).find((one) => one.objectType === objectType);
  if (settings !== undefined) return settings;
  throw notConfigured();
}

/**
 * Replaces the mapping of an object type by a new version. Rows of fields that only Lockstep writes
 * stay as they are, whether they are sent or not. The same again makes no new version, and succeeds
 * whatever it was made from: HubSpot sends a request again when its connection breaks.
 *
 * @throws AppError invalid with `field` (`rows.3.hubspot`) and remedy when something cannot be used;
 *   `changed_meanwhile` when it was made from an earlier version; `dry_run_needed` or `mass_change`
 *   when it is to be applied to linked records; the stored mapping stays
 */
export async function changeMapping(
  parts: MappingParts,
  change: MappingChange,
): Promise<ObjectSettings> {
  return storeNext(parts, change, (settings) => draftOf(parts, settings, change));
}

/** Goes back to the mapping that a new connection starts with, as a version of its own. */
export async function resetMapping(
  parts: MappingParts,
  choice: Pick<MappingChange, "existing" | "accepts">,
): Promise<ObjectSettings> {
  return storeNext(parts, choice, (settings) => usualMapping(parts, settings));
}

/** What a person wants a mapping to become. @throws AppError as {@link changeMapping} */
export function wantedMapping(
  parts: Pick<MappingParts, "definition" | "both">,
  settings: ObjectSettings,
  change: Omit<MappingChange, "existing"> & { readonly isReset?: boolean | undefined },
): MappingDraft {
  refuseStale(settings.mapping, change.basedOn);
  if (change.isReset === true) return usualMapping(parts, settings);
  return draftOf(parts, settings, change);
}

/** Filters are no rows, and stay. */
function usualMapping(
  { definition, both }: Pick<MappingParts, "definition" | "both">,
  { mapping }: ObjectSettings,
): MappingDraft {
  return { ...defaultMapping(definition, both), ...optional("filters", mapping.filters) };
}

/** Tells what a change would do, without doing it; null: nothing. @throws AppError as {@link changeMapping} */
export function previewMapping(
  parts: Pick<MappingParts, "definition" | "both">,
  settings: ObjectSettings,
  change: MappingChange,
): NextVersion | null {
  return nextVersion(settings.mapping, wantedMapping(parts, settings, change), change.existing);
}

async function storeNext(
  parts: MappingParts,
  { existing, accepts, basedOn }: Pick<MappingChange, "existing" | "accepts" | "basedOn">,
  makeDraft: (settings: ObjectSettings) => MappingDraft,
): Promise<ObjectSettings> {
  const { portal, definition, both, userId, links } = parts;
  const dryRun = existing === "apply" ? await portal.mappingDryRun(definition.objectType) : null;
  const stored = await portal.changeObjectSettings(definition.objectType, (settings, issues) => {
    const next = nextVersion(settings.mapping, makeDraft(settings), existing);
    if (next === null) return null;
    refuseStale(settings.mapping, basedOn);
    const { mapping, changes, touchesLinks } = next;
    const isApplied = existing === "apply" && touchesLinks;
    const expected = isApplied ? expectedWrites(mapping, { dryRun, links, accepts }) : null;
    return {
      settings: { ...settings, mapping },
      revision: { existing, changes, userId },
      rollout: touchesLinks ? "links" : "issues",
      expected,
      fieldIssues: [
        ...findUnmapped(mapping, both, {
          before: both,
          open: issues.filter((issue) => !isDecided(issue, changes)),
        }),
        ...findGone(mapping, both),
      ],
    };
  });
  if (stored === null) throw notConfigured();
  return stored;
}

/** What a person just decided about a field's map is no news any more. */
function isDecided(issue: FieldIssue, changes: readonly FieldChange[]): boolean {
  return changes.some((change) => isAbout(issue, change) && change.kinds.includes("value-map"));
}

function refuseStale(stored: MappingVersion, basedOn: number | undefined): void {
  if (basedOn === undefined || basedOn === stored.version) return;
  throw new AppError("Somebody else changed this mapping meanwhile.", {
    code: "changed_meanwhile",
    errorClass: "invalid",
    field: "basedOn",
    remedy: "Load the mapping again, and make your change once more.",
  });
}

function draftOf(
  { definition, both }: Pick<RowContext, "definition" | "both">,
  { policy, mapping: before }: ObjectSettings,
  change: Omit<MappingChange, "existing">,
): MappingDraft {
  const rows =
    change.rows === undefined
      ? before.fields.map((field): CheckedRow => ({ field, valueMap: null }))
      : checkRows({ definition, policy, before, both }, change.rows);
  const fields = rows.map(({ field }) => field);
  const names = new Set(fields.flatMap(({ valueMap }) => valueMap ?? []));
  const kept = Object.entries(before.valueMaps).filter(
    ([name]) => names.has(name) || isStandardMap(name),
  );
  const given = rows.flatMap(({ field, valueMap }) =>
    field.valueMap === undefined || valueMap === null ? [] : [[field.valueMap, valueMap] as const],
  );
  const named = Object.entries(change.valueMaps ?? {});
  for (const [name, map] of named) {
    const row = fields.find(
      ({ valueMap, transform }) => valueMap === name && transform !== "stage",
    );
    if (row === undefined) throw unknownMap(`valueMaps.${name}`);
    checkValueMap(map, row, both, `valueMaps.${name}`);
  }
  const stageMaps = stageMapsOf(before, fields, change, both);
  return {
    fields,
    valueMaps: Object.fromEntries([...kept, ...given, ...named]),
    ...(stageMaps === undefined ? {} : { stageMaps }),
    ...optional("filters", before.filters),
  };
}

function stageMapsOf(
  before: MappingVersion,
  fields: MappingDraft["fields"],
  change: Omit<MappingChange, "existing">,
  both: BothDefinitions,
): Readonly<Record<string, StageMap>> | undefined {
  const given = Object.entries(change.stageMaps ?? {}).map(([name, map]) => {
    const isUsed = fields.some(
      ({ valueMap, transform }) => valueMap === name && transform === "stage",
    );
    if (!isUsed) throw unknownMap(`stageMaps.${name}`);
    return [name, checkStageMap(map, both, `stageMaps.${name}`)] as const;
  });
  if (given.length === 0) return before.stageMaps;
  return { ...before.stageMaps, ...Object.fromEntries(given) };
}

function unknownMap(field: string): AppError {
  return new AppError("No row of this mapping uses such a map.", {
    code: "unknown_map",
    errorClass: "invalid",
    field,
    remedy: "Map the field first, then say which option is which.",
  });
}
