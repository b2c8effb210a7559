import type { ObjectDefinition } from "./objects/definition.ts";
import {
  flowsTo,
  otherSide,
  pathOn,
  type FieldHashes,
  type FieldMapping,
  type Fields,
  type FieldValue,
  type RecordSnapshot,
  type Side,
} from "./model.ts";
import { expandValue, fieldAt, valueAt } from "./paths.ts";
import { waitsFor, type FieldProblem, type Wait } from "./plan.ts";
import { valueContext, type ReconcileInput } from "./reconcile.ts";
import type { Translated } from "./transforms/transform.ts";
import { hashValue, isBlank, narrowDirection, translate, type ValueContext } from "./values.ts";

/** The record that a create would make. */
export interface CreatePlan {
  readonly targetSide: Side;
  readonly payload: Fields;
  /** Hashes of the source's values by mapping key, to become its base. */
  readonly sourceBase: FieldHashes;
  /** When not empty, the create must not be sent. */
  readonly problems: readonly FieldProblem[];
  /** About fields that are written in a call of their own: the record is created all the same. */
  readonly laterProblems: readonly FieldProblem[];
  /** Parents that must be linked first; when not empty, the create must not be sent. */
  readonly waits: readonly Wait[];
}

/** What a create is planned with. */
export type CreateSettings = Pick<
  ReconcileInput,
  "mapping" | "policy" | "hash" | "defaultCountry" | "timeZone" | "parents"
> & {
  /** Milliseconds, for dates that a create must have. */
  readonly now: number;
};

/**
 * Plans the counterpart of a record that has none.
 *
 * Every field that does not flow to the new record (our own fields pointing back, for example), or
 * that is written in a call of its own, is left without a base, so that the reconcile right after
 * the create meets it for the first time.
 */
export function planCreate(
  source: RecordSnapshot,
  sourceSide: Side,
  definition: ObjectDefinition,
  settings: CreateSettings,
): CreatePlan {
  const { policy, now, mapping } = settings;
  const targetSide = otherSide(sourceSide);
  const defaults = { ...dueDates(policy, targetSide, now), ...policy.createDefaults[targetSide] };
  const draft: Draft = {
    source,
    sourceSide,
    definition,
    context: valueContext(settings),
    defaults,
    payload: { ...defaults },
    sourceBase: {},
    problems: [],
    laterProblems: [],
    waits: [],
  };
  for (const field of mapping.fields) {
    const direction = narrowDirection(policy.direction, field.direction);
    const value = valueAt(source, pathOn(field, sourceSide));
    if (value !== undefined && flowsTo(direction, targetSide)) addField(draft, field, value);
  }
  const { sourceBase, problems, laterProblems, waits } = draft;
  const payload = definition.completeCreate?.(targetSide, draft.payload, policy) ?? draft.payload;
  const missing = missingFields(payload, targetSide, definition);
  return {
    targetSide,
    payload,
    sourceBase,
    problems: [...problems, ...missing],
    laterProblems,
    waits,
  };
}

/** A create in the making. */
interface Draft {
  readonly source: RecordSnapshot;
  readonly sourceSide: Side;
  readonly definition: ObjectDefinition;
  readonly context: ValueContext;
  readonly defaults: Fields;
  readonly payload: Record<string, FieldValue>;
  readonly sourceBase: Record<string, string>;
  readonly problems: FieldProblem[];
  readonly laterProblems: FieldProblem[];
  readonly waits: Wait[];
}

function addField(draft: Draft, field: FieldMapping, value: FieldValue): void {
  const { sourceSide, definition, context } = draft;
  const targetSide = otherSide(sourceSide);
  const path = pathOn(field, targetSide);
  if (isBlank(value) && fieldAt(draft.defaults, path) !== undefined) {
    keepDefault(draft, field, value);
    return;
  }
  const translated = translate(context, field, { side: targetSide }, value);
  if (definition.requiredParents.includes(field.hubspot)) {
    addParent(draft, field, { value, translated });
  }
  const isLater = definition.writtenAfterCreate[targetSide].includes(path);
  if (translated.kind === "problem") {
    const { code, message, remedy } = translated;
    const at = pathOn(field, sourceSide);
    const list = isLater ? draft.laterProblems : draft.problems;
    list.push({ code, side: sourceSide, field: at, message, remedy });
  }
  if (isLater || translated.kind === "wait") return;
  draft.sourceBase[field.key] = hashValue(context, field, sourceSide, value);
  if (translated.kind === "value" && !isBlank(translated.value)) {
    Object.assign(draft.payload, expandValue(path, translated.value));
  }
}

/**
 * A default stands in for the blank, and the reconcile after the create carries it back; but nobody
 * becomes an owner because somebody had to be named.
 */
function keepDefault(draft: Draft, field: FieldMapping, value: FieldValue): void {
  if (field.transform !== "value-map") return;
  draft.sourceBase[field.key] = hashValue(draft.context, field, draft.sourceSide, value);
}

function addParent(
  draft: Draft,
  field: FieldMapping,
  { value, translated }: { readonly value: FieldValue; readonly translated: Translated },
): void {
  const { sourceSide } = draft;
  if (isBlank(value)) draft.problems.push(missingParent(field, sourceSide));
  if (translated.kind !== "wait") return;
  draft.waits.push(...waitsFor(translated, sourceSide, pathOn(field, sourceSide)));
}

function dueDates(policy: ReconcileInput["policy"], side: Side, now: number): Fields {
  const days = Object.entries(policy.dueInDays?.[side] ?? {});
  return Object.fromEntries(
    days.map(([path, count]) => {
      const day = new Date(now + count * 86_400_000).toISOString().slice(0, 10);
      return [path, `${day}T00:00:00Z`];
    }),
  );
}

/** A record without the parent that it needs waits for a person to give it one. */
function missingParent(field: FieldMapping, side: Side): FieldProblem {
  const noun = field.references ?? "record";
  return {
    code: `no_${noun}`,
    side,
    field: pathOn(field, side),
    message: `The record belongs to no ${noun}.`,
    remedy: `Associate it with a ${noun}.`,
    state: "waiting",
  };
}

function missingFields(
  payload: Fields,
  targetSide: Side,
  definition: ObjectDefinition,
): FieldProblem[] {
  return definition.requiredOneOf[targetSide].flatMap((required): FieldProblem[] => {
    if (required.paths.some((path) => payload[path] !== undefined)) return [];
    const { code, message, remedy } = required;
    return [{ code, side: targetSide, field: required.paths[0] ?? "", message, remedy }];
  });
}
