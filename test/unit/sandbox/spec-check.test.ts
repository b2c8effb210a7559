import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import express from "express";
import type { Express, Response } from "express";
import request from "supertest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { SpecCheck } from "../../../sandbox/shared/spec-check.ts";
import { specCheck, specCheckFromEnvironment } from "../../../sandbox/shared/spec-check.ts";
import { openReport, readReports } from "../../../sandbox/shared/spec-report.ts";

const json = (schema: object): object => ({ content: { "application/json": { schema } } });
const reference = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** A made-up vendor with shelves of books, described as both vendors describe theirs. */
const library = {
  openapi: "3.0.1",
  paths: {
    "/shelves/{shelf}/books": {
      parameters: [{ name: "shelf", in: "path", required: true, schema: { type: "string" } }],
      get: {
        parameters: [
          { name: "page", in: "query", schema: { type: "integer" } },
          { name: "fields", in: "query", schema: { type: "string" } },
          { name: "clientId", in: "header", required: true, schema: { type: "string" } },
        ],
        responses: {
          200: json({ type: "array", items: reference("Book") }),
        },
      },
      post: {
        requestBody: { required: true, ...json(reference("NewBook")) },
        responses: {
          201: { $ref: "#/components/responses/One" },
          204: { description: "nothing" },
          default: json(reference("Trouble")),
        },
      },
      delete: { responses: { 202: { description: "accepted" } } },
    },
    "/shelves/{shelf}/{thing}": {
      get: { responses: { 200: json({ type: "string" }) } },
    },
  },
  components: {
    responses: { One: json(reference("Book")) },
    schemas: {
      Book: {
        type: "object",
        required: ["id", "title"],
        properties: {
          id: { type: "integer", format: "int32" },
          title: { type: "string", nullable: true },
          kind: { type: "string", enum: ["novel", "poem"], nullable: true },
          lent: { type: "string", format: "date-time" },
          notes: { type: "object", additionalProperties: { type: "string" } },
        },
      },
      NewBook: {
        type: "object",
        required: ["title"],
        properties: { title: { type: "string" } },
      },
      Trouble: {
        type: "object",
        required: ["message"],
        properties: { message: { type: "string" } },
      },
      ErrorResponseMessage: {
        type: "object",
        required: ["code"],
        properties: { code: { type: "string" } },
      },
    },
  },
};

let specs: string;

beforeAll(() => {
  specs = mkdtempSync(path.join(tmpdir(), "lockstep-specs-"));
  mkdirSync(path.join(specs, "connectwise"));
  mkdirSync(path.join(specs, "hubspot", "2026-09"), { recursive: true });
  const text = JSON.stringify(library);
  writeFileSync(path.join(specs, "connectwise", "psa-openapi.json"), text);
  writeFileSync(path.join(specs, "hubspot", "2026-09", "objects.json"), text);
  // The same path in a file named like the object type, as HubSpot has it, with a stricter book.
  const strict = structuredClone(library);
  strict.components.schemas.Book.required.push("kind");
  writeFileSync(path.join(specs, "hubspot", "2026-09", "novels.json"), JSON.stringify(strict));
});

afterAll(() => rmSync(specs, { recursive: true, force: true }));

let check: SpecCheck;
let app: Express;
let reply: (response: Response) => void;

function serve(vendor: "hubspot" | "connectwise"): void {
  check = specCheck({ specs, vendor });
  app = express();
  app.use(check);
  app.use(express.json());
  app.use((_request, response) => reply(response));
}

const answer = (status: number, body?: unknown): void => {
  reply = (response) =>
    void (body === undefined ? response.status(status).end() : response.status(status).json(body));
};

beforeEach(() => {
  vi.stubEnv("SPEC_CHECK_REPORT_DIR", ""); // what is planted here is no finding of the run
  serve("hubspot");
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const dune = { id: 1, title: "Dune" };

describe("the comparison with a vendor's description", () => {
  it("finds nothing in an exchange that is as described", async () => {
    answer(200, [dune, { id: 2, title: null, kind: null, notes: { any: "text" } }]);
    await request(app).get("/shelves/a/books?page=2").set("clientId", "x");
    answer(201, { ...dune, lent: "2026-01-31T10:00:00Z" });
    await request(app).post("/shelves/a/books").send({ title: "Dune" });
    answer(204);
    await request(app).post("/shelves/a/books").send({ title: "Dune" });

    expect(check.violations()).toEqual([]);
    expect(check.checked()).toBe(3);
  });

  it.each([
    ["a missing field", { id: 1 }, "Book/required/title"],
    ["a wrong type", { ...dune, id: "1" }, "Book/properties/id/type"],
    ["a value that is not in the list", { ...dune, kind: "essay" }, "Book/properties/kind/enum"],
    ["null where it is not allowed", { ...dune, id: null }, "Book/properties/id/type"],
    ["a malformed time", { ...dune, lent: "yesterday" }, "Book/properties/lent/format"],
    ["a field nobody described", { ...dune, titel: "Dune" }, "Book/additionalProperties/titel"],
  ])("reports %s in an answer", async (_what, body, expected) => {
    answer(201, body);
    await request(app).post("/shelves/a/books").send({ title: "Dune" });

    expect(check.violations()).toEqual([
      expect.stringContaining(`hubspot: response post /shelves/{shelf}/books 201`),
    ]);
    expect(check.violations()[0]).toContain(expected);
  });

  // what, method, status, body of the answer -> difference
  it.each([
    ["an answer that is no JSON", "post", 201, "oops", "body/type"],
    ["a status that is not described", "get", 202, "[]", "status/enum"],
    ["an error of another shape", "post", 400, '{"error":"no"}', "Trouble/required/message"],
    ["an answer of nothing where a body is described", "post", 201, "", "body/type"],
    ["a body where none is described", "delete", 202, "[]", "body/not"],
  ] as const)("reports %s", async (_what, method, status, body, expected) => {
    reply = (response) => void response.status(status).end(body);
    const client = request(app);
    await client[method]("/shelves/a/books").set("clientId", "x").send({ title: "Dune" });

    expect(check.violations().join("\n")).toContain(expected);
  });

  it("reports a call that breaks the description only when it was accepted", async () => {
    answer(400, { message: "title is missing" });
    await request(app).post("/shelves/a/books").send({ name: "Dune" });
    expect(check.violations()).toEqual([]);

    answer(201, dune);
    await request(app).post("/shelves/a/books").send({ name: "Dune" });
    await request(app).post("/shelves/a/books");
    answer(200, []);
    await request(app).get("/shelves/a/books?page=two&sort=title");

    const found = check.violations().join("\n");
    expect(found).toContain("NewBook/required/title");
    expect(found).toContain("NewBook/additionalProperties/name");
    expect(found).toContain("query/additionalProperties/sort");
    expect(found).toContain("query/type/page");
    expect(found).toContain("header/required/clientId");
  });

  it("reports an answer to a route that no description has, but lets 404 and 501 pass", async () => {
    answer(404, {});
    await request(app).get("/attic");
    answer(501, {});
    await request(app).post("/shelves/a/books");
    expect(check.violations()).toEqual([]);
    expect(check.checked()).toBe(0);

    answer(200, {});
    await request(app).get("/attic");
    expect(check.violations()).toEqual([
      "hubspot: get /attic is in no description, yet was answered",
    ]);
  });

  it("prefers fixed words of a path to parameters, and the file named like the type", async () => {
    answer(200, [dune]);
    await request(app).get("/shelves/a/books").set("clientId", "x");
    expect(check.violations()).toEqual([]);

    await request(app).get("/shelves/novels/books").set("clientId", "x");
    expect(check.violations().join()).toContain("Book/required/kind");
  });

  it("compares a batch with failed entries (207) with the answer of a batch", async () => {
    answer(207, { ...dune, id: "1" });
    await request(app).post("/shelves/a/books").send({ title: "Dune" });
    expect(check.violations().join()).toContain("207 Book/properties/id/type");
  });

  it("reports equal differences once", async () => {
    answer(200, [{ id: 1 }, { id: 2 }]);
    await request(app).get("/shelves/a/books").set("clientId", "x");
    await request(app).get("/shelves/b/books").set("clientId", "x");

    expect(check.violations()).toHaveLength(1);
    expect(check.checked()).toBe(2);
  });

  it("sees the route behind ConnectWise's codebase, its one error shape, and selected fields", async () => {
    serve("connectwise");
    const base = "/v4_6_release/apis/3.0/shelves/a/books";
    answer(200, [{ id: 1 }]);
    await request(app).get(`${base}?fields=id`).set("clientId", "x");
    answer(404, { code: "NotFound" });
    await request(app).get(base).set("clientId", "x");
    expect(check.violations()).toEqual([]);
    expect(check.checked()).toBe(2);

    answer(404, { message: "no" });
    await request(app).get(base).set("clientId", "x");
    expect(check.violations().join()).toContain("ErrorResponseMessage/required/code");
  });

  it("lets the answer reach the client as it was", async () => {
    answer(200, [dune]);
    const got = await request(app).get("/shelves/a/books").set("clientId", "x");
    expect(got.body).toEqual([dune]);
  });
});

describe("the switch for it", () => {
  it("is off without VENDOR_SPECS, and fails loudly on a folder without descriptions", () => {
    vi.stubEnv("VENDOR_SPECS", "");
    expect(specCheckFromEnvironment("hubspot")).toBeUndefined();

    vi.stubEnv("VENDOR_SPECS", path.join(specs, "elsewhere"));
    expect(() => specCheckFromEnvironment("hubspot")).toThrow("ENOENT");
  });
});

describe("the report of a test run", () => {
  it("adds up what all stand-ins wrote, with equal differences once", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "lockstep-report-"));
    vi.stubEnv("SPEC_CHECK_REPORT_DIR", folder);
    try {
      const [one, two] = [openReport("hubspot"), openReport("connectwise")];
      one.countExchange();
      one.countExchange();
      two.countExchange();
      one.addViolation("b");
      two.addViolation("a");
      two.addViolation("b");
      expect(await readReports(folder)).toEqual({ checked: 3, violations: ["a", "b"] });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
