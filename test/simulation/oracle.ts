import {
  otherSide,
  SIDES,
  type FieldMapping,
  type FieldValue,
  type Side,
} from "../../server/sync/model.ts";
import { linkOfRecord, recordText, type LinkRow, type Tables } from "./memory-tables.ts";
import { plain, same, tagOf } from "./oracle-values.ts";
import type { Evidence, Finding } from "./oracle-findings.ts";
import { checkChoice, checkIdentity } from "./oracle-identity.ts";
import type { Change, VendorRecord, VendorRecords } from "./vendor-records.ts";
import { CITY_LIMIT, INACTIVE_STATUS, REFUSED_MARK, type World } from "./world.ts";

/** A linked pair of records that both exist. */
interface Pair {
  readonly link: LinkRow;
  readonly hubspot: VendorRecord;
  readonly connectwise: VendorRecord;
}

const OBJECT = "company";

/** A write follows its read within this time, whatever the vendors and processes do. */
const READ_WITHIN_MS = 10 * 60_000;

/**
 * Judges the outcome of a run. It knows every edit that people made and every write of the app, and
 * nothing of how the engine decides.
 */
export function judge(evidence: Evidence): Finding[] {
  const findings: Finding[] = [...checkIdentity(evidence)];
  for (const link of evidence.tables.links.values()) {
    const hubspot = evidence.records.get("hubspot", link.hubspotId);
    const connectwise = evidence.records.get("connectwise", link.connectwiseId);
    if (hubspot === undefined || connectwise === undefined) {
      findings.push({ offence: "duplicate", text: `link ${link.id} names a record from nowhere` });
      continue;
    }
    const pair = { link, hubspot, connectwise };
    findings.push(...checkChoice(evidence, link));
    for (const field of evidence.world.mapping.fields) {
      findings.push(...checkField(evidence, pair, field));
    }
  }
  return findings;
}

function checkField(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  const isDead = pair.hubspot.isDeleted || pair.connectwise.isDeleted;
  return [
    ...checkBase(pair, field),
    ...checkErased(evidence, pair, field),
    ...(field.direction === "both" ? checkFiltered(pair, field) : []),
    ...(isDead ? [] : checkEqual(evidence, pair, field)),
    ...(field.direction === "both" ? checkLosses(evidence, pair, field) : checkOneWay(pair, field)),
    ...(isDead || field.direction !== "both" ? [] : checkSingleWriter(evidence, pair, field)),
  ];
}

function pathOf(field: FieldMapping, side: Side): string {
  return side === "hubspot" ? field.hubspot : field.connectwise;
}

function valueOf(record: VendorRecord, field: FieldMapping): FieldValue {
  const path = pathOf(field, record.side);
  return path === "id" ? record.id : (record.fields[path] ?? null);
}

function changesOf(record: VendorRecord, field: FieldMapping): Change[] {
  const path = pathOf(field, record.side);
  return record.changes.filter((change) => change.path === path);
}

function describe(pair: Pair, field: FieldMapping): string {
  const values = SIDES.map((side) => `${side}=${JSON.stringify(valueOf(pair[side], field))}`);
  return `${pair.hubspot.id}/${pair.connectwise.id} ${field.key} ${values.join(" ")}`;
}

function isInactive(pair: Pair): boolean {
  return pair.connectwise.fields["status/id"] === INACTIVE_STATUS;
}

function lastOrder(record: VendorRecord, field: FieldMapping, by: Change["by"]): number {
  return changesOf(record, field).findLast((change) => change.by === by)?.order ?? 0;
}

function checkEqual(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  const { world } = evidence;
  const values = {
    hubspot: valueOf(pair.hubspot, field),
    connectwise: valueOf(pair.connectwise, field),
  };
  if (same(world, field, values) || isInactive(pair)) return [];
  if (isAdoptedTwin(evidence.tables, pair)) return [];
  if (isOneText(field, values)) return [];
  const found: Finding = { offence: "diverged", text: describe(pair, field) };
  if (isHeldByProblem(evidence, pair) || isAsked(world, pair, field)) return [];
  if (field.direction !== "both") return isDriftOrBlank(pair, field) ? [] : [found];
  return isKeptBlank(world, pair, field) ? [] : [found];
}

/** The same typed text, collapsed by one vendor and cut by the other. */
function isOneText(field: FieldMapping, values: Readonly<Record<Side, FieldValue>>): boolean {
  const tag = tagOf(field, values.hubspot);
  return tag !== "" && tag === tagOf(field, values.connectwise);
}

/** One-way fields: nothing to send, or a person changed the target afterwards. */
function isDriftOrBlank(pair: Pair, field: FieldMapping): boolean {
  const target: Side = field.direction === "to-hubspot" ? "hubspot" : "connectwise";
  if (plain(field, valueOf(pair[otherSide(target)], field)) === null) return true;
  return changesOf(pair[target], field).at(-1)?.by === "person";
}

/** An emptied field does not empty the other side, unless the mapping says so. */
function isKeptBlank(world: World, pair: Pair, field: FieldMapping): boolean {
  const blank = SIDES.find((side) => plain(field, valueOf(pair[side], field)) === null);
  if (blank === undefined) return false;
  const keeps = field.blankRule === "keep" || world.conflictRule === "prefer-non-blank";
  const last = changesOf(pair[blank], field).at(-1);
  if (!keeps || last?.by !== "person") return false;
  const other = pair[otherSide(blank)];
  // A value that was changed and changed back counts as one that nobody touched.
  const isAsBefore = tagOf(field, valueOf(other, field)) === tagOf(field, last.before);
  return isAsBefore || lastOrder(other, field, "person") < last.order;
}

function isAsked(world: World, pair: Pair, field: FieldMapping): boolean {
  const isEdited = (side: Side): boolean => lastOrder(pair[side], field, "person") > 0;
  const isContested = SIDES.every((side) => isEdited(side)) || wasInactive(pair);
  return world.conflictRule === "ask" && isContested;
}

/** True when the pair is in attention and one of its values really is a problem. */
function isHeldByProblem({ tables, world }: Evidence, pair: Pair): boolean {
  const isListed = SIDES.some(
    (side) => tables.issues.get(recordText(OBJECT, pair[side]))?.state === "attention",
  );
  return isListed && world.mapping.fields.some((field) => isProblem(pair, field));
}

function isProblem(pair: Pair, field: FieldMapping): boolean {
  if (field.isOwn) return false;
  return SIDES.some((side) => {
    const text = String(valueOf(pair[side], field) ?? "");
    const isTooLong = field.key === "city" && side === "hubspot" && text.length > CITY_LIMIT;
    return text.includes(REFUSED_MARK[otherSide(side)]) || isTooLong;
  });
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

/** What people type into an inactive company stays there until the company is active again. */
function checkFiltered(pair: Pair, field: FieldMapping): Finding[] {
  const statuses = pair.connectwise.changes.filter((change) => change.path === "status/id");
  const writes = changesOf(pair.hubspot, field).filter((change) => change.by === "app");
  return statuses.flatMap((status, index) => {
    if (status.value !== INACTIVE_STATUS) return [];
    const until = statuses[index + 1]?.order ?? Infinity;
    const all = changesOf(pair.connectwise, field);
    const known = new Set(
      all.filter((one) => one.order < status.order).map((one) => tagOf(field, one.value)),
    );
    const typed = all.filter(
      (one) =>
        one.by === "person" &&
        one.order > status.order &&
        one.order < until &&
        !known.has(tagOf(field, one.value)),
    );
    return writes
      .filter((write) => write.order < until)
      .filter((write) =>
        typed.some(
          (one) => one.order < write.order && tagOf(field, one.value) === tagOf(field, write.value),
        ),
      )
      .map((write): Finding => {
        const text = `${describe(pair, field)} got ${JSON.stringify(write.value)} while inactive`;
        return { offence: "filtered-written", text };
      });
  });
}

function wasInactive(pair: Pair): boolean {
  return pair.connectwise.changes.some(
    (change) => change.path === "status/id" && change.value === INACTIVE_STATUS,
  );
}

/** Where only one side's people ever touched a field, their last word stands. */
function checkSingleWriter(evidence: Evidence, pair: Pair, field: FieldMapping): Finding[] {
  if (isAdoptedTwin(evidence.tables, pair)) return [];
  const writers = SIDES.filter((side) => lastOrder(pair[side], field, "person") > 0);
  const [only] = writers;
  // A filtered side is no source, and comes back under the first-link rule.
  if (only === undefined || writers.length > 1 || wasInactive(pair)) return [];
  const last = changesOf(pair[only], field).findLast((change) => change.by === "person");
  if (last === undefined || plain(field, last.value) === plain(field, valueOf(pair[only], field))) {
    return [];
  }
  const text = `${describe(pair, field)} people wrote ${JSON.stringify(last.value)} in ${only}`;
  return [{ offence: "single-writer-lost", text }];
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
      // Without history only an edit that was there when the pair was read can be kept. A filtered
      // side is overwritten like a one-way target; the update itself is in the journal.
      const wasRead =
        side === "connectwise" && to.at - from.at > READ_WITHIN_MS && !wasInactive(pair);
      return [{ offence: wasRead ? "conflict-not-kept" : `silent-loss-${side}`, text }];
    });
  });
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
    wasCarried(evidence.world, pair, field, loss) ||
    isJournaled(evidence.tables, pair[side], field, from.value)
  );
}

/**
 * A person typed the very record that an unclear create of ours may have made, identifier and all.
 * It is taken for ours; what it overwrites is in the journal as an ordinary update.
 */
function isAdoptedTwin(tables: Tables, pair: Pair): boolean {
  return (
    pair.hubspot.createdBy === "person" &&
    pair.connectwise.createdBy === "person" &&
    tables.journal.some(
      (entry) =>
        entry.rule === "adopted_after_unclear_answer" && entry.recordId === pair.connectwise.id,
    )
  );
}

function wasCarried(world: World, pair: Pair, field: FieldMapping, loss: Loss): boolean {
  const { side, from, to } = loss;
  const isSame = (other: FieldValue): boolean =>
    side === "hubspot"
      ? same(world, field, { hubspot: from.value, connectwise: other })
      : same(world, field, { hubspot: other, connectwise: from.value });
  if (tagOf(field, from.value) === tagOf(field, to.value)) return true;
  const there = changesOf(pair[otherSide(side)], field);
  // Also a value that both sides once agreed on: typed again, it is what nobody changed.
  return there.some((change) => change.order < to.order && isSame(change.value));
}

function isJournaled(
  tables: Tables,
  record: VendorRecord,
  field: FieldMapping,
  value: FieldValue,
): boolean {
  return tables.journal.some(
    (entry) =>
      (entry.kind === "conflict" || entry.kind === "late-conflict") &&
      entry.side === record.side &&
      entry.recordId === record.id &&
      entry.key === field.key &&
      plain(field, entry.oldValue ?? null) === plain(field, value),
  );
}

/** A base is what a side once held, or what a create sent. The simulation's hash keeps the text. */
function checkBase(pair: Pair, field: FieldMapping): Finding[] {
  return SIDES.flatMap((side): Finding[] => {
    const base = pair.link.base[side][field.key];
    if (base === undefined) return [];
    const own = [null, valueOf(pair[side], field), ...changesOf(pair[side], field).map(valueIn)];
    const sent = changesOf(pair[otherSide(side)], field).map(valueIn);
    const isKnown = [...own, ...sent].some((value) => hashText(field, value) === base);
    if (isKnown) return [];
    const text = `${describe(pair, field)} base of ${side} is ${JSON.stringify(base)}`;
    return [{ offence: "base-from-nowhere", text }];
  });
}

function valueIn(change: Change): FieldValue {
  return change.value;
}

function hashText(field: FieldMapping, value: FieldValue): string {
  const text = plain(field, value);
  return text === null ? `${field.key}\u0000` : `${field.key}\u0001${text}`;
}

/** The counterpart that a record is linked with, if it exists. */
export function counterpartOf(
  tables: Tables,
  records: VendorRecords,
  record: VendorRecord,
): VendorRecord | undefined {
  const link = linkOfRecord(tables, OBJECT, record);
  if (link === undefined) return undefined;
  const other = otherSide(record.side);
  return records.get(other, other === "hubspot" ? link.hubspotId : link.connectwiseId);
}
