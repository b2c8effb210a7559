import {
  SIDES,
  type FieldHashes,
  type FieldMapping,
  type FieldValue,
  type MappingVersion,
  type ObjectPolicy,
  type RecordSnapshot,
  type Side,
} from "./model.ts";
import type { Hash } from "./ports.ts";
import type { PastWrites, SentValue } from "./pair-ports.ts";
import type { FieldDirection } from "./objects/definition.ts";
import { stopFlip } from "./flip-flop.ts";
import { partsOf, valueAt } from "./paths.ts";
import { carryChosen } from "./decide-conflict.ts";
import type { FieldDecision, FieldState } from "./field-decision.ts";
import { decideField } from "./reconcile-field.ts";
import { hashValue, mayShow, narrowDirection, type ValueContext } from "./values.ts";
import { assemblePlan, type Plan, type PlanInput } from "./plan.ts";

/** What a person decided about a field whose conflict rule is to ask. */
export interface FieldChoice {
  /** Mapping key. */
  readonly key: string;
  /** Side whose value stands. */
  readonly winner: Side;
  /** The values that the person saw; with others the decision does not count. */
  readonly seen: Readonly<Record<Side, FieldValue>>;
}

/** Everything a decision about one linked pair rests on. */
export interface ReconcileInput extends PlanInput {
  readonly base: Readonly<Record<Side, FieldHashes>>;
  readonly sent: readonly SentValue[];
  /** What was written to fields that are written over and over; left out: none is. */
  readonly pastWrites?: readonly PastWrites[] | undefined;
  readonly mapping: MappingVersion;
  /** Mapping version under which the link was last looked at; left out for a new link. */
  readonly linkVersion?: number | undefined;
  readonly policy: ObjectPolicy;
  readonly hash: Hash;
  readonly defaultCountry?: string | undefined;
  /** IANA name of the portal's time zone. */
  readonly timeZone?: string | undefined;
  /** What a person decided; left out: nothing. */
  readonly choices?: readonly FieldChoice[] | undefined;
  /** Rule of the object type that narrows a field's direction by what the records hold. */
  readonly fieldDirection?: FieldDirection | undefined;
}

/**
 * Decides what to write so that two linked records agree again.
 *
 * Pure and deterministic: no clock, no I/O. Once the plan is applied, a second call returns no
 * operations. Each side is compared field by field with what it held when the pair last agreed.
 *
 * @returns `needsHistory` with no operations when a "most recent" conflict needs field times that
 * the HubSpot snapshot does not carry yet
 */
export function reconcile(input: ReconcileInput): Plan {
  if (SIDES.some((side) => input.records[side].isDeleted)) return deletedPlan(input);
  const context = valueContext(input);
  const { mapping, pastWrites = [] } = input;
  const decisions = mapping.fields.flatMap((field) => {
    const state = fieldState(input, context, field);
    if (state === null) return [];
    const decided = asChosen(input, context, state, decideField(state, context));
    const decision = stopFlip(context, state, decided, pastWrites);
    return [{ state, decision }];
  });
  return assemblePlan(input, decisions);
}

/** Lets a person's decision count where the rules ask for one, and the values are those that they saw. */
function asChosen(
  { choices = [] }: ReconcileInput,
  context: ValueContext,
  state: FieldState,
  decision: FieldDecision,
): FieldDecision {
  if (decision.kind !== "ask") return decision;
  const choice = choices.find(({ key }) => key === state.field.key);
  if (choice === undefined) return decision;
  const isSeen = SIDES.every((side) => choice.seen[side] === state.values[side]);
  return isSeen ? carryChosen(state, context, choice.winner) : decision;
}

/** The part of an input that values are compared and translated with. */
export function valueContext(
  input: Pick<
    ReconcileInput,
    "mapping" | "policy" | "hash" | "defaultCountry" | "timeZone" | "parents"
  >,
): ValueContext {
  const { mapping, policy, hash, defaultCountry, timeZone, parents } = input;
  return {
    mapping,
    limits: policy.limits,
    hash,
    defaultCountry,
    timeZone,
    parents,
    catchAllId: policy.catchAllId ?? undefined,
    people: policy.people,
  };
}

/** Nothing is written any more; what was sent before is settled, so that its history is looked at. */
function deletedPlan(input: ReconcileInput): Plan {
  return {
    operations: [],
    baseMoves: { hubspot: {}, connectwise: {} },
    settled: input.sent.map(({ side, key }) => ({ side, key })),
    conflicts: [],
    problems: [],
    waits: [],
    needsHistory: false,
    state: "deleted",
    explain: [{ field: "", decision: "nothing", rule: "record_deleted" }],
  };
}

/** Returns null for a field that one side did not read: absent is not empty. */
function fieldState(
  input: ReconcileInput,
  context: ValueContext,
  field: FieldMapping,
): FieldState | null {
  const hubspot = valueAt(input.records.hubspot, field.hubspot);
  const connectwise = valueAt(input.records.connectwise, field.connectwise);
  if (hubspot === undefined || connectwise === undefined) return null;
  const values = { hubspot, connectwise };
  const sent = {
    hubspot: sentTo(input.sent, field, "hubspot"),
    connectwise: sentTo(input.sent, field, "connectwise"),
  };
  const shownOn = (side: Side): readonly FieldValue[] =>
    sent[side].filter((one) => mayShow(context, field, side, { sent: one, read: values[side] }));
  const mapped = narrowDirection(input.policy.direction, field.direction);
  const narrowed = input.fieldDirection?.(field, input) ?? null;
  const direction = narrowDirection(mapped, narrowed?.direction ?? "both");
  return {
    field,
    direction,
    values,
    hashes: {
      hubspot: hashValue(context, field, "hubspot", hubspot),
      connectwise: hashValue(context, field, "connectwise", connectwise),
    },
    base: {
      hubspot: input.base.hubspot[field.key],
      connectwise: input.base.connectwise[field.key],
    },
    sent,
    shown: { hubspot: shownOn("hubspot"), connectwise: shownOn("connectwise") },
    narrowed: direction === mapped ? null : narrowed,
    isExcluded: {
      hubspot: input.exclusions.hubspot !== null,
      connectwise: input.exclusions.connectwise !== null,
    },
    firstLinkRule: input.policy.firstLinkRule,
    isAsIs: isAsIs(input, field),
    changedAt: {
      hubspot: changedInHubspot(input.records.hubspot, field),
      connectwise: input.records.connectwise.modifiedAt,
    },
  };
}

/** Most pairs are in no write, so that nothing was sent. */
const NOTHING: readonly FieldValue[] = [];

function sentTo(
  sent: readonly SentValue[],
  { key }: FieldMapping,
  side: Side,
): readonly FieldValue[] {
  if (sent.length === 0) return NOTHING;
  return sent.filter((one) => one.key === key && one.side === side).map(({ value }) => value);
}

/** When the newest of the fields behind a mapping changed; undefined before history was read. */
function changedInHubspot(
  { fieldTimes }: RecordSnapshot,
  { hubspot }: FieldMapping,
): number | undefined {
  if (fieldTimes === undefined) return undefined;
  return Math.max(...partsOf(hubspot).map((part) => fieldTimes[part] ?? 0));
}

/** A link that is being made, or whose records have not met yet, meets every field by the first-link rule. */
function isAsIs({ linkVersion, base }: ReconcileInput, { asIsBefore = 0 }: FieldMapping): boolean {
  if (linkVersion === undefined || linkVersion >= asIsBefore) return false;
  return SIDES.some((side) => Object.keys(base[side]).length > 0);
}
