import {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from "express";

import type { Right } from "../../sync/people-ports.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { ENDPOINTS } from "../endpoints/index.ts";
import { answerUnknownRoute, HttpError } from "./errors.ts";
import { callerOf } from "./hubspot-signature.ts";
import { refuseUnstorable } from "../requests.ts";
import { jsonOf } from "./raw-body.ts";

/**
 * Lets a caller do what the table of endpoints allows, and keeps what was changed in the audit log.
 * Express itself finds the row, so that no spelling of an address passes by its guard.
 */
export function guardEndpoints(): Router {
  const router = Router();
  for (const endpoint of ENDPOINTS) router[endpoint.method](endpoint.path, allow(endpoint));
  router.use((request, response, next) => {
    if (response.locals["endpoint"] === undefined) answerUnknownRoute(request, response, next);
    else next();
  });
  return router;
}

function allow(endpoint: Endpoint): RequestHandler {
  return async (request, response, next) => {
    if (response.locals["endpoint"] !== undefined) {
      next(); // two rows fit the address: the first one counts, as it does for routes
      return;
    }
    response.locals["endpoint"] = endpoint;
    const values = { ...request.params, ...request.query };
    for (const [name, value] of Object.entries(values)) refuseUnstorable(name, value);
    await requireRight(response, endpoint.right);
    if (endpoint.audit !== null) auditAnswer(request, response, endpoint.audit, next);
    next();
  };
}

async function requireRight(response: Response, right: Right | null): Promise<void> {
  if (right === null) return;
  const { portal: access, userId } = callerOf(response);
  const rights = await access.people.rightsOf(userId);
  if (rights.includes(right)) return;
  throw new HttpError(403, "not_allowed", REFUSALS[right], {
    remedy:
      "Ask someone who may change the settings to add you under Access. When nobody can, whoever " +
      "runs the Lockstep server grants it with `npm run lockstep -- grant-admin`.",
  });
}

const REFUSALS: Readonly<Record<Right, string>> = {
  settings: "You may not change the settings of Lockstep in this portal.",
  records: "You may not sync, link or unlink records in this portal.",
};

/**
 * Stores who changed what before the answer leaves: whoever hears that it is done finds it in the log.
 * After a crash in between HubSpot asks again, and the act that is done already is logged then.
 */
function auditAnswer(request: Request, response: Response, act: string, next: NextFunction): void {
  const send = response.json.bind(response);
  const { params } = request;
  const keepAndSend = async (body: unknown): Promise<void> => {
    try {
      const { portal: access, userId } = callerOf(response);
      const subject = textsOf(params);
      await access.people.appendAudit({ act, userId, subject, input: inputOf(request, response) });
      send(body);
    } catch (thrown) {
      next(thrown);
    }
  };
  response.json = (body: unknown) => {
    response.json = send;
    if (response.statusCode >= 400) return send(body);
    void keepAndSend(body);
    return response;
  };
}

function textsOf(params: Request["params"]): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

/** Of larger bodies the names of their fields are kept: mappings have a history of their own. */
const MAX_INPUT_LENGTH = 4000;

function inputOf(request: Request, response: Response): unknown {
  const body = jsonOf(request);
  if (typeof body !== "object" || body === null) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- set by allow, which set us up
  const { secrets = [] } = response.locals["endpoint"] as Endpoint;
  const kept = JSON.stringify(body, (name, value: unknown) =>
    secrets.includes(name) ? undefined : value,
  );
  const input: unknown = JSON.parse(kept);
  const isLarge = kept.length > MAX_INPUT_LENGTH;
  return isLarge ? { fields: Object.keys(Object(input)) } : input;
}
