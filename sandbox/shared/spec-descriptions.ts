import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The vendors whose descriptions we can compare with. */
export type SpecVendor = "hubspot" | "connectwise";

/** A part of an OpenAPI 3.0 document; its shape is the vendor's. */
export interface SpecNode {
  readonly [key: string]: unknown;
}

/** One operation of a description. */
export interface Operation {
  /** For messages: `post /crm/objects/2026-09/{objectType}/search`. */
  readonly name: string;
  /** Query, header and path parameters. */
  readonly parameters: readonly SpecNode[];
  readonly requiresBody: boolean;
  /** Address of the body's schema; undefined when none is described. */
  readonly bodySchema: string | undefined;
  /** What the operation may answer: by status, by class of status (`4XX`), else `default`. */
  readonly answers: ReadonlyMap<string, DescribedAnswer>;
}

/** One described answer. */
export interface DescribedAnswer {
  /** Address of its schema; undefined when it has no body. */
  readonly schema: string | undefined;
}

/**
 * Where ConnectWise's errors are described: its read operations list success alone, and its errors
 * have one shape everywhere.
 */
export const connectwiseErrorSchema = toAddress("psa", [
  "components",
  "schemas",
  "ErrorResponseMessage",
]);

/** A vendor's description, ready to be asked. */
export interface Description {
  /** Documents by key, with what OpenAPI 3.0 says differently from JSON Schema translated. */
  readonly documents: ReadonlyMap<string, SpecNode>;
  /** What a schema is called, with the path in it: `Company/properties/name`. */
  nameOf(schema: object): string;
  /** The operation that describes a call, if any. */
  find(method: string, callPath: string): Operation | undefined;
}

interface Route {
  readonly pattern: RegExp;
  readonly parameterCount: number;
  readonly method: string;
  /** File the route stands in, without its extension. */
  readonly file: string;
  readonly operation: Operation;
}

const methods = new Set(["get", "post", "put", "patch", "delete"]);

/**
 * Reads a vendor's OpenAPI documents.
 *
 * @param specs - folder with `hubspot/<version>/*.json` and `connectwise/psa-openapi.json`
 * @throws Error when the folder lacks them
 */
export function readDescription(specs: string, vendor: SpecVendor): Description {
  const documents = new Map<string, SpecNode>();
  const names = new WeakMap<object, string>();
  for (const [key, file] of listDocuments(specs, vendor)) {
    const document = translate(JSON.parse(readFileSync(file, "utf8"))) as SpecNode;
    documents.set(key, document);
    const schemas = asNode(asNode(document["components"])["schemas"]);
    for (const [name, schema] of Object.entries(schemas)) nameNodes(names, name, schema);
  }
  const routes = [...documents].flatMap(([key, document]) => listRoutes(key, document));
  return {
    documents,
    nameOf: (schema) => names.get(schema) ?? "unnamed",
    find: (method, callPath) => {
      const wanted = toDescribedPath(vendor, callPath);
      const fitting = routes.filter(
        (route) => route.method === method.toLowerCase() && route.pattern.test(wanted),
      );
      return fitting.toSorted((a, b) => rank(a, wanted) - rank(b, wanted))[0]?.operation;
    },
  };
}

/** The value as an object; an empty one when it is none. */
export function asNode(value: unknown): SpecNode {
  return typeof value === "object" && value !== null ? (value as SpecNode) : {};
}

function nameNodes(names: WeakMap<object, string>, name: string, node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  names.set(node, name);
  for (const [key, inner] of Object.entries(node)) nameNodes(names, `${name}/${key}`, inner);
}

function listDocuments(specs: string, vendor: SpecVendor): [key: string, file: string][] {
  const root = path.join(specs, vendor);
  if (vendor === "connectwise") return [["psa", path.join(root, "psa-openapi.json")]];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: version }) =>
      readdirSync(path.join(root, version))
        .filter((file) => file.endsWith(".json"))
        .map((file): [string, string] => [
          `${version}/${path.basename(file, ".json")}`,
          path.join(root, version, file),
        ]),
    );
}

function listRoutes(document: string, content: SpecNode): Route[] {
  return Object.entries(asNode(content["paths"])).flatMap(([template, item]) =>
    Object.keys(asNode(item))
      .filter((method) => methods.has(method))
      .map((method) => ({
        pattern: toPattern(template),
        parameterCount: template.split("{").length - 1,
        method,
        file: path.basename(document),
        operation: readOperation({ document, content }, template, method),
      })),
  );
}

interface Source {
  readonly document: string;
  readonly content: SpecNode;
}

/** A node of a document and the steps that lead to it. */
interface Place {
  readonly node: SpecNode;
  readonly steps: readonly string[];
}

function readOperation(source: Source, template: string, method: string): Operation {
  const item = goTo(source, ["paths", template]);
  const operation = goTo(source, [...item.steps, method]);
  const body = goTo(source, [...operation.steps, "requestBody"]);
  const parameters = [item, operation].flatMap(({ node, steps }) =>
    Object.keys(asNode(node["parameters"])).map(
      (index) => goTo(source, [...steps, "parameters", index]).node,
    ),
  );
  const answers = Object.keys(asNode(operation.node["responses"])).map(
    (status): [string, DescribedAnswer] => {
      const answer = goTo(source, [...operation.steps, "responses", status]);
      return [status, { schema: addressOf(source, answer) }];
    },
  );
  return {
    name: `${method} ${template}`,
    parameters,
    requiresBody: body.node["required"] === true,
    bodySchema: addressOf(source, body),
    answers: new Map(answers),
  };
}

/** Walks down a document; where it ends at a `$ref`, on to what that names. */
function goTo(source: Source, steps: readonly string[]): Place {
  let node: unknown = source.content;
  for (const step of steps) node = asNode(node)[step];
  const ref = asNode(node)["$ref"];
  if (typeof ref === "string") return goTo(source, ref.slice(2).split("/"));
  return { node: asNode(node), steps };
}

/** Address of the schema of a body, in the first form that is described: vendors give but one. */
function addressOf(source: Source, { node, steps }: Place): string | undefined {
  const [form] = Object.keys(asNode(node["content"]));
  if (form === undefined) return undefined;
  const schema = goTo(source, [...steps, "content", form, "schema"]);
  return toAddress(source.document, schema.steps);
}

/** Address of a node, as a schema validator understands it. */
function toAddress(document: string, steps: readonly string[]): string {
  const encoded = steps.map((step) =>
    encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1")),
  );
  return `spec:${document}#/${encoded.join("/")}`;
}

/** A slash at the end of a path means nothing to either vendor. */
function toPattern(template: string): RegExp {
  const source = template
    .replace(/\/$/, "")
    .split(/\{[^}]+\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join("[^/]+");
  return new RegExp(`^${source}/?$`);
}

/**
 * The path under which a call is described. ConnectWise puts the tenant's codebase first, and its
 * description leaves that to `servers`. HubSpot's tokens of 2026-09 are described with errors alone;
 * their shapes stand in 2026-03.
 */
function toDescribedPath(vendor: SpecVendor, callPath: string): string {
  return vendor === "connectwise"
    ? callPath.replace(/^\/[^/]+\/apis\/3\.0/, "")
    : callPath.replace(/^\/oauth\/2026-09\/token$/, "/oauth/2026-03/token");
}

/**
 * Fixed segments win over parameters. HubSpot describes each object type in a file of its own under
 * the same path: the file named like the type wins, else the general one.
 */
function rank(route: Route, callPath: string): number {
  const general = route.file === "objects" ? 1 : 2;
  return route.parameterCount * 10 + (callPath.split("/").includes(route.file) ? 0 : general);
}

/**
 * Translates OpenAPI 3.0's schemas into JSON Schema: `nullable` becomes a type, and an object that
 * lists its properties may have no others, or a misspelt name would never be noticed.
 */
function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  if (typeof value !== "object" || value === null) return value;
  const node = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "example" && key !== "examples")
      .map(([key, inner]) => [key, translate(inner)]),
  );
  return closeObject(allowNull(node));
}

function allowNull(node: Record<string, unknown>): Record<string, unknown> {
  if (node["nullable"] !== true) return node;
  const { nullable: _nullable, ...rest } = node;
  if ("$ref" in rest) return { anyOf: [rest, { type: "null" }] };
  return {
    ...rest,
    ...(typeof rest["type"] === "string" ? { type: [rest["type"], "null"] } : {}),
    ...(Array.isArray(rest["enum"]) ? { enum: [...(rest["enum"] as unknown[]), null] } : {}),
  };
}

function closeObject(node: Record<string, unknown>): Record<string, unknown> {
  const isObject = node["type"] === "object" || String(node["type"]) === "object,null";
  const lists = typeof node["properties"] === "object" && isObject;
  return lists && !("additionalProperties" in node)
    ? { ...node, additionalProperties: false }
    : node;
}
