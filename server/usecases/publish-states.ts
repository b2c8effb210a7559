import type { WriteResult } from "../sync/adapter-ports.ts";
import { AppError, type ErrorClass } from "../sync/errors.ts";
import { flowsTo, type ObjectType, type RecordSnapshot } from "../sync/model.ts";
import { hasHistory } from "../sync/paths.ts";
import { IN_SYNC, STATE_PROPERTY } from "../sync/published-states.ts";
import type { ShownState, StateStore, UnpublishedState } from "../sync/state-ports.ts";
import { UNANSWERED } from "./confirm-updates.ts";
import { pathsToRead, type SyncContext } from "./engine.ts";

/** What publishing needs besides the engine's context. */
export interface StateParts {
  readonly portal: StateStore;
  /** Makes our properties where they are missing. */
  setUpProperties(objectType: ObjectType): Promise<unknown>;
}

/** What a turn came to. */
export interface Publication {
  /** Whether there may be more to do. */
  readonly hasMore: boolean;
  /** Why HubSpot did not take the state of some records; they are left alone until it is another one. */
  readonly refusals: readonly AppError[];
}

/** Records that one vendor call takes. */
const BATCH = 100;

/** Object types whose HubSpot records show their state: those for which something is written to HubSpot. */
function publishingTypes(contexts: readonly SyncContext[]): readonly ObjectType[] {
  return contexts
    .filter(({ policy }) => flowsTo(policy.direction, "hubspot"))
    .map(({ definition }) => definition.objectType);
}

/** Tells whether some HubSpot record does not show its state; no vendor is called. */
export async function hasUnpublished(
  portal: StateStore,
  contexts: readonly SyncContext[],
): Promise<boolean> {
  const types = publishingTypes(contexts);
  return types.length > 0 && (await portal.unpublishedStates(types, 1)).length > 0;
}

/**
 * Has HubSpot records of one type show their state, a hundred of them at most: reads what they show,
 * writes what is different, and reads that once more, so that nobody takes our write for a change.
 *
 * What was written is stored afterwards: whoever died in between finds that HubSpot shows it already.
 *
 * @throws AppError when HubSpot cannot be used at present, or keeps the property from being made; what
 *   was written before is stored all the same
 */
export async function publishStates(parts: StateParts, context: SyncContext): Promise<Publication> {
  const types = publishingTypes([context]);
  const due = types.length === 0 ? [] : await parts.portal.unpublishedStates(types, BATCH);
  if (due.length === 0) return { hasMore: false, refusals: [] };
  const before = await readShown(context, due);
  const there = due.filter((one) => isThere(one, before));
  const writes = there.filter((one) => isToWrite(one, before));
  const results = await write(parts, context, writes);
  const done = writes.filter((_one, index) => isDone(results[index]));
  const after = await readAgain(context, done);
  const gone = due.filter((one) => !there.includes(one));
  const shown = [
    ...there.filter((one) => !writes.includes(one)).map((one) => shownAlready(one, before)),
    ...done.map((one) => shownNow(one, { before, after })),
    // The sync does not know yet that these are gone.
    ...gone.filter(({ wanted }) => wanted !== null).map((one) => asIfShown(one)),
  ];
  const forgotten = gone.filter(({ wanted }) => wanted === null).map(({ hubspotId }) => hubspotId);
  await parts.portal.saveShownStates(context.definition.objectType, shown, forgotten);
  const failure = results.find((result) => !isDone(result));
  if (failure?.ok === false) throw failure.error;
  const refusals = results.flatMap((result) => (result.ok ? [] : [result.error]));
  return { hasMore: due.length === BATCH, refusals };
}

type Shown = ReadonlyMap<string, RecordSnapshot>;

function readShown(context: SyncContext, states: readonly UnpublishedState[]): Promise<Shown> {
  const { objectType } = context.definition;
  const ids = states.map(({ hubspotId }) => hubspotId);
  const paths = pathsToRead(context, "hubspot").filter(hasHistory);
  return context.adapters.hubspot.read(objectType, ids, [...paths, STATE_PROPERTY]);
}

function isThere({ hubspotId }: UnpublishedState, before: Shown): boolean {
  const record = before.get(hubspotId);
  return record !== undefined && !record.isDeleted && record.mergedIntoId === undefined;
}

function shownOf({ hubspotId }: UnpublishedState, records: Shown): unknown {
  return records.get(hubspotId)?.fields[STATE_PROPERTY] ?? null;
}

/** A record that was left out before it showed anything goes on showing nothing. */
function isToWrite(one: UnpublishedState, before: Shown): boolean {
  const shown = shownOf(one, before);
  return shown !== one.wanted && !(shown === null && one.wanted === "excluded");
}

async function write(
  parts: StateParts,
  context: SyncContext,
  writes: readonly UnpublishedState[],
): Promise<readonly WriteResult[]> {
  if (writes.length === 0) return [];
  const { objectType } = context.definition;
  const inputs = writes.map(({ hubspotId, wanted }) => ({
    id: hubspotId,
    fields: { [STATE_PROPERTY]: wanted },
  }));
  const send = async (): Promise<readonly WriteResult[]> => {
    const results = await context.adapters.hubspot.update(objectType, inputs);
    return inputs.map((_input, index) => results[index] ?? UNANSWERED);
  };
  const results = await send();
  if (!results.some((result) => !result.ok && isPropertyMissing(result.error))) return results;
  // The portal was set up before there was this property, or somebody removed it.
  await parts.setUpProperties(objectType);
  return send();
}

function isPropertyMissing({ code, field }: AppError): boolean {
  return code === "property_doesnt_exist" && field === STATE_PROPERTY;
}

/** Refusals that are about a record: trying again would not help it. */
const ABOUT_THE_RECORD: ReadonlySet<ErrorClass> = new Set(["invalid", "exists", "gone"]);

function isDone(result: WriteResult | undefined): boolean {
  if (result === undefined || result.ok) return result !== undefined;
  return ABOUT_THE_RECORD.has(result.error.errorClass) && !isPropertyMissing(result.error);
}

/** What is in sync is known by its values; anything else is looked at again when it has a new time. */
async function readAgain(context: SyncContext, done: readonly UnpublishedState[]): Promise<Shown> {
  const timed = done.filter(({ wanted }) => wanted !== IN_SYNC);
  if (timed.length === 0) return new Map();
  try {
    return await readShown(context, timed);
  } catch (thrown) {
    // Then the next poll takes our write for a change and looks at the records in vain.
    if (thrown instanceof AppError) return new Map();
    throw thrown;
  }
}

function asIfShown({ hubspotId, wanted }: UnpublishedState): ShownState {
  return { hubspotId, state: wanted };
}

function shownAlready(one: UnpublishedState, before: Shown): ShownState {
  return shownOf(one, before) === null ? { ...asIfShown(one), state: null } : asIfShown(one);
}

function shownNow(
  one: UnpublishedState,
  { before, after }: { readonly before: Shown; readonly after: Shown },
): ShownState {
  const [then, now] = [before.get(one.hubspotId), after.get(one.hubspotId)];
  if (then === undefined || now === undefined || !isSameBut(then, now)) return asIfShown(one);
  return { ...asIfShown(one), times: { before: then.modifiedAt, after: now.modifiedAt } };
}

/** Whether a record holds what it held, but for its state. */
function isSameBut(then: RecordSnapshot, now: RecordSnapshot): boolean {
  return Object.entries(then.fields).every(
    ([path, value]) => path === STATE_PROPERTY || now.fields[path] === value,
  );
}
