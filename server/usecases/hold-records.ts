import { AppError, invalidInput } from "../sync/errors.ts";
import type { Link, RecordRef, RecordSnapshot, Side } from "../sync/model.ts";
import type { PortalState, PortalStore } from "../sync/portal-ports.ts";
import type { ClaimedPair } from "../sync/pair-ports.ts";
import { pathsToRead, type SyncContext } from "./engine.ts";
import { nameOf, refKey } from "./plan-verdicts.ts";
import { giveBack } from "./put-off.ts";

/** Ids of two records, one on each side. */
export interface PairIds {
  readonly hubspotId: string;
  readonly connectwiseId: string;
}

/** Names of the ids in requests. */
const ID_FIELDS = { hubspot: "hubspotId", connectwise: "connectwiseId" } as const;

/** The error about one of the records that a person named. */
export function refuseRecord(side: Side, code: string, message: string, remedy: string): AppError {
  return invalidInput(ID_FIELDS[side], code, message, remedy);
}

const BUSY = "record_busy";

/** The error about a record on which somebody works at this moment. */
export function busy(): AppError {
  return new AppError("One of the records is being synced right now.", {
    code: BUSY,
    errorClass: "transient",
    remedy: "Try again in a moment.",
  });
}

/** The two records of a pair. */
export function refsOf({ hubspotId, connectwiseId }: PairIds): readonly RecordRef[] {
  return [
    { side: "hubspot", id: hubspotId },
    { side: "connectwise", id: connectwiseId },
  ];
}

/**
 * Tells whether what a person does by hand may be written at once, or is only stored until the first
 * sync gets to it.
 *
 * @throws AppError `portal_not_active` in states in which nothing may be done
 */
export async function mayWrite(portal: Pick<PortalStore, "portal">): Promise<boolean> {
  const state = (await portal.portal())?.state ?? "erased";
  if (WRITING.includes(state)) return true;
  if (state === "configured") return false;
  throw new AppError(`Nothing is done with records while the portal is ${state}.`, {
    code: "portal_not_active",
    errorClass: "invalid",
    remedy: "Resume the sync on the overview first.",
  });
}

const WRITING: readonly PortalState[] = ["first-sync", "live"];

/** How often, and how long in between, a record is asked for that a worker holds. */
const TRIES = 12;
const PAUSE_MS = 250;

/**
 * Does something with records again until nobody else holds them, for a few seconds: a worker seldom
 * needs longer, and a person does not want to be told to try again.
 *
 * @param work - stores nothing when it throws `record_busy`
 */
export async function untilFree<Result>(
  sleep: (ms: number) => Promise<void>,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      return await work();
    } catch (thrown) {
      const isBusy = thrown instanceof AppError && thrown.code === BUSY;
      if (!isBusy || attempt === TRIES) throw thrown;
    }
    // oxlint-disable-next-line no-await-in-loop -- as above
    await sleep(PAUSE_MS);
  }
}

/** Claims the pairs of records, and gives them back whatever happens. */
export async function holding<Result>(
  context: SyncContext,
  refs: readonly RecordRef[],
  work: (pairs: readonly ClaimedPair[]) => Promise<Result>,
): Promise<Result> {
  const { owner, timing, settingsVersion } = context;
  const claim = { owner, claimMs: timing.claimMs, settingsVersion };
  const pairs = await context.store.claimRecords(context.definition.objectType, refs, claim);
  try {
    return await work(pairs);
  } finally {
    await giveBack(context, pairs);
  }
}

/** Returns the claimed pair of a record. @throws AppError `record_busy` when somebody else holds it */
export function heldPair(pairs: readonly ClaimedPair[], ref: RecordRef): ClaimedPair {
  const pair = pairs.find(
    (one) => refKey(one.ref) === refKey(ref) || (one.link !== null && isOf(one.link, ref)),
  );
  if (pair === undefined) throw busy();
  return pair;
}

/** True for a link of the record. */
export function isOf(link: Pick<Link, "hubspotId" | "connectwiseId">, ref: RecordRef): boolean {
  return refsOf(link).some((one) => refKey(one) === refKey(ref));
}

/**
 * Reads one record live.
 *
 * @throws AppError `record_gone` when it does not exist, is deleted, or lives on in another one
 */
export async function readLive(
  context: SyncContext,
  { side, id }: RecordRef,
): Promise<RecordSnapshot> {
  const { objectType } = context.definition;
  const read = await context.adapters[side].read(objectType, [id], pathsToRead(context, side));
  const record = read.get(id);
  if (record !== undefined && !record.isDeleted && record.mergedIntoId === undefined) return record;
  const other = record?.mergedIntoId;
  throw refuseRecord(
    side,
    "record_gone",
    other === undefined
      ? `${nameOf(side)} has no ${objectType} with the id ${id}.`
      : `The ${objectType} ${id} was merged into ${other} in ${nameOf(side)}.`,
    other === undefined ? "Choose a record that exists." : `Choose the ${objectType} ${other}.`,
  );
}
