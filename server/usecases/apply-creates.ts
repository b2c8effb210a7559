import { otherSide, pathOn, type Fields, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { AppError } from "../sync/errors.ts";
import type {
  ClaimedPair,
  CreateIntent,
  PairChange,
  WriteResult,
} from "../sync/ports.ts";
import { valueContext, type FieldProblem } from "../sync/reconcile.ts";
import { hashValue, mayComeFrom } from "../sync/values.ts";
import { problemIssue, releaseRivals, type PairOutcome } from "./apply-updates.ts";
import { backoffMs, matchKeysOf, type PairWork, type PlannedPair, type SyncContext } from "./engine.ts";
import { doneMarks, keepsMarks, withSeenTime } from "./seen-times.ts";

/** Answers after which nothing can have been created. A plain server error is not among them. */
const CERTAINLY_NOT_DONE: ReadonlySet<string> = new Set(["throttle", "auth", "forbidden"]);

/** A record whose counterpart is to be created. */
export type PlannedCreate = Extract<PlannedPair, { kind: "create" }>;

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
  const { objectType } = context.definition;
  if (!mayStart()) return { created: [], others: await putOffCreates(context, creates) };
  const highMark = await context.adapters[targetSide].highMark(objectType);
  const texts = await chooseTexts(context, targetSide, creates);
  const opened = await context.store.commit(
    creates.map((planned, index) => openIntent(context, planned, texts[index] ?? {}, highMark)),
  );
  const others: PairOutcome[] = [];
  const ready: { planned: PlannedCreate; pair: ClaimedPair; intent: CreateIntent }[] = [];
  for (const [index, planned] of creates.entries()) {
    const outcome = opened[index];
    if (outcome?.kind === "done" && outcome.pair.intent !== null) {
      ready.push({ planned, pair: outcome.pair, intent: outcome.pair.intent });
    } else {
      others.push({ pair: planned.work.pair, kind: "lost", written: [], problems: [] });
    }
  }
  const results = await context.adapters[targetSide].create(
    objectType,
    ready.map(({ intent }) => ({ sourceId: intent.source.id, fields: intent.payload })),
  );
  const closings = ready.map(({ planned, pair, intent }, index) =>
    closeIntent(context, { planned, pair, intent, result: results[index] as WriteResult }),
  );
  const outcomes = await context.store.commit(closings.map(({ change }) => change));
  await releaseRivals(
    context,
    ready.map(({ pair }) => pair),
    outcomes,
  );
  const created: CreatedPair[] = [];
  for (const [index, closing] of closings.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind !== "done") {
      others.push({ ...closing.outcome, kind: "lost" });
    } else if (closing.records === null) {
      others.push(closing.outcome);
    } else {
      const before = ready[index]?.planned.work;
      const isFresh = before?.isFresh ?? true;
      const keeps = before !== undefined && keepsMarks(before);
      const work = { pair: outcome.pair, records: closing.records, isFresh, keepsMarks: keeps };
      created.push({ work, targetSide });
    }
  }
  return { created, others };
}

async function putOffCreates(
  context: SyncContext,
  creates: readonly PlannedCreate[],
): Promise<PairOutcome[]> {
  const retryAt = context.clock.now();
  await context.store.commit(
    creates.map(({ work }) => ({ pair: work.pair, retryAt, release: true })),
  );
  return creates.map(({ work }) => ({ pair: work.pair, kind: "retry", written: [], problems: [] }));
}

/**
 * Makes up the texts that must be unique on the side (company identifiers). A text that an earlier
 * attempt sent is kept: it is what makes the attempt repeatable.
 */
async function chooseTexts(
  context: SyncContext,
  side: Side,
  creates: readonly PlannedCreate[],
): Promise<readonly Fields[]> {
  const generated = context.definition.generatedText;
  if (generated?.side !== side) return creates.map(() => ({}));
  const maxLength = context.policy.limits[side][generated.path] ?? 25;
  const chosen = new Set<string>();
  const texts: Fields[] = [];
  for (const { work, create, source } of creates) {
    const earlier = work.pair.intent?.payload[generated.path];
    if (typeof earlier === "string") {
      texts.push({ [generated.path]: earlier });
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- each text depends on the ones chosen before
    const text = await freeText(context, create.payload, { sourceId: source.id, maxLength, chosen });
    chosen.add(text.toLowerCase());
    texts.push({ [generated.path]: text });
  }
  return texts;
}

async function freeText(
  context: SyncContext,
  payload: Fields,
  options: { sourceId: string; maxLength: number; chosen: ReadonlySet<string> },
): Promise<string> {
  const generated = context.definition.generatedText;
  if (generated === undefined) return "";
  const asked = new Set<string>(options.chosen);
  for (;;) {
    const text = generated.generate(payload, {
      sourceId: options.sourceId,
      maxLength: options.maxLength,
      isTaken: (candidate) => asked.has(candidate.toLowerCase()),
    });
    // oxlint-disable-next-line no-await-in-loop -- the next candidate depends on this answer
    const taken = await context.store.takenKeys(
      context.definition.objectType,
      generated.side,
      generated.keyKind,
      [text.toLowerCase()],
    );
    if (taken.size === 0) return text;
    asked.add(text.toLowerCase());
  }
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
    payload: { ...create.payload, ...text },
    sourceBase: create.sourceBase,
    // The mark of the first attempt stays: the record may be from then.
    highMark: pair.intent?.highMark ?? highMark,
    attempts: (pair.intent?.attempts ?? 0) + 1,
  };
  return { pair, intent, matchKeys: matchKeysOf(context, work) };
}

interface Closing {
  readonly change: PairChange;
  readonly outcome: PairOutcome;
  /** Both records when the create came through. */
  readonly records: Readonly<Record<Side, RecordSnapshot>> | null;
}

function closeIntent(
  context: SyncContext,
  sent: { planned: PlannedCreate; pair: ClaimedPair; intent: CreateIntent; result: WriteResult },
): Closing {
  const { planned, pair, intent, result } = sent;
  if (!result.ok) return closeFailed(context, sent, result.error);
  const { source } = planned;
  const targetSide = planned.create.targetSide;
  const records =
    targetSide === "hubspot"
      ? { hubspot: result.record, connectwise: source }
      : { hubspot: source, connectwise: result.record };
  return {
    change: adoptChange(context, { pair, intent, records, isAnswer: result.isNew !== false }),
    outcome: { pair, kind: "done", written: [targetSide], problems: [] },
    records,
  };
}

/**
 * The facts of a create that came through: link, base, journal, intent closed.
 *
 * The base of a record that was found later is what was sent, never what is there now: a person may
 * have edited it in between. A value the vendor merely tidied counts as what was sent.
 */
export function adoptChange(
  context: SyncContext,
  created: {
    readonly pair: ClaimedPair;
    readonly intent: CreateIntent;
    readonly records: Readonly<Record<Side, RecordSnapshot>>;
    /** True when the record is the create's own answer rather than one found later. */
    readonly isAnswer: boolean;
  },
): PairChange {
  const { pair, intent, records, isAnswer } = created;
  const targetSide = otherSide(intent.source.side);
  const target = records[targetSide];
  const targetBase: Record<string, string> = {};
  for (const field of context.mapping.fields) {
    if (intent.sourceBase[field.key] === undefined) continue;
    const path = pathOn(field, targetSide);
    const sent = intent.payload[path] ?? null;
    const now = target.fields[path];
    const isTidied = now !== undefined && (isAnswer || mayComeFrom(sent, now));
    targetBase[field.key] = hashValue(
      valueContext(context),
      field,
      targetSide,
      isTidied ? now : sent,
    );
  }
  return {
    pair,
    newLink: { hubspotId: records.hubspot.id, connectwiseId: records.connectwise.id },
    state: "linked",
    mappingVersion: context.mapping.version,
    base: {
      [intent.source.side]: intent.sourceBase,
      [targetSide]: targetBase,
    },
    intent: null,
    clearIssues: true,
    matchKeys: matchKeysOf(context, { pair, records, isFresh: true }),
    journal: [
      {
        kind: "create",
        side: targetSide,
        recordId: target.id,
        rule: isAnswer ? "created" : "adopted_after_unclear_answer",
      },
    ],
  };
}

function closeFailed(
  context: SyncContext,
  sent: { planned: PlannedCreate; pair: ClaimedPair; intent: CreateIntent },
  error: AppError,
): Closing {
  const { planned, pair, intent } = sent;
  if (isTextTaken(context, planned.create.targetSide, error)) {
    return { ...nextText(context, sent), records: null };
  }
  if (error.errorClass === "invalid" || error.errorClass === "exists") {
    const problem = refusedCreate(planned, error);
    return {
      change: {
        pair,
        intent: null,
        clearIssues: true,
        issues: [withSeenTime(context, planned.work, problemIssue(planned.work, "attention", problem))],
        done: doneMarks(planned.work),
        release: true,
      },
      outcome: { pair, kind: "attention", written: [], problems: [problem] },
      records: null,
    };
  }
  // Refused for certain: the intent can go. Anything else: the next attempt starts with a look.
  const isUnclear = !CERTAINLY_NOT_DONE.has(error.errorClass);
  const delay = error.retryAfterMs ?? backoffMs(intent.attempts - 1, context.random);
  return {
    change: {
      pair,
      ...(isUnclear || intent.attempts > 1 ? {} : { intent: null }),
      ...retryFacts(context, pair, delay),
    },
    outcome: { pair, kind: "retry", written: [], problems: [] },
    records: null,
  };
}

/** A run's record has no dirty row of its own; one is added so that the retry is not forgotten. */
function retryFacts(context: SyncContext, pair: ClaimedPair, delay: number): Partial<PairChange> {
  const notBefore = context.clock.now() + delay;
  if (pair.taken.length > 0) return { retryAt: notBefore, release: true };
  const { objectType } = context.definition;
  return { marks: [{ ...pair.ref, objectType, lane: 3, notBefore }], release: true };
}

function isTextTaken(context: SyncContext, side: Side, error: AppError): boolean {
  const generated = context.definition.generatedText;
  return (
    error.errorClass === "exists" && generated?.side === side && error.field === generated.path
  );
}

/** A stranger has the text: remember that, and try again with the next one. */
function nextText(
  context: SyncContext,
  sent: { planned: PlannedCreate; pair: ClaimedPair; intent: CreateIntent },
): Pick<Closing, "change" | "outcome"> {
  const { pair, intent } = sent;
  const generated = context.definition.generatedText;
  const text = generated === undefined ? null : intent.payload[generated.path];
  const keyKind = generated?.keyKind ?? "";
  return {
    change: {
      pair,
      intent: null,
      ...retryFacts(context, pair, 0),
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
