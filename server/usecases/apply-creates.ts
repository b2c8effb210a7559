import { LANES, type Fields, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { AppError } from "../sync/errors.ts";
import type { WriteResult } from "../sync/adapter-ports.ts";
import type { ClaimedPair, CreateIntent, PairChange } from "../sync/pair-ports.ts";
import { optional } from "../sync/optional.ts";
import type { FieldProblem } from "../sync/plan.ts";
import { adoptChange } from "./adopt-created.ts";
import { createLatencies } from "./change-latency.ts";
import { chooseTexts } from "./choose-texts.ts";
import { UNANSWERED } from "./confirm-updates.ts";
import {
  backoffMs,
  matchKeysOf,
  type PairWork,
  type PlannedCreate,
  type SyncContext,
} from "./engine.ts";
import { lacksPermission, permissionProblem, tryAgainLater } from "./lack-permission.ts";
import { problemIssue, releaseRivals, type PairOutcome } from "./pair-facts.ts";
import { attemptsOf, putOffUntil } from "./put-off.ts";
import { doneMarks, keepsMarks, withSeenTime } from "./seen-times.ts";

/** Answers after which nothing can have been created. A plain server error is not among them. */
const CERTAINLY_NOT_DONE: ReadonlySet<string> = new Set(["throttle", "auth"]);

/** A create that came through: the pair with its new link, and both records as they are now. */
export interface CreatedPair {
  readonly work: PairWork;
  readonly targetSide: Side;
}

/** What a batch of creates led to. */
export interface CreateOutcome {
  readonly created: readonly CreatedPair[];
  readonly others: readonly PairOutcome[];
}

/**
 * Creates counterparts, never twice: the intent with the payload is stored before the request is
 * sent, and a later attempt first looks for what the earlier one may have made.
 *
 * The new links carry as base what was sent; the caller reconciles each created pair once more, so
 * that fields the vendor filled and our own id fields travel back.
 */
export async function applyCreates(
  context: SyncContext,
  creates: readonly PlannedCreate[],
  mayStart: () => boolean,
): Promise<CreateOutcome> {
  const created: CreatedPair[] = [];
  const others: PairOutcome[] = [];
  for (const targetSide of ["hubspot", "connectwise"] as const) {
    const batch = creates.filter(({ create }) => create.targetSide === targetSide);
    if (batch.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one batch a side
    const outcome = await createOn(context, targetSide, batch, mayStart);
    created.push(...outcome.created);
    others.push(...outcome.others);
  }
  return { created, others };
}

async function createOn(
  context: SyncContext,
  targetSide: Side,
  creates: readonly PlannedCreate[],
  mayStart: () => boolean,
): Promise<CreateOutcome> {
  if (!mayStart()) return { created: [], others: await putOffCreates(context, creates) };
  const { ready, others } = await openIntents(context, targetSide, creates);
  // The process may have stood still meanwhile: what somebody else holds by now is not sent again.
  if (!mayStart()) {
    const held = ready.map(({ planned, pair }) => ({
      ...planned,
      work: { ...planned.work, pair },
    }));
    return { created: [], others: [...others, ...(await putOffCreates(context, held))] };
  }
  const results = await context.adapters[targetSide].create(
    context.definition.objectType,
    ready.map(({ intent }) => ({ sourceId: intent.source.id, fields: intent.payload })),
  );
  const closings = ready.map((open, index) =>
    closeIntent(context, { ...open, result: results[index] ?? UNANSWERED }),
  );
  const outcomes = await context.store.commit(closings.map(({ change }) => change));
  const pairs = ready.map(({ pair }) => pair);
  await releaseRivals(context, pairs, outcomes);
  await rememberLost(
    context,
    pairs.filter((_pair, index) => outcomes[index]?.kind === "fence-lost"),
  );
  const created: CreatedPair[] = [];
  for (const [index, closing] of closings.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind !== "done") others.push({ ...closing.outcome, kind: "lost" });
    else if (closing.created === null) others.push(closing.outcome);
    else created.push({ work: { ...closing.created, pair: outcome.pair }, targetSide });
  }
  return { created, others };
}

/**
 * Somebody else has the pair by now, or the record that was made. A pair that a run took without a
 * dirty row gets one, or nobody would look into what became of its create.
 */
async function rememberLost(context: SyncContext, pairs: readonly ClaimedPair[]): Promise<void> {
  const bare = pairs.filter(({ taken }) => taken.length === 0);
  if (bare.length === 0) return;
  const notBefore = context.clock.now() + context.timing.claimMs;
  const { objectType } = context.definition;
  await context.store.markDirty(
    bare.map(({ ref }) => ({ ...ref, objectType, lane: LANES.firstSync, notBefore })),
  );
}

/** A create whose intent is stored. */
interface OpenCreate {
  readonly planned: PlannedCreate;
  readonly pair: ClaimedPair;
  readonly intent: CreateIntent;
}

async function openIntents(
  context: SyncContext,
  targetSide: Side,
  creates: readonly PlannedCreate[],
): Promise<{ readonly ready: readonly OpenCreate[]; readonly others: PairOutcome[] }> {
  const highMark = await context.adapters[targetSide].highMark(context.definition.objectType);
  const texts = await chooseTexts(context, targetSide, creates);
  const opened = await context.store.commit(
    creates.map((planned, index) => openIntent(context, planned, texts[index] ?? {}, highMark)),
  );
  const ready: OpenCreate[] = [];
  const others: PairOutcome[] = [];
  for (const [index, planned] of creates.entries()) {
    const outcome = opened[index];
    if (outcome?.kind === "done" && outcome.pair.intent !== null) {
      ready.push({ planned, pair: outcome.pair, intent: outcome.pair.intent });
    } else {
      others.push({ pair: planned.work.pair, kind: "lost", written: [], problems: [] });
    }
  }
  return { ready, others };
}

async function putOffCreates(
  context: SyncContext,
  creates: readonly PlannedCreate[],
): Promise<PairOutcome[]> {
  const now = context.clock.now();
  await context.store.commit(creates.map(({ work }) => putOffUntil(context, work.pair, now)));
  return creates.map(({ work }) => ({ pair: work.pair, kind: "retry", written: [], problems: [] }));
}

function openIntent(
  context: SyncContext,
  planned: PlannedCreate,
  text: Fields,
  highMark: string | null,
): PairChange {
  const { work, create } = planned;
  const { pair } = work;
  const intent: CreateIntent = {
    objectType: context.definition.objectType,
    source: pair.ref,
    payload: { ...emptiedSince(pair.intent, create), ...create.payload, ...text },
    sourceBase: create.sourceBase,
    // The mark of the first attempt stays: the record may be from then.
    highMark: pair.intent?.highMark ?? highMark,
    attempts: (pair.intent?.attempts ?? 0) + 1,
  };
  return { pair, intent, matchKeys: matchKeysOf(context, work) };
}

/**
 * HubSpot updates what an earlier attempt made, so what is empty by now has to be sent as such; a
 * value of that attempt would look like a person's.
 */
function emptiedSince(
  earlier: CreateIntent | null,
  { targetSide }: PlannedCreate["create"],
): Fields {
  if (earlier === null || targetSide === "connectwise") return {};
  return Object.fromEntries(Object.keys(earlier.payload).map((path) => [path, null]));
}

interface Closing {
  readonly change: PairChange;
  readonly outcome: PairOutcome;
  /** What the reconcile after the create rests on; null when nothing was created. */
  readonly created: Omit<PairWork, "pair"> | null;
}

function closeIntent(
  context: SyncContext,
  sent: OpenCreate & { readonly result: WriteResult },
): Closing {
  const { planned, pair, intent, result } = sent;
  if (!result.ok) return closeFailed(context, sent, result.error);
  const { source } = planned;
  const targetSide = planned.create.targetSide;
  const records: Record<Side, RecordSnapshot> =
    targetSide === "hubspot"
      ? { hubspot: result.record, connectwise: source }
      : { hubspot: source, connectwise: result.record };
  return {
    change: {
      ...adoptChange(context, { pair, intent, records, isAnswer: result.isNew !== false }),
      latencies: createLatencies(context, pair, {
        side: intent.source.side,
        modifiedAt: source.modifiedAt,
      }),
    },
    outcome: { pair, kind: "done", written: [targetSide], problems: [] },
    created: {
      records,
      isFresh: planned.work.isFresh,
      keepsMarks: keepsMarks(planned.work),
      // The new record belongs to nobody yet: what is known of the source's parents is all there is.
      ...optional("parents", planned.work.parents),
    },
  };
}

function closeFailed(context: SyncContext, sent: OpenCreate, error: AppError): Closing {
  const { planned, pair, intent } = sent;
  if (isTextTaken(context, planned.create.targetSide, error)) {
    return { ...nextText(context, sent), created: null };
  }
  const stranger = strangerIn(sent, error);
  if (stranger !== null) return { ...lookAtStranger(context, sent, stranger), created: null };
  if (lacksPermission(error)) {
    const told = tell(context, sent, permissionProblem(pair.ref.side, error));
    const marks = [tryAgainLater(context, planned.work)];
    return { ...told, change: { ...told.change, ...droppedIntent(intent), marks }, created: null };
  }
  if (error.errorClass === "invalid" || error.errorClass === "exists") {
    const told = tell(context, sent, refusedCreate(planned, error));
    return { ...told, change: { ...told.change, intent: null }, created: null };
  }
  const isUnclear = !CERTAINLY_NOT_DONE.has(error.errorClass);
  const delay = error.retryAfterMs ?? backoffMs(intent.attempts - 1, context.random);
  return {
    change: {
      ...putOffUntil(context, pair, context.clock.now() + delay),
      ...(isUnclear ? {} : droppedIntent(intent)),
    },
    outcome: { pair, kind: "retry", written: [], problems: [] },
    created: null,
  };
}

/**
 * Refused for certain, the intent can go, unless an earlier attempt may have been done: then the next
 * one starts with a look.
 */
function droppedIntent({ attempts }: CreateIntent): Pick<PairChange, "intent"> {
  return attempts > 1 ? {} : { intent: null };
}

/** Ends the attempt with an issue: a person has to do something first. */
function tell(
  context: SyncContext,
  { planned: { work }, pair }: OpenCreate,
  problem: FieldProblem,
): Pick<Closing, "change" | "outcome"> {
  return {
    change: {
      pair,
      clearIssues: true,
      issues: [withSeenTime(context, work, problemIssue(work, "attention", problem))],
      done: doneMarks(work),
      release: true,
    },
    outcome: { pair, kind: "attention", written: [], problems: [problem] },
  };
}

/** How often a record that stands in the way is looked at before a person has to. */
const MAX_LOOKS = 4;

/** Id of a record that has what must be unique, as long as looking at it may help. */
function strangerIn({ pair }: OpenCreate, error: AppError): string | null {
  const isInTheWay = error.errorClass === "exists" && error.existingId !== undefined;
  return isInTheWay && attemptsOf(pair) < MAX_LOOKS ? (error.existingId ?? null) : null;
}

/** The record in the way most often is the counterpart: it is read, and both are matched again. */
function lookAtStranger(
  context: SyncContext,
  { pair, planned, intent }: OpenCreate,
  id: string,
): Pick<Closing, "change" | "outcome"> {
  const { objectType } = context.definition;
  const side = planned.create.targetSide;
  const delay = backoffMs(intent.attempts, context.random);
  const later = putOffUntil(context, pair, context.clock.now() + delay);
  const mark = { objectType, side, id, lane: LANES.poll, notBefore: 0 };
  return {
    change: { ...later, intent: null, marks: [...(later.marks ?? []), mark] },
    outcome: { pair, kind: "retry", written: [], problems: [] },
  };
}

function isTextTaken(context: SyncContext, side: Side, error: AppError): boolean {
  const generated = context.definition.generatedText;
  return (
    error.errorClass === "exists" && generated?.side === side && error.field === generated.path
  );
}

/** A stranger has the text: remember that, and try again with the next one. */
function nextText(context: SyncContext, sent: OpenCreate): Pick<Closing, "change" | "outcome"> {
  const { pair, intent } = sent;
  const generated = context.definition.generatedText;
  const text = generated === undefined ? null : intent.payload[generated.path];
  const keyKind = generated?.keyKind ?? "";
  return {
    change: {
      ...putOffUntil(context, pair, context.clock.now()),
      intent: null,
      ...(typeof text === "string" && generated !== undefined
        ? {
            matchKeys: [
              {
                // The unknown owner of the text stands in until the next listing names it.
                ref: { side: generated.side, id: `taken:${text.toLowerCase()}` },
                keys: [{ kind: keyKind, value: text.toLowerCase() }],
              },
            ],
          }
        : {}),
    },
    outcome: { pair, kind: "retry", written: [], problems: [] },
  };
}

function refusedCreate(planned: PlannedCreate, error: AppError): FieldProblem {
  return {
    code: error.code,
    side: planned.work.pair.ref.side,
    field: error.field ?? "",
    message: error.message,
    remedy: error.remedy ?? "Correct the record; it is tried again then.",
  };
}
