import type { FieldValue, ObjectType, Side } from "../../server/sync/model.ts";
import type { FilterSwitch } from "./filter-switch.ts";
import type { VendorRecord } from "./vendor-record.ts";

/** What follows from a change by itself; the fields are set in the vendor's own name. */
export type Consequence = (
  record: VendorRecord,
  changed: ReadonlySet<string>,
  now: number,
) => Readonly<Record<string, FieldValue>>;

/** What one vendor does with one kind of record. */
export interface SideRules {
  /** Object types behind the paths that hold ids of other records. */
  readonly references: Readonly<Record<string, ObjectType>>;
  /** Those of them that hold any number of ids. */
  readonly several: readonly string[];
  /** Paths whose change does not move the record's time. */
  readonly silent: readonly string[];
  /** Paths of whose change nobody is told. */
  readonly untold: readonly string[];
  /** Paths that listings of changes do not show. */
  readonly hidden: readonly string[];
  /** Archived records can be restored, flagged ones are still shown, others are gone. */
  readonly removal: "archived" | "flagged" | "gone";
  /** Whether people can merge two records. */
  readonly merges: boolean;
  /** Paths in which no two live records hold the same. */
  readonly unique: readonly string[];
  /** Paths without which the vendor does not take a new record. */
  readonly required: readonly string[];
  /** Paths that must be filled whenever a record is updated. */
  readonly requiredOnUpdate: readonly string[];
  /** What a new record gets where nothing is given. */
  readonly defaults: Readonly<Record<string, FieldValue>>;
  /** Paths under which another path is shown as well. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Paths that are shown although no mapping names them. */
  readonly extra: readonly string[];
  readonly consequence?: Consequence;
}

/** A filter of the connection: a record in which the path holds the value is no source. */
export interface OwnFilter {
  readonly side: Side;
  readonly path: string;
  /** Null: the field is empty. */
  readonly value: FieldValue;
  /** Left out for a filter that is always on. */
  readonly switch?: FilterSwitch;
}

/** Everything the simulation knows of one kind of record besides its mapping. */
export interface ObjectRules extends Readonly<Record<Side, SideRules>> {
  readonly objectType: ObjectType;
  /** HubSpot's unique property that holds the ConnectWise id. */
  readonly idProperty: string;
  readonly filters: readonly OwnFilter[];
  /** Paths by which a ConnectWise record is looked up after an unclear create. */
  readonly lookups: readonly (readonly string[])[];
}

const PLAIN: SideRules = {
  references: {},
  several: [],
  silent: [],
  untold: [],
  hidden: [],
  removal: "archived",
  merges: false,
  unique: [],
  required: [],
  requiredOnUpdate: [],
  defaults: {},
  aliases: {},
  extra: [],
};

/** Rules of a kind of record about which a vendor is particular in some ways only. */
export function sideRules(rules: Partial<SideRules>): SideRules {
  return { ...PLAIN, ...rules };
}
