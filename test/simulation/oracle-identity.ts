import { otherSide, SIDES } from "../../server/sync/model.ts";
import { recordText, type IssueRow, type LinkRow, type Tables } from "./memory-tables.ts";
import { isStranger, isUncarriable } from "./oracle-excuses.ts";
import { nameOf, type Evidence, type Finding, type Scene } from "./oracle-findings.ts";
import {
  counterpartOf,
  everyRecord,
  isOut,
  isOutThere,
  linkedId,
  linkOf,
  namedIn,
  openParents,
  parentFields,
  wasOutThere,
} from "./oracle-links.ts";
import { hasLookalike } from "./oracle-lookalikes.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { objectOf } from "./world.ts";

/** Checks that each record that people made has exactly one counterpart, or a reason for none. */
export function checkIdentity(evidence: Evidence): Finding[] {
  return everyRecord(evidence).flatMap((record) => [
    ...checkCopies(evidence, record),
    ...checkLinkedOnce(evidence, record),
    ...(record.isDeleted ? [] : checkPlace(evidence, record)),
  ]);
}

/** At most one record is ever created for a record, and none for one that was created itself. */
function checkCopies({ records, tables }: Evidence, record: VendorRecord): Finding[] {
  const copies = records
    .all(record.objectType, otherSide(record.side))
    .filter((other) => other.createdBy === "app" && other.sourceId === record.id)
    // Gone before anyone knew that the create had worked: it cannot be seen any more.
    .filter((other) => !other.isDeleted || linkOf(tables, other) !== undefined);
  const text = `${nameOf(record)} was created as ${copies.map(nameOf).join(", ")}`;
  if (copies.length > 1) return [{ offence: "duplicate", text }];
  if (copies.length === 1 && record.createdBy === "app") {
    return [{ offence: "duplicate", text: `${text}, being a copy itself` }];
  }
  return [];
}

function checkLinkedOnce({ tables }: Evidence, record: VendorRecord): Finding[] {
  const links = [...tables.links.values()].filter(
    (link) =>
      link.objectType === record.objectType &&
      (record.side === "hubspot" ? link.hubspotId : link.connectwiseId) === record.id,
  );
  if (links.length < 2) return [];
  return [{ offence: "duplicate", text: `${nameOf(record)} has ${links.length} links` }];
}

function checkPlace(evidence: Evidence, record: VendorRecord): Finding[] {
  const link = linkOf(evidence.tables, record);
  const issue = evidence.tables.issues.get(recordText(record.objectType, record));
  if (link !== undefined && issue?.state !== "waiting") {
    return record.createdBy === "app" ? checkSource(evidence, record, link) : [];
  }
  if (link === undefined && record.createdBy === "app") {
    return checkSource(evidence, record, undefined);
  }
  if (issue === undefined) return [{ offence: "missing", text: nameOf(record) }];
  if (isTrue(evidence, record, issue)) return [];
  const text = `${nameOf(record)} is in ${issue.state} because of ${issue.code}`;
  return [{ offence: issue.state === "waiting" ? "waits-for-nothing" : "unexplained", text }];
}

/**
 * Checks that a linked record is left out if, and only if, there is a reason for it. To be asked
 * before everything is looked at regardless of whether it changed.
 */
export function checkStates(scene: Scene): Finding[] {
  // Without sweeps not everything is seen.
  if (!scene.world.hasSweep) return [];
  return everyRecord(scene).flatMap((record) => {
    const state = linkOf(scene.tables, record)?.state;
    if (record.isDeleted || state === undefined) return [];
    const isHeld = state === "excluded" || state === "deleted" || state === "merged";
    if (isHeld === isOut(scene, record))
      return state === "excluded" ? checkTold(scene, record) : [];
    if (state === "waiting" && isBehindOpen(scene, record)) return [];
    return [{ offence: "unexplained", text: `${nameOf(record)} is ${state} by its link` }];
  });
}

/** Of a pair that is left out, the records are told as such that really are. */
function checkTold(scene: Scene, record: VendorRecord): Finding[] {
  const issue = scene.tables.issues.get(recordText(record.objectType, record));
  const isTold = issue?.state === "excluded";
  if (isTold === isOutThere(scene, record)) return [];
  const text = `${nameOf(record)} is ${isTold ? "" : "not "}told as left out on its side`;
  return [{ offence: "unexplained", text }];
}

/** A copy is linked with the record that it was made from. */
function checkSource(
  evidence: Evidence,
  record: VendorRecord,
  link: LinkRow | undefined,
): Finding[] {
  const { records, tables } = evidence;
  const source = records.get(record.objectType, otherSide(record.side), record.sourceId ?? "");
  // Deleted before its create was known to have worked: the copy stays alone or finds another.
  if (source === undefined || source.isDeleted) return [];
  const id = link === undefined ? undefined : linkedId(tables, record.objectType, record);
  if (id === source.id) return [];
  const code = tables.issues.get(recordText(source.objectType, source))?.code;
  if (id === undefined && code === "create_unclear" && isUnclear(evidence, source)) return [];
  return [{ offence: "duplicate", text: `${nameOf(record)} is not linked with its source` }];
}

/**
 * True for one of several records of a side without counterpart, of which the other side has a copy
 * that nobody has told apart: a person has to.
 */
function isUnclear({ records, tables }: Evidence, record: VendorRecord): boolean {
  const isAlone = (one: VendorRecord): boolean => linkOf(tables, one) === undefined;
  const copies = records
    .live(record.objectType, otherSide(record.side))
    .filter((other) => other.createdBy === "app" && isAlone(other));
  const rivals = records.live(record.objectType, record.side).filter((other) => isAlone(other));
  return isAlone(record) && copies.length > 0 && rivals.length > 1;
}

function hasCandidate(evidence: Evidence, record: VendorRecord, { code }: IssueRow): boolean {
  return code === "create_unclear" ? isUnclear(evidence, record) : hasLookalike(evidence, record);
}

/** Whether a verdict has a reason that can be seen from outside. */
function isTrue(evidence: Evidence, record: VendorRecord, issue: IssueRow): boolean {
  switch (issue.state) {
    case "review":
      return hasCandidate(evidence, record, issue);
    case "excluded":
      // Without sweeps nobody is told that a record does not belong to an archived one any more.
      return (
        isOutThere(evidence, record) || (!evidence.world.hasSweep && wasOutThere(evidence, record))
      );
    case "attention":
      return cannotBeCreated(evidence, record);
    case "waiting":
      return isWaitingFor(evidence, record) && !isLeftOut(evidence, record);
    case "deleted":
    case "merged":
      return false;
  }
}

/**
 * What belongs to a record that is left out does not wait for it, unless somebody has to look at that
 * one first. Without sweeps nobody is told.
 */
function isLeftOut(evidence: Evidence, record: VendorRecord): boolean {
  if (!evidence.world.hasSweep) return false;
  return parentFields(evidence, record.objectType).some((field) => {
    const named = namedIn(evidence, record, field);
    return named.length > 0 && named.every((parent) => isOutForGood(evidence, parent));
  });
}

function isOutForGood(evidence: Evidence, parent: VendorRecord): boolean {
  return isOutThere(evidence, parent) && !isOpen(evidence, parent);
}

/** True for a record that somebody has to look at, or that waits for such a one. */
function isOpen({ tables }: Scene, record: VendorRecord): boolean {
  const state = tables.issues.get(recordText(record.objectType, record))?.state;
  return state === "review" || state === "waiting";
}

/** True when a record, or its counterpart, belongs to one that somebody has to look at first. */
function isBehindOpen(scene: Scene, record: VendorRecord): boolean {
  const other = counterpartOf(scene.tables, scene.records, record);
  return [record, ...(other === undefined ? [] : [other])].some((one) =>
    parentFields(scene, one.objectType)
      .flatMap((field) => namedIn(scene, one, field))
      .some((parent) => isOpen(scene, parent)),
  );
}

/** Somebody is missing to whom the record, or its counterpart, belongs. */
function isWaitingFor(evidence: Evidence, record: VendorRecord): boolean {
  if (openParents(evidence, record).length > 0) return true;
  const { records, tables } = evidence;
  const id = linkedId(tables, record.objectType, record);
  const other = records.get(record.objectType, otherSide(record.side), id ?? "");
  return other !== undefined && openParents(evidence, other).length > 0;
}

const PLACE_PATHS = ["address", "city", "state"];

/** True when the other system would not take a record like this. */
function cannotBeCreated(evidence: Evidence, record: VendorRecord): boolean {
  const { mapping, policy } = objectOf(evidence.world, record.objectType);
  if (mapping.fields.some((field) => !field.isOwn && isUncarriable(evidence, record, field))) {
    return true;
  }
  const isBlank = (path: string): boolean => (record.fields[path] ?? null) === null;
  switch (`${record.objectType} ${record.side}`) {
    case "company hubspot":
      return isBlank("name") || PLACE_PATHS.every(isBlank);
    case "contact hubspot":
      return isBlank("firstname") && policy.namesFromEmail !== true;
    case "deal hubspot":
      return isStranger(evidence, record);
    default:
      return false;
  }
}

/** A link that was made by matching has no rival that cannot be told from the chosen record. */
export function checkChoice(evidence: Evidence, link: LinkRow): Finding[] {
  const { tables, quietSince, records, world } = evidence;
  // A first sync rests on what it listed, maybe before the quiet.
  if (world.hasFirstSync || link.objectType !== "company") return [];
  const isMatched = tables.journal.some(
    (entry) =>
      entry.kind === "link" &&
      entry.objectType === link.objectType &&
      entry.recordId === link.connectwiseId &&
      !entry.rule.includes("stored_id"),
  );
  if (!isMatched || Number(link.id) <= quietSince) return [];
  return SIDES.flatMap((side): Finding[] => {
    const id = side === "hubspot" ? link.hubspotId : link.connectwiseId;
    const chosen = records.get(link.objectType, side, id);
    const rival = records
      .live(link.objectType, side)
      .find((other) => areAlike(tables, other, chosen));
    if (rival === undefined || chosen === undefined) return [];
    const text = `${nameOf(chosen)} was linked although ${nameOf(rival)} is just like it`;
    return [{ offence: "linked-at-random", text }];
  });
}

/** Same name, and nothing in which the two differ. Writes after the link are the link's own. */
function areAlike(tables: Tables, left: VendorRecord, right: VendorRecord | undefined): boolean {
  if (right === undefined || left === right) return false;
  const keysOf = (record: VendorRecord) =>
    tables.matchKeys.get(recordText(record.objectType, record)) ?? [];
  const valuesOf = (record: VendorRecord, kind: string) =>
    keysOf(record).flatMap((key) => (key.kind === kind ? [key.value] : []));
  const isShared = (kind: string): boolean =>
    valuesOf(left, kind).some((value) => valuesOf(right, kind).includes(value));
  const differs = (kind: string): boolean =>
    valuesOf(left, kind).length > 0 && valuesOf(right, kind).length > 0 && !isShared(kind);
  const kinds = ["domain", "city", "state", "zip", "street", "phone", "country"];
  return isShared("name") && !kinds.some((kind) => differs(kind));
}
