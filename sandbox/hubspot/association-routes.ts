import { Router } from "express";
import type { Request, RequestHandler, Response } from "express";
import { z } from "zod";
import { faultOf } from "../shared/faults.ts";
import { directionBetween, typesOf } from "./association-types.ts";
import type { Direction } from "./association-types.ts";
import type { RecordKey } from "./associations.ts";
import { batchOf, idSchema, parseBody } from "./bodies.ts";
import { HubSpotError, invalid, notFound } from "./errors.ts";
import { findObjectType } from "./object-types.ts";
import type { Portal } from "./portal.ts";
import type { Source } from "./store.ts";

/** Most records of one batch read. */
const MAX_READ = 1_000;
/** Most inputs of the batches that write. */
const MAX_WRITE = 2_000;
/** Associated records that a batch read shows of one record; the rest comes with `after`. */
const PAGE_SIZE = 500;

const endSchema = z.object({ id: idSchema });
const readSchema = z.object({ id: idSchema, after: z.string().optional() });
const pairSchema = z.object({ from: endSchema, to: endSchema });
const typedSchema = pairSchema.extend({
  types: z
    .array(z.object({ associationCategory: z.string(), associationTypeId: z.int() }))
    .min(1, "an association needs a type"),
});
const archiveSchema = z.object({ from: endSchema, to: z.array(endSchema) });

/** What the association routes need. */
export interface AssociationRoutes {
  portal: Portal;
  source: Source;
}

function parse<S extends z.ZodType>(schema: S, body: unknown, max: number): z.output<S>[] {
  return parseBody(batchOf(schema, max), body).inputs;
}

function directionOf(request: Request): Direction {
  const [from, to] = ["from", "to"].map((name) => findObjectType(String(request.params[name])));
  const direction =
    from === undefined || to === undefined
      ? undefined
      : directionBetween(from.singular, to.singular);
  if (direction !== undefined) return direction;
  throw invalid(`There is no association from ${String(request.params["from"])} to that type`);
}

/** Collects what a batch led to; inputs that fail do not stop the others. */
class Batch {
  readonly #startedAt = new Date().toISOString();
  readonly #errors: unknown[] = [];
  readonly results: unknown[] = [];

  refuse(error: HubSpotError): void {
    const { correlationId: _none, ...body } = error.toBody();
    this.#errors.push(body);
  }

  get status(): number {
    return this.#errors.length === 0 ? 200 : 207;
  }

  toBody(): Record<string, unknown> {
    return {
      status: "COMPLETE",
      results: this.results,
      ...(this.#errors.length === 0
        ? {}
        : { numErrors: this.#errors.length, errors: this.#errors }),
      startedAt: this.#startedAt,
      completedAt: new Date().toISOString(),
    };
  }
}

class Routes {
  readonly #options: AssociationRoutes;

  constructor(options: AssociationRoutes) {
    this.#options = options;
  }

  read(request: Request, batch: Batch): void {
    const direction = directionOf(request);
    for (const { id, after } of parse(readSchema, request.body, MAX_READ)) {
      const { from, to } = direction;
      const all = this.#options.portal.associations.list({ type: from.singular, id }, to.singular);
      if (all.length === 0) {
        batch.refuse(
          notFound(`No ${to.singular} is associated with ${from.singular} ${id}.`, {
            subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
            context: { fromObjectId: [id], ...typeContext(direction) },
          }),
        );
        continue;
      }
      const start = Number(after ?? 0);
      const next = start + PAGE_SIZE;
      batch.results.push({
        from: { id },
        to: all.slice(start, next).map(({ id: toObjectId, types }) => ({
          toObjectId,
          associationTypes: types.map(presentType),
        })),
        ...(next < all.length ? { paging: { next: { after: String(next) } } } : {}),
      });
    }
  }

  create(request: Request, batch: Batch, response: Response): void {
    const direction = directionOf(request);
    const inputs = parse(typedSchema, request.body, MAX_WRITE);
    for (const { types } of inputs) refuseUnknownTypes(direction, types);
    const failsHalf = faultOf(response) === "partial"; // as a portal in trouble does
    for (const [index, { from, to, types }] of inputs.entries()) {
      if (failsHalf && index % 2 === 1) {
        const context = { fromObjectId: [from.id], toObjectId: [to.id] };
        batch.refuse(new HubSpotError(500, "ERRORS", "internal error", { context }));
        continue;
      }
      const keys = this.#findBoth(direction, { from, to }, batch);
      if (keys === undefined) continue;
      const primaryId = direction.primary?.typeId;
      const isPrimary = types.some((type) => type.associationTypeId === primaryId);
      this.#add(keys, isPrimary);
      batch.results.push({
        fromObjectTypeId: direction.from.typeId,
        fromObjectId: from.id,
        toObjectTypeId: direction.to.typeId,
        toObjectId: to.id,
        labels: isPrimary ? [direction.primary?.label] : [],
      });
    }
  }

  associate(request: Request, batch: Batch): void {
    const direction = directionOf(request);
    const back = directionBetween(direction.to.singular, direction.from.singular);
    for (const input of parse(pairSchema, request.body, MAX_WRITE)) {
      const keys = this.#findBoth(direction, input, batch);
      if (keys === undefined) continue;
      const { from, to } = input;
      this.#add(keys, false);
      batch.results.push({ from, to, associationSpec: presentSpec(direction) });
      if (back === undefined) continue;
      batch.results.push({ from: to, to: from, associationSpec: presentSpec(back) });
    }
  }

  archive(request: Request): void {
    const { from: fromType, to: toType } = directionOf(request);
    const { portal, source } = this.#options;
    for (const { from, to } of parse(archiveSchema, request.body, MAX_WRITE)) {
      for (const { id } of to) {
        const key = { type: fromType.singular, id: from.id };
        portal.associations.remove(key, { type: toType.singular, id }, source);
      }
    }
  }

  archiveLabels(request: Request): void {
    const direction = directionOf(request);
    const { portal, source } = this.#options;
    for (const { from, to, types } of parse(typedSchema, request.body, MAX_WRITE)) {
      refuseUnknownTypes(direction, types);
      const [one, other] = keysOf(direction, { from, to });
      const isPlain = types.some((type) => type.associationTypeId === direction.plain.typeId);
      if (isPlain) portal.associations.remove(one, other, source);
      else portal.associations.removePrimary(one, other, source);
    }
  }

  #add([from, to]: [RecordKey, RecordKey], isPrimary: boolean): void {
    const { portal, source } = this.#options;
    portal.associations.add(from, to, { isPrimary, source });
  }

  /** @returns undefined, and notes it, when one of the two does not exist */
  #findBoth(
    direction: Direction,
    input: z.output<typeof pairSchema>,
    batch: Batch,
  ): [RecordKey, RecordKey] | undefined {
    const keys = keysOf(direction, input);
    const { portal } = this.#options;
    const missing = keys.find(({ type, id }) => portal.collection(type).live(id) === undefined);
    if (missing === undefined) return keys;
    batch.refuse(
      notFound(`${missing.type.toUpperCase()}=${missing.id} is not valid`, {
        subCategory: "crm.associations.INVALID_OBJECT_IDS",
        context: {
          fromObjectId: [input.from.id],
          toObjectId: [input.to.id],
          ...typeContext(direction),
        },
      }),
    );
    return undefined;
  }
}

function typeContext({ from, to }: Direction): Record<string, string[]> {
  return { fromObjectType: [from.singular], toObjectType: [to.singular] };
}

function keysOf(
  { from: fromType, to: toType }: Direction,
  { from, to }: z.output<typeof pairSchema>,
): [RecordKey, RecordKey] {
  return [
    { type: fromType.singular, id: from.id },
    { type: toType.singular, id: to.id },
  ];
}

function refuseUnknownTypes(
  direction: Direction,
  types: readonly { associationCategory: string; associationTypeId: number }[],
): void {
  const known = typesOf(direction).map(({ typeId }) => typeId);
  const wrong = types.find(
    ({ associationCategory, associationTypeId }) =>
      associationCategory !== "HUBSPOT_DEFINED" || !known.includes(associationTypeId),
  );
  if (wrong === undefined) return;
  const { from, to } = direction;
  throw invalid(
    `Association type ${wrong.associationTypeId} is not one of ${from.singular} to ${to.singular}`,
  );
}

function presentType(type: { typeId: number; label: string | null }): Record<string, unknown> {
  return { category: "HUBSPOT_DEFINED", typeId: type.typeId, label: type.label };
}

function presentSpec({ plain }: Direction): Record<string, unknown> {
  return { associationCategory: "HUBSPOT_DEFINED", associationTypeId: plain.typeId };
}

function answer(
  work: (request: Request, batch: Batch, response: Response) => void,
): RequestHandler {
  return (request, response) => {
    const batch = new Batch();
    work(request, batch, response);
    response.status(batch.status).json(batch.toBody());
  };
}

/**
 * Routes under `/crm/associations/:version/:from/:to`.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export function createAssociationRouter(options: AssociationRoutes): Router {
  const router = Router({ mergeParams: true });
  const routes = new Routes(options);
  router.post("/batch/read", answer(routes.read.bind(routes)));
  router.post("/batch/create", answer(routes.create.bind(routes)));
  router.post("/batch/associate/default", answer(routes.associate.bind(routes)));
  router.post("/batch/archive", answer(routes.archive.bind(routes)));
  router.post("/batch/labels/archive", answer(routes.archiveLabels.bind(routes)));
  router.get("/labels", (request, response) => {
    response.json({ results: typesOf(directionOf(request)).map(presentType) });
  });
  return router;
}
