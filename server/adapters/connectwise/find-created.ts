import type { FieldValue, RecordSnapshot } from "../../sync/model.ts";
import type { CreatedProbe } from "../../sync/adapter-ports.ts";
import { allOf, anyOf, chunkByQuery, equalsText } from "./conditions.ts";
import type { Query } from "./conditions.ts";
import type { ConnectwiseObject } from "./objects.ts";
import { readParts } from "./parts.ts";
import type { FoundRecord, ObjectRoute } from "./parts.ts";
import { enteredBy, projection, toFieldValue, toSnapshot } from "./snapshot.ts";
import { recordListSchema } from "./wire.ts";

/** Probes asked about in one call. */
const MAX_PROBES = 100;

/** Paths by which a record is looked up. */
type Lookup = readonly string[];

const EMAIL = "communications/email";
/** Where an address that was sent is found again, although another one may be the default now. */
const EMAILS = "communications/emails";

function sentAt({ fields }: CreatedProbe, path: string): FieldValue {
  return toFieldValue(fields[path]);
}

function lookupOf(probe: CreatedProbe, { lookups }: ConnectwiseObject): Lookup | undefined {
  return lookups.find(([path]) => path !== undefined && sentAt(probe, path) !== null);
}

/** ConnectWise compares texts without case and without blanks at the end. */
function plain(value: FieldValue | undefined): string {
  return String(value ?? "")
    .trim()
    .toLowerCase();
}

/** Conditions on the record itself; an e-mail address is a condition on its items. */
function conditionOf(probe: CreatedProbe, lookup: Lookup): string {
  const above = probe.highMark === null ? [] : [`id > ${Number(probe.highMark)}`];
  const agreeing = lookup.flatMap((path) => {
    const value = sentAt(probe, path);
    if (value === null || path === EMAIL) return [];
    return path.endsWith("/id") ? `${path} = ${Number(value)}` : equalsText(path, String(value));
  });
  return allOf([...above, ...agreeing]);
}

function conditionsOf(probes: readonly CreatedProbe[], lookup: Lookup): string | undefined {
  const each = probes.map((probe) => conditionOf(probe, lookup));
  // A probe without any condition would find every record, whatever the others say.
  return each.includes("") ? undefined : anyOf(each.map((condition) => `(${condition})`));
}

/** @see https://developer.connectwise.com/Best_Practices/PSA_API_Requests */
function childConditionsOf(probes: readonly CreatedProbe[], lookup: Lookup): string | undefined {
  if (!lookup.includes(EMAIL)) return undefined;
  const emails = probes.map((probe) =>
    equalsText("communicationItems/value", String(sentAt(probe, EMAIL))),
  );
  return allOf([anyOf(emails), equalsText("communicationItems/communicationType", "Email")]);
}

/** Servers ignore conditions here and there, so the answer is checked once more. */
function isAnswerTo(probe: CreatedProbe, { fields, id }: RecordSnapshot, lookup: Lookup): boolean {
  const agrees = (path: string): boolean => {
    const sent = plain(sentAt(probe, path));
    return path === EMAIL
      ? plain(fields[EMAILS]).split(";").includes(sent)
      : plain(fields[path]) === sent;
  };
  return (probe.highMark === null || isAbove(probe, id)) && lookup.every(agrees);
}

/** Records among which those of some probes are, with what tells them apart. */
async function findCandidates(
  { client, object }: ObjectRoute,
  lookup: Lookup,
  probes: readonly CreatedProbe[],
  paths: readonly string[],
): Promise<ReadonlyMap<CreatedProbe, readonly FoundRecord[]>> {
  const telling = lookup.map((path) => (path === EMAIL ? EMAILS : path));
  const queryOf = (some: readonly CreatedProbe[]): Query => ({
    conditions: conditionsOf(some, lookup),
    childConditions: childConditionsOf(some, lookup),
    fields: projection([...paths, ...telling], object),
    pageSize: 1000,
  });
  const found = new Map<CreatedProbe, readonly FoundRecord[]>();
  for (const some of chunkByQuery(probes, queryOf, MAX_PROBES)) {
    const call = { path: object.endpoint, query: queryOf(some), schema: recordListSchema };
    // oxlint-disable-next-line no-await-in-loop -- unclear creates are few
    const { data } = await client.get(call);
    for (const probe of some) {
      const own = data.filter((wire) =>
        isAnswerTo(probe, toSnapshot(wire, object, telling), lookup),
      );
      found.set(
        probe,
        own.map((wire) => ({ wire, record: toSnapshot(wire, object, paths) })),
      );
    }
  }
  return found;
}

/** Records of a page; an answer that is shorter is the last one. */
const PAGE_SIZE = 1000;

/**
 * Records above the lowest mark that our login entered, whatever people made of them since. Servers
 * that were seen do not say of contacts who entered them; they are asked all the same, since one that
 * does keeps a second contact from being made.
 */
async function findEntered(
  { client, object }: ObjectRoute,
  member: string,
  probes: readonly CreatedProbe[],
  paths: readonly string[],
): Promise<readonly FoundRecord[]> {
  const marks = probes.flatMap(({ highMark }) => (highMark === null ? [] : [Number(highMark)]));
  const found: FoundRecord[] = [];
  let above = marks.length === 0 ? null : Math.min(...marks);
  while (above !== null) {
    const query = {
      conditions: `id > ${above}`,
      orderBy: "id asc",
      fields: projection(paths, object),
      pageSize: PAGE_SIZE,
    };
    const call = { path: object.endpoint, query, schema: recordListSchema };
    // oxlint-disable-next-line no-await-in-loop -- unclear creates are few, and their marks are young
    const { data } = await client.get(call);
    const own = data.filter((wire) => enteredBy(wire) === member);
    found.push(...own.map((wire) => ({ wire, record: toSnapshot(wire, object, paths) })));
    above = data.length < PAGE_SIZE ? null : Number(data.at(-1)?.id);
  }
  return found;
}

/** Says who made a record, where the server does. */
function withMaker(member: string | null, { wire, record }: FoundRecord): FoundRecord {
  const maker = enteredBy(wire);
  if (member === null || maker === null) return { wire, record };
  return { wire, record: { ...record, isMadeByUs: maker === member } };
}

function isAbove({ highMark }: CreatedProbe, id: string): boolean {
  return highMark !== null && Number(id) > Number(highMark);
}

/**
 * Finds records that creates of ours may have made: those above the mark that agree in what tells
 * them best (a company's identifier, a contact's e-mail address, an opportunity's name within its
 * company), and those that our login entered. More than one per probe is possible.
 *
 * @param member - identifier of the member that we log in as; null while it is not known
 * @throws AppError
 */
export async function findCreatedRecords(
  route: ObjectRoute,
  member: string | null,
  probes: readonly CreatedProbe[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordSnapshot[]>> {
  const agreeing = new Map<CreatedProbe, readonly FoundRecord[]>();
  for (const lookup of route.object.lookups) {
    const asked = probes.filter((probe) => lookupOf(probe, route.object) === lookup);
    // oxlint-disable-next-line no-await-in-loop -- there are two at most
    for (const [probe, own] of await findCandidates(route, lookup, asked, paths)) {
      agreeing.set(probe, own);
    }
  }
  const entered = member === null ? [] : await findEntered(route, member, probes, paths);
  const known = new Map(
    [...entered, ...[...agreeing.values()].flat()].map((one) => [idOf(one), one]),
  );
  const told = [...known.values()].map((one) => withMaker(member, one));
  const whole = new Map((await readParts(route, told, paths)).map((record) => [record.id, record]));
  const found = new Map<string, readonly RecordSnapshot[]>();
  for (const probe of probes) {
    const own = [
      ...entered.map(idOf).filter((id) => isAbove(probe, id)),
      ...(agreeing.get(probe) ?? []).map(idOf),
    ];
    const records = [...new Set(own)].flatMap((id) => whole.get(id) ?? []);
    if (records.length > 0) found.set(probe.sourceId, records);
  }
  return found;
}

function idOf({ record }: FoundRecord): string {
  return record.id;
}

/** Highest id there is, `0` when there is no record yet. @throws AppError */
export async function highestId({ client, object }: ObjectRoute): Promise<string> {
  const query = { orderBy: "id desc", pageSize: 1, fields: "id" };
  const { data } = await client.get({ path: object.endpoint, query, schema: recordListSchema });
  return data[0]?.id ?? "0";
}
