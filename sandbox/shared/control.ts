import { Router, json } from "express";
import type { ErrorRequestHandler, RequestHandler } from "express";
import { z } from "zod";
import { faultsBodySchema } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { limitsBodySchema } from "./limits.ts";
import type { LimitSwitch } from "./limits.ts";
import type { RequestLog } from "./request-log.ts";

/** The object types both stand-ins speak of in control calls. */
export const controlTypes = ["company", "contact", "deal"] as const;
/** One of the object types; ConnectWise's opportunities are its deals. */
export type ControlType = (typeof controlTypes)[number];

const idSchema = z.union([z.string().min(1), z.int()]).transform(String);
const resetSchema = z
  .strictObject({
    dataset: z.enum(["empty", "sample"]).optional(),
    seed: z.int().optional(),
    companies: z.int().min(0).optional(),
    contacts: z.int().min(0).optional(),
    deals: z.int().min(0).optional(),
    records: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).optional(),
  })
  .default({});
const editSchema = z.strictObject({
  type: z.string(),
  id: idSchema.optional(),
  fields: z.record(z.string(), z.unknown()),
  associations: z.unknown().optional(),
});
const removeSchema = z.strictObject({ type: z.string(), id: idSchema });
const mergeSchema = z.strictObject({ type: z.string(), winner: idSchema, loser: idSchema });

/** Body of `POST /_control/reset`: a named dataset, counts of generated records, or given records. */
export type ResetRequest = z.output<typeof resetSchema>;

/** A person's edit; without an id it creates the record. */
export interface EditRequest {
  type: ControlType;
  id?: string;
  /** Values under the vendor's own field names. */
  fields: Record<string, unknown>;
  associations?: unknown;
}

/** What a stand-in does for the control routes. Each may throw `ControlError`. */
export interface ControlledVendor {
  /** Clears records, history and webhooks under way, and loads what is asked for. */
  reset(request: ResetRequest): Promise<void>;
  /** Every record of a type, archived and deleted ones marked. */
  list(type: ControlType): unknown[];
  /** @returns the record after the edit. */
  edit(request: EditRequest): unknown;
  /** A person deletes a record. */
  remove(type: ControlType, id: string): void;
  /** A person merges two records. @returns the winner. */
  merge(type: ControlType, winner: string, loser: string): unknown;
}

/** A control call that makes no sense; answered as `{error: {code, message, field}}`. */
export class ControlError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;

  /** @param options.status - 4xx; 400 unless given */
  constructor(code: string, message: string, options: { field?: string; status?: number } = {}) {
    super(message);
    this.code = code;
    this.field = options.field;
    this.status = options.status ?? 400;
  }
}

/** A middleware that compares calls and answers with the vendor's description and keeps what differs. */
export type SpecCheck = RequestHandler & { violations(): unknown[] };

/** What the control routes steer. */
export interface ControlOptions {
  vendor: ControlledVendor;
  faults: Faults;
  limits: LimitSwitch;
  requestLog: RequestLog;
  specCheck?: SpecCheck | undefined;
  /** Control routes only this vendor has; their bodies are parsed, their errors answered alike. */
  extras?: Router;
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  const message = issue?.message ?? "invalid body";
  throw new ControlError("invalid_body", message, field === undefined ? {} : { field });
}

function parseType(type: string): ControlType {
  const known = controlTypes.find((each) => each === type);
  if (known !== undefined) return known;
  throw new ControlError("unknown_type", `type is one of ${controlTypes.join(", ")}`, {
    field: "type",
  });
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof ControlError) {
    const { code, message, field, status } = error;
    response.status(status).json({ error: { code, message, field } });
    return;
  }
  if (error instanceof SyntaxError) {
    response.status(400).json({ error: { code: "invalid_json", message: error.message } });
    return;
  }
  next(error);
};

function addRecordRoutes(router: Router, { vendor, ...rest }: ControlOptions): void {
  router.post("/reset", async (request, response) => {
    const body = parse(resetSchema, request.body ?? {});
    rest.faults.clear();
    rest.limits.reset();
    await vendor.reset(body);
    rest.requestLog.clear();
    response.json({ ok: true });
  });
  router.get("/records/:type", (request, response) => {
    response.json(vendor.list(parseType(request.params.type)));
  });
  router.post("/edit", (request, response) => {
    const { type, id, ...body } = parse(editSchema, request.body);
    const known = parseType(type);
    response.json(vendor.edit({ type: known, ...body, ...(id === undefined ? {} : { id }) }));
  });
  router.post("/delete", (request, response) => {
    const { type, id } = parse(removeSchema, request.body);
    vendor.remove(parseType(type), id);
    response.json({ ok: true });
  });
  router.post("/merge", (request, response) => {
    const { type, winner, loser } = parse(mergeSchema, request.body);
    response.json(vendor.merge(parseType(type), winner, loser));
  });
}

/**
 * The routes by which tests, benches and people steer a stand-in; mount it under `/_control`, before
 * the request log, so that control calls are not counted.
 */
export function createControlRouter(options: ControlOptions): Router {
  const router = Router();
  router.use(json({ limit: "200mb", strict: false }));
  addRecordRoutes(router, options);
  router.post("/faults", (request, response) => {
    options.faults.configure(parse(faultsBodySchema, request.body));
    response.json({ ok: true });
  });
  router.post("/limits", (request, response) => {
    response.json(options.limits.configure(parse(limitsBodySchema, request.body)));
  });
  router.get("/requests", (_request, response) => {
    response.json(options.requestLog.summary());
  });
  router.get("/arrivals", (_request, response) => {
    response.json(options.requestLog.arrivals());
  });
  router.delete("/requests", (_request, response) => {
    options.requestLog.clear();
    response.json({ ok: true });
  });
  router.get("/violations", (_request, response) => {
    response.json(options.specCheck?.violations() ?? []);
  });
  if (options.extras !== undefined) router.use(options.extras);
  router.use(answerError);
  return router;
}

/** Ends what no control route answered; mount it behind the control router. */
export const unknownControlRoute: RequestHandler = (request, response) => {
  const message = `no control route ${request.method} ${request.originalUrl}`;
  response.status(404).json({ error: { code: "unknown_route", message } });
};
