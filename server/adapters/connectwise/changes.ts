import { AppError } from "../../sync/errors.ts";
import type { ChangeHead, RecordPage } from "../../sync/adapter-ports.ts";
import { exclusiveBound, updatedAfter } from "./conditions.ts";
import type { DateConditions, Query } from "./conditions.ts";
import { readParts } from "./parts.ts";
import type { ObjectRoute } from "./parts.ts";
import { closedAtOf, projection, toSnapshot } from "./snapshot.ts";
import type { ApiAnswer } from "./transport.ts";
import { recordListSchema } from "./wire.ts";
import type { WireRecord } from "./wire.ts";

/** The most ConnectWise puts into a page; more is silently cut to it. */
const PAGE_SIZE = 1000;
/** For a page that the server could not put together in time. */
const SMALL_PAGE_SIZE = 200;

/** Parts of records that were closed longer ago are not worth the calls they cost. */
const CLOSED_FOR_MS = 365 * 86_400_000;

/** What a listing is about. */
export interface Listing extends ObjectRoute {
  readonly paths: readonly string[];
  /** How the server compares dates. */
  readonly dates: DateConditions;
}

type Page = ApiAnswer<WireRecord[]> & { readonly pageSize: number };

async function getPage(
  listing: Listing,
  cursor: string | null,
  conditions: string | undefined,
): Promise<Page> {
  const ask = async (pageSize: number): Promise<Page> => {
    const query: Query = {
      pageSize,
      pageId: cursor ?? undefined,
      conditions,
      fields: projection(listing.paths, listing.object),
    };
    const path = listing.object.endpoint;
    const answer = await listing.client.get({
      path,
      query,
      isForwardOnly: true,
      schema: recordListSchema,
    });
    return { ...answer, pageSize };
  };
  try {
    return await ask(PAGE_SIZE);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "timeout") return ask(SMALL_PAGE_SIZE);
    throw thrown;
  }
}

/** The cursor behind a page: its highest id. The `Link` header is there and empty on the last page. */
function nextCursor(page: Page, cursor: string | null): string | null {
  const ids = page.data.map((record) => Number(record.id));
  if (ids.length === 0) return null;
  if (Math.min(...ids) <= Number(cursor ?? 0)) {
    throw new AppError("ConnectWise does not page by id.", {
      code: "paging_ignored",
      errorClass: "transient",
      remedy: "Check the server's version; a proxy may drop the header pagination-type.",
    });
  }
  const link = page.headers["link"];
  const hasNext = link === undefined ? ids.length >= page.pageSize : /rel="?next"?/iu.test(link);
  return hasNext ? String(Math.max(...ids)) : null;
}

function toPage(page: Page, listing: Listing, cursor: string | null): RecordPage {
  const { object, paths } = listing;
  return {
    records: page.data.map((record) => toSnapshot(record, object, paths)),
    next: nextCursor(page, cursor),
    serverTime: page.serverTime,
  };
}

/**
 * Lists all records in id order, deleted companies included. Parts that cost a call of their own are
 * missing from records that were closed more than a year ago.
 *
 * @throws AppError
 */
export async function listRecords(listing: Listing, cursor: string | null): Promise<RecordPage> {
  const page = await getPage(listing, cursor, undefined);
  const { records: flat, ...rest } = toPage(page, listing, cursor);
  const found = page.data.flatMap((wire, index) => {
    const record = flat[index];
    return record === undefined ? [] : [{ wire, record }];
  });
  const records = await readParts(listing, found, listing.paths, (wire) => {
    const closedAt = closedAtOf(wire, listing.object);
    return closedAt === null || page.serverTime - closedAt <= CLOSED_FOR_MS;
  });
  return { ...rest, records };
}

/** `lastUpdated` has whole seconds; a change of this second is at or after any moment in it. */
const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;

/**
 * Lists the records changed at or after a moment, in id order, without parts that cost a call of
 * their own.
 *
 * @throws AppError
 */
export async function scanChanges(
  listing: Listing,
  since: number,
  cursor: string | null,
): Promise<RecordPage> {
  const { dates } = listing;
  const conditions = updatedAfter(exclusiveBound(since, dates), dates);
  const page = toPage(await getPage(listing, cursor, conditions), listing, cursor);
  return { ...page, records: page.records.filter((each) => isSince(each.modifiedAt, since)) };
}

/** A record without a time is kept: better looked at once more than missed. */
function isSince(modifiedAt: number, since: number): boolean {
  return modifiedAt === 0 || modifiedAt >= wholeSecond(since);
}

/** Reads the newest changes at or after a moment in one call, newest first. @throws AppError */
export async function readChangesHead(listing: Listing, since: number): Promise<ChangeHead> {
  const { client, object, paths, dates } = listing;
  const query: Query = {
    conditions: updatedAfter(exclusiveBound(since, dates), dates),
    orderBy: "lastUpdated desc",
    pageSize: PAGE_SIZE,
    page: 1,
    fields: projection(paths, object),
  };
  const answer = await client.get({ path: object.endpoint, query, schema: recordListSchema });
  const records = answer.data
    .map((record) => toSnapshot(record, object, paths))
    .toSorted((a, b) => b.modifiedAt - a.modifiedAt);
  const newer = records.filter((record) => isSince(record.modifiedAt, since));
  return {
    records: newer,
    total: null,
    isComplete: records.length < PAGE_SIZE || newer.length < records.length,
    serverTime: answer.serverTime,
  };
}
