import { Router } from "express";
import type { Request, Response } from "express";
import { z } from "zod";
import { faultOf } from "../shared/faults.ts";
import { HubSpotError, invalid, notFound } from "./errors.ts";
import { presentRecord } from "./present.ts";
import type { Selection } from "./present.ts";
import { searchRecords } from "./query.ts";
import {
  createRecord,
  createRecords,
  findRecord,
  mergeRecords,
  missingRecords,
  parseCreate,
  parseCreates,
  parseProperties,
  parseUpdates,
  updateRecord,
  updateRecords,
  upsertRecords,
} from "./record-writes.ts";
import type { CreateInput, Writer, Written } from "./record-writes.ts";
import type { StoredRecord } from "./store.ts";

/** A search that is stale on purpose shows the index as it stood this long ago. */
const STALE_MS = 20 * 60_000;

/** What the record routes need. */
export interface RecordRoutes {
  writer: Writer;
  /** Clock in milliseconds since 1970. */
  now: () => number;
  /** How long a search does not see a change, in milliseconds. */
  searchLagMs: () => number;
}

const names = z.array(z.string()).optional();
const readSchema = z.object({
  inputs: z
    .array(z.object({ id: z.union([z.string(), z.number()]).transform(String) }))
    .min(1)
    .max(100, "a batch has at most 100 inputs"),
  properties: names,
  propertiesWithHistory: names,
  idProperty: z.string().nullish(),
});

/** A read with history takes half as many records. */
const MAX_WITH_HISTORY = 50;

function queryList(request: Request, name: string): string[] {
  const given: unknown = request.query[name];
  const parts = Array.isArray(given) ? given : [given];
  return parts
    .filter((part): part is string => typeof part === "string")
    .flatMap((part) => part.split(","))
    .filter((part) => part !== "");
}

function queryText(request: Request, name: string): string | undefined {
  return queryList(request, name)[0];
}

function selectionOf(request: Request): Selection {
  return {
    properties: queryList(request, "properties"),
    withHistory: queryList(request, "propertiesWithHistory"),
  };
}

function limitOf(request: Request, withHistory: readonly string[]): number {
  const text = queryText(request, "limit");
  const limit = text === undefined ? 10 : Number(text);
  const max = withHistory.length > 0 ? MAX_WITH_HISTORY : 100;
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw invalid(`Invalid limit ${text}: it must be from 1 to ${max}`);
}

function batchAnswer(results: unknown[], startedAt: Date): Record<string, unknown> {
  const completedAt = new Date().toISOString();
  return { status: "COMPLETE", results, startedAt: startedAt.toISOString(), completedAt };
}

class Routes {
  readonly #options: RecordRoutes;

  constructor(options: RecordRoutes) {
    this.#options = options;
  }

  list(request: Request, response: Response): void {
    const selection = selectionOf(request);
    const limit = limitOf(request, selection.withHistory ?? []);
    const after = queryText(request, "after");
    if (after !== undefined && !/^\d+$/.test(after)) throw invalid("after must be a paging cursor");
    const archived = queryText(request, "archived") === "true";
    const { records, hasMore } = this.#collection.page({
      limit,
      archived,
      ...(after === undefined ? {} : { after }),
    });
    const next = records.at(-1)?.id;
    response.json({
      results: records.map((record) => this.#present(record, selection)),
      ...(hasMore
        ? { paging: { next: { after: next, link: nextLink(request, next ?? "") } } }
        : {}),
    });
  }

  one(request: Request, response: Response): void {
    const id = idOf(request);
    const record =
      queryText(request, "archived") === "true"
        ? this.#archived(id)
        : this.#find(id, queryText(request, "idProperty"));
    if (record === undefined) throw notFound();
    response.json(this.#present(record, selectionOf(request)));
  }

  create(request: Request, response: Response): void {
    const { properties } = parseCreate(request.body);
    const written = createRecord(this.#options.writer, properties);
    response.status(201).json(this.#presentWritten(written));
  }

  update(request: Request, response: Response): void {
    const record = this.#find(idOf(request), queryText(request, "idProperty"));
    if (record === undefined) throw notFound();
    const properties = parseProperties(request.body);
    response.json(this.#presentWritten(updateRecord(this.#options.writer, record, properties)));
  }

  archive(request: Request, response: Response): void {
    this.#archive(idOf(request));
    response.status(204).end();
  }

  batchArchive(request: Request, response: Response): void {
    const { inputs } = parseRead(request.body);
    for (const { id } of inputs) this.#archive(id);
    response.status(204).end();
  }

  batchRead(request: Request, response: Response): void {
    const startedAt = new Date();
    const { inputs, properties, propertiesWithHistory, idProperty } = parseRead(request.body);
    const withHistory = propertiesWithHistory ?? [];
    if (withHistory.length > 0 && inputs.length > MAX_WITH_HISTORY) {
      throw invalid(`A read with history takes at most ${MAX_WITH_HISTORY} inputs`);
    }
    const found = new Set<StoredRecord>();
    const missing: string[] = [];
    for (const { id } of inputs) {
      const record = findRecord(this.#collection, id, { idProperty });
      if (record === undefined) missing.push(id);
      else found.add(record);
    }
    const results = [...found].map((record) => this.#present(record, { properties, withHistory }));
    const answer = batchAnswer(results, startedAt);
    if (missing.length === 0) {
      response.json(answer);
      return;
    }
    const { correlationId: _none, ...error } = missingRecords(
      this.#collection,
      missing,
      207,
    ).toBody();
    response.status(207).json({ ...answer, numErrors: 1, errors: [error] });
  }

  batchCreate(request: Request, response: Response): void {
    const startedAt = new Date();
    const inputs = parseCreates(request.body);
    const isPartial = faultOf(response) === "partial";
    // HubSpot answers item by item only to a batch whose every input carries a trace id.
    if (!isPartial && inputs.some(({ objectWriteTraceId }) => objectWriteTraceId === undefined)) {
      const results = createRecords(this.#options.writer, inputs).map((written) =>
        this.#presentWritten(written),
      );
      response.status(201).json(batchAnswer(results, startedAt));
      return;
    }
    const { results, errors } = this.#createOneByOne(inputs, isPartial);
    const answer = batchAnswer(results, startedAt);
    if (errors.length === 0) response.status(201).json(answer);
    else response.status(207).json({ ...answer, numErrors: errors.length, errors });
  }

  batchUpdate(request: Request, response: Response): void {
    const startedAt = new Date();
    const written = updateRecords(this.#options.writer, parseUpdates(request.body));
    const results = written.map((each) => this.#presentWritten(each));
    response.json(batchAnswer(results, startedAt));
  }

  batchUpsert(request: Request, response: Response): void {
    const startedAt = new Date();
    const written = upsertRecords(this.#options.writer, parseUpdates(request.body));
    const results = written.map((each) => ({ ...this.#presentWritten(each), new: each.isNew }));
    response.json(batchAnswer(results, startedAt));
  }

  merge(request: Request, response: Response): void {
    const id = z.union([z.string(), z.number()]).transform(String);
    const parsed = z.object({ primaryObjectId: id, objectIdToMerge: id }).safeParse(request.body);
    if (!parsed.success) throw invalid("merge needs primaryObjectId and objectIdToMerge");
    const { primaryObjectId, objectIdToMerge } = parsed.data;
    const winner = mergeRecords(this.#options.writer, primaryObjectId, objectIdToMerge);
    response.json(this.#present(winner, {}));
  }

  search(request: Request, response: Response): void {
    const lagMs = this.#options.searchLagMs();
    const isStale = faultOf(response) === "stale-search";
    const at = this.#options.now() - (isStale ? Math.max(lagMs, STALE_MS) : lagMs);
    response.json(searchRecords(this.#collection, request.body, at));
  }

  get #collection(): Writer["collection"] {
    return this.#options.writer.collection;
  }

  #find(id: string, idProperty: string | undefined): StoredRecord | undefined {
    return findRecord(this.#collection, id, { idProperty, followsMerge: true });
  }

  #archived(id: string): StoredRecord | undefined {
    const record = this.#collection.any(id);
    return record?.archivedAt === undefined ? undefined : record;
  }

  #archive(id: string): void {
    const record = this.#collection.live(id);
    if (record !== undefined) this.#collection.archive(record, this.#options.writer.source);
  }

  #present(record: StoredRecord, selection: Selection): Record<string, unknown> {
    return presentRecord(record, this.#collection.objectType, selection);
  }

  #presentWritten({ record, names: properties }: Written): Record<string, unknown> {
    return this.#present(record, { properties });
  }

  /** @param failsHalf - refuses every second input, as a portal in trouble does */
  #createOneByOne(
    inputs: readonly CreateInput[],
    failsHalf: boolean,
  ): { results: unknown[]; errors: unknown[] } {
    const results: unknown[] = [];
    const errors: unknown[] = [];
    for (const [index, { properties, objectWriteTraceId }] of inputs.entries()) {
      const trace = objectWriteTraceId === undefined ? {} : { objectWriteTraceId };
      try {
        if (failsHalf && index % 2 === 1) throw new HubSpotError(500, "ERRORS", "internal error");
        const written = createRecord(this.#options.writer, properties);
        results.push({ ...this.#presentWritten(written), ...trace });
      } catch (error) {
        if (!(error instanceof HubSpotError)) throw error;
        const { correlationId: _none, ...body } = error.toBody();
        const traced = objectWriteTraceId === undefined ? [] : [objectWriteTraceId];
        errors.push({ ...body, context: { ...error.extra.context, objectWriteTraceId: traced } });
      }
    }
    return { results, errors };
  }
}

function idOf(request: Request): string {
  const { id } = request.params;
  return typeof id === "string" ? id : "";
}

function parseRead(body: unknown): z.output<typeof readSchema> {
  const parsed = readSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(`Invalid input JSON: ${issue?.path.join(".")} ${issue?.message}`);
}

function nextLink(request: Request, after: string): string {
  const url = new URL(request.originalUrl, "https://api.hubapi.com");
  url.searchParams.set("after", after);
  return url.href;
}

/** Routes under `/crm/objects/:version/<plural>`. */
export function createRecordRouter(options: RecordRoutes): Router {
  const router = Router();
  const routes = new Routes(options);
  router.get("/", routes.list.bind(routes));
  router.post("/", routes.create.bind(routes));
  router.post("/search", routes.search.bind(routes));
  router.post("/merge", routes.merge.bind(routes));
  router.post("/batch/read", routes.batchRead.bind(routes));
  router.post("/batch/create", routes.batchCreate.bind(routes));
  router.post("/batch/update", routes.batchUpdate.bind(routes));
  router.post("/batch/upsert", routes.batchUpsert.bind(routes));
  router.post("/batch/archive", routes.batchArchive.bind(routes));
  router.get("/:id", routes.one.bind(routes));
  router.patch("/:id", routes.update.bind(routes));
  router.delete("/:id", routes.archive.bind(routes));
  return router;
}
