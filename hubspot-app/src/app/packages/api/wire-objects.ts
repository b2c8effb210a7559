import type { FieldValue, OptionEntry, Side } from "./wire-common.ts";
import type { ConflictRule } from "./wire-mapping.ts";

/** What a record is asked for. */
export type FilterOperator =
  | "is-any-of"
  | "is-none-of"
  | "contains"
  | "contains-not"
  | "is-blank"
  | "is-filled"
  | "at-least"
  | "at-most";

/** One line of a filter, as it is sent. */
export interface FilterCondition {
  path: string;
  operator: FilterOperator;
  values?: string[] | undefined;
}

/** Records that meet all conditions of any group. */
export interface RecordFilter<Condition = FilterCondition> {
  groups: { conditions: Condition[] }[];
}

/** A filter as it is stored. */
export type StoredFilter = RecordFilter<StoredCondition>;

/** One line of a stored filter. */
export interface StoredCondition {
  path: string;
  operator: FilterOperator;
  values: string[];
}

/** A side that is left out stays, null takes its filter away. */
export interface FiltersRequest {
  hubspot?: RecordFilter | null | undefined;
  connectwise?: RecordFilter | null | undefined;
  /** Version that the person saw. */
  basedOn?: number | undefined;
}

/** Which records are synced. */
export interface Filters {
  objectType: string;
  version: number;
  hubspot: StoredFilter | null;
  connectwise: StoredFilter | null;
  /** Codes of what is left out whatever the filter says, by the side whose records it looks at. */
  standard: Record<Side, string[]>;
}

/** A field that a filter can be made of. */
export interface FilterField {
  path: string;
  label: string;
  kind: string;
  operators: FilterOperator[];
  options: (OptionEntry & { size?: number | undefined })[];
}

/** A draft to be tried out. */
export interface FilterTestRequest {
  side: Side;
  filter: RecordFilter;
}

/** What a filter that is tried out lets through. */
export interface FilterTest {
  objectType: string;
  side: Side;
  total: FilterCount;
  inside: FilterCount;
  excluded: FilterCount;
  leaving: FilterCount;
  seen: number;
  isComplete: boolean;
  examples: { inside: FilterExample[]; outside: FilterExample[] };
}

/** A count of records; null with the reason where it cannot be known. */
export interface FilterCount {
  count: number | null;
  ofSeen: number;
  reason: string | null;
}

/** A record that a filter was tried on. */
export interface FilterExample {
  id: string;
  name: string | null;
  url: string | null;
  unmet: StoredCondition[];
  excludedBecause: string | null;
}

interface PolicySwitches {
  blocksFreeEmail?: boolean | undefined;
  namesFromEmail?: boolean | undefined;
  createsUnpaired?: boolean | undefined;
  overridesForecast?: boolean | undefined;
}

/** In what two records must agree to be linked without a person. */
export type MatchField = "domain-or-name" | "domain" | "name" | "email";

/** How an object is to be synced; what is left out stays. */
export interface PolicyRequest extends PolicySwitches {
  isOn?: boolean | undefined;
  direction?: "both" | "to-hubspot" | "to-connectwise" | undefined;
  createIn?: { hubspot?: boolean | undefined; connectwise?: boolean | undefined } | undefined;
  firstLinkRule?: Side | undefined;
  conflictDefault?: ConflictRule | undefined;
  matchField?: MatchField | undefined;
  freeEmailDomains?: { added: string[]; removed: string[] } | undefined;
  catchAllCompanyId?: string | null | undefined;
  defaults?: Record<string, string | null> | undefined;
  dueInDays?: Record<string, number> | undefined;
}

/** How an object is synced. */
export interface Policy extends PolicySwitches {
  objectType: string;
  isOn: boolean;
  direction: string;
  createIn: Record<Side, boolean>;
  firstLinkRule: Side;
  /** Conflict rule of mapping rows that are added from now on. */
  conflictDefault: ConflictRule;
  /** Null where a person pairs them. */
  matchField: MatchField | null;
  matchFields: MatchField[];
  freeEmailDomains?: { added: string[]; removed: string[] } | undefined;
  catchAllCompanyId: string | null;
  defaults: Record<string, FieldValue>;
  dueInDays: Record<string, number>;
  /** Fields that may have a default, with what they may hold. */
  choices: {
    path: string;
    label: string;
    isRequired: boolean;
    options: (OptionEntry & { isActive: boolean })[];
  }[];
}
