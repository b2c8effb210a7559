import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";

/** One entry of an error's `errors` list. */
export interface ErrorDetail {
  message: string;
  code?: string;
  in?: string;
  context?: Record<string, string[]>;
}

/** An answer other than success, in HubSpot's words. */
export class HubSpotError extends Error {
  readonly status: number;
  readonly category: string;
  readonly extra: {
    subCategory?: string;
    errors?: ErrorDetail[];
    context?: Record<string, string[]>;
  };

  /** @see https://developers.hubspot.com/docs/api-reference/error-handling */
  constructor(
    status: number,
    category: string,
    message: string,
    extra: HubSpotError["extra"] = {},
  ) {
    super(message);
    this.status = status;
    this.category = category;
    this.extra = extra;
  }

  /** @returns the body HubSpot sends, with a correlation id of its own. */
  toBody(): Record<string, unknown> {
    const { category, message, extra } = this;
    return { status: "error", message, correlationId: randomUUID(), ...extra, category };
  }
}

/** 400 VALIDATION_ERROR. */
export function invalid(message: string, extra: HubSpotError["extra"] = {}): HubSpotError {
  return new HubSpotError(400, "VALIDATION_ERROR", message, extra);
}

/** 404 for one record, as single-record routes answer it. */
export function notFound(
  message = "resource not found",
  extra: HubSpotError["extra"] = {},
): HubSpotError {
  return new HubSpotError(404, "OBJECT_NOT_FOUND", message, extra);
}

/** What is wrong with one property of a write. */
export interface PropertyProblem {
  name: string;
  /** HubSpot's code: PROPERTY_DOESNT_EXIST, INVALID_OPTION, ... */
  error: string;
  message: string;
}

/** 400 whose message carries the list of problems as JSON, which is how HubSpot words it. */
export function invalidProperties(problems: readonly PropertyProblem[]): HubSpotError {
  const list = problems.map((problem) => ({
    isValid: false,
    message: problem.message,
    error: problem.error,
    name: problem.name,
    localizedErrorMessage: problem.message,
  }));
  return invalid(`Property values were not valid: ${JSON.stringify(list)}`, {
    errors: problems.map(({ name, error, message }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  });
}

/** Sends a 429 as the burst limit does; `policyName` names the limit that was hit. */
export function sendRateLimited(response: Response, policyName: string): void {
  response.status(429).json({
    status: "error",
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: "RATE_LIMIT",
    correlationId: randomUUID(),
    policyName,
  });
}

/** Sends what a proxy in front of the API sends when it refuses by itself: a page, not JSON. */
export function sendRateLimitedPage(response: Response): void {
  response
    .status(429)
    .type("html")
    .send("<html><body><h1>429 Too Many Requests</h1></body></html>");
}

/** Sends a 500 without any detail. */
export function sendServerError(response: Response): void {
  response.status(500).json({
    status: "error",
    message: "internal error",
    correlationId: randomUUID(),
  });
}

/** Answers a route this stand-in does not know; a client must never mistake it for HubSpot's answer. */
export const answerUnknownRoute: RequestHandler = (request, response) => {
  response.status(501).json({
    status: "error",
    category: "NOT_IN_STAND_IN",
    message: `the HubSpot stand-in has no ${request.method} ${request.path}`,
    correlationId: randomUUID(),
  });
};

function hasType(error: unknown, type: string): boolean {
  return typeof error === "object" && error !== null && "type" in error && error.type === type;
}

/** Turns what a handler threw into HubSpot's error body. */
export const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
  } else if (error instanceof HubSpotError) {
    response.status(error.status).json(error.toBody());
  } else if (hasType(error, "entity.parse.failed")) {
    response.status(400).json(invalid("Invalid input JSON").toBody());
  } else if (hasType(error, "entity.too.large")) {
    response.status(413).json(invalid("Request body too large").toBody());
  } else {
    next(error);
  }
};
