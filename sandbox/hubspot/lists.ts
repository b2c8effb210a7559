import { Router } from "express";
import type { Request } from "express";
import { z } from "zod";
import { batchOf, idSchema, parseBody } from "./bodies.ts";
import { invalid, notFound } from "./errors.ts";
import { findObjectType } from "./object-types.ts";
import type { ObjectType } from "./object-types.ts";

/** Most members that one page of a list shows. @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide */
const MAX_PAGE = 250;
/** Lists that one search shows at most. */
const MAX_FOUND = 500;
/** Records whose memberships one call reads; the documentation names no number, other batches take 100. */
const MAX_RECORDS = 100;

const processingTypes = ["MANUAL", "DYNAMIC", "SNAPSHOT"] as const;

/** A list of records of one type. Times in milliseconds since 1970. */
export interface StoredList {
  id: string;
  name: string;
  /** HubSpot's numeric type: `0-1`. */
  objectTypeId: string;
  processingType: (typeof processingTypes)[number];
  filterBranch?: unknown;
  createdAt: number;
  updatedAt: number;
  /** By record id, in the order they joined. */
  members: [recordId: string, joinedAt: number][];
  /** When a record joined last, and when one left last. */
  lastAddedAt?: number;
  lastRemovedAt?: number;
}

const createSchema = z.object({
  name: z.string().min(1),
  objectTypeId: z.string(),
  processingType: z.enum(processingTypes),
  filterBranch: z.unknown().optional(),
});
const searchSchema = z.object({
  query: z.string().optional(),
  listIds: z.array(z.string()).default([]),
  objectTypeId: z.string().optional(),
  processingTypes: z.array(z.string()).default([]),
  offset: z.int().min(0).default(0),
  count: z.int().min(1).max(MAX_FOUND).default(20),
});
const idsSchema = z.array(idSchema);
const membershipsSchema = batchOf(
  z.object({ objectTypeId: z.string(), recordId: idSchema }),
  MAX_RECORDS,
);
const changeSchema = z.object({ recordIdsToAdd: idsSchema, recordIdsToRemove: idsSchema });

const iso = (at: number): string => new Date(at).toISOString();

/** The lists of a portal. The stand-in does not evaluate filters: members are put in by hand. */
export class Lists {
  readonly #now: () => number;
  readonly #isLive: (objectType: ObjectType | undefined, recordId: string) => boolean;
  #lists = new Map<string, StoredList>();

  /** @param options.isLive - whether a record is there */
  constructor(options: {
    now: () => number;
    isLive: (objectType: ObjectType, recordId: string) => boolean;
  }) {
    this.#now = options.now;
    this.#isLive = (objectType, recordId) =>
      objectType !== undefined && options.isLive(objectType, recordId);
  }

  /** @throws HubSpotError - 400 when the body makes no list or its name is taken */
  create(body: unknown): StoredList {
    const given = parseBody(createSchema, body);
    const objectType = findObjectType(given.objectTypeId);
    if (objectType === undefined) throw invalid(`No object type ${given.objectTypeId}`);
    const isTaken = this.all().some(({ name }) => name === given.name);
    if (isTaken) throw invalid(`List name ${given.name} is already in use`);
    const at = this.#now();
    const id = String(this.#lists.size + 1);
    const objectTypeId = objectType.typeId;
    const list = { ...given, objectTypeId, id, createdAt: at, updatedAt: at, members: [] };
    this.#lists.set(id, list);
    return list;
  }

  /** @throws HubSpotError - 404 */
  get(id: string): StoredList {
    const list = this.#lists.get(id);
    if (list === undefined) throw notFound(`List does not exist with ID ${id}.`);
    return list;
  }

  all(): StoredList[] {
    return [...this.#lists.values()];
  }

  /** @returns the list's live members in the order they joined. */
  members({ objectTypeId, members }: StoredList): StoredList["members"] {
    const objectType = findObjectType(objectTypeId);
    return members.filter(([recordId]) => this.#isLive(objectType, recordId));
  }

  /**
   * Adds and removes members.
   *
   * @returns the ids that joined, left, and name no record
   * @throws HubSpotError - 400 for a list whose members follow from its filters
   */
  change(
    list: StoredList,
    ids: { add: readonly string[]; remove: readonly string[] },
  ): { added: string[]; removed: string[]; missing: string[] } {
    if (list.processingType === "DYNAMIC") {
      throw invalid(`List ${list.id} is filled by its filters.`);
    }
    const objectType = findObjectType(list.objectTypeId);
    const present = new Set(list.members.map(([recordId]) => recordId));
    const missing = ids.add.filter((id) => !this.#isLive(objectType, id));
    const added = ids.add.filter((id) => !missing.includes(id) && !present.has(id));
    const removed = ids.remove.filter((id) => present.has(id));
    const at = this.#now();
    list.members = list.members.filter(([recordId]) => !removed.includes(recordId));
    list.members.push(...added.map((id): [string, number] => [id, at]));
    list.updatedAt = at;
    if (added.length > 0) list.lastAddedAt = at;
    if (removed.length > 0) list.lastRemovedAt = at;
    return { added, removed, missing };
  }

  /** @returns the lists that a live record is in, with when it joined each. */
  listsOf(
    objectType: ObjectType | undefined,
    recordId: string,
  ): { list: StoredList; joinedAt: number }[] {
    return this.all().flatMap((list) => {
      if (list.objectTypeId !== objectType?.typeId) return [];
      const member = this.members(list).find(([id]) => id === recordId);
      return member === undefined ? [] : [{ list, joinedAt: member[1] }];
    });
  }

  clear(): void {
    this.#lists = new Map();
  }

  snapshot(): StoredList[] {
    return this.all();
  }

  /** Takes what `snapshot` gave. */
  restoreSnapshot(lists: readonly StoredList[]): void {
    this.#lists = new Map(lists.map((list) => [list.id, list]));
  }
}

function presentList(list: StoredList): Record<string, unknown> {
  const { id, name, objectTypeId, processingType, createdAt, updatedAt } = list;
  return {
    listId: id,
    listVersion: 1,
    name,
    objectTypeId,
    processingType,
    processingStatus: "COMPLETE",
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

function presentWhole(lists: Lists, list: StoredList, request: Request): Record<string, unknown> {
  const { filterBranch } = list;
  const isShown = request.query["includeFilters"] === "true" && filterBranch !== undefined;
  const size = lists.members(list).length;
  return { ...presentList(list), size, ...(isShown ? { filterBranch } : {}) };
}

/** What is not known is left out. */
function presentSize(lists: Lists, list: StoredList): Record<string, string> {
  const { lastAddedAt: added, lastRemovedAt: removed } = list;
  return {
    hs_list_size: String(lists.members(list).length),
    ...(added === undefined ? {} : { hs_last_record_added_at: String(added) }),
    ...(removed === undefined ? {} : { hs_last_record_removed_at: String(removed) }),
  };
}

/** Answers one result for each record asked about, also for those in no list. */
function readMemberships(lists: Lists, body: unknown): Record<string, unknown> {
  const { inputs } = parseBody(membershipsSchema, body);
  const at = iso(Date.now());
  return {
    status: "COMPLETE",
    startedAt: at,
    completedAt: at,
    results: inputs.map(({ objectTypeId, recordId }) => ({
      objectTypeId,
      recordId,
      recordListMemberships: lists
        .listsOf(findObjectType(objectTypeId), recordId)
        .map(({ list, joinedAt }) => ({
          listId: list.id,
          listVersion: 1,
          isPublicList: false,
          firstAddedTimestamp: iso(joinedAt),
          lastAddedTimestamp: iso(joinedAt),
        })),
    })),
  };
}

function search(lists: Lists, body: unknown): Record<string, unknown> {
  const {
    query = "",
    listIds,
    objectTypeId,
    offset,
    count,
    ...rest
  } = parseBody(searchSchema, body);
  const found = lists
    .all()
    .filter(
      (list) =>
        list.name.toLowerCase().includes(query.toLowerCase()) &&
        (listIds.length === 0 || listIds.includes(list.id)) &&
        (objectTypeId === undefined || list.objectTypeId === objectTypeId) &&
        (rest.processingTypes.length === 0 || rest.processingTypes.includes(list.processingType)),
    );
  const next = offset + count;
  return {
    lists: found.slice(offset, next).map((list) => ({
      ...presentList(list),
      additionalProperties: presentSize(lists, list),
    })),
    offset: Math.min(next, found.length),
    hasMore: next < found.length,
    total: found.length,
  };
}

/** A page of members; `after` names the last one of the page before. */
function pageOf(members: StoredList["members"], request: Request): Record<string, unknown> {
  const limit = Number(request.query["limit"] ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    throw invalid(`Invalid limit: it must be from 1 to ${MAX_PAGE}`);
  }
  const { after } = request.query;
  const start = after === undefined ? 0 : members.findIndex(([id]) => id === after) + 1;
  if (after !== undefined && start === 0) throw invalid("after must be a paging cursor");
  const page = members.slice(start, start + limit);
  const last = page.at(-1)?.[0];
  return {
    results: page.map(([recordId, joinedAt]) => ({
      recordId,
      membershipTimestamp: iso(joinedAt),
    })),
    ...(start + limit < members.length ? { paging: { next: { after: last } } } : {}),
    total: members.length,
  };
}

/**
 * Routes under `/crm/lists/:version`.
 *
 * @param changed - told after each change of a list
 * @see https://developers.hubspot.com/docs/api-reference/crm-lists-v3/guide
 */
export function createListRouter(lists: Lists, changed: () => void): Router {
  const router = Router();
  const change = (
    request: Request,
    ids: { add: readonly string[]; remove: readonly string[] },
  ): Record<string, unknown> => {
    const { added, removed, missing } = lists.change(lists.get(String(request.params["id"])), ids);
    changed();
    return { recordsIdsAdded: added, recordIdsRemoved: removed, recordIdsMissing: missing };
  };
  router.get("/", (request, response) => {
    const asked = [request.query["listIds"] ?? []].flat().map(String);
    const found = lists.all().filter(({ id }) => asked.includes(id));
    response.json({ lists: found.map((list) => presentWhole(lists, list, request)) });
  });
  router.post("/", (request, response) => {
    const list = lists.create(request.body);
    changed();
    response.json({ list: presentWhole(lists, list, request) });
  });
  router.post("/search", (request, response) => {
    response.json(search(lists, request.body));
  });
  router.post("/records/memberships/batch/read", (request, response) => {
    response.json(readMemberships(lists, request.body));
  });
  router.get("/:id", (request, response) => {
    response.json({ list: presentWhole(lists, lists.get(request.params.id), request) });
  });
  router.get("/:id/memberships", (request, response) => {
    const members = lists.members(lists.get(request.params.id));
    const byId = members.toSorted(([a], [b]) => Number(a) - Number(b));
    response.json(pageOf(byId, request));
  });
  router.get("/:id/memberships/join-order", (request, response) => {
    response.json(pageOf(lists.members(lists.get(request.params.id)), request));
  });
  router.put("/:id/memberships/add", (request, response) => {
    response.json(change(request, { add: parseBody(idsSchema, request.body), remove: [] }));
  });
  router.put("/:id/memberships/remove", (request, response) => {
    response.json(change(request, { add: [], remove: parseBody(idsSchema, request.body) }));
  });
  router.put("/:id/memberships/add-and-remove", (request, response) => {
    const { recordIdsToAdd, recordIdsToRemove } = parseBody(changeSchema, request.body);
    response.json(change(request, { add: recordIdsToAdd, remove: recordIdsToRemove }));
  });
  return router;
}
