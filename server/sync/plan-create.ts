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
import { valueContext, type FieldProblem, type ReconcileInput, type Wait } from "./reconcile.ts";
import type { Translated } from "./transforms/transform.ts";
import { hashValue, isBlank, narrowDirection, translate } from "./values.ts";

/** The record that a create would make. */
export interface CreatePlan {
  readonly targetSide: Side;
  readonly payload: Fields;
  /** Hashes of the source's values by mapping key, to become its base. */
  readonly sourceBase: FieldHashes;
  /** When not empty, the create must not be sent. */
  readonly problems: readonly FieldProblem[];
  /** Parents that must be linked first; when not empty, the create must not be sent. */
  readonly waits: readonly Wait[];
}

/**
 * Plans the counterpart of a record that has none.
 *
 * Every field that does not flow to the new record (our own fields pointing back, for example), or
 * that is written in a call of its own, is left without a base, so that the reconcile right after
 * the create meets it for the first time.
 *
 * @param now - milliseconds, for dates that a create must have
 */
export function planCreate(
  source: RecordSnapshot,
  sourceSide: Side,
  definition: ObjectDefinition,
  settings: Pick<
    ReconcileInput,
    "mapping" | "policy" | "hash" | "defaultCountry" | "timeZone" | "parents"
  >,
  now: number,
): CreatePlan {
  const context = valueContext(settings);
  const targetSide = otherSide(sourceSide);
  const defaults = {
    ...dueDates(settings.policy, targetSide, now),
    ...settings.policy.createDefaults[targetSide],
  };
  const payload: Record<string, FieldValue> = { ...defaults };
  const sourceBase: Record<string, string> = {};
  const problems: FieldProblem[] = [];
  const waits: Wait[] = [];
  for (const field of settings.mapping.fields) {
    const value = valueAt(source, pathOn(field, sourceSide));
    const target = pathOn(field, targetSide);
    const direction = narrowDirection(settings.policy.direction, field.direction);
    if (value === undefined || !flowsTo(direction, targetSide)) continue;
    if (isBlank(value) && fieldAt(defaults, target) !== undefined) {
      // A default stands in for the blank, and the reconcile after the create carries it back; but
      // nobody becomes an owner because somebody had to be named.
      if (field.transform === "value-map") {
        sourceBase[field.key] = hashValue(context, field, sourceSide, value);
      }
      continue;
    }
    const translated = translate(context, field, { side: targetSide }, value);
    const isRequired = definition.requiredParents.includes(field.key);
    if (translated.kind === "wait" && isRequired) {
      const { parent, fact } = translated;
      waits.push({ side: sourceSide, field: pathOn(field, sourceSide), parent, fact });
    }
    if (isRequired && isBlank(value)) problems.push(missingParent(field, sourceSide));
    if (translated.kind === "wait" || definition.writtenAfterCreate[targetSide].includes(target)) {
      continue;
    }
    sourceBase[field.key] = hashValue(context, field, sourceSide, value);
    addTo(payload, problems, { field, sourceSide, translated });
  }
  const complete = definition.completeCreate?.(targetSide, payload, settings.policy) ?? payload;
  problems.push(...missingFields(complete, targetSide, definition));
  return { targetSide, payload: complete, sourceBase, problems, waits };
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

function addTo(
  payload: Record<string, FieldValue>,
  problems: FieldProblem[],
  one: {
    readonly field: FieldMapping;
    readonly sourceSide: Side;
    readonly translated: Translated;
  },
): void {
  const { field, sourceSide, translated } = one;
  if (translated.kind === "problem") {
    const { code, message, remedy } = translated;
    problems.push({ code, side: sourceSide, field: pathOn(field, sourceSide), message, remedy });
  } else if (translated.kind === "value" && !isBlank(translated.value)) {
    Object.assign(payload, expandValue(pathOn(field, otherSide(sourceSide)), translated.value));
  }
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
