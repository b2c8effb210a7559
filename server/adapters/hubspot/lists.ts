import type { z } from "zod";

import type { ListMember, ListState, RecordLists } from "../../sync/adapter-ports.ts";
import { LISTS_PATH } from "../../sync/filters.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import type { HubspotList } from "../../sync/vendor-ports.ts";
import { hubspotObject, type HubspotObject } from "./objects.ts";
import type { Transport } from "./transport.ts";
import { listMembersSchema, listSearchSchema, membershipsSchema } from "./wire.ts";

/** Most members that one call lists. @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide */
const MEMBERS_PAGE = 250;
/** Most lists that one search finds. @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide */
const LISTS_PAGE = 500;
/** Records whose lists one call reads; HubSpot names no number, and 100 is that of other batches. */
const READ_SIZE = 100;

function listsPath({ apiVersion }: Transport, route: string): string {
  return `/crm/lists/${apiVersion}${route}`;
}

type FoundList = z.output<typeof listSearchSchema>["lists"][number];

async function searchLists(
  transport: Transport,
  wanted: { readonly objectTypeId?: string; readonly listIds?: readonly string[] },
): Promise<readonly FoundList[]> {
  const found: FoundList[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    const { content } = await searchPage(transport, { listIds: [], ...wanted, offset });
    found.push(...content.lists);
    offset = content.hasMore && content.offset > offset ? content.offset : null;
  }
  return found;
}

function searchPage(
  transport: Transport,
  body: Readonly<Record<string, unknown>>,
): ReturnType<typeof transport.call<typeof listSearchSchema>> {
  return transport.call({
    method: "POST",
    path: listsPath(transport, "/search"),
    body: { processingTypes: [], additionalProperties: [], count: LISTS_PAGE, ...body },
    kind: "read",
    answer: listSearchSchema,
  });
}

/**
 * Reads the lists that records of a type can be in, by name.
 *
 * @throws AppError - forbidden while the app was not allowed to read lists
 * @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide
 */
export async function readLists(
  transport: Transport,
  { typeId }: HubspotObject,
): Promise<readonly HubspotList[]> {
  const found = await searchLists(transport, { objectTypeId: typeId });
  const lists = found.map(({ listId, name, additionalProperties }) => {
    const size = additionalProperties["hs_list_size"];
    return { listId, name, size: size === undefined ? null : Number(size) };
  });
  return lists.toSorted((one, other) => one.name.localeCompare(other.name));
}

/** How many records are in a list; null where that is not known. */
export async function readListSize(transport: Transport, listId: string): Promise<number | null> {
  const found = await searchLists(transport, { listIds: [listId] });
  const size = found.find((list) => list.listId === listId)?.additionalProperties["hs_list_size"];
  return size === undefined ? null : Number(size);
}

/**
 * Adds to records which lists they are in, if that is among the paths: one call for each 100 of them.
 * A search shows nothing of it.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide
 */
export async function withLists(
  transport: Transport,
  { typeId }: HubspotObject,
  records: readonly RecordSnapshot[],
  paths: readonly string[],
): Promise<readonly RecordSnapshot[]> {
  if (!paths.includes(LISTS_PATH)) return records;
  const ids = [...new Set(records.map(({ id }) => id))];
  const lists = new Map<string, string>();
  for (let start = 0; start < ids.length; start += READ_SIZE) {
    const inputs = ids
      .slice(start, start + READ_SIZE)
      .map((recordId) => ({ objectTypeId: typeId, recordId }));
    const { content } = await transport.call({
      method: "POST",
      path: listsPath(transport, "/records/memberships/batch/read"),
      body: { inputs },
      kind: "read",
      answer: membershipsSchema,
    });
    for (const { recordId, recordListMemberships: entries } of content.results) {
      lists.set(recordId, entries.map(({ listId }) => listId).join(";"));
    }
  }
  return records.map((record) => {
    const value = lists.get(record.id) ?? "";
    return { ...record, fields: { ...record.fields, [LISTS_PATH]: value === "" ? null : value } };
  });
}

/** Tells when records joined and left lists: neither moves the time of a record. */
export function createRecordLists(transport: Transport): RecordLists {
  return {
    states: async (objectType, listIds) => {
      const { typeId } = hubspotObject(objectType);
      const found = await searchLists(transport, { objectTypeId: typeId, listIds });
      return new Map(found.map((list) => [list.listId, toState(list)]));
    },
    members: async (listId, cursor) => {
      const { content } = await transport.call({
        method: "GET",
        path: listsPath(transport, `/${encodeURIComponent(listId)}/memberships/join-order`),
        query: { limit: String(MEMBERS_PAGE), ...(cursor === null ? {} : { after: cursor }) },
        kind: "read",
        answer: listMembersSchema,
      });
      const members = content.results.map(({ recordId, membershipTimestamp }): ListMember => ({
        id: recordId,
        joinedAt: Date.parse(membershipTimestamp),
      }));
      return { members, next: content.paging?.next?.after ?? null };
    },
  };
}

function toState({ additionalProperties: told }: FoundList): ListState {
  return {
    lastJoined: told["hs_last_record_added_at"] ?? "",
    lastLeft: told["hs_last_record_removed_at"] ?? "",
  };
}
