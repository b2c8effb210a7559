import { expect } from "vitest";
import { STRONG_COMPANY_KINDS } from "../../server/sync/match-keys.ts";
import type { MatchKey } from "../../server/sync/match.ts";
import {
  LANES,
  type Lane,
  type Link,
  type RecordRef,
  type RecordSnapshot,
} from "../../server/sync/model.ts";
import type {
  ClaimedPair,
  ClaimRequest,
  CreateIntent,
  DirtyMark,
  Issue,
  PairChange,
} from "../../server/sync/pair-ports.ts";
import type { PortalStore, RunStart } from "../../server/sync/portal-ports.ts";
import type {
  ObservedPage,
  ObservedRecord,
  RunItem,
  RunSample,
  SyncStore,
} from "../../server/sync/store-ports.ts";

/** A store with what the battery needs around it. */
export interface StoreUnderTest {
  readonly store: SyncStore;
  /** Time as the store sees it, in milliseconds. */
  now(): number;
  /** Lets time go by, really or not. */
  pass(milliseconds: number): Promise<void>;
  /** The portal, which is configured, and its runs. */
  readonly portal: Pick<PortalStore, "portal" | "latestRun" | "createRun" | "updateRun">;
  readRunItems(runId: string): Promise<readonly RunItem[]>;
  readRunSamples(runId: string): Promise<readonly RunSample[]>;
  /** Stores a new version of the mapping. */
  changeMapping(): Promise<void>;
  /** Verdicts that are stored: state by `side:id`. */
  readIssues(): Promise<Readonly<Record<string, string>>>;
}

/** Makes an empty store. */
export type MakeStore = () => Promise<StoreUnderTest>;

/** Kinds of keys that unlinked records of the battery are claimed under. */
export const CLAIM_KINDS = { company: STRONG_COMPANY_KINDS, contact: ["email"] } as const;

/** The object type of all records in the battery. */
export const COMPANY = "company";

export function hubspot(id: string): RecordRef {
  return { side: "hubspot", id };
}

export function connectwise(id: string): RecordRef {
  return { side: "connectwise", id };
}

export function mark(ref: RecordRef, lane: Lane = LANES.poll, notBefore = 0): DirtyMark {
  return { ...ref, objectType: COMPANY, lane, notBefore };
}

/** A claim on everything that is due, by worker `a` for a minute. */
export function request(change: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    objectTypes: [COMPANY],
    maxLane: LANES.echo,
    limit: 100,
    owner: "a",
    claimMs: 60_000,
    settingsVersion: 1,
    linkedOnly: false,
    ...change,
  };
}

/** The start of a dry run of companies. */
export function runStart(change: Partial<RunStart> = {}): RunStart {
  return {
    kind: "dry-run",
    accepted: null,
    from: ["configured"],
    to: "configured",
    objectTypes: [COMPANY],
    listings: [],
    ...change,
  };
}

/** Starts a run that items can be added to, once the one before has ended, and returns its id. */
export async function startRun({ portal }: Pick<StoreUnderTest, "portal">): Promise<string> {
  const before = await portal.latestRun("dry-run");
  if (before !== null) await portal.updateRun(before.runId, { state: "done" });
  const started = await portal.createRun(runStart());
  if (started?.isNew !== true) throw new Error("no run was started");
  return started.run.runId;
}

/** Claims the pair of one record and insists on getting it. */
export async function claimOne(
  store: SyncStore,
  ref: RecordRef,
  claim: Partial<Pick<ClaimRequest, "owner" | "claimMs">> = {},
): Promise<ClaimedPair> {
  const pairs = await store.claimRecords(COMPANY, [ref], request(claim));
  expect(pairs).toHaveLength(1);
  return pairs[0] as ClaimedPair;
}

/** Commits one change and insists on its being stored. */
export async function commitOne(store: SyncStore, change: PairChange): Promise<ClaimedPair> {
  const [outcome] = await store.commit([change]);
  if (outcome?.kind !== "done") throw new Error(`not stored: ${outcome?.kind}`);
  return outcome.pair;
}

/** Links two records, with whatever else the change says, and releases the pair. */
export async function link(
  store: SyncStore,
  hubspotId: string,
  connectwiseId: string,
  change: Partial<PairChange> = {},
): Promise<Link> {
  const pair = await claimOne(store, hubspot(hubspotId));
  const after = await commitOne(store, {
    pair,
    newLink: { hubspotId, connectwiseId },
    release: true,
    ...change,
  });
  if (after.link === null) throw new Error("no link was made");
  return after.link;
}

/** Claims everything that is due and returns it as `side:id` of each pair's record. */
export async function claimRefs(
  store: SyncStore,
  change: Partial<ClaimRequest> = {},
): Promise<readonly string[]> {
  const pairs = await store.claimDirty(request(change));
  return pairs.map(({ ref }) => `${ref.side}:${ref.id}`);
}

export function name(value: string): MatchKey {
  return { kind: "name", value };
}

export function domain(value: string): MatchKey {
  return { kind: "domain", value };
}

export function observed(id: string, change: Partial<ObservedRecord> = {}): ObservedRecord {
  const nothing = { hashes: {}, matchKeys: [], isLeftOut: null };
  return { id, modifiedAt: 1_000, isDeleted: false, ...nothing, ...change };
}

export function page(
  records: readonly ObservedRecord[],
  change: Partial<ObservedPage> = {},
): ObservedPage {
  return {
    objectType: COMPANY,
    side: "hubspot",
    settingsVersion: 1,
    records,
    lane: LANES.poll,
    cursorName: "poll",
    cursor: '"after"',
    ...change,
  };
}

/** Gives records match keys, without making them dirty for good. */
export async function learnKeys(
  store: SyncStore,
  ref: RecordRef,
  matchKeys: readonly MatchKey[],
): Promise<void> {
  const pair = await claimOne(store, ref);
  await commitOne(store, { pair, matchKeys: [{ ref, keys: matchKeys }], release: true });
}

export function snapshot(id: string, change: Partial<RecordSnapshot> = {}): RecordSnapshot {
  return { id, fields: { name: `Company ${id}` }, modifiedAt: 1_000, isDeleted: false, ...change };
}

export function issue(ref: RecordRef, change: Partial<Issue> = {}): Issue {
  return {
    ref,
    state: "review",
    code: "several_candidates",
    message: "Several companies could be the counterpart.",
    seenModifiedAt: 1_000,
    ...change,
  };
}

export function intent(source: RecordRef, change: Partial<CreateIntent> = {}): CreateIntent {
  return {
    objectType: COMPANY,
    source,
    payload: { name: "Acme", size: 7, isOpen: true, note: null },
    sourceBase: { name: "h1" },
    highMark: "41",
    attempts: 0,
    ...change,
  };
}
