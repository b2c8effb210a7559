import type {
  Mapping,
  MappingRequest,
  MappingRow,
  MappingRowRequest,
  StageMapRequest,
  ValueMapRequest,
} from "@lockstep/api/wire-mapping.ts";

/** What a person has changed about a mapping and not saved. */
export interface MappingDraft {
  /** Version that it was begun from. */
  basedOn: number;
  /** Rows by their HubSpot path; null: taken out. */
  edits: Record<string, MappingRowRequest | null>;
  valueMaps: Record<string, ValueMapRequest>;
  stageMaps: Record<string, StageMapRequest>;
}

/** A row as it would be once saved. */
export interface ShownRow extends MappingRowRequest {
  isOwn: boolean;
  isFixed: boolean;
  /** Name of its value map or stage map; undefined when it has none, or is not saved yet. */
  mapName: string | undefined;
  state: "stored" | "changed" | "added" | "removed";
}

/** A draft in which nothing is changed yet. */
export function emptyDraft(mapping: Mapping): MappingDraft {
  return { basedOn: mapping.version, edits: {}, valueMaps: {}, stageMaps: {} };
}

/** Whether the draft changes anything. */
export function isEmpty({ edits, valueMaps, stageMaps }: MappingDraft): boolean {
  return [edits, valueMaps, stageMaps].every((part) => Object.keys(part).length === 0);
}

/** What of a stored row a request names. */
function toRowRequest(row: MappingRow): MappingRowRequest {
  const { hubspot, connectwise, direction, transform, conflictRule, blankRule } = row;
  return { hubspot, connectwise, direction, transform, conflictRule, blankRule };
}

/** All rows, with those that were taken out at their old place and new ones at the end. */
export function shownRows(mapping: Mapping, { edits }: MappingDraft): ShownRow[] {
  const stored = new Set(mapping.rows.map(({ hubspot }) => hubspot));
  const before = mapping.rows.map((row) => shownRow(row, edits[row.hubspot]));
  const added = Object.entries(edits).flatMap(([hubspot, edit]): ShownRow[] =>
    edit === null || stored.has(hubspot)
      ? []
      : [{ ...edit, isOwn: false, isFixed: false, mapName: undefined, state: "added" }],
  );
  return [...before, ...added];
}

function shownRow(row: MappingRow, edit: MappingRowRequest | null | undefined): ShownRow {
  const { isOwn, isFixed } = row;
  const facts = { isOwn, isFixed, mapName: row.valueMap };
  if (edit === undefined) return { ...toRowRequest(row), ...facts, state: "stored" };
  if (edit === null) return { ...toRowRequest(row), ...facts, state: "removed" };
  const isSamePair = edit.connectwise === row.connectwise;
  return { ...edit, ...facts, mapName: isSamePair ? row.valueMap : undefined, state: "changed" };
}

/**
 * The draft as it is sent. Rows are sent as a whole, in the order of {@link shownRows} without those
 * of Lockstep's own, so that `rows.3` of a refusal is the fourth of them.
 */
export function toChange(mapping: Mapping, draft: MappingDraft): MappingRequest {
  const rows = shownRows(mapping, draft).filter(
    ({ isOwn, state }) => !isOwn && state !== "removed",
  );
  const names = new Set(rows.flatMap(({ mapName }) => mapName ?? []));
  const { basedOn, edits, valueMaps, stageMaps } = draft;
  const maps = { valueMaps: only(valueMaps, names), stageMaps: only(stageMaps, names) };
  return {
    basedOn,
    ...(Object.keys(edits).length > 0 && { rows: rows.map(toSent) }),
    ...(Object.keys(maps.valueMaps).length > 0 && { valueMaps: maps.valueMaps }),
    ...(Object.keys(maps.stageMaps).length > 0 && { stageMaps: maps.stageMaps }),
  };
}

function toSent(row: ShownRow): MappingRowRequest {
  const { isOwn: _isOwn, isFixed: _isFixed, mapName: _mapName, state: _state, ...sent } = row;
  return sent;
}

/** A map of a row that was taken out must not be sent. */
function only<Map>(maps: Record<string, Map>, names: ReadonlySet<string>): Record<string, Map> {
  return Object.fromEntries(Object.entries(maps).filter(([name]) => names.has(name)));
}

/** The row with this edit; what is the same as before is no edit. */
export function withEdit(
  mapping: Mapping,
  draft: MappingDraft,
  edit: MappingRowRequest,
): MappingDraft {
  const stored = mapping.rows.find(({ hubspot }) => hubspot === edit.hubspot);
  const { [edit.hubspot]: _before, ...others } = draft.edits;
  const isSame = stored !== undefined && isSameRow(toRowRequest(stored), edit);
  return { ...draft, edits: isSame ? others : { ...others, [edit.hubspot]: edit } };
}

function isSameRow(one: MappingRowRequest, other: MappingRowRequest): boolean {
  const names = ["connectwise", "direction", "transform", "conflictRule", "blankRule"] as const;
  return names.every((name) => one[name] === other[name]) && other.valueMap === undefined;
}

/** Takes a row out; one that was never saved is simply forgotten. */
export function withoutRow(mapping: Mapping, draft: MappingDraft, hubspot: string): MappingDraft {
  const isStored = mapping.rows.some((row) => row.hubspot === hubspot);
  return isStored
    ? { ...draft, edits: { ...draft.edits, [hubspot]: null } }
    : withoutEdit(draft, hubspot);
}

/** Takes back what was changed about a row. */
export function withoutEdit(draft: MappingDraft, hubspot: string): MappingDraft {
  const { [hubspot]: _edit, ...edits } = draft.edits;
  return { ...draft, edits };
}

/** HubSpot path of the row that a refusal is about; null when it is about none. */
export function refusedRow(request: MappingRequest, field: string | null): string | null {
  const index = /^rows\.(\d+)(?:\.|$)/u.exec(field ?? "")?.[1];
  return index === undefined ? null : (request.rows?.[Number(index)]?.hubspot ?? null);
}

/** Name of the map that a refusal is about; null when it is about none. */
export function refusedMap(field: string | null): string | null {
  return /^(?:valueMaps|stageMaps)\.([^.]+)/u.exec(field ?? "")?.[1] ?? null;
}
