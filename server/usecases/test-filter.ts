import { filterExclusion, linesOf, passes } from "../sync/filters.ts";
import {
  type FilterCondition,
  linkedId,
  type MappingVersion,
  type RecordFilter,
  type RecordSnapshot,
  type Side,
} from "../sync/model.ts";
import { firstRejection } from "../sync/objects/definition.ts";
import type { RecordCount, RecordCounter } from "../sync/vendor-ports.ts";
import { filterContext, type SyncContext } from "./engine.ts";
import type { FilterField } from "./list-filter-fields.ts";
import { pathsToList } from "./read-parts.ts";

/** A filter that somebody tries out before it is stored. */
export interface FilterDraft {
  readonly side: Side;
  readonly filter: RecordFilter;
  /** What the filter's conditions are about. */
  readonly fields: readonly FilterField[];
}

/** How many records there are of some kind. */
export interface TestCount {
  /** Null where it is not known; then the reason says why. */
  readonly count: number | null;
  /** How many among the records that were looked at one by one. */
  readonly ofSeen: number;
  readonly reason: string | null;
}

/** A record as an example of what a filter does. */
export interface FilterExample {
  readonly id: string;
  readonly name: string | null;
  /** What keeps it outside: one condition of each group; none for one inside. */
  readonly unmet: readonly FilterCondition[];
  /** Why it is not synced although it is inside. */
  readonly excludedBecause: string | null;
}

/** What a filter would do. */
export interface FilterTest {
  readonly total: TestCount;
  readonly inside: TestCount;
  /** Of those inside: what the standard filters leave out. */
  readonly excluded: TestCount;
  /** Linked records that are in sync and would be left out. */
  readonly leaving: TestCount;
  /** Records that were looked at one by one. */
  readonly seen: number;
  readonly isComplete: boolean;
  readonly examples: {
    readonly inside: readonly FilterExample[];
    readonly outside: readonly FilterExample[];
  };
}

const EXAMPLES = 10;
/** Pages that are looked at: 300 records of HubSpot, 3,000 of ConnectWise. */
const MAX_PAGES = 3;

const EVERYTHING: RecordFilter = { groups: [] };

/**
 * Tells what a filter would do, without storing it. The first records are looked at one by one, as a
 * sync would; where there are more, the vendor counts what it can, and what it cannot is said to be
 * unknown. Writes nothing, and takes a handful of calls.
 */
export async function testFilter(
  context: SyncContext,
  counter: RecordCounter,
  draft: FilterDraft,
): Promise<FilterTest> {
  const tried = withDraft(context, draft);
  const { records, isComplete } = await readFirst(tried, draft.side);
  const { objectType } = context.definition;
  const linked = await inSync(context, draft.side, records);
  const inside = records.filter(({ fields }) => passes(draft.filter, fields));
  const outside = records.filter((record) => !inside.includes(record));
  const held = inside.filter((record) => standardReason(tried, draft.side, record) !== null);
  const leaving = outside.filter(({ id }) => linked.has(id));
  const fields = new Map(draft.fields.map((field) => [field.path, field]));
  const ask = async (filter: RecordFilter): Promise<RecordCount> =>
    isComplete ? { count: null, reason: "" } : counter.count(objectType, filter, fields);
  const [all, passing] = [await ask(EVERYTHING), await ask(draft.filter)];
  const toCount = (some: readonly RecordSnapshot[], counted: RecordCount): TestCount =>
    isComplete
      ? { count: some.length, ofSeen: some.length, reason: null }
      : {
          count: counted.count,
          ofSeen: some.length,
          reason: counted.count === null ? counted.reason : null,
        };
  return {
    total: toCount(records, all),
    inside: toCount(inside, passing),
    excluded: toCount(held, UNCOUNTED),
    leaving: toCount(leaving, UNCOUNTED),
    seen: records.length,
    isComplete,
    examples: {
      inside: inside.slice(0, EXAMPLES).map((record) => toExample(tried, draft, record)),
      outside: outside.slice(0, EXAMPLES).map((record) => toExample(tried, draft, record)),
    },
  };
}

const UNCOUNTED: RecordCount = {
  count: null,
  reason: "Only the records that were looked at one by one are counted.",
};

/** The context as it would be with the draft, so that what the draft looks at is read. */
function withDraft(context: SyncContext, { side, filter }: FilterDraft): SyncContext {
  const { mapping } = context;
  const tried: MappingVersion = { ...mapping, filters: { ...mapping.filters, [side]: filter } };
  return { ...context, mapping: tried };
}

async function readFirst(
  context: SyncContext,
  side: Side,
): Promise<{ readonly records: readonly RecordSnapshot[]; readonly isComplete: boolean }> {
  const { objectType, shown } = context.definition;
  const paths = [...new Set([...pathsToList(context, side), ...(shown[side]["name"] ?? [])])];
  const records: RecordSnapshot[] = [];
  let cursor: string | null = null;
  for (let read = 0; read < MAX_PAGES; read += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes from the one before
    const page = await context.adapters[side].list(objectType, cursor, paths);
    records.push(...page.records.filter(({ isDeleted }) => !isDeleted));
    cursor = page.next;
    if (cursor === null) return { records, isComplete: true };
  }
  return { records, isComplete: false };
}

/** Ids of those that are in sync at present. */
async function inSync(
  { definition, store }: SyncContext,
  side: Side,
  records: readonly RecordSnapshot[],
): Promise<ReadonlySet<string>> {
  const refs = records.map(({ id }) => ({ side, id }));
  const links = refs.length === 0 ? [] : await store.linksOf(definition.objectType, refs);
  return new Set(
    links.filter(({ state }) => state === "linked").map((link) => linkedId(link, side)),
  );
}

function standardReason(context: SyncContext, side: Side, record: RecordSnapshot): string | null {
  const { standardFilters } = context.definition;
  return firstRejection(standardFilters, side, record, filterContext(context))?.message ?? null;
}

function toExample(
  context: SyncContext,
  { side, filter }: FilterDraft,
  record: RecordSnapshot,
): FilterExample {
  const isOutside = filterExclusion(context.mapping, side, record) !== null;
  const names = (context.definition.shown[side]["name"] ?? []).map((path) =>
    String(record.fields[path] ?? "").trim(),
  );
  const name = names.filter((part) => part !== "").join(" ");
  return {
    id: record.id,
    name: name === "" ? null : name,
    unmet: isOutside
      ? linesOf(filter, record.fields).flatMap(
          (lines) => lines.find(({ isMet }) => !isMet)?.condition ?? [],
        )
      : [],
    excludedBecause: isOutside ? null : standardReason(context, side, record),
  };
}
