import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import type { z } from "zod";

import type { Logger } from "../../shared/logger.ts";
import { AppError, type ErrorClass } from "../../sync/errors.ts";
import type { errorReply } from "../contract.ts";

/** A request that is refused before anything is looked at. */
export class HttpError extends AppError {
  readonly status: number;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly field?: string; readonly remedy?: string } = {},
  ) {
    super(message, { code, errorClass: "invalid", ...more });
    this.name = "HttpError";
    this.status = status;
  }
}

const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map([
  ["unknown_portal", 404],
  ["portal_not_active", 409],
  ["not_configured", 409],
  ["run_in_progress", 409],
  ["run_not_active", 409],
  ["disconnected", 409],
  ["changed_meanwhile", 409],
  ["nothing_to_decide", 409],
  ["object_is_off", 409],
  ["already_linked", 409],
  ["record_busy", 409],
  ["dry_run_needed", 409],
  ["mass_change", 409],
]);

/** A vendor that refuses what a person entered is that person's 422, not our 401. */
const STATUS_OF_CLASS: Readonly<Record<ErrorClass, number>> = {
  throttle: 503,
  auth: 422,
  forbidden: 422,
  transient: 503,
  indeterminate: 503,
  exists: 409,
  gone: 404,
  invalid: 422,
  configuration: 422,
  internal: 500,
};

function statusOf(error: AppError): number {
  if (error instanceof HttpError) return error.status;
  return STATUS_OF_CODE.get(error.code) ?? STATUS_OF_CLASS[error.errorClass];
}

/** What body-parser and Express throw: an error with a status of its own. */
function asHttpError(thrown: unknown): AppError | null {
  if (thrown instanceof AppError) return thrown;
  const status: unknown =
    typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "status") : undefined;
  switch (status) {
    case 413:
      return new HttpError(413, "body_too_large", "The body is larger than 1 MB.", {
        remedy: "Send less at a time.",
      });
    case 415:
      return new HttpError(415, "encoding_unsupported", "Compressed bodies are not read.", {
        remedy: "Send it as it is.",
      });
    case 400:
      return new HttpError(400, "bad_request", "The request cannot be read.", {
        remedy: "Correct the address or the body.",
      });
    default:
      return null;
  }
}

/** Id of a request, which its log lines and its error answer share. */
function requestIdOf(request: Request): string {
  return typeof request.id === "string" ? request.id : "";
}

function bodyOf(error: AppError, request: Request): z.input<typeof errorReply> {
  const { code, message, field, remedy } = error;
  return {
    error: {
      code,
      message,
      ...(field === undefined ? {} : { field }),
      ...(remedy === undefined ? {} : { remedy }),
      requestId: requestIdOf(request),
    },
  };
}

/** The only place that turns errors into statuses; what nobody expected says nothing but its id. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- Express tells an error handler by its four parameters
  return (thrown: unknown, request: Request, response: Response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = asHttpError(thrown);
    if (error === null || error.errorClass === "internal") {
      logger.error({ err: thrown, requestId: requestIdOf(request) }, "request failed unexpectedly");
      const hidden = new HttpError(500, "internal_error", "Something went wrong on our side.");
      response.status(500).json(bodyOf(hidden, request));
      return;
    }
    if (error.retryAfterMs !== undefined) {
      response.set("Retry-After", String(Math.ceil(error.retryAfterMs / 1000)));
    }
    response.status(statusOf(error)).json(bodyOf(error, request));
  };
}

/** Answers what no route took. */
export const answerUnknownRoute: RequestHandler = (_request, _response, next) => {
  next(
    new HttpError(404, "unknown_route", "There is nothing at this address.", {
      remedy: "docs/openapi.json lists what there is.",
    }),
  );
};
