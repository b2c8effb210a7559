import {
  otherSide,
  SIDES,
  type FieldMapping,
  type FieldValue,
  type Side,
} from "../../server/sync/model.ts";
import { byOthers, changesOf, lastOrder } from "./oracle-changes.ts";
import { isExplained, isNeverCarried } from "./oracle-excuses.ts";
import { READ_WITHIN_MS, type Evidence, type Finding } from "./oracle-findings.ts";
import { checkChoice, checkIdentity } from "./oracle-identity.ts";
import { wasOut } from "./oracle-links.ts";
import { checkMoney } from "./oracle-money.ts";
import { baseText, plain, same, tagOf, valueOf } from "./oracle-values.ts";
import { describe, isAdoptedTwin, type Pair } from "./oracle-pair.ts";
import type { OwnFilter } from "./side-rules.ts";
import type { Change, VendorRecord } from "./vendor-record.ts";
import { objectOf } from "./world.ts";

/**
 * Judges the outcome of a run. It knows every edit that people made and every write of the app, and
 * nothing of how the engine decides.
 */
export function judge(evidence: Evidence): Finding[] {
  const { records, tables, world } = evidence;
  const findings: Finding[] = [...checkIdentity(evidence)];
  for (const link of tables.links.values()) {
    const hubspot = records.get(link.objectType, "hubspot", link.hubspotId);
    const connectwise = records.get(link.objectType, "connectwise", link.connectwiseId);
    if (hubspot === undefined || connectwise === undefined) {
      findings.push({ offence: "duplicate", text: `link ${link.id} names a record from nowhere` });
      continue;
    }
    const pair = { link, hubspot, connectwise };
    findings.push(...checkChoice(evidence, link), ...checkMoney(evidence, pair));
    for (const field of objectOf(world, link.objectType).mapping.fields) {
      findings.push(...checkField(evidence, pair, field));
    }
  }
  return findings;
}

function checkField(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  const isDead = pair.hubspot.isDeleted || pair.connectwise.isDeleted;
  return [
    ...checkBase(evidence, pair, field),
    ...checkErased(evidence, pair, field),
    ...checkOrigin(evidence, pair, field),
    ...(field.direction === "both" ? checkFiltered(evidence, pair, field) : []),
    ...(isDead ? [] : checkEqual(evidence, pair, field)),
    ...(field.direction === "both" ? checkLosses(evidence, pair, field) : checkOneWay(pair, field)),
    ...(isDead || field.direction !== "both" ? [] : checkSingleWriter(evidence, pair, field)),
  ];
}

function checkEqual(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  const values = {
    hubspot: valueOf(pair.hubspot, field),
    connectwise: valueOf(pair.connectwise, field),
  };
  if (same(evidence, pair.hubspot, field, values) || isOneText(field, values)) return [];
  if (isExplained(evidence, pair, field)) return [];
  return [{ offence: "diverged", text: describe(pair, field) }];
}

/** The same typed text, collapsed by one vendor and cut by the other. */
function isOneText(field: FieldMapping, values: Readonly<Record<Side, FieldValue>>): boolean {
  const tag = tagOf(field, values.hubspot);
  return tag !== "" && tag === tagOf(field, values.connectwise);
}

/** A one-way field's source is never written. */
function checkOneWay(pair: Pair, field: FieldMapping): Finding[] {
  const source: Side = field.direction === "to-hubspot" ? "connectwise" : "hubspot";
  if (field.isOwn) return [];
  return changesOf(pair[source], field)
    .filter((change) => change.by === "app")
    .map((change) => ({
      offence: "one-way-written",
      text: `${describe(pair, field)} got ${String(change.value)}`,
    }));
}

/** What a mapping keeps is never emptied by us. */
function checkErased({ world }: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  if (field.blankRule === "clear" && world.conflictRule !== "prefer-non-blank") return [];
  return SIDES.flatMap((side) => changesOf(pair[side], field))
    .filter((change) => change.by === "app" && change.value === null && field.blankRule === "keep")
    .map((change): Finding => {
      const text = `${describe(pair, field)} ${JSON.stringify(change.before)} was emptied`;
      return { offence: "erased", text };
    });
}

/** Fields that may get a value which the other side never held: days and owners of new records. */
const MADE_UP: ReadonlySet<FieldMapping["transform"]> = new Set(["datetime-day", "value-map"]);

/** Whatever Lockstep writes, the other side held at some time. */
function checkOrigin(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  if (field.isOwn || MADE_UP.has(field.transform)) return [];
  return SIDES.flatMap((side) => {
    const there = changesOf(pair[otherSide(side)], field).map(({ value }) => value);
    return changesOf(pair[side], field)
      .filter((change) => change.by === "app" && plain(field, change.value) !== null)
      .filter((change) => !isDefault(evidence, pair, field, change))
      .filter(
        ({ value }) => !there.some((one) => isImage(evidence, pair, field, { side, value, one })),
      )
      .map((change): Finding => {
        const text = `${describe(pair, field)} ${side} got ${JSON.stringify(change.value)} at ${change.order}`;
        return { offence: "value-from-nowhere", text };
      });
  });
}

function isImage(
  evidence: Evidence,
  pair: Pair,
  field: FieldMapping,
  values: { readonly side: Side; readonly value: FieldValue; readonly one: FieldValue },
): boolean {
  const { side, value, one } = values;
  const both =
    side === "hubspot"
      ? { hubspot: value, connectwise: one }
      : { hubspot: one, connectwise: value };
  return same(evidence, pair.hubspot, field, both) || isOneText(field, both);
}

/** What a new record gets where its source has nothing. */
function isDefault(evidence: Evidence, pair: Pair, field: FieldMapping, change: Change): boolean {
  const record = SIDES.map((side) => pair[side]).find((one) => one.changes.includes(change));
  if (field.transform === "stage") return true;
  const { policy } = objectOf(evidence.world, pair.link.objectType);
  return field.key === "firstname" && policy.namesFromEmail === true && record?.side !== "hubspot";
}

/** What people type into a record that is left out stays there until the record comes back. */
function checkFiltered({ world }: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  const { filters } = objectOf(world, pair.link.objectType).rules;
  return filters
    .filter(({ value }) => value !== null)
    .flatMap((filter) => checkOneFilter(pair, field, filter));
}

/** Whether everybody works under the filter at the moment of a change. */
function isKnownOn({ switch: own }: OwnFilter, { order, at }: Change): boolean {
  return (
    own === undefined ||
    own.windows.some(
      ({ from, until }) => at > from.at + READ_WITHIN_MS && order < (until?.order ?? Infinity),
    )
  );
}

function checkOneFilter(pair: Pair, field: FieldMapping, filter: OwnFilter): Finding[] {
  const { side } = filter;
  const turns = pair[side].changes.filter((change) => change.path === filter.path);
  const writes = changesOf(pair[otherSide(side)], field).filter((change) => change.by === "app");
  const all = changesOf(pair[side], field);
  return turns.flatMap((turn, index) => {
    if (turn.value !== filter.value) return [];
    const until = turns[index + 1]?.order ?? Infinity;
    const known = new Set(
      all.filter((one) => one.order < turn.order).map((one) => tagOf(field, one.value)),
    );
    const typed = all.filter(
      (one) =>
        one.by === "person" &&
        one.order > turn.order &&
        one.order < until &&
        isKnownOn(filter, one) &&
        !known.has(tagOf(field, one.value)),
    );
    return writes
      .filter((write) => write.order < until && isKnownOn(filter, write))
      .filter((write) =>
        typed.some(
          (one) => one.order < write.order && tagOf(field, one.value) === tagOf(field, write.value),
        ),
      )
      .map((write): Finding => {
        const text = `${describe(pair, field)} got ${JSON.stringify(write.value)} while ${side} was filtered`;
        return { offence: "filtered-written", text };
      });
  });
}

/** Where only one side's people ever touched a field, their last word stands. */
function checkSingleWriter(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  if (isAdoptedTwin(evidence.tables, pair)) return [];
  const writers = SIDES.filter((side) => lastOrder(pair[side], field, byOthers) > 0);
  const [only] = writers;
  // A filtered side is no source, and comes back under the first-link rule.
  if (only === undefined || writers.length > 1 || wasOut(evidence, pair.connectwise)) return [];
  const last = changesOf(pair[only], field).findLast((change) => byOthers(change.by));
  if (last === undefined || plain(field, last.value) === plain(field, valueOf(pair[only], field))) {
    return [];
  }
  if (isDefaulted(evidence, pair, field, last)) return [];
  const text = `${describe(pair, field)} people wrote ${JSON.stringify(last.value)} in ${only}`;
  return [{ offence: "single-writer-lost", text }];
}

/** What a new record must have goes back to where nothing was typed, or was typed a moment later. */
function isDefaulted(evidence: Evidence, pair: Pair, field: FieldMapping, last: Change): boolean {
  const { policy } = objectOf(evidence.world, pair.link.objectType);
  const hasDefault = policy.dueInDays?.connectwise[field.connectwise] !== undefined;
  if (!hasDefault || pair.connectwise.createdBy !== "app") return false;
  const isBlank = plain(field, last.value) === null;
  return isBlank || isJournaled(evidence, pair.hubspot, field, last.value);
}

/** A value that a person typed and that we wrote over before it was carried over is in the journal. */
function checkLosses(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  return SIDES.flatMap((side) => {
    const changes = changesOf(pair[side], field);
    return changes.flatMap((to, index): Finding[] => {
      const from = changes[index - 1];
      if (to.by !== "app" || from?.by !== "person") return [];
      if (isKept(evidence, pair, field, { side, from, to })) return [];
      const text = `${describe(pair, field)} ${side} ${JSON.stringify(from.value)} was overwritten with ${JSON.stringify(to.value)} at ${to.order}`;
      return [{ offence: lossOf(evidence, pair, field, { side, from, to }), text }];
    });
  });
}

function lossOf(
  evidence: Evidence,
  pair: Pair,
  field: FieldMapping,
  { side, from, to }: Loss,
): Finding["offence"] {
  // Associations have no history, and ConnectWise has none at all.
  const hasHistory = side === "hubspot" && field.references === undefined;
  if (hasHistory) return "silent-loss-hubspot";
  // Without history only an edit that was there when the pair was read can be kept. A filtered
  // side is overwritten like a one-way target; the update itself is in the journal.
  const wasRead = to.at - from.at > READ_WITHIN_MS && !wasOut(evidence, pair.connectwise);
  return wasRead ? "conflict-not-kept" : "silent-loss-untraced";
}

/** One write of ours over an edit of a person. */
interface Loss {
  readonly side: Side;
  readonly from: Change;
  readonly to: Change;
}

/** True when nothing is lost: blank, carried over before, or kept in the journal. */
function isKept(evidence: Evidence, pair: Pair, field: FieldMapping, loss: Loss): boolean {
  const { side, from } = loss;
  return (
    plain(field, from.value) === null ||
    pair[side].isDeleted ||
    isAdoptedTwin(evidence.tables, pair) ||
    wasCarried(evidence, pair, field, loss) ||
    isNeverCarried(evidence, pair[side], field, from.value) ||
    isJournaled(evidence, pair[side], field, from.value)
  );
}

function wasCarried(evidence: Evidence, pair: Pair, field: FieldMapping, loss: Loss): boolean {
  const { side, from, to } = loss;
  if (tagOf(field, from.value) === tagOf(field, to.value)) return true;
  // Also a value that both sides once agreed on: typed again, it is what nobody changed.
  return changesOf(pair[otherSide(side)], field).some(
    (change) =>
      change.order < to.order &&
      isImage(evidence, pair, field, { side, value: from.value, one: change.value }),
  );
}

/**
 * A filtered record is overwritten like a one-way target, and so is what HubSpot says of the day of
 * closing: then the update itself keeps the value.
 */
function isJournaled(
  evidence: Evidence,
  record: VendorRecord,
  field: FieldMapping,
  value: FieldValue,
): boolean {
  const isUpdateEnough = wasOut(evidence, record) || field.connectwise === "closeDate";
  return evidence.tables.journal.some(
    (entry) =>
      (entry.kind === "conflict" || entry.kind === "late-conflict" || isUpdateEnough) &&
      entry.objectType === record.objectType &&
      entry.side === record.side &&
      entry.recordId === record.id &&
      entry.key === field.key &&
      plain(field, entry.oldValue ?? null) === plain(field, value),
  );
}

/**
 * A base is what a side once held, or what a create sent: maybe to a record that was merged into this
 * one before anybody knew that the create had worked.
 */
function checkBase({ records }: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  return SIDES.flatMap((side): Finding[] => {
    const base = pair.link.base[side][field.key];
    if (base === undefined) return [];
    const lives = records
      .all(pair.link.objectType, side)
      .filter((one) => one === pair[side] || records.survivor(one) === pair[side]);
    const changes = lives.flatMap((one) => changesOf(one, field).map(valueIn));
    const own = [null, valueOf(pair[side], field), ...changes];
    const sent = changesOf(pair[otherSide(side)], field).map(valueIn);
    const received = lives.map((one) => one.received[field[side]] ?? null);
    const isKnown = [...own, ...sent, ...received].some(
      (value) => baseText(field, side, value) === base,
    );
    if (isKnown) return [];
    const text = `${describe(pair, field)} base of ${side} is ${JSON.stringify(base)}`;
    return [{ offence: "base-from-nowhere", text }];
  });
}

function valueIn(change: Change): FieldValue {
  return change.value;
}
