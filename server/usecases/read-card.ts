import { type LinkTo, linksOf } from "../sync/deep-links.ts";
import { AppError } from "../sync/errors.ts";
import type { FieldLine } from "../sync/explain.ts";
import {
  linkedId,
  pathOn,
  SIDES,
  type ObjectType,
  type RecordRef,
  type RecordSnapshot,
  type Side,
} from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { PortalState, PortalStore } from "../sync/portal-ports.ts";
import { PORTAL_WORDS, READABLE_STATES } from "../sync/portal-words.ts";
import { valueContext } from "../sync/reconcile.ts";
import type { FoundIssue, LastWrites, RecordStanding } from "../sync/record-ports.ts";
import { sameAfterMapping } from "../sync/values.ts";
import { type DescribedValue, fieldWords, type FieldWords } from "./describe-fields.ts";
import type { SyncContext } from "./engine.ts";
import { explainRecord, type Explanation } from "./explain-record.ts";
import { type MatchAnswer } from "./explain-match.ts";
import type { WaitStep } from "./explain-waits.ts";
import { refsOf } from "./hold-records.ts";
import { nameOfRecord, namesOfParents, parentNamePaths } from "./name-records.ts";
import { cardStateOf, type CardState, exclusionIn, type Words } from "./word-card.ts";

/** One of the two records of a card. */
export interface CardRecord extends RecordRef {
  /** Null while it is not read. */
  readonly name: string | null;
  /** ConnectWise's words for what it is and how it stands; null for HubSpot's, and where it has none. */
  readonly type: string | null;
  readonly status: string | null;
  readonly url: string | null;
}

/** A mapped field with what both sides hold. */
export interface CardField extends Pick<
  FieldLine,
  "key" | "decision" | "rule" | "message" | "remedy"
> {
  readonly sides: Readonly<Record<Side, DescribedValue>>;
  /** Whether the two say something else. */
  readonly isDifferent: boolean;
}

/** What a side calls a field. */
export interface FieldLabel {
  readonly side: Side;
  readonly path: string;
  readonly label: string;
}

/** A field on which a person has to decide. */
export interface CardConflict extends Pick<CardField, "key" | "sides"> {
  /** When a sync found it first, in milliseconds; null: none has met it yet. */
  readonly since: number | null;
}

/** All that a card about a record shows. */
export interface Card {
  readonly portal: { readonly state: PortalState } & Words;
  readonly state: CardState;
  readonly records: Readonly<Record<Side, CardRecord | null>>;
  readonly lastWrites: LastWrites;
  readonly standing: Pick<RecordStanding, "pending" | "isHeld">;
  readonly fields: readonly CardField[];
  /** What the mapped fields are called, also on a card that shows none. */
  readonly labels: readonly FieldLabel[];
  readonly conflicts: readonly CardConflict[];
  readonly match: MatchAnswer | null;
  readonly waits: readonly WaitStep[];
  readonly exclusion: ({ readonly side: Side; readonly code: string } & Words) | null;
  readonly issues: readonly FoundIssue[];
  readonly linkTo: LinkTo;
}

/** What a card is made of. */
export interface CardParts {
  readonly portal: PortalStore;
  /** Every object type, for the names of records that others belong to. */
  readonly definitions: readonly ObjectDefinition[];
  /** @throws AppError `object_is_off`, `not_configured` */
  context(): Promise<SyncContext>;
}

/**
 * Collects all that a record's card shows. Both records are read at this moment where the portal's
 * state allows it; where it does not, or a vendor does not answer, the card says so and shows what is
 * stored.
 */
export async function readCard(
  parts: CardParts,
  objectType: ObjectType,
  ref: RecordRef,
): Promise<Card> {
  const { portal } = parts;
  const stored = await portal.portal();
  const state = stored?.state ?? "erased";
  const linkTo = linksOf(stored, await portal.connection());
  const standing = await portal.standing(objectType, ref);
  const refs = standing.link === null ? [ref] : refsOf(standing.link);
  const { message, remedy } = PORTAL_WORDS[state];
  const words = { message: stored?.stateReason ?? message, remedy };
  const around = {
    portal: { state, ...words },
    lastWrites: await portal.lastWrites(objectType, refs),
    linkTo,
  };
  const known = { ...around, ...unread(objectType, ref, standing, linkTo) };
  if (!READABLE_STATES.includes(state)) {
    return { ...known, state: unknown(`portal_${state}`, words) };
  }
  const look = await lookOrWhyNot(() => readLook(parts, objectType, ref, { linkTo, state }));
  return look.kind === "unknown" ? { ...known, state: look } : { ...around, ...look.seen };
}

/** What was seen, or in words why nobody could look. */
async function lookOrWhyNot(
  look: () => Promise<Look>,
): Promise<{ readonly kind: "seen"; readonly seen: Look } | (CardState & { kind: "unknown" })> {
  try {
    return { kind: "seen", seen: await look() };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errorClass === "internal") throw thrown;
    const { code, message, remedy = READ_AGAIN } = thrown;
    return unknown(code, { message, remedy });
  }
}

const READ_AGAIN = "Look again in a moment.";

function unknown(code: string, words: Words): CardState & { kind: "unknown" } {
  return { kind: "unknown", code, ...words };
}

type Look = Omit<Card, "portal" | "lastWrites" | "linkTo">;

/** What is known without a look at the records. */
function unread(
  objectType: ObjectType,
  ref: RecordRef,
  { link, issues, pending, isHeld }: RecordStanding,
  linkTo: LinkTo,
): Omit<Look, "state"> {
  const recordOn = (side: Side): CardRecord | null => {
    const id = ref.side === side ? ref.id : link === null ? null : linkedId(link, side);
    if (id === null) return null;
    const url = linkTo(objectType, { side, id });
    return { side, id, name: null, type: null, status: null, url };
  };
  return {
    records: { hubspot: recordOn("hubspot"), connectwise: recordOn("connectwise") },
    standing: { pending, isHeld },
    fields: [],
    labels: [],
    conflicts: [],
    match: null,
    waits: [],
    exclusion: null,
    issues,
  };
}

async function readLook(
  parts: CardParts,
  objectType: ObjectType,
  ref: RecordRef,
  { linkTo, state }: { readonly linkTo: LinkTo; readonly state: PortalState },
): Promise<Look> {
  const context = await parts.context();
  const explanation = await explainRecord(withCardPaths(context), parts.portal, ref);
  const { standing, work, match, waits } = explanation;
  const names = await namesOfParents(context, parts.definitions, work.records);
  const definitions = await parts.portal.definitions(objectType);
  const words = fieldWords({
    both: definitions?.both ?? null,
    mapping: context.mapping,
    nameOf: names,
  });
  const fields = explanation.fields.map((line) => toField(context, explanation, words, line));
  const left = exclusionIn(explanation, ref.side);
  return {
    ...unread(objectType, ref, standing, linkTo),
    state: cardStateOf(explanation, ref.side, state),
    records: recordsOf(context, explanation, ref, linkTo),
    fields,
    labels: labelsOf(context, words),
    conflicts: fields
      .filter(({ rule }) => rule === CONFLICT)
      .map(({ key, sides: both }) => ({ key, sides: both, since: conflictSince(standing) })),
    match,
    waits,
    exclusion: left === null ? null : { ...left, remedy: null },
  };
}

function labelsOf({ mapping }: SyncContext, words: FieldWords): readonly FieldLabel[] {
  return mapping.fields.flatMap((field) =>
    SIDES.map((side) => {
      const path = pathOn(field, side);
      return { side, path, label: words.labelOf(side, path) };
    }),
  );
}

/** Code of a field whose conflict rule is to ask. */
const CONFLICT = "conflict_to_decide";

function conflictSince({ issues }: Pick<RecordStanding, "issues">): number | null {
  const found = issues.filter(({ code }) => code === CONFLICT).map(({ foundAt }) => foundAt);
  return found.length === 0 ? null : Math.min(...found);
}

/** Reads with the record what only a card shows: names, ConnectWise's type and status. */
function withCardPaths(context: SyncContext): SyncContext {
  const { definition, mapping } = context;
  const { extraPaths, shown, connectwiseWords } = definition;
  const own = {
    hubspot: [...extraPaths.hubspot, ...(shown.hubspot["name"] ?? [])],
    connectwise: [
      ...extraPaths.connectwise,
      ...(shown.connectwise["name"] ?? []),
      ...connectwiseWords.paths,
      ...parentNamePaths(mapping),
    ],
  };
  return { ...context, definition: { ...definition, extraPaths: own } };
}

function recordsOf(
  { definition }: SyncContext,
  { standing: { link }, work: { records } }: Explanation,
  ref: RecordRef,
  linkTo: LinkTo,
): Card["records"] {
  const on = (side: Side): CardRecord | null => {
    const record = link === null && ref.side !== side ? null : records[side];
    const id = record?.id ?? (link === null ? null : linkedId(link, side));
    if (id === null) return null;
    const url = linkTo(definition.objectType, { side, id });
    return { side, id, url, ...wordsOf(definition, side, record) };
  };
  return { hubspot: on("hubspot"), connectwise: on("connectwise") };
}

function wordsOf(
  definition: ObjectDefinition,
  side: Side,
  record: RecordSnapshot | null,
): Pick<CardRecord, "name" | "type" | "status"> {
  if (record === null) return { name: null, type: null, status: null };
  const name = nameOfRecord(definition, side, record);
  if (side === "hubspot") return { name, type: null, status: null };
  const { connectwiseWords: words } = definition;
  return { name, type: words.typeOf(record.fields), status: words.statusOf(record.fields) };
}

function toField(
  context: SyncContext,
  { work, action }: Explanation,
  words: FieldWords,
  line: FieldLine,
): CardField {
  const { key, paths, values, decision, rule, message, remedy } = line;
  const field = context.mapping.fields.find((one) => one.key === key);
  const isPair = action === "update" && SIDES.every((side) => work.records[side] !== null);
  const { parents } = work;
  const around = valueContext({ ...context, ...(parents === undefined ? {} : { parents }) });
  return {
    key,
    decision,
    rule,
    message,
    remedy,
    sides: {
      hubspot: words.describe("hubspot", paths.hubspot, values.hubspot),
      connectwise: words.describe("connectwise", paths.connectwise, values.connectwise),
    },
    isDifferent: isPair && field !== undefined && !sameAfterMapping(around, field, values),
  };
}
