import type { MatchKey } from "../../server/sync/match.ts";
import type {
  FieldHashes,
  Lane,
  LinkState,
  ParentRef,
  RecordRef,
  Side,
} from "../../server/sync/model.ts";
import type { CreateIntent, Issue, JournalEntry, SentValue } from "../../server/sync/pair-ports.ts";
import type { RunItem, RunSample, StagedRecord } from "../../server/sync/store-ports.ts";

/** A dirty row. */
export interface DirtyRow extends RecordRef {
  readonly objectType: string;
  seq: number;
  lane: Lane;
  notBefore: number;
  attempts: number;
}

/** A stored link. */
export interface LinkRow {
  readonly id: string;
  readonly objectType: string;
  readonly hubspotId: string;
  readonly connectwiseId: string;
  state: LinkState;
  base: Record<Side, FieldHashes>;
  seenModifiedAt: Record<Side, number>;
  mappingVersion: number;
}

/** A claim; without an owner it only remembers that an earlier owner vanished. */
export interface ClaimRow extends RecordRef {
  readonly objectType: string;
  readonly pairKey: string;
  owner: string | null;
  fence: number;
  until: number;
  previousUntil: number;
}

/** An issue with its object type. */
export interface IssueRow extends Issue {
  readonly objectType: string;
}

/** A line of the journal with its object type and time. */
export interface JournalRow extends JournalEntry {
  readonly objectType: string;
  readonly at: number;
}

/** A record that waits for a parent. */
export interface WaitRow extends RecordRef {
  readonly objectType: string;
  readonly parent: ParentRef;
}

/** Everything that one portal's store holds, in memory. */
export interface Tables {
  readonly dirty: Map<string, DirtyRow>;
  readonly links: Map<string, LinkRow>;
  /** Link id by record. */
  readonly linkOf: Map<string, string>;
  readonly claims: Map<string, ClaimRow>;
  /** Values that were sent and are not settled, by link id. */
  readonly sent: Map<string, SentValue[]>;
  readonly intents: Map<string, CreateIntent>;
  readonly matchKeys: Map<string, readonly MatchKey[]>;
  readonly issues: Map<string, IssueRow>;
  readonly journal: JournalRow[];
  /** The updates among them, by record and mapping key. */
  readonly updates: Map<string, JournalRow[]>;
  readonly cursors: Map<string, string>;
  readonly sweepStamps: Map<string, number>;
  readonly staging: Map<
    string,
    StagedRecord & { readonly objectType: string; readonly side: Side }
  >;
  readonly runItems: Map<string, RunItem[]>;
  readonly runSamples: Map<string, RunSample[]>;
  /** Parents that a record waits for, by record. */
  readonly waits: Map<string, WaitRow[]>;
  /** Kinds of keys that unlinked records are claimed under, by object type. */
  readonly claimKinds: Readonly<Record<string, readonly string[]>>;
  /** Newest mapping version, by object type; missing: the first one. */
  readonly versions: Map<string, number>;
  /** When it was made; missing: before everything else. */
  readonly mappedAt: Map<string, number>;
  /** Last number given out, for seqs, fences and link ids. */
  counter: number;
}

/** An empty store. */
export function emptyTables(claimKinds: Tables["claimKinds"]): Tables {
  return {
    dirty: new Map(),
    links: new Map(),
    linkOf: new Map(),
    claims: new Map(),
    sent: new Map(),
    intents: new Map(),
    matchKeys: new Map(),
    issues: new Map(),
    journal: [],
    updates: new Map(),
    cursors: new Map(),
    sweepStamps: new Map(),
    staging: new Map(),
    runItems: new Map(),
    runSamples: new Map(),
    waits: new Map(),
    claimKinds,
    versions: new Map(),
    mappedAt: new Map(),
    counter: 0,
  };
}

/** Text under which a record is found. */
export function recordText(objectType: string, ref: RecordRef): string {
  return `${objectType}:${ref.side}:${ref.id}`;
}

/** The record that a text stands for; the opposite of {@link recordText}. */
export function refOf(text: string): RecordRef & { readonly objectType: string } {
  const [objectType = "", side, ...rest] = text.split(":");
  return { objectType, side: side as Side, id: rest.join(":") };
}

/** The next number of the store. */
export function nextNumber(tables: Tables): number {
  tables.counter += 1;
  return tables.counter;
}

/** The link that a record has, if any. */
export function linkOfRecord(
  tables: Tables,
  objectType: string,
  ref: RecordRef,
): LinkRow | undefined {
  const id = tables.linkOf.get(recordText(objectType, ref));
  return id === undefined ? undefined : tables.links.get(id);
}

/** Whether a record of an excluded pair is left out itself: an issue about it says so. */
export function isOutInPair(tables: Tables, objectType: string, ref: RecordRef): boolean {
  const issue = tables.issues.get(recordText(objectType, ref));
  return linkOfRecord(tables, objectType, ref)?.state === "excluded" && issue?.state === "excluded";
}

/** The records that a link, or a single record without one, is made of. */
export function recordsOfPair(
  ref: RecordRef,
  link: Pick<LinkRow, "hubspotId" | "connectwiseId"> | null | undefined,
): RecordRef[] {
  if (link === null || link === undefined) return [ref];
  return [
    { side: "hubspot", id: link.hubspotId },
    { side: "connectwise", id: link.connectwiseId },
  ];
}
