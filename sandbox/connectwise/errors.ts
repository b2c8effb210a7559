/** One entry of `errors` in a ConnectWise error body. */
export interface FieldError {
  readonly code: string;
  readonly message: string;
  readonly resource: string;
  readonly field: string;
}

/** Any refusal of the stand-in: an HTTP status and the JSON body ConnectWise sends with it. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(typeof body["message"] === "string" ? body["message"] : `status ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.body = body;
  }
}

/** 400 with one entry a broken field: the shape of every validation failure. */
export function invalidObject(resource: string, errors: readonly FieldError[]): ApiError {
  return new ApiError(400, {
    code: "InvalidObject",
    message: `${resource} object is invalid`,
    errors,
  });
}

/** 400 for a body or patch that is not of the documented form. */
export function invalidPatch(message: string): ApiError {
  return new ApiError(400, { code: "InvalidPatch", message });
}

/** 400 for a condition that cannot be used. */
export function badCondition(message: string): ApiError {
  return new ApiError(400, { code: "ApiFindCondition", message });
}

/** 404 of one record, e.g. `Company 5 not found`. */
export function recordNotFound(what: string, id: number | string): ApiError {
  return new ApiError(404, { code: "NotFound", message: `${what} ${id} not found` });
}

/** 409 of a record that others refer to. Neither code nor text of it is published. */
export function recordInUse(what: string, id: number): ApiError {
  return new ApiError(409, { code: "ConnectWiseApi", message: `${what} ${id} is in use.` });
}

/** 404 of a route ConnectWise does not have, and of a codebase the tenant has left. */
export function endpointDoesNotExist(): ApiError {
  return new ApiError(404, { code: "ConnectWiseApi", message: "The endpoint does not exist." });
}

/** 501: the vendor may have this route, the stand-in has not. Tests treat it as a failure. */
export function notSimulated(method: string, path: string): ApiError {
  return new ApiError(501, {
    code: "NotSimulated",
    message: `The ConnectWise stand-in does not simulate ${method} ${path}.`,
  });
}

/** 403 of an API member whose security role lacks a permission. */
export function permissionDenied(): ApiError {
  return new ApiError(403, {
    code: "Security",
    message: "You do not have security permission to perform this action.",
  });
}

/** 400 entry for a text that is longer than this server version allows. */
export function tooLong(resource: string, field: string, maxLength: number): FieldError {
  return {
    code: "MaxLengthField",
    message: `The field ${field} must be a string with a maximum length of ${maxLength}.`,
    resource,
    field,
  };
}

/** 400 entry for a value of a wrong type or form. */
export function invalidField(resource: string, field: string, message: string): FieldError {
  return { code: "InvalidField", message, resource, field };
}

/** 400 entry for a field that has to be there. */
export function missingField(resource: string, field: string, message?: string): FieldError {
  return {
    code: "MissingRequiredField",
    message: message ?? `The ${field} field is required.`,
    resource,
    field,
  };
}
