import type { FieldIssue, Page, PageQuery, Side, Time } from "./wire-common.ts";
import type { MappingRowRequest, ValueMapRequest } from "./wire-mapping.ts";
import type { PolicyRequest, RecordFilter, StoredFilter } from "./wire-objects.ts";
import type { Run } from "./wire-runs.ts";

/** State of the portal, its connection, its objects and runs. */
export interface Overview {
  portal: {
    portalId: string;
    state: string;
    stateReason: string | null;
    /** Null for a state from before this was kept. */
    stateSince: Time | null;
    /** Who paused or resumed the sync; null: the state came by itself. */
    stateBy: StateBy | null;
    uiDomain: string;
  };
  /** Null before ConnectWise is connected. */
  connection: { siteHost: string; companyId: string; version: string; isCloud: boolean } | null;
  /** Records by state, by object type. */
  objects: Record<string, Record<string, number>>;
  /** Field issues by object type. */
  fieldIssues: Record<string, number>;
  runs: { "dry-run": Run | null; "first-sync": Run | null };
  egressAddresses: string[];
  warnings: Warning[];
}

/** Who chose the portal's state. */
export interface StateBy {
  userId: string;
  email: string | null;
}

/** The portal's state after it was paused or resumed. */
export interface PortalState {
  state: string;
  since: Time | null;
  by: StateBy | null;
}

/** What does not stop the sync, and what a person should know of. */
export interface Warning {
  code: string;
  message: string;
  remedy: string;
  objectType: string | null;
}

/** Milliseconds; null when nothing was measured. */
export interface LatencyFigures {
  count: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

/** How much of a side's budget of calls was used. */
export interface SideCalls {
  /** Calls of the last 24 hours. */
  count: number;
  /** The most that Lockstep makes in a second when it works without a break. */
  allowedPerSecond: number;
  /** The present hour and the 23 before it, oldest first. */
  perHour: { hour: Time; count: number }[];
}

/** How fast changes of people arrive, and what the daily comparisons found that had been missed. */
export interface SyncHealth {
  latency: LatencyFigures & {
    byWay: (LatencyFigures & { way: "sync-now" | "webhook" | "poll" | "sweep" })[];
    /** The present hour and the 23 before it, oldest first. */
    perHour: (LatencyFigures & { hour: Time })[];
  };
  /** Calls to the vendors, and how many are allowed. */
  calls: { hubspot: SideCalls; connectwise: SideCalls };
  sweeps: {
    objectType: string;
    side: Side;
    finishedAt: Time;
    compared: number;
    drift: number;
  }[];
}

/** ConnectWise's keys, to be tested and stored. */
export interface ConnectionRequest {
  site: string;
  companyId: string;
  publicKey: string;
  privateKey: string;
}

/** What was connected to. */
export interface Connection {
  siteHost: string;
  companyId: string;
  companyName: string;
  version: string;
  hasCallbacks: boolean;
}

/** A record that needs somebody. */
export interface Issue {
  objectType: string;
  side: Side;
  recordId: string;
  linkedId: string | null;
  /** Screens of the record and of the one that it is linked with. */
  url: string | null;
  linkedUrl: string | null;
  state: string;
  code: string;
  message: string;
  field: string | null;
  remedy: string | null;
}

/** A page of issues; with the first page what is about no single record. */
export interface IssuePage extends Page<Issue> {
  fields: (FieldIssue & { objectType: string })[];
}

/** Where a page of issues begins: of those that count, or of those that somebody ignores, and of which kind. */
export interface IssuesQuery extends PageQuery {
  which?: "counting" | "ignored" | undefined;
  objectType?: string | undefined;
  state?: string | undefined;
  code?: string | undefined;
}

/** Records whose issues are ignored, or count again. */
export interface IgnoreRequest {
  records: { objectType: string; side: Side; recordId: string }[];
}

/** Issues of one kind. */
export interface IssueCategory {
  objectType: string;
  state: string;
  code: string;
  count: number;
  message: string;
  remedy: string | null;
  fields: string[];
}

/** Named records, or all of an object type, of a code, or everything. */
export interface RetryRequest {
  records?: { objectType: string; side: Side; recordId: string }[] | undefined;
  objectType?: string | undefined;
  code?: string | undefined;
}

/** What Lockstep was found to be allowed in both systems. */
export interface Permissions {
  /** Null before the first check. */
  checkedAt: Time | null;
  reason: "asked" | "refused" | null;
  missing: number;
  findings: PermissionFinding[];
}

/** One permission, as the vendor's screen has it. */
export interface PermissionFinding {
  side: Side;
  permission: string;
  level: string | null;
  neededFor: string;
  isRequired: boolean;
  state: "granted" | "missing" | "unproven" | "unchecked";
  message: string;
  remedy: string | null;
}

/** The whole configuration of a portal, in names, as it is sent. */
export interface ConfigurationRequest {
  format: "lockstep-configuration";
  version: 1;
  objects: Record<string, ObjectConfigurationRequest>;
}

/** One object type of a configuration. */
export interface ObjectConfigurationRequest {
  isOn: boolean;
  policy: Omit<PolicyRequest, "isOn" | "catchAllCompanyId" | "defaults"> & {
    /** Identifier of a ConnectWise company. */
    catchAllCompany?: string | null | undefined;
    defaults?: Record<string, string> | undefined;
  };
  rows: (MappingRowRequest & { stageMap?: StageNames | undefined })[];
  filters: Record<Side, RecordFilter | null>;
}

/** The whole configuration of a portal, in names, as it is. */
export interface Configuration {
  format: "lockstep-configuration";
  version: 1;
  objects: Record<string, ObjectConfiguration>;
}

/** One object type of the configuration as it is. */
export interface ObjectConfiguration {
  isOn: boolean;
  policy: Omit<ObjectConfigurationRequest["policy"], "defaults"> & {
    defaults: Record<string, string>;
  };
  rows: (Omit<MappingRowRequest, "valueMap"> & {
    valueMap?: (ValueMapRequest & { unmapped: "problem" | "skip" }) | undefined;
    stageMap?: (StageNames & { reopens: boolean }) | undefined;
  })[];
  filters: Record<Side, StoredFilter | null>;
}

/** Stages and statuses by their names. */
export interface StageNames {
  rows: {
    hubspot: { pipeline: string; stage: string };
    connectwise: { stage: string; status: string };
  }[];
  reopens?: boolean | undefined;
}

/** What an import changes in one object type. */
export interface ObjectDifference {
  objectType: string;
  changes: {
    part: "policy" | "rows" | "filters";
    kind: "added" | "changed" | "removed";
    field: string;
    before: unknown;
    after: unknown;
  }[];
  problems: { field: string; code: string; message: string; remedy: string }[];
}
