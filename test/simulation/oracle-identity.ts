import { otherSide, SIDES } from "../../server/sync/model.ts";
import { linkOfRecord, recordText, type LinkRow, type Tables } from "./memory-tables.ts";
import type { Evidence, Finding } from "./oracle-findings.ts";
import { plain } from "./oracle-values.ts";
import type { VendorRecord } from "./vendor-records.ts";
import { CITY_LIMIT, INACTIVE_STATUS, REFUSED_MARK } from "./world.ts";

const OBJECT = "company";

/** Checks that each record that people made has exactly one counterpart, or a reason for none. */
export function checkIdentity(evidence: Evidence): Finding[] {
  return SIDES.flatMap((side) =>
    evidence.records
      .all(side)
      .flatMap((record) => [
        ...checkCopies(evidence, record),
        ...checkLinkedOnce(evidence, record),
        ...(record.isDeleted ? [] : checkPlace(evidence, record)),
      ]),
  );
}

function name(record: VendorRecord): string {
  return `${record.side} ${record.id}`;
}

/** At most one record is ever created for a record, and none for one that was created itself. */
function checkCopies({ records, tables }: Evidence, record: VendorRecord): Finding[] {
  const copies = records
    .all(otherSide(record.side))
    .filter((other) => other.createdBy === "app" && other.sourceId === record.id)
    // Archived in HubSpot before anyone knew that the create had worked: it cannot be seen any more.
    .filter((other) => !other.isDeleted || linkOfRecord(tables, OBJECT, other) !== undefined);
  const text = `${name(record)} was created as ${copies.map(name).join(", ")}`;
  if (copies.length > 1) return [{ offence: "duplicate", text }];
  if (copies.length === 1 && record.createdBy === "app") {
    return [{ offence: "duplicate", text: `${text}, being a copy itself` }];
  }
  return [];
}

function checkLinkedOnce({ tables }: Evidence, record: VendorRecord): Finding[] {
  const links = [...tables.links.values()].filter(
    (link) => (record.side === "hubspot" ? link.hubspotId : link.connectwiseId) === record.id,
  );
  if (links.length < 2) return [];
  return [{ offence: "duplicate", text: `${name(record)} has ${links.length} links` }];
}

function checkPlace(evidence: Evidence, record: VendorRecord): Finding[] {
  const { tables } = evidence;
  const link = linkOfRecord(tables, OBJECT, record);
  if (record.createdBy === "app") return checkOrigin(evidence, record, link);
  if (link !== undefined) return [];
  const issue = tables.issues.get(recordText(OBJECT, record));
  if (issue === undefined) return [{ offence: "missing", text: name(record) }];
  if (isTrue(evidence, record, issue.state)) return [];
  const text = `${name(record)} is in ${issue.state} because of ${issue.code}`;
  return [{ offence: "unexplained", text }];
}

/** A copy is linked with the record that it was made from. */
function checkOrigin(
  { records }: Evidence,
  record: VendorRecord,
  link: LinkRow | undefined,
): Finding[] {
  const source = records.get(otherSide(record.side), record.sourceId ?? "");
  const linkedId = record.side === "hubspot" ? link?.connectwiseId : link?.hubspotId;
  // Deleted before its create was known to have worked: the copy stays alone or finds another.
  if (source === undefined || source.isDeleted || linkedId === source.id) return [];
  return [{ offence: "duplicate", text: `${name(record)} is not linked with its source` }];
}

/** Whether a verdict has a reason that can be seen from outside. */
function isTrue(evidence: Evidence, record: VendorRecord, state: string): boolean {
  switch (state) {
    case "review":
      return hasLookalike(evidence, record);
    case "excluded":
      return record.fields["status/id"] === INACTIVE_STATUS;
    case "attention":
      return cannotBeCreated(record);
    default:
      return false;
  }
}

function hasLookalike({ records }: Evidence, record: VendorRecord): boolean {
  const own = namesOf(record);
  return SIDES.some((side) =>
    records
      .all(side)
      .some((other) => other !== record && [...namesOf(other)].some((one) => own.has(one))),
  );
}

/** Names and web addresses that a record has or had. */
function namesOf(record: VendorRecord): ReadonlySet<string> {
  const paths = { name: "name", domain: "domain", website: "domain" } as const;
  const found = new Set<string>();
  for (const [path, key] of Object.entries(paths)) {
    const earlier = record.changes.filter((change) => change.path === path);
    for (const value of [record.fields[path] ?? null, ...earlier.map((one) => one.value)]) {
      const text = plain({ key }, value);
      // A vendor may have cut a name; what is left tells companies apart.
      if (text !== null) found.add(text.toLowerCase().slice(0, key === "name" ? 3 : 99));
    }
  }
  return found;
}

function cannotBeCreated(record: VendorRecord): boolean {
  const mark = REFUSED_MARK[otherSide(record.side)];
  const values = Object.values(record.fields);
  const isRefused = values.some((value) => typeof value === "string" && value.includes(mark));
  const isTooLong = String(record.fields["city"] ?? "").length > CITY_LIMIT;
  const place = ["address", "city", "state"].some((path) => (record.fields[path] ?? null) !== null);
  return isRefused || isTooLong || (record.side === "hubspot" && !place);
}

/** A link that was made by matching has no rival that cannot be told from the chosen record. */
export function checkChoice(evidence: Evidence, link: LinkRow): Finding[] {
  const { tables, quietSince, records, world } = evidence;
  // A first sync rests on what it listed, maybe before the quiet.
  if (world.hasFirstSync) return [];
  const isMatched = tables.journal.some(
    (entry) =>
      entry.kind === "link" &&
      entry.recordId === link.connectwiseId &&
      !entry.rule.includes("stored_id"),
  );
  if (!isMatched || Number(link.id) <= quietSince) return [];
  return SIDES.flatMap((side): Finding[] => {
    const chosen = records.get(side, side === "hubspot" ? link.hubspotId : link.connectwiseId);
    const rival = records.live(side).find((other) => areAlike(tables, other, chosen));
    if (rival === undefined || chosen === undefined) return [];
    const text = `${name(chosen)} was linked although ${name(rival)} is just like it`;
    return [{ offence: "linked-at-random", text }];
  });
}

/** Same name, and nothing in which the two differ. Writes after the link are the link's own. */
function areAlike(tables: Tables, left: VendorRecord, right: VendorRecord | undefined): boolean {
  if (right === undefined || left === right) return false;
  const keysOf = (record: VendorRecord) => tables.matchKeys.get(recordText(OBJECT, record)) ?? [];
  const valuesOf = (record: VendorRecord, kind: string) =>
    keysOf(record).flatMap((key) => (key.kind === kind ? [key.value] : []));
  const isShared = (kind: string): boolean =>
    valuesOf(left, kind).some((value) => valuesOf(right, kind).includes(value));
  const differs = (kind: string): boolean =>
    valuesOf(left, kind).length > 0 && valuesOf(right, kind).length > 0 && !isShared(kind);
  const kinds = ["domain", "city", "state", "zip", "street", "phone", "country"];
  return isShared("name") && !kinds.some((kind) => differs(kind));
}
