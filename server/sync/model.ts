/** One of the two systems that Lockstep keeps equal. */
export type Side = "hubspot" | "connectwise";

/** Both sides, in the fixed order used wherever an order is needed. */
export const SIDES: readonly Side[] = ["hubspot", "connectwise"];

/** Returns the system on the other end. */
export function otherSide(side: Side): Side {
  return side === "hubspot" ? "connectwise" : "hubspot";
}

/** Name of a kind of record that both sides hold, such as `company`. */
export type ObjectType = string;

/**
 * A field's value as an adapter hands it over. `null` means the field is empty; a field that is
 * missing from {@link Fields} was not read, which is something else (design: absent is not null).
 * Multi-value fields are one text with `;` between the values, sorted.
 */
export type FieldValue = string | number | boolean | null;

/**
 * Values by field path. A HubSpot path is a property name, or an association: `associations/company`
 * is the id of the primary company, `associations/contacts` the ids of all contacts. A ConnectWise
 * path is a field name, a reference's part (`status/id`, `status/name`), a custom field
 * (`customFields/12`), or a part of a sub-resource: `communications/email` is a contact's default
 * e-mail address, `communications/2` its number of communication type 2, `forecast/amount` the sum
 * of an opportunity's included revenue. `closeDate` is an opportunity's expected close date while
 * it is open, its actual one afterwards.
 *
 * A mapping may name several fields at once, `pipeline+dealstage`; see `server/sync/paths.ts`.
 */
export type Fields = Readonly<Record<string, FieldValue>>;

/** What one side held for one record at the moment of a read or of a write's answer. */
export interface RecordSnapshot {
  readonly id: string;
  readonly fields: Fields;
  /** The vendor's own last-modified time in milliseconds since 1970, UTC. */
  readonly modifiedAt: number;
  /** True when the record was archived (HubSpot) or carries `deletedFlag` (ConnectWise). */
  readonly isDeleted: boolean;
  /** Set when the id that was asked for was merged into this record. */
  readonly mergedIntoId?: string;
  /** Whether our own login created the record; only told of records found after an unclear create. */
  readonly isMadeByUs?: boolean;
  /** When each field last changed, where the vendor tells (HubSpot history), in milliseconds. */
  readonly fieldTimes?: Readonly<Record<string, number>>;
  /**
   * What the side's own adapter needs to write single parts of the record (ids of communication
   * items, for example). Plain JSON that nobody else looks into.
   */
  readonly details?: unknown;
}

/** Which way values may travel. */
export type Direction = "both" | "to-hubspot" | "to-connectwise" | "off";

/** Who wins when both sides changed one field to different values. */
export type ConflictRule = "hubspot" | "connectwise" | "most-recent" | "prefer-non-blank" | "ask";

/** The rule of a new mapping row where nobody has chosen another. */
export const USUAL_CONFLICT_RULE: ConflictRule = "most-recent";

/**
 * What two records must agree in to be linked without a person. What only looks alike otherwise is a
 * review, never a second record.
 */
export const MATCH_FIELDS = ["domain-or-name", "domain", "name", "email"] as const;
/** One of them. */
export type MatchField = (typeof MATCH_FIELDS)[number];

/** Whether an emptied field empties the other side. */
export type BlankRule = "keep" | "clear";

/** Names of the value translations; `server/sync/transforms/` holds one file each. */
export type TransformName =
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

/** One row of a mapping: a HubSpot property, a ConnectWise field and how they keep in step. */
export interface FieldMapping {
  /** Stable key of this row within its object type; bases and sent values are filed under it. */
  readonly key: string;
  readonly hubspot: string;
  readonly connectwise: string;
  readonly direction: Direction;
  readonly transform: TransformName;
  readonly conflictRule: ConflictRule;
  readonly blankRule: BlankRule;
  /** `create`: the value travels only inside a create, never as an update. */
  readonly writeOn: "always" | "create";
  /** True for a field that only Lockstep writes (`cw_*`); it is written without a verifying read. */
  readonly isOwn: boolean;
  /** Name of the value map, or of the stage map, for the transforms that use one. */
  readonly valueMap?: string;
  /** Object type that the field's ids belong to, for the `reference` transforms. */
  readonly references?: ObjectType;
  /**
   * Links that were last looked at under an earlier mapping version than this take the two values as
   * they are instead of meeting the field by the first-link rule.
   */
  readonly asIsBefore?: number;
}

/** Translation table between the option values of two fields, by direction. */
export interface ValueMap {
  readonly toHubspot: Readonly<Record<string, string>>;
  readonly toConnectwise: Readonly<Record<string, string>>;
  /** Value to use for an option without a row, per direction. */
  readonly fallback?:
    | { readonly toHubspot?: string | undefined; readonly toConnectwise?: string | undefined }
    | undefined;
  /** What an option with neither row nor fallback does: stop the record, or leave the field out. */
  readonly unmapped: "problem" | "skip";
}

/** The part of a value map that holds the rows, or the fallback, for values into a side. */
export const MAP_PART = {
  hubspot: "toHubspot",
  connectwise: "toConnectwise",
} as const satisfies Record<Side, keyof ValueMap>;

/**
 * One row of a stage map. HubSpot's part is `pipeline|stage`, ConnectWise's `stage id|status id`;
 * `*` for the stage id stands for any stage.
 */
export interface StageRow {
  readonly hubspot: string;
  readonly connectwise: string;
  readonly outcome: "open" | "won" | "lost";
}

/** How pipelines and stages of HubSpot and stages and statuses of ConnectWise correspond. */
export interface StageMap {
  /** The first row that fits counts. */
  readonly rows: readonly StageRow[];
  /** Whether a closed record is opened again when the other side is. */
  readonly reopens: boolean;
}

/** How a filter compares what a record holds with what is wanted. */
export const FILTER_OPERATORS = [
  "is-any-of",
  "is-none-of",
  "contains",
  "contains-not",
  "is-blank",
  "is-filled",
  "at-least",
  "at-most",
] as const;
/** One of them. */
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** One comparison of a filter. */
export interface FilterCondition {
  readonly path: string;
  readonly operator: FilterOperator;
  readonly values: readonly string[];
}

/** Which records of a side are a source: those that meet all conditions of at least one group. */
export interface RecordFilter {
  /** No group: every record is. */
  readonly groups: readonly { readonly conditions: readonly FilterCondition[] }[];
}

/** Immutable set of field mappings and filters; a change makes a new version. */
export interface MappingVersion {
  readonly version: number;
  readonly fields: readonly FieldMapping[];
  readonly valueMaps: Readonly<Record<string, ValueMap>>;
  readonly stageMaps?: Readonly<Record<string, StageMap>>;
  /**
   * By the side whose records are filtered. Without one for HubSpot nothing is created in ConnectWise:
   * somebody has to say first what belongs there.
   */
  readonly filters?: Readonly<Partial<Record<Side, RecordFilter>>>;
}

/** Longest text each field takes, by side and path, in characters; no entry means no known limit. */
export type FieldLimits = Readonly<Record<Side, Readonly<Record<string, number>>>>;

/** Settings of one object type in one portal. */
export interface ObjectPolicy {
  readonly direction: Direction;
  /** Whether an unmatched record may be created on that side. */
  readonly createIn: Readonly<Record<Side, boolean>>;
  /** Which side's value stands when two records are linked for the first time and differ. */
  readonly firstLinkRule: Side;
  /** Conflict rule of new mapping rows; left out: the usual one. */
  readonly conflictDefault?: ConflictRule;
  /** Left out: the first one that the object type has. */
  readonly matchField?: MatchField;
  /** Fields sent with every create in addition to the mapped ones (required references). */
  readonly createDefaults: Readonly<Record<Side, Fields>>;
  /** Dates that a create without them gets: days from today, by path. */
  readonly dueInDays?: Readonly<Record<Side, Readonly<Record<string, number>>>>;
  /** ConnectWise company for contacts without one; null or left out: they wait. */
  readonly catchAllId?: string | null;
  /** Whether contacts with an address of a free e-mail provider are left alone. */
  readonly blocksFreeEmail?: boolean;
  /** In what the customer's list of free e-mail providers differs from the usual one, by domain. */
  readonly freeEmailDomains?: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
  /** Whether a contact without first name gets the local part of its e-mail address. */
  readonly namesFromEmail?: boolean;
  /** Whether deals are created although their company has unpaired ones in the other system. */
  readonly createsUnpaired?: boolean;
  /** Whether HubSpot's amount counts although people keep forecast lines of their own. */
  readonly overridesForecast?: boolean;
  readonly limits: FieldLimits;
  /** Owners and members who may be given records at present, by id; left out: all of them. */
  readonly people?: Readonly<Record<Side, readonly string[]>>;
}

/** State of a link as people see it. */
export type LinkState =
  "linked" | "waiting" | "excluded" | "attention" | "review" | "merged" | "deleted";

/** Keyed hash per mapping key; an entry that is missing means that side has no base for the field. */
export type FieldHashes = Readonly<Record<string, string>>;

/** The stored fact that two records are the same thing, with what each side last held. */
export interface Link {
  readonly id: string;
  readonly objectType: ObjectType;
  readonly hubspotId: string;
  readonly connectwiseId: string;
  readonly state: LinkState;
  readonly base: Readonly<Record<Side, FieldHashes>>;
  /** `modifiedAt` of each side's record when it was last reconciled, in milliseconds. */
  readonly seenModifiedAt: Readonly<Record<Side, number>>;
  readonly mappingVersion: number;
}

/** Why work is due for a record; lower is served first. */
export const LANES = { syncNow: 0, hint: 1, poll: 2, firstSync: 3, sweep: 4, echo: 5 } as const;

/** A lane's number. */
export type Lane = (typeof LANES)[keyof typeof LANES];

/** One record on one side. */
export interface RecordRef {
  readonly side: Side;
  readonly id: string;
}

/** A record that another one belongs to. */
export interface ParentRef extends RecordRef {
  readonly objectType: ObjectType;
}

/** Returns the record id that a link has on a side. */
export function linkedId(link: Pick<Link, "hubspotId" | "connectwiseId">, side: Side): string {
  return side === "hubspot" ? link.hubspotId : link.connectwiseId;
}

/** Returns the field path that a mapping has on a side. */
export function pathOn(mapping: FieldMapping, side: Side): string {
  return side === "hubspot" ? mapping.hubspot : mapping.connectwise;
}

/** True when values may travel into the side. */
export function flowsTo(direction: Direction, side: Side): boolean {
  return direction === "both" || direction === `to-${side}`;
}
