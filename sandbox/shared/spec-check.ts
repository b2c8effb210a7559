import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { Request, RequestHandler, Response } from "express";
import type { DescribedAnswer, Description, Operation, SpecVendor } from "./spec-descriptions.ts";
import { asNode, connectwiseErrorSchema, readDescription } from "./spec-descriptions.ts";
import { specExceptions, undescribedRoutes } from "./spec-exceptions.ts";
import { openReport } from "./spec-report.ts";

/** Compares each call and its answer with the vendor's description, and keeps what differs. */
export type SpecCheck = RequestHandler & {
  /** One line for each kind of difference. */
  violations(): string[];
  /** Calls compared so far. */
  checked(): number;
};

interface Exchange {
  readonly request: Request;
  readonly path: string;
  readonly status: number;
  readonly answer: Buffer;
}

interface Checker {
  readonly vendor: SpecVendor;
  readonly description: Description;
  validate(address: string, value: unknown): string[];
}

/**
 * The check for a stand-in, when the environment variable VENDOR_SPECS names the folder of the
 * vendors' descriptions; undefined without it.
 */
export function specCheckFromEnvironment(vendor: SpecVendor): SpecCheck | undefined {
  const specs = process.env["VENDOR_SPECS"] ?? "";
  return specs === "" ? undefined : specCheck({ specs, vendor });
}

/**
 * Builds the middleware. Mount it behind the control routes and behind the fault player (so that it
 * never sees an injected fault), before the vendor's own routes and their body parsers.
 *
 * A call is held against the description only when the stand-in accepted it: refusing a malformed
 * one is right. An answer is compared whatever it is, except 501, which says that the stand-in does
 * not know the route.
 *
 * @param options - `specs`: folder with `hubspot/<version>/*.json` and `connectwise/psa-openapi.json`
 * @throws Error when the folder lacks the vendor's files
 */
export function specCheck(options: {
  readonly specs: string;
  readonly vendor: SpecVendor;
}): SpecCheck {
  const checker = createChecker(options.specs, options.vendor);
  const report = openReport(options.vendor);
  const violations = new Set<string>();
  let checked = 0;
  const check = (exchange: Exchange): void => {
    const found = compare(checker, exchange);
    if (found === undefined) return;
    checked += 1;
    report.countExchange();
    for (const line of found.filter((each) => !violations.has(each))) {
      violations.add(line);
      report.addViolation(line);
    }
  };
  const handler: RequestHandler = (request, response, next) => {
    // Taken now: routers change `path` while the call passes through them.
    const { path } = request;
    listenIn(response, (answer) => check({ request, path, status: response.statusCode, answer }));
    next();
  };
  return Object.assign(handler, { violations: () => [...violations], checked: () => checked });
}

/** Lets the answer pass and hands a copy of its body on, once it is complete. */
function listenIn(response: Response, done: (answer: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => Response;
  response.write = ((...args: unknown[]) => {
    keep(args[0]);
    return write(...args);
  }) as Response["write"];
  response.end = ((...args: unknown[]) => {
    keep(args[0]);
    done(Buffer.concat(chunks)); // before the client has it: a test may ask for violations at once
    return end(...args);
  }) as Response["end"];
}

/** @returns the differences; undefined when this call is not to be compared */
function compare(checker: Checker, exchange: Exchange): string[] | undefined {
  const { vendor, description } = checker;
  const { request, path, status } = exchange;
  if (status === 501) return undefined;
  const operation = description.find(request.method, path);
  if (operation === undefined) {
    if (status >= 400) return undefined; // refused, as the vendor would
    const route = `${request.method.toLowerCase()} ${path}`;
    const isKnown = undescribedRoutes.some(
      (known) => known.vendor === vendor && known.matches.test(route),
    );
    return isKnown ? undefined : [`${vendor}: ${route} is in no description, yet was answered`];
  }
  const differences = [
    ...(status < 400 ? compareRequest(checker, operation, request) : []),
    ...compareAnswer(checker, operation, exchange),
  ];
  return differences
    .filter((each) => !isExcepted(vendor, each))
    .map((each) => `${vendor}: ${each}`);
}

function isExcepted(vendor: SpecVendor, difference: string): boolean {
  return specExceptions.some(
    (exception) =>
      exception.vendor === vendor && exception.matches.test(difference.split(" = ")[0] ?? ""),
  );
}

function compareRequest(checker: Checker, operation: Operation, request: Request): string[] {
  const { bodySchema, requiresBody } = operation;
  const body: unknown = request.body;
  const isSent = Object.keys(asNode(body)).length > 0;
  const bodyErrors =
    bodySchema !== undefined && (isSent || requiresBody) ? checker.validate(bodySchema, body) : [];
  return [...bodyErrors, ...compareParameters(operation, request)].map(
    (each) => `request ${operation.name} ${each}`,
  );
}

function compareParameters(operation: Operation, request: Request): string[] {
  const inQuery = operation.parameters.filter((parameter) => parameter["in"] === "query");
  const names = new Set(inQuery.map((parameter) => parameter["name"]));
  const unknown = Object.keys(request.query).filter((name) => !names.has(name));
  const missing = operation.parameters.filter(
    ({ name, required, in: place }) =>
      required === true &&
      ((place === "query" && !(String(name) in request.query)) ||
        (place === "header" && request.get(String(name)) === undefined)),
  );
  const invalid = inQuery.filter((parameter) => {
    const value = request.query[String(parameter["name"])];
    const type = String(asNode(parameter["schema"])["type"]).split(",")[0];
    if (typeof value !== "string") return false;
    if (type === "integer") return !/^-?\d+$/.test(value);
    return type === "boolean" && !/^(true|false)$/i.test(value);
  });
  return [
    ...unknown.map((name) => `query/additionalProperties/${name}`),
    ...missing.map(({ in: place, name }) => `${String(place)}/required/${String(name)}`),
    ...invalid.map(({ name }) => `query/type/${String(name)}`),
  ];
}

function compareAnswer(checker: Checker, operation: Operation, exchange: Exchange): string[] {
  const { status, answer, request } = exchange;
  const prefix = `response ${operation.name} ${status}`;
  const described = describedAnswer(checker.vendor, operation, status);
  if (described === "unspecified") return [];
  if (described === undefined) return [`${prefix} status/enum`];
  if (described.schema === undefined) return answer.length === 0 ? [] : [`${prefix} body/not`];
  const value = parseJson(answer);
  if (value === undefined) return [`${prefix} body/type`];
  const selected = "fields" in request.query ? " (fields selected)" : "";
  return checker
    .validate(described.schema, value)
    .map((each) => `${prefix} ${each.replace(" = ", `${selected} = `)}`);
}

/** @returns undefined when the vendor never answers with this status; `default` means errors */
function describedAnswer(
  vendor: SpecVendor,
  { answers }: Operation,
  status: number,
): DescribedAnswer | "unspecified" | undefined {
  const exact = answers.get(String(status)) ?? answers.get(`${Math.floor(status / 100)}XX`);
  if (exact !== undefined) return exact;
  if (status >= 400) {
    const connectwise = vendor === "connectwise" ? { schema: connectwiseErrorSchema } : undefined;
    return answers.get("default") ?? connectwise;
  }
  const [success] = [...answers].filter(([key]) => key.startsWith("2")).map(([, each]) => each);
  if (success === undefined) return "unspecified";
  // A batch some of whose entries failed has the same body, and errors in it.
  return vendor === "hubspot" && status === 207 ? success : undefined;
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/** Schemas are compiled when first needed: a description holds hundreds, a run uses a few. */
function createChecker(specs: string, vendor: SpecVendor): Checker {
  const description = readDescription(specs, vendor);
  // Verbose errors hold the schema that was broken: exceptions go by its name.
  const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
  addFormats.default(ajv);
  for (const [key, document] of description.documents) ajv.addSchema(document, `spec:${key}`);
  const compiled = new Map<string, ValidateFunction>();
  return {
    vendor,
    description,
    validate: (address, value) => {
      const validator = compiled.get(address) ?? ajv.compile({ $ref: address });
      compiled.set(address, validator);
      const errors = validator(value) ? [] : (validator.errors ?? []);
      return errors.map((error) => describe(description, error));
    },
  };
}

/** `<schema>/<path in it>/<keyword>[/<property>] = <place in the body> <what is wrong>`. */
function describe(description: Description, error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  const property = params["missingProperty"] ?? params["additionalProperty"];
  const suffix = typeof property === "string" ? `/${property}` : "";
  const name = description.nameOf(error.parentSchema ?? {});
  const place = error.instancePath.replaceAll(/\/\d+(?=\/|$)/g, "/*");
  return `${name}/${error.keyword}${suffix} = ${place} ${error.message ?? ""}`;
}
