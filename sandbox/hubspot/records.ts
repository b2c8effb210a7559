import { Router } from "express";
import type { Request, Response } from "express";
import { faultOf } from "../shared/faults.ts";
import type { ControlType } from "../shared/control.ts";
import { HubSpotError, invalid, notFound } from "./errors.ts";
import { presentAssociations, presentRecord } from "./present.ts";
import type { Selection } from "./present.ts";
import { searchRecords } from "./query.ts";
import {
  MAX_WITH_HISTORY,
  associatedTypesOf,
  idOf,
  limitOf,
  nextLink,
  parseMerge,
  parsePrivacyDeletion,
  parseRead,
  queryText,
  selectionOf,
} from "./record-requests.ts";
import {
  createRecord,
  createRecords,
  deleteForPrivacy,
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
    const associated = associatedTypesOf(request);
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
      results: records.map((record) => ({
        ...this.#present(record, selection),
        ...this.#associations(record, associated),
      })),
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
    response.json({
      ...this.#present(record, selectionOf(request)),
      ...this.#associations(record, associatedTypesOf(request)),
    });
  }

  create(request: Request, response: Response): void {
    const written = createRecord(this.#options.writer, parseCreate(request.body));
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
    const isArchived = queryText(request, "archived") === "true";
    const found = new Set<StoredRecord>();
    const missing: string[] = [];
    for (const { id } of inputs) {
      const record = isArchived
        ? this.#archived(id)
        : findRecord(this.#collection, id, { idProperty });
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
    const results = written.map((each) => ({ ...this.#presentUpserted(each), new: each.isNew }));
    response.json(batchAnswer(results, startedAt));
  }

  merge(request: Request, response: Response): void {
    const { primaryObjectId, objectIdToMerge } = parseMerge(request.body);
    const winner = mergeRecords(this.#options.writer, primaryObjectId, objectIdToMerge);
    response.json(this.#present(winner, {}));
  }

  privacyDelete(request: Request, response: Response): void {
    deleteForPrivacy(this.#options.writer, parsePrivacyDeletion(request.body));
    response.status(204).end();
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

  /** HubSpot leaves `associations` out where there are none. */
  #associations(record: StoredRecord, to: readonly ControlType[]): Record<string, unknown> {
    const { portal, collection } = this.#options.writer;
    const key = { type: collection.objectType.singular, id: record.id };
    const associations = presentAssociations(portal.associations, key, to);
    return Object.keys(associations).length === 0 ? {} : { associations };
  }

  #presentWritten({ record, names: properties }: Written): Record<string, unknown> {
    return this.#present(record, { properties });
  }

  /** An upsert's answer has texts only: what is blank is left out of it. */
  #presentUpserted({ record, names }: Written): Record<string, unknown> {
    const filled = names.filter((name) => record.properties[name] !== undefined);
    return this.#present(record, { properties: filled });
  }

  /** @param failsHalf - refuses every second input, as a portal in trouble does */
  #createOneByOne(
    inputs: readonly CreateInput[],
    failsHalf: boolean,
  ): { results: unknown[]; errors: unknown[] } {
    const results: unknown[] = [];
    const errors: unknown[] = [];
    for (const [index, input] of inputs.entries()) {
      const { objectWriteTraceId } = input;
      const trace = objectWriteTraceId === undefined ? {} : { objectWriteTraceId };
      try {
        if (failsHalf && index % 2 === 1) throw new HubSpotError(500, "ERRORS", "internal error");
        const written = createRecord(this.#options.writer, input);
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

/** Routes under `/crm/objects/:version/<plural>`. */
export function createRecordRouter(options: RecordRoutes): Router {
  const router = Router();
  const routes = new Routes(options);
  router.get("/", routes.list.bind(routes));
  router.post("/", routes.create.bind(routes));
  router.post("/search", routes.search.bind(routes));
  router.post("/merge", routes.merge.bind(routes));
  if (options.writer.collection.objectType.singular === "contact") {
    router.post("/gdpr-delete", routes.privacyDelete.bind(routes));
  }
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
