import type { ObjectDefinition } from "./objects/definition.ts";
import {
  flowsTo,
  otherSide,
  pathOn,
  type FieldHashes,
  type Fields,
  type FieldValue,
  type RecordSnapshot,
  type Side,
} from "./model.ts";
import { valueContext, type FieldProblem, type ReconcileInput } from "./reconcile.ts";
import { hashValue, isBlank, narrowDirection, translate, withId } from "./values.ts";

/** The record that a create would make. */
export interface CreatePlan {
  readonly targetSide: Side;
  readonly payload: Fields;
  /** Hashes of the source's values by mapping key, to become its base. */
  readonly sourceBase: FieldHashes;
  /** When not empty, the create must not be sent. */
  readonly problems: readonly FieldProblem[];
}

/**
 * Plans the counterpart of a record that has none.
 *
 * Every field that does not flow to the new record (our own fields pointing back, for example) is
 * left without a base, so that the reconcile right after the create meets it for the first time.
 */
export function planCreate(
  source: RecordSnapshot,
  sourceSide: Side,
  definition: ObjectDefinition,
  settings: Pick<ReconcileInput, "mapping" | "policy" | "hash" | "defaultCountry">,
): CreatePlan {
  const context = valueContext(settings);
  const targetSide = otherSide(sourceSide);
  const defaults = settings.policy.createDefaults[targetSide];
  const payload: Record<string, FieldValue> = { ...defaults };
  const sourceBase: Record<string, string> = {};
  const problems: FieldProblem[] = [];
  const fields = withId(source);
  for (const field of settings.mapping.fields) {
    const value = fields[pathOn(field, sourceSide)];
    const direction = narrowDirection(settings.policy.direction, field.direction);
    if (value === undefined || !flowsTo(direction, targetSide)) continue;
    // A default stands in for the blank: the reconcile after the create carries it back.
    if (isBlank(value) && defaults[pathOn(field, targetSide)] !== undefined) continue;
    sourceBase[field.key] = hashValue(context, field, sourceSide, value);
    const translated = translate(context, field, targetSide, value);
    if (translated.kind === "problem") {
      const { code, message, remedy } = translated;
      problems.push({ code, side: sourceSide, field: pathOn(field, sourceSide), message, remedy });
    } else if (translated.kind === "value" && !isBlank(translated.value)) {
      payload[pathOn(field, targetSide)] = translated.value;
    }
  }
  problems.push(...missingFields(payload, targetSide, definition));
  return { targetSide, payload, sourceBase, problems };
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
