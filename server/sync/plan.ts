import {
  flowsTo,
  linkedId,
  otherSide,
  pathOn,
  SIDES,
  type FieldValue,
  type LinkState,
  type ParentRef,
  type RecordSnapshot,
  type Side,
} from "./model.ts";
import type { JournalEntry, SentValue } from "./pair-ports.ts";
import type { Exclusion } from "./objects/definition.ts";
import type { FieldDecision, FieldRule, FieldState } from "./field-decision.ts";
import type { ParentFact, ParentLookup, Translated } from "./transforms/transform.ts";
import { isBlank } from "./values.ts";

/** What a plan rests on besides the decisions about fields. */
export interface PlanInput {
  readonly records: Readonly<Record<Side, RecordSnapshot>>;
  /** Why a side must not be a source at present; null: it may. */
  readonly exclusions: Readonly<Record<Side, Exclusion | null>>;
  /** What is known about the records that these two belong to. */
  readonly parents?: ParentLookup | undefined;
}

/** One field of an update. */
export interface FieldWrite {
  /** Mapping key. */
  readonly key: string;
  readonly path: string;
  readonly value: FieldValue;
  readonly oldValue: FieldValue;
  /** The source's hash, to become the source's base once the write is confirmed. */
  readonly sourceHash: string;
  readonly rule: string;
}

/** One update to send. */
export interface UpdateOperation {
  readonly side: Side;
  readonly id: string;
  readonly writes: readonly FieldWrite[];
  /** True when a value that people can edit is set: the record is read again before the write. */
  readonly needsVerify: boolean;
  /** True when a value that people gave is replaced, not only a blank filled. */
  readonly overwrites: boolean;
}

/** A field that stops its record until someone acts. */
export interface FieldProblem {
  readonly code: string;
  readonly side: Side;
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
  /** A record that lacks something without anything being wrong waits; left out: attention. */
  readonly state?: "waiting";
}

/** A field that cannot be decided before another record is linked. */
export interface Wait {
  readonly side: Side;
  readonly field: string;
  readonly parent: ParentRef;
  readonly fact: ParentFact;
}

/** One line of the answer to "why". */
export interface ExplainStep {
  /** Mapping key; empty for what is about the whole record. */
  readonly field: string;
  readonly decision: Exclude<FieldDecision["kind"], "write"> | `write-to-${Side}`;
  /** Empty where there was nothing to choose. */
  readonly rule: FieldRule | "record_deleted" | "";
}

/** What to do about a linked pair. */
export interface Plan {
  readonly operations: readonly UpdateOperation[];
  /** Base entries that move at once, without any write; null removes one. */
  readonly baseMoves: Readonly<Record<Side, Readonly<Record<string, string | null>>>>;
  /** Sent values that this read settles. */
  readonly settled: readonly Pick<SentValue, "side" | "key">[];
  /** Losing values, for the journal. */
  readonly conflicts: readonly JournalEntry[];
  readonly problems: readonly FieldProblem[];
  readonly waits: readonly Wait[];
  /** True when HubSpot's field history must be read before the plan can be made. */
  readonly needsHistory: boolean;
  readonly state: LinkState;
  readonly explain: readonly ExplainStep[];
}

/** A field with what was decided about it. */
interface Decided {
  readonly state: FieldState;
  readonly decision: FieldDecision;
}

/** Puts the decisions about single fields together: what is sent, what moves, who waits. */
export function assemblePlan(input: PlanInput, decided: readonly Decided[]): Plan {
  const baseMoves: Record<Side, Record<string, string | null>> = { hubspot: {}, connectwise: {} };
  const settled: Pick<SentValue, "side" | "key">[] = [];
  for (const { state, decision } of decided) {
    if (decision.kind !== "accept") continue;
    for (const side of SIDES) {
      const move = decision.moves[side];
      if (move === undefined) continue;
      baseMoves[side][state.field.key] = move;
      if (state.sent[side].length > 0) settled.push({ side, key: state.field.key });
    }
  }
  const problems = decided.flatMap(problemOf);
  const waits = [
    ...decided.flatMap(waitOf),
    ...SIDES.flatMap((side) => exclusionWaits(input, side)),
  ];
  const needsHistory = decided.some(({ decision }) => decision.kind === "need-history");
  return {
    operations: needsHistory ? [] : SIDES.flatMap((side) => operationFor(input, side, decided)),
    baseMoves,
    settled,
    conflicts: needsHistory ? [] : decided.flatMap((one) => lostValue(input, one)),
    problems,
    waits,
    needsHistory,
    state: stateOf(input, problems, waits),
    explain: decided.map(({ state, decision }) => ({
      field: state.field.key,
      decision: decision.kind === "write" ? `write-to-${decision.to}` : decision.kind,
      rule: "rule" in decision ? decision.rule : "",
    })),
  };
}

function stateOf(
  input: PlanInput,
  problems: readonly FieldProblem[],
  waits: readonly Wait[],
): LinkState {
  if (SIDES.some((side) => input.exclusions[side] !== null)) return "excluded";
  if (problems.length > 0) return "attention";
  return waits.length > 0 ? "waiting" : "linked";
}

/** A record that is left out because of its parents is looked at again when they change. */
function exclusionWaits(input: PlanInput, side: Side): Wait[] {
  return (input.exclusions[side]?.parents ?? []).flatMap((parent) => {
    const fact = input.parents?.(parent);
    return fact === undefined ? [] : [{ side, field: "", parent, fact }];
  });
}

function waitOf({ state, decision }: Decided): Wait[] {
  if (decision.kind !== "wait") return [];
  const side = otherSide(decision.to);
  return waitsFor(decision.wait, side, pathOn(state.field, side));
}

/** Everything that ends a wait, the record that people are told of first. */
export function waitsFor(
  { parent, fact, others = [] }: Extract<Translated, { kind: "wait" }>,
  side: Side,
  field: string,
): Wait[] {
  return [{ parent, fact }, ...others].map((one) => ({ side, field, ...one }));
}

function operationFor(
  input: PlanInput,
  side: Side,
  decided: readonly Decided[],
): UpdateOperation[] {
  const ids = { hubspotId: input.records.hubspot.id, connectwiseId: input.records.connectwise.id };
  let needsVerify = false;
  let overwrites = false;
  const writes = decided.flatMap(({ state, decision }): FieldWrite[] => {
    if (decision.kind !== "write" || decision.to !== side) return [];
    needsVerify ||= !state.field.isOwn;
    overwrites ||= !state.field.isOwn && !isBlank(state.values[side]);
    return [
      {
        key: state.field.key,
        path: pathOn(state.field, side),
        value: decision.value,
        oldValue: state.values[side],
        sourceHash: state.hashes[otherSide(side)],
        rule: decision.rule,
      },
    ];
  });
  if (writes.length === 0) return [];
  return [{ side, id: linkedId(ids, side), writes, needsVerify, overwrites }];
}

function problemOf({ state, decision }: Decided): FieldProblem[] {
  if (decision.kind === "problem") {
    const { code, message, remedy } = decision.problem;
    const source = otherSide(decision.to);
    return [{ code, side: source, field: pathOn(state.field, source), message, remedy }];
  }
  if (decision.kind !== "ask") return [];
  return [
    {
      code: "conflict_to_decide",
      side: "hubspot",
      field: state.field.hubspot,
      message: "Both systems changed this field, and the mapping asks a person to decide.",
      remedy: "Choose which value stands, on the record's ConnectWise card in HubSpot.",
    },
  ];
}

function lostValue(input: PlanInput, { state, decision }: Decided): JournalEntry[] {
  if (decision.kind !== "write" || !decision.isConflict) return [];
  if (!flowsTo(state.direction, decision.to) || isBlank(state.values[decision.to])) return [];
  return [
    {
      kind: "conflict",
      side: decision.to,
      recordId: input.records[decision.to].id,
      key: state.field.key,
      field: pathOn(state.field, decision.to),
      oldValue: state.values[decision.to],
      newValue: decision.value,
      rule: decision.rule,
    },
  ];
}
