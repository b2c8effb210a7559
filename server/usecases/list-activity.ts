import { linksOf, type LinkTo } from "../sync/deep-links.ts";
import { AppError } from "../sync/errors.ts";
import { ruleWords } from "../sync/explain.ts";
import type { FieldValue, ObjectType, RecordRef } from "../sync/model.ts";
import type { Member, PeopleStore } from "../sync/people-ports.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import { READABLE_STATES } from "../sync/portal-words.ts";
import type { ActivityPage, JournalLine } from "../sync/record-ports.ts";
import { type DescribedValue, fieldWords, type FieldWords } from "./describe-fields.ts";
import type { SyncContext } from "./engine.ts";
import { refsOf } from "./hold-records.ts";
import { showRecords, type ShownRecord } from "./list-reviews.ts";

/** Something that Lockstep did, as people read it. */
export interface Activity extends Pick<JournalLine, "at" | "kind" | "side" | "recordId" | "rule"> {
  readonly objectType: ObjectType;
  /** Null where the record could not be read, or is gone. */
  readonly name: string | null;
  readonly linkedId: string | null;
  readonly url: string | null;
  readonly field: Pick<DescribedValue, "path" | "label" | "kind"> | null;
  /** Null where no value is kept. */
  readonly before: KeptValue | null;
  readonly after: KeptValue | null;
  /** The rule in plain words; empty where the kind says it all. */
  readonly message: string;
  /** Who asked for it; null: it went by itself. */
  readonly user: Pick<Member, "userId" | "email"> | null;
}

/** A value of the journal, in words too. */
type KeptValue = Pick<DescribedValue, "value" | "text">;

/** What a list of activity is made of. */
export interface ActivityParts {
  readonly portal: PortalStore;
  readonly people: Pick<PeopleStore, "members">;
  /** @throws AppError `object_is_off`, `not_configured` */
  context(objectType: ObjectType): Promise<SyncContext>;
}

/** What is listed: everything, an object type, or one record with its counterpart. */
export interface ActivityOf {
  readonly objectType?: ObjectType;
  readonly ref?: RecordRef;
}

/**
 * Lists what Lockstep did, the newest first. Records are named as they are called at this moment, where
 * they can be read; nothing but ids is kept of them.
 */
export async function listActivity(
  parts: ActivityParts,
  { objectType, ref }: ActivityOf,
  after: string | null,
  limit: number,
): Promise<{ readonly items: readonly Activity[]; readonly next: string | null }> {
  const { portal } = parts;
  const choice = {
    ...(objectType === undefined ? {} : { objectType }),
    ...(objectType === undefined || ref === undefined
      ? {}
      : { refs: await pairOf(portal, objectType, ref) }),
  };
  const page = await portal.activity(choice, after, limit);
  const words = await wordsFor(portal, page);
  const shown = await recordsFor(parts, page);
  const linkTo = linksOf(await portal.portal(), await portal.connection());
  const members = await parts.people.members();
  const around = { words, shown, linkTo, members };
  return { items: page.items.map((line) => toActivity(line, around)), next: page.next };
}

async function pairOf(
  portal: Pick<PortalStore, "standing">,
  objectType: ObjectType,
  ref: RecordRef,
): Promise<readonly RecordRef[]> {
  const { link } = await portal.standing(objectType, ref);
  return link === null ? [ref] : refsOf(link);
}

function typesIn({ items }: ActivityPage): readonly ObjectType[] {
  return [...new Set(items.map(({ objectType }) => objectType))];
}

async function wordsFor(
  portal: Pick<PortalStore, "objectSettings" | "definitions">,
  page: ActivityPage,
): Promise<ReadonlyMap<ObjectType, FieldWords>> {
  const settings = await portal.objectSettings();
  const words = new Map<ObjectType, FieldWords>();
  for (const type of typesIn(page)) {
    const mapping = settings.find(({ objectType }) => objectType === type)?.mapping ?? {
      fields: [],
    };
    // oxlint-disable-next-line no-await-in-loop -- one short read an object type
    const both = (await portal.definitions(type))?.both ?? null;
    words.set(type, fieldWords({ both, mapping }));
  }
  return words;
}

/** Finds a record as it is called at this moment; null for one that was not read. */
type FindShown = (objectType: ObjectType, ref: RecordRef) => ShownRecord | null;

/** Reads the records of a page, in one call a side and object type; those that cannot be read have no name. */
async function recordsFor(parts: ActivityParts, page: ActivityPage): Promise<FindShown> {
  const state = (await parts.portal.portal())?.state ?? "erased";
  if (!READABLE_STATES.includes(state)) return () => null;
  const found = new Map<ObjectType, (ref: RecordRef) => ShownRecord>();
  await Promise.all(
    typesIn(page).map(async (type) => {
      const lines = page.items.filter(({ objectType }) => objectType === type);
      const refs = lines.map(({ side, recordId: id }) => ({ side, id }));
      const toShown = await shownOrNot(parts, type, refs);
      if (toShown !== null) found.set(type, toShown);
    }),
  );
  return (objectType, ref) => found.get(objectType)?.(ref) ?? null;
}

async function shownOrNot(
  parts: ActivityParts,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<((ref: RecordRef) => ShownRecord) | null> {
  try {
    return await showRecords(await parts.context(objectType), refs);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.errorClass !== "internal") return null;
    throw thrown;
  }
}

interface Around {
  readonly words: ReadonlyMap<ObjectType, FieldWords>;
  readonly shown: FindShown;
  readonly linkTo: LinkTo;
  readonly members: readonly Member[];
}

function toActivity(line: ActivityPage["items"][number], around: Around): Activity {
  const { at, kind, side, recordId, rule, objectType, field, userId } = line;
  const ref = { side, id: recordId };
  const record = around.shown(objectType, ref);
  const words = around.words.get(objectType);
  const describe = (value: FieldValue | undefined): DescribedValue | null =>
    field === undefined || value === undefined
      ? null
      : (words?.describe(side, field, value) ?? null);
  const about = field === undefined ? null : (words?.describe(side, field, null) ?? null);
  return {
    at,
    kind,
    side,
    recordId,
    rule,
    objectType,
    name: textOf(record?.shown?.["name"]),
    linkedId: record?.linkedId ?? null,
    url: around.linkTo(objectType, ref),
    field: about,
    before: describe(line.oldValue),
    after: describe(line.newValue),
    message: ruleWords(rule),
    user: userId === undefined ? null : { userId, email: emailOf(around.members, userId) },
  };
}

function textOf(value: FieldValue | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}

function emailOf(members: readonly Member[], userId: string): string | null {
  return members.find((member) => member.userId === userId)?.email ?? null;
}
