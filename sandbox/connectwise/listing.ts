import type { Request, Response, Router } from "express";
import { badCondition, recordNotFound } from "./errors.ts";
import { parseConditions, parseCustomFieldConditions, parseOrderBy } from "./query.ts";
import { projectFields, readJson } from "./projection.ts";
import type { Condition, ReadPath } from "./comparisons.ts";
import type { QueryRules, ReadCustomField } from "./query.ts";
import { CHILD_FIELDS } from "./schema.ts";
import type { FieldCatalog, Json } from "./schema.ts";

/** A collection that can be listed, counted, filtered and paged. */
export interface Collection<Row> {
  /** What a row is called in `Company 5 not found`. */
  readonly noun: string;
  /** Rows by ascending id. */
  readonly rows: readonly Row[];
  readonly fields: FieldCatalog;
  idOf(row: Row): number;
  read(row: Row): ReadPath;
  present(row: Row): Json;
  /** Finds a row faster than by looking at each. */
  readonly find?: (id: number) => Row | undefined;
  readonly readCustomField?: (row: Row) => ReadCustomField;
  /** Array children by name, for `childConditions`. */
  readonly children?: (row: Row) => Readonly<Record<string, readonly Json[]>>;
  /** Some reference tables of ConnectWise take any condition and ignore it. */
  readonly ignoresConditions?: boolean;
  readonly dateOnly?: boolean;
}

const DEFAULT_PAGE_SIZE = 25;
const MAX_PAGE_SIZE = 1000;

const text = (request: Request, name: string): string | undefined => {
  const value = request.query[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

const positive = (request: Request, name: string): number | undefined => {
  const value = Number(text(request, name) ?? NaN);
  return Number.isInteger(value) && value > 0 ? value : undefined;
};

function matching<Row>(request: Request, collection: Collection<Row>): readonly Row[] {
  if (collection.ignoresConditions) return collection.rows;
  const rules: QueryRules = { fields: collection.fields, dateOnly: collection.dateOnly ?? false };
  const tests: ((row: Row) => boolean)[] = [];
  const conditions = text(request, "conditions");
  if (conditions) {
    const condition = parseConditions(conditions, rules);
    tests.push((row) => condition(collection.read(row)));
  }
  const customs = text(request, "customFieldConditions");
  if (customs) tests.push(customFieldTest(customs, collection));
  const children = text(request, "childConditions");
  if (children) tests.push(childTest(children, collection));
  if (tests.length === 0) return collection.rows;
  return collection.rows.filter((row) => tests.every((test) => test(row)));
}

function customFieldTest<Row>(
  conditions: string,
  collection: Collection<Row>,
): (row: Row) => boolean {
  const test = parseCustomFieldConditions(conditions);
  const { readCustomField } = collection;
  if (!readCustomField) throw badCondition("customFieldConditions cannot be used here.");
  return (row) => test(readCustomField(row));
}

/** All of `childConditions` must be true of one and the same child. */
function childTest<Row>(conditions: string, collection: Collection<Row>): (row: Row) => boolean {
  const { children } = collection;
  const name = /^\W*(\w+)\//.exec(conditions)?.[1] ?? "";
  if (!children) throw badCondition(`${name} is not a recognized name.`);
  const leaves = CHILD_FIELDS[name];
  const fields: FieldCatalog = leaves ? { [name]: "reference" } : {};
  const rules: QueryRules = { fields, isWithoutIn: true, ...(leaves ? { leaves } : {}) };
  const condition: Condition = parseConditions(conditions, rules);
  const below = name.length + 1;
  return (row) =>
    (children(row)[name] ?? []).some((child) => {
      const read = readJson(child);
      return condition((path) => read(path.slice(below)));
    });
}

/** A parameter of the route's path; empty where the path has none of that name. */
export function pathParameter(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === "string" ? value : "";
}

/** The row that `:id` of the path means. @throws ApiError 404 */
export function requireRow<Row>(request: Request, collection: Collection<Row>): Row {
  const id = pathParameter(request, "id");
  const row = collection.find
    ? collection.find(Number(id))
    : collection.rows.find((each) => collection.idOf(each) === Number(id));
  if (row === undefined) throw recordNotFound(collection.noun, id);
  return row;
}

/** Adds the three routes by which every collection is read: list, `count` and `:id`. */
export function addReadRoutes<Row>(
  router: Router,
  path: string,
  collectionOf: (request: Request) => Collection<Row>,
): void {
  router.get(path, (request: Request, response: Response) => {
    answerList(request, response, collectionOf(request));
  });
  router.get(`${path}/count`, (request: Request, response: Response) => {
    answerCount(request, response, collectionOf(request));
  });
  router.get(`${path}/:id`, (request: Request, response: Response) => {
    const collection = collectionOf(request);
    const record = collection.present(requireRow(request, collection));
    answerOne(request, response, { record });
  });
}

/** A collection whose rows show some of their fields only, as `info` routes do. */
export function lightVariant<Row>(
  collection: Collection<Row>,
  names: readonly string[],
): Collection<Row> {
  const selection = names.join(",");
  return { ...collection, present: (row) => projectFields(collection.present(row), selection) };
}

/** Adds the light variants of list, count and row. @param names - fields they show */
export function addInfoRoutes<Row>(
  router: Router,
  path: string,
  collectionOf: (request: Request) => Collection<Row>,
  names: readonly string[],
): void {
  const light = (request: Request): Collection<Row> => lightVariant(collectionOf(request), names);
  router.get(`${path}/info`, (request: Request, response: Response) => {
    answerList(request, response, light(request));
  });
  // Contact types have the two words the other way round.
  router.get(
    [`${path}/info/count`, `${path}/count/info`],
    (request: Request, response: Response) => {
      answerCount(request, response, light(request));
    },
  );
  router.get(`${path}/:id/info`, (request: Request, response: Response) => {
    const collection = light(request);
    const record = collection.present(requireRow(request, collection));
    answerOne(request, response, { record });
  });
}

/** Answers `GET …/count` as `{count}`. */
function answerCount<Row>(request: Request, response: Response, collection: Collection<Row>): void {
  response.json({ count: matching(request, collection).length });
}

/**
 * Answers a list, page by page.
 *
 * `pagination-type: forward-only` pages by id and is never disturbed by changes; `page` pages by
 * position. The `Link` header of the last forward-only page is there and empty.
 *
 * @throws ApiError 400 for conditions that cannot be used, and for `orderBy` with forward-only paging
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
function answerList<Row>(request: Request, response: Response, collection: Collection<Row>): void {
  const pageSize = Math.min(positive(request, "pageSize") ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const isForwardOnly = request.get("pagination-type")?.toLowerCase() === "forward-only";
  const rows = matching(request, collection);
  const page = isForwardOnly
    ? forwardPage(request, response, { rows, collection, pageSize })
    : numberedPage(request, response, { rows, collection, pageSize });
  const fields = text(request, "fields");
  response.json(page.map((row) => projectFields(collection.present(row), fields)));
}

interface Slice<Row> {
  readonly rows: readonly Row[];
  readonly collection: Collection<Row>;
  readonly pageSize: number;
}

function forwardPage<Row>(request: Request, response: Response, slice: Slice<Row>): readonly Row[] {
  const { rows, collection, pageSize } = slice;
  if (text(request, "orderBy")) {
    throw badCondition("orderBy cannot be used with forward-only pagination.");
  }
  const after = positive(request, "pageId") ?? 0;
  const start = after === 0 ? 0 : firstIndexAbove(rows, after, collection);
  const page = rows.slice(start, start + pageSize);
  const last = page.at(-1);
  const hasMore = start + pageSize < rows.length && last !== undefined;
  response.setHeader(
    "Link",
    hasMore ? `<${linkTo(request, { pageId: collection.idOf(last), pageSize })}>; rel="next"` : "",
  );
  return page;
}

function firstIndexAbove<Row>(
  rows: readonly Row[],
  id: number,
  collection: Collection<Row>,
): number {
  const index = rows.findIndex((row) => collection.idOf(row) > id);
  return index < 0 ? rows.length : index;
}

function numberedPage<Row>(
  request: Request,
  response: Response,
  slice: Slice<Row>,
): readonly Row[] {
  const { rows, collection, pageSize } = slice;
  const page = positive(request, "page") ?? 1;
  const lastPage = Math.max(1, Math.ceil(rows.length / pageSize));
  const links = [
    ...(page > 1 ? [["first", 1] as const, ["prev", page - 1] as const] : []),
    ...(page < lastPage ? [["next", page + 1] as const, ["last", lastPage] as const] : []),
  ].map(([rel, number]) => `<${linkTo(request, { page: number, pageSize })}>; rel="${rel}"`);
  if (links.length > 0) response.setHeader("Link", links.join(", "));
  const start = (page - 1) * pageSize;
  return ordered(request, rows, collection).slice(start, start + pageSize);
}

function ordered<Row>(
  request: Request,
  rows: readonly Row[],
  collection: Collection<Row>,
): readonly Row[] {
  const orderBy = text(request, "orderBy");
  if (!orderBy) return rows;
  const compare = parseOrderBy(orderBy, collection.fields);
  return rows.toSorted((a, b) => compare(collection.read(a), collection.read(b)));
}

function linkTo(request: Request, parameters: Readonly<Record<string, number>>): string {
  const url = new URL(request.originalUrl, originOf(request));
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  return url.href;
}

/** Origin under which the client reached us. */
export function originOf(request: Request): string {
  return `${request.protocol}://${request.get("host") ?? "localhost"}`;
}

/** Answers one record, cut down to `fields` if the request asks for that. */
export function answerOne(
  request: Request,
  response: Response,
  answer: { readonly record: Json; readonly status?: number },
): void {
  const record = projectFields(answer.record, text(request, "fields"));
  response.status(answer.status ?? 200).json(record);
}
