import type { FieldChangeSample } from "./wire-runs.ts";
import type { FieldIssue, OptionEntry, Side, Time } from "./wire-common.ts";

/** Which way a field is synced. */
export type Direction = "both" | "to-hubspot" | "to-connectwise" | "off";

/** How a value becomes the other system's. */
export type Transform =
  | "text"
  | "email"
  | "domain"
  | "phone"
  | "integer"
  | "number"
  | "boolean"
  | "date"
  | "datetime-day"
  | "country"
  | "value-map"
  | "value-map-list"
  | "stage"
  | "reference"
  | "references";

/** Which side wins when both have changed. */
export type ConflictRule = "hubspot" | "connectwise" | "most-recent" | "prefer-non-blank" | "ask";

/** Whether a value that was cleared clears the other side's. */
export type BlankRule = "keep" | "clear";

/** Translation of option values, by direction, as it is sent. */
export interface ValueMapRequest {
  toHubspot: Record<string, string>;
  toConnectwise: Record<string, string>;
  fallback?: { toHubspot?: string | undefined; toConnectwise?: string | undefined } | undefined;
  unmapped?: "problem" | "skip" | undefined;
}

/** Pairs of a HubSpot stage and a ConnectWise stage with its status, as they are sent. */
export interface StageMapRequest {
  rows: { hubspot: string; connectwise: string }[];
  reopens?: boolean | undefined;
}

/** One row of a mapping, as it is sent; what is left out follows from the two fields. */
export interface MappingRowRequest {
  hubspot: string;
  connectwise: string;
  direction: Direction;
  transform?: Transform | undefined;
  conflictRule?: ConflictRule | undefined;
  blankRule?: BlankRule | undefined;
  valueMap?: ValueMapRequest | undefined;
}

/** What a change does to linked records, and from which version it was made. */
export interface ChangeChoice {
  existing?: "apply" | "from-now-on" | undefined;
  /** Version that the person saw. */
  basedOn?: number | undefined;
  /** Number of records to be written to that the person agrees to. */
  accepts?: number | undefined;
}

/** A change of rows, of maps, or of both. */
export interface MappingRequest extends ChangeChoice {
  rows?: MappingRowRequest[] | undefined;
  valueMaps?: Record<string, ValueMapRequest> | undefined;
  stageMaps?: Record<string, StageMapRequest> | undefined;
}

/** A change to be tried, or going back to the start. */
export interface MappingDryRunRequest extends Omit<MappingRequest, "existing" | "accepts"> {
  isReset?: boolean | undefined;
}

/** A value map as it is. */
export interface ValueMap extends ValueMapRequest {
  /** What an option with neither row nor fallback does: stop the record, or leave the field out. */
  unmapped: "problem" | "skip";
}

/** A stage map as it is; the first row that fits counts. */
export interface StageMap {
  rows: { hubspot: string; connectwise: string; outcome: "open" | "won" | "lost" }[];
  /** Whether a closed record is opened again when the other side is. */
  reopens: boolean;
}

/** One row of the mapping as it is. */
export interface MappingRow {
  key: string;
  hubspot: string;
  connectwise: string;
  direction: Direction;
  transform: Transform;
  conflictRule: ConflictRule;
  blankRule: BlankRule;
  isOwn: boolean;
  isFixed: boolean;
  /** Name of its value map. */
  valueMap?: string | undefined;
}

/** The mapping of an object type as it is. */
export interface Mapping {
  objectType: string;
  version: number;
  rows: MappingRow[];
  valueMaps: Record<string, ValueMap>;
  stageMaps: Record<string, StageMap>;
  issues: FieldIssue[];
  /** What a new row starts with. */
  conflictDefault: ConflictRule;
  rollout: Rollout | null;
}

/** How far a change of settings has got. */
export interface Rollout {
  version: number;
  phase: "links" | "issues" | "paused" | "done";
  marked: number;
  links: number;
  linksDone: number;
  startedAt: Time;
  finishedAt: Time | null;
}

/** What is changed about a pair of fields. */
export interface FieldChange {
  hubspot: string;
  connectwise: string;
  kinds: string[];
}

/** What a change of the mapping would write. */
export interface MappingDryRun {
  state: "running" | "done";
  /** Links looked at so far. */
  links: number;
  counts: {
    hubspot: number;
    connectwise: number;
    overwritten: number;
    emptied: number;
    problems: number;
  };
  samples: {
    hubspotId: string;
    connectwiseId: string;
    hubspotUrl: string | null;
    connectwiseUrl: string | null;
    changes: FieldChangeSample[];
  }[];
  startedAt: Time;
  finishedAt: Time | null;
}

/** One version of a mapping. */
export interface MappingVersion {
  version: number;
  madeAt: Time;
  userId: string | null;
  existing: string | null;
  changes: FieldChange[];
  /** Sides whose filter became another one. */
  filters: string[];
}

/** A field that can be mapped. */
export interface Field {
  path: string;
  label: string;
  kind: string;
  isReadOnly: boolean;
}

/** A way in which two fields go together. */
export interface FieldWay {
  transforms: string[];
  directions: Direction[];
  map: "none" | "suggested" | "given";
}

/** Fields of both sides and what goes with what. */
export interface Fields {
  readAt: Time;
  staleBecause: string | null;
  hubspot: Field[];
  connectwise: Field[];
  pairings: (FieldWay & { hubspot: string; connectwise: string })[];
}

/** What of the other side a field may be mapped to. */
export interface CompatibleFields {
  field: Field;
  compatible: (Field & { ways: FieldWay[] })[];
}

/** Options of one side of a value map. */
export interface OptionSet {
  kind: "listed" | "country-codes" | "any";
  options?: (OptionEntry & { isActive: boolean })[] | undefined;
}

/** What the editor of a value map needs. */
export interface ValueMapEditor extends Record<Side, OptionSet> {
  name: string;
  version: number;
  rows: { hubspot: string; connectwise: string }[];
  map: ValueMap;
  suggestion: ValueMap;
}

/** What the editor of a stage map needs. */
export interface StageMapEditor {
  name: string;
  version: number;
  map: StageMap;
  suggestion: StageMap;
  pipelines: (OptionEntry & { stages: (OptionEntry & { outcome: string })[] })[];
  stages: (OptionEntry & { isActive: boolean })[];
  statuses: (OptionEntry & { isActive: boolean; outcome: string })[];
}
