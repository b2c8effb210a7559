import {
  otherSide,
  SIDES,
  type FieldMapping,
  type FieldValue,
  type Side,
} from "../../server/sync/model.ts";
import { recordText } from "./memory-tables.ts";
import { CLOSED_STAGES, CLOSED_STATUSES } from "./opportunity.ts";
import { byOthers, changesOf, lastOrder } from "./oracle-changes.ts";
import type { Evidence, Scene } from "./oracle-findings.ts";
import { isOut, isOutThere, isUsable, namedIn, wasOut } from "./oracle-links.ts";
import { isAdoptedTwin, type Pair } from "./oracle-pair.ts";
import { plain, tagOf, valueOf } from "./oracle-values.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { CITY_LIMIT } from "./world-objects.ts";
import { objectOf, REFUSED_MARK } from "./world.ts";

/** True when there is a good reason for the two sides of a field to differ. */
export function isExplained(evidence: Evidence, pair: Pair, field: FieldMapping): boolean {
  if (field.writeOn === "create" || isOut(evidence, pair.hubspot)) return true;
  const excuses =
    field.direction === "both" ? [...ALWAYS, ...TWO_WAY] : [...ALWAYS, isDriftOrBlank];
  return excuses.some((excuse) => excuse(evidence, pair, field));
}

type Excuse = (evidence: Evidence, pair: Pair, field: FieldMapping) => boolean;

const ALWAYS: readonly Excuse[] = [
  ({ tables }, pair) => isAdoptedTwin(tables, pair),
  isAsked,
  isHeldByProblem,
  isWaiting,
];

const TWO_WAY: readonly Excuse[] = [isLeftOut, isKeptBlank, isMadeUp, isDayOfClosing];

/** A name made of an e-mail address, or somebody who sells what nobody owns, stands in ConnectWise alone. */
function isMadeUp(
  { world }: Evidence,
  { hubspot, connectwise }: Pair,
  field: FieldMapping,
): boolean {
  if (connectwise.createdBy !== "app" || plain(field, valueOf(hubspot, field)) !== null)
    return false;
  const isNamed = objectOf(world, hubspot.objectType).policy.namesFromEmail === true;
  return (field.key === "firstname" && isNamed) || field.transform === "value-map";
}

/** ConnectWise notes the day of closing itself; what HubSpot's people say of it stays with them. */
function isDayOfClosing(
  _evidence: Evidence,
  { hubspot, connectwise }: Pair,
  field: FieldMapping,
): boolean {
  if (field.connectwise !== "closeDate" || connectwise.fields["isClosed"] !== true) return false;
  const last = changesOf(hubspot, field).at(-1);
  return last !== undefined && byOthers(last.by);
}

/** One-way fields: nothing to send, or a person changed the target afterwards. */
function isDriftOrBlank(_evidence: Evidence, pair: Pair, field: FieldMapping): boolean {
  const target: Side = field.direction === "to-hubspot" ? "hubspot" : "connectwise";
  if (plain(field, valueOf(pair[otherSide(target)], field)) === null) return true;
  const last = changesOf(pair[target], field).at(-1);
  return last !== undefined && byOthers(last.by);
}

/** An emptied field does not empty the other side, unless the mapping says so. */
function isKeptBlank({ world }: Evidence, pair: Pair, field: FieldMapping): boolean {
  const blank = SIDES.find((side) => plain(field, valueOf(pair[side], field)) === null);
  if (blank === undefined) return false;
  const keeps = field.blankRule === "keep" || world.conflictRule === "prefer-non-blank";
  const last = changesOf(pair[blank], field).at(-1);
  if (!keeps || last === undefined || !byOthers(last.by)) return false;
  const other = pair[otherSide(blank)];
  // A value that was changed and changed back counts as one that nobody touched.
  const now = tagOf(field, valueOf(other, field));
  const isAsBefore = changesOf(pair[blank], field).some(({ value }) => tagOf(field, value) === now);
  return isAsBefore || lastOrder(other, field, byOthers) < last.order;
}

function isAsked(evidence: Evidence, pair: Pair, field: FieldMapping): boolean {
  const isEdited = (side: Side): boolean => lastOrder(pair[side], field, byOthers) > 0;
  const isContested = SIDES.every((side) => isEdited(side)) || wasOut(evidence, pair.connectwise);
  return evidence.world.conflictRule === "ask" && isContested;
}

/** True when the pair is in attention and one of its values really is a problem. */
function isHeldByProblem(evidence: Evidence, pair: Pair): boolean {
  const { tables, world } = evidence;
  const { objectType } = pair.link;
  const isListed = SIDES.some(
    (side) => tables.issues.get(recordText(objectType, pair[side]))?.state === "attention",
  );
  const { fields } = objectOf(world, objectType).mapping;
  return isListed && fields.some((field) => isProblem(evidence, pair, field));
}

function isProblem(evidence: Evidence, pair: Pair, field: FieldMapping): boolean {
  if (field.isOwn) return false;
  return SIDES.some((side) => isUncarriable(evidence, pair[side], field));
}

/** True when the other system does not take what the record holds. */
export function isUncarriable(scene: Scene, record: VendorRecord, field: FieldMapping): boolean {
  const text = String(valueOf(record, field) ?? "");
  if (text.includes(REFUSED_MARK[otherSide(record.side)])) return true;
  if (field.key === "city") return record.side === "hubspot" && text.length > CITY_LIMIT;
  if (field.transform === "stage") return isUnmappedStage(scene, record, text);
  if (field.key === "email") return isTakenThere(scene, record, field);
  return field.transform === "references" && isStranger(scene, record);
}

function isUnmappedStage({ world }: Scene, record: VendorRecord, text: string): boolean {
  const { stageMaps } = objectOf(world, record.objectType).mapping;
  const [, status] = text.split("|");
  const patterns = stageMaps?.["stage"]?.rows.map((row) => row[record.side]) ?? [];
  return text !== "" && !patterns.includes(text) && !patterns.includes(`*|${status}`);
}

/** An e-mail address that another contact of HubSpot has. */
function isTakenThere(
  { records, tables }: Scene,
  record: VendorRecord,
  field: FieldMapping,
): boolean {
  if (record.side === "hubspot") return false;
  const email = plain(field, valueOf(record, field));
  const place = { objectType: record.objectType, side: "hubspot" } as const;
  const holder = records.holder(place, "email", email);
  const link = tables.linkOf.get(recordText(record.objectType, record));
  return holder !== undefined && tables.linkOf.get(recordText(record.objectType, holder)) !== link;
}

/** Some ConnectWise servers want an opportunity's contact to be one of its company's. */
export function isStranger(scene: Scene, record: VendorRecord): boolean {
  const { world, records } = scene;
  if (record.objectType !== "deal") return false;
  const link = scene.tables.linkOf.get(recordText("deal", record));
  const own = link === undefined ? undefined : scene.tables.links.get(link);
  const there =
    own === undefined ? undefined : records.get("deal", "connectwise", own.connectwiseId);
  const contacts = records.all("contact", "connectwise");
  const isDead = [record, ...(there === undefined ? [] : [there])].some((one) =>
    namesDead(scene, one),
  );
  return isDead || (world.checksContacts && contacts.length > 0);
}

/** True for a record that belongs to one whose counterpart is gone. */
function namesDead(scene: Scene, record: VendorRecord): boolean {
  const { fields } = objectOf(scene.world, record.objectType).mapping;
  return fields.some(
    (field) =>
      field.references !== undefined &&
      namedIn(scene, record, field).some((parent) => isOutThere(scene, parent)),
  );
}

/** A record that one of the two belongs to has no counterpart. */
function isWaiting(scene: Scene, pair: Pair, field: FieldMapping): boolean {
  if (field.references === undefined) return false;
  return SIDES.some((side) => {
    const named = namedIn(scene, pair[side], field);
    return named.length > 0 && !named.some((parent) => isUsable(scene, parent));
  });
}

/** Values that by rule are not carried over: owners whom nobody knows, deals that stay closed. */
function isLeftOut(scene: Scene, pair: Pair, field: FieldMapping): boolean {
  if (field.transform === "value-map") {
    return SIDES.some((side) =>
      isNeverCarried(scene, pair[side], field, valueOf(pair[side], field)),
    );
  }
  if (field.transform !== "stage" || !staysClosed(scene)) return false;
  const isOpen = pair.hubspot.fields["hs_is_closed"] !== "true";
  return isOpen === (pair.connectwise.fields["isClosed"] === true);
}

function staysClosed({ world }: Scene): boolean {
  return objectOf(world, "deal").mapping.stageMaps?.["stage"]?.reopens === false;
}

/** True for a value that is taken note of and left where it is. */
export function isNeverCarried(
  scene: Scene,
  record: VendorRecord,
  field: FieldMapping,
  value: FieldValue,
): boolean {
  const text = String(value ?? "");
  if (text === "") return false;
  if (field.transform === "value-map") return isUnmappedValue(scene, record, field, text);
  return field.transform === "stage" && staysClosed(scene) && isOpenStage(record, text);
}

function isUnmappedValue(
  { world }: Scene,
  record: VendorRecord,
  field: FieldMapping,
  text: string,
): boolean {
  const map = objectOf(world, record.objectType).mapping.valueMaps[field.valueMap ?? ""];
  const rows = record.side === "hubspot" ? map?.toConnectwise : map?.toHubspot;
  return rows?.[text] === undefined;
}

function isOpenStage({ side }: VendorRecord, text: string): boolean {
  const [pipeline = "", stage = ""] = text.split("|");
  const closed = side === "hubspot" ? CLOSED_STAGES : CLOSED_STATUSES;
  return pipeline !== "" && !closed.has(stage);
}
