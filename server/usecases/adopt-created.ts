import {
  otherSide,
  pathOn,
  type Fields,
  type FieldValue,
  type RecordSnapshot,
  type Side,
} from "../sync/model.ts";
import type { ClaimedPair, CreateIntent, PairChange } from "../sync/pair-ports.ts";
import { valueContext } from "../sync/reconcile.ts";
import { fieldAt, partsOf } from "../sync/paths.ts";
import { hashValue, isBlank, isExact, mayShow } from "../sync/values.ts";
import { matchKeysOf, type SyncContext } from "./engine.ts";

/** A create that came through. */
interface Created {
  readonly pair: ClaimedPair;
  readonly intent: CreateIntent;
  readonly records: Readonly<Record<Side, RecordSnapshot>>;
  /** True when the record is the create's own answer rather than one found later. */
  readonly isAnswer: boolean;
}

/**
 * The facts of a create that came through: link, base, journal, intent closed.
 *
 * The base of a record that was found later is what was sent, never what is there now: a person may
 * have edited it in between. A value the vendor merely tidied counts as what was sent.
 */
export function adoptChange(context: SyncContext, created: Created): PairChange {
  const { pair, intent, records, isAnswer } = created;
  const targetSide = otherSide(intent.source.side);
  const filled = filledSince(context, created);
  return {
    pair,
    newLink: { hubspotId: records.hubspot.id, connectwiseId: records.connectwise.id },
    state: "linked",
    mappingVersion: context.mapping.version,
    base: {
      [intent.source.side]: { ...intent.sourceBase, ...filled[intent.source.side] },
      [targetSide]: { ...baseOfTarget(context, created), ...filled[targetSide] },
    },
    intent: null,
    clearIssues: true,
    matchKeys: matchKeysOf(context, { records }),
    journal: [
      {
        kind: "create",
        side: targetSide,
        recordId: records[targetSide].id,
        rule: isAnswer ? "created" : "adopted_after_unclear_answer",
      },
    ],
  };
}

/**
 * Base of fields that the create had to make something up for and that somebody has filled in at the
 * source since: what was made up is nobody's word, so the two must not meet as equals.
 */
function filledSince(
  context: SyncContext,
  { intent, records, isAnswer }: Created,
): Record<Side, Record<string, string>> {
  const base: Record<Side, Record<string, string>> = { hubspot: {}, connectwise: {} };
  if (isAnswer) return base;
  const { side } = intent.source;
  const target = otherSide(side);
  const values = valueContext(context);
  for (const field of context.mapping.fields) {
    const sent = sentAt(intent.payload, pathOn(field, target), records[target].fields);
    const now = fieldAt(records[side].fields, pathOn(field, side)) ?? null;
    if (intent.sourceBase[field.key] !== undefined || sent === undefined || isBlank(now)) continue;
    base[side][field.key] = hashValue(values, field, side, null);
    base[target][field.key] = hashValue(values, field, target, sent);
  }
  return base;
}

function baseOfTarget(
  context: SyncContext,
  { intent, records, isAnswer }: Created,
): Record<string, string> {
  const side = otherSide(intent.source.side);
  const values = valueContext(context);
  const base: Record<string, string> = {};
  for (const field of context.mapping.fields) {
    if (intent.sourceBase[field.key] === undefined) continue;
    const path = pathOn(field, side);
    const read = fieldAt(records[side].fields, path);
    const sent = sentAt(intent.payload, path, records[side].fields);
    // A vendor's own idea of a day or a choice is no spelling of ours: it travels back.
    const isMade = isAnswer && (sent === undefined || !isExact(field));
    const isTidied =
      read !== undefined && (isMade || mayShow(values, field, side, { sent: sent ?? null, read }));
    base[field.key] = hashValue(values, field, side, isTidied ? read : (sent ?? null));
  }
  return base;
}

/** What was sent; of several fields at once those that were left to the vendor are as it chose. */
function sentAt(payload: Fields, path: string, chosen: Fields): FieldValue | undefined {
  const isSent = partsOf(path).some((part) => payload[part] !== undefined);
  return isSent ? fieldAt({ ...chosen, ...payload }, path) : undefined;
}
