import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cpSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listFiles, root } from "./support/project-files.ts";

const config = ".dependency-cruiser.cjs";

interface Cruise {
  modules: { source: string }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

/** Runs dependency-cruiser over some folders of a tree, with the tree's own configuration. */
async function cruise(tree: string, folders: readonly string[]): Promise<Cruise> {
  const program = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [program, ...folders, "--config", config, "--output-type", "json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: tree,
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Cruise;
}

function listNames(folder: string): string[] {
  return readdirSync(path.join(root, folder)).toSorted();
}

describe("the dependency check", () => {
  it("sees every file of the server, the sandbox and the extensions", async () => {
    const { modules } = await cruise(root, ["server", "sandbox", "hubspot-app"]);
    const seen = new Set(modules.map(({ source }) => source));
    const files = [
      ...listFiles("server"),
      ...listFiles("sandbox"),
      ...listFiles("hubspot-app"),
    ].filter((file) => /\.tsx?$/.test(file));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
  });

  it("has a row for every file of the server", () => {
    const rows = /^server\/(sync|shared|usecases|adapters|store|http|jobs)\//;
    const entries =
      /^server\/(compose(-contexts|-permissions|-portals|-vendors)?|main|config|cli)\.ts$/;
    const homeless = listFiles("server").filter((file) => !rows.test(file) && !entries.test(file));
    expect(homeless).toEqual([]);
  });
});

/** Names of packages as a manifest lists them. */
function versions(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, "1.0.0"]));
}

describe("the dependency rules", () => {
  // file -> its text, with nothing that the table forbids
  const allowed: Record<string, string> = {
    "server/sync/model.ts": 'import "libphonenumber-js";\nimport "tldts";\nexport type Model = 1;',
    "server/shared/logger.ts": 'import "pino";\nimport "node:crypto";\nexport const log = 1;',
    "server/usecases/sync.ts": 'import "../sync/model.ts";\nimport "../shared/logger.ts";',
    "server/adapters/http-client.ts": 'import "axios";\nimport "node:dns/promises";',
    "server/adapters/hubspot/records.ts":
      'import "@hubspot/api-client";\nimport "undici";\nimport "../http-client.ts";',
    "server/adapters/connectwise/records.ts":
      'import "axios";\nimport "zod";\nimport "../../sync/model.ts";',
    "server/store/links.ts": 'import type { Knex } from "knex";\nimport "pg";\nimport "zod";',
    "server/http/app.ts": 'import "express";\nimport "helmet";\nimport "../usecases/sync.ts";',
    "server/jobs/drain.ts": 'import "pg-boss";\nimport "node-cron";\nimport "../usecases/sync.ts";',
    "server/compose.ts": 'import "./store/links.ts";\nimport "./http/app.ts";\nimport "knex";',
    "server/main.ts": 'import "./compose.ts";\nimport "node:fs";',
    "migrations/1_first.ts": 'import type { Knex } from "knex";',
    "sandbox/shared/control.ts": 'import "express";',
    "sandbox/data/sample.ts": 'import "../shared/control.ts";',
    "sandbox/hubspot/server.ts":
      'import "node:fs";\nimport "../shared/control.ts";\nimport "../data/sample.ts";',
    "sandbox/connectwise/server.ts": 'import "express";',
    "sandbox/preview/screen-data.ts": "export type Screen = 1;",
    "sandbox/preview/server.ts": 'import "../shared/control.ts";',
    "sandbox/preview/page/main.tsx": 'import "react";\nimport "../screen-data.ts";',
    "sandbox/demo/stack.ts": 'import "../shared/control.ts";',
    "sandbox/screenshots/survey-data.ts": "export type Survey = 1;",
    "sandbox/screenshots/stage.ts": 'import "../demo/stack.ts";\nimport "node:fs";',
    "sandbox/screenshots/in-page/survey.ts": 'import "../survey-data.ts";',
    "sandbox/main.ts": 'import "./hubspot/server.ts";\nimport "node:child_process";',
    "hubspot-app/src/app/cards/Card.tsx": 'import "react";\nimport "@hubspot/ui-extensions";',
    "hubspot-app/src/app/packages/api/client.ts": 'import "./wire.ts";',
    "hubspot-app/src/app/packages/api/wire.ts": "export type Wire = 1;",
    "hubspot-app/src/app/settings/Page.tsx": 'import "../packages/api/client.ts";',
    "test/some.test.ts": 'import "../server/sync/model.ts";\nimport "vitest";',
  };

  // rule, file with the breach, what it imports
  const breaches = [
    ["sync-is-pure", "server/sync/fs.ts", 'import "node:fs";'],
    ["sync-is-pure", "server/sync/crypto.ts", 'import "node:crypto";'],
    ["sync-is-pure", "server/sync/type.ts", 'import type { Knex } from "knex";'],
    ["sync-is-pure", "server/sync/shared.ts", 'import "../shared/logger.ts";'],
    ["shared-is-a-leaf", "server/shared/up.ts", 'import "../sync/model.ts";'],
    ["usecases-know-ports-only", "server/usecases/sql.ts", 'import "../store/links.ts";'],
    ["usecases-know-ports-only", "server/usecases/zod.ts", 'import "zod";'],
    [
      "usecases-know-ports-only",
      "server/usecases/type.ts",
      'import type { A } from "../adapters/hubspot/records.ts";',
    ],
    [
      "hubspot-adapter-talks-to-hubspot",
      "server/adapters/hubspot/other.ts",
      'import "../connectwise/records.ts";',
    ],
    ["hubspot-adapter-talks-to-hubspot", "server/adapters/hubspot/sql.ts", 'import "knex";'],
    [
      "connectwise-adapter-talks-to-connectwise",
      "server/adapters/connectwise/other.ts",
      'import "../hubspot/records.ts";',
    ],
    [
      "connectwise-adapter-talks-to-connectwise",
      "server/adapters/connectwise/transport.ts",
      'import "@hubspot/api-client";',
    ],
    ["http-client-knows-no-vendor", "server/adapters/vendor.ts", 'import "./hubspot/records.ts";'],
    ["store-is-the-only-sql", "server/store/http.ts", 'import "express";'],
    ["store-is-the-only-sql", "server/store/use.ts", 'import "../usecases/sync.ts";'],
    ["http-is-a-thin-shell", "server/http/sql.ts", 'import "../store/links.ts";'],
    ["http-is-a-thin-shell", "server/http/knex.ts", 'import "knex";'],
    ["jobs-is-a-thin-shell", "server/jobs/sql.ts", 'import "../store/links.ts";'],
    ["jobs-is-a-thin-shell", "server/jobs/http.ts", 'import "express";'],
    ["server-starts-the-server-alone", "server/cli.ts", 'import "../sandbox/hubspot/server.ts";'],
    ["server-starts-the-server-alone", "server/config.ts", 'import "../test/some.test.ts";'],
    ["migrations-are-frozen", "migrations/2_live.ts", 'import "../server/store/links.ts";'],
    ["migrations-are-frozen", "migrations/3_zod.ts", 'import "zod";'],
    [
      "stand-ins-are-independent",
      "sandbox/hubspot/ours.ts",
      'import type { Model } from "../../server/sync/model.ts";',
    ],
    ["stand-ins-are-independent", "sandbox/hubspot/x.ts", 'import "../connectwise/server.ts";'],
    ["stand-ins-are-independent", "sandbox/shared/x.ts", 'import "../hubspot/server.ts";'],
    ["stand-ins-are-independent", "sandbox/data/x.ts", 'import "../../server/sync/model.ts";'],
    ["stand-ins-are-independent", "sandbox/demo/x.ts", 'import "../hubspot/server.ts";'],
    ["pictures-are-of-a-demo", "sandbox/screenshots/x.ts", 'import "../hubspot/server.ts";'],
    ["pictures-are-of-a-demo", "sandbox/screenshots/y.ts", 'import "../../server/main.ts";'],
    [
      "pictures-are-looked-at-from-within",
      "sandbox/screenshots/in-page/x.ts",
      'import "../stage.ts";',
    ],
    ["demo-starts-the-server-as-a-process", "sandbox/x.ts", 'import "../server/main.ts";'],
    ["extension-ships-alone", "hubspot-app/src/x.ts", 'import "../../server/sync/model.ts";'],
    ["extension-ships-alone", "hubspot-app/src/axios.ts", 'import "axios";'],
    [
      "extensions-share-through-packages",
      "hubspot-app/src/app/settings/other.ts",
      'import "../cards/Card.tsx";',
    ],
    ["api-types-know-no-screen", "hubspot-app/src/app/packages/api/react.ts", 'import "react";'],
    ["preview-loads-bundles", "sandbox/preview/page/server.ts", 'import "../server.ts";'],
    ["no-development-packages-in-production", "server/compose-dev.ts", 'import "vitest";'],
    ["no-cycles", "test/cycle-a.ts", 'import "./cycle-b.ts";'],
    ["no-undeclared-packages", "test/undeclared.ts", 'import "left-pad";'],
    ["no-missing-files", "test/missing.ts", 'import "./nowhere.ts";'],
  ] as const;

  let tree: string;
  let found: Map<string, string[]>;

  function write(file: string, text: string): void {
    const target = path.join(tree, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${text}\nexport {};\n`);
  }

  /** Empty packages under the names the files import: the rules go by where a package lies. */
  function writePackage(name: string): void {
    const folder = path.join(tree, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name, main: "index.js" }));
    writeFileSync(path.join(folder, "index.js"), "");
  }

  beforeAll(async () => {
    tree = mkdtempSync(path.join(tmpdir(), "lockstep-architecture-"));
    for (const file of [config, "tsconfig.json"]) {
      cpSync(path.join(root, file), path.join(tree, file));
    }
    const production = ["libphonenumber-js", "tldts", "pino", "axios", "undici", "zod", "knex"]
      .concat(["pg", "express", "helmet", "pg-boss", "node-cron", "@hubspot/api-client"])
      .concat(["react", "@hubspot/ui-extensions"]);
    const manifest = {
      name: "tree",
      type: "module",
      dependencies: versions(production),
      devDependencies: versions(["vitest"]),
    };
    writeFileSync(path.join(tree, "package.json"), JSON.stringify(manifest));
    for (const name of [...production, "vitest", "left-pad"]) writePackage(name);
    for (const [file, text] of Object.entries(allowed)) write(file, text);
    for (const [, file, text] of breaches) write(file, text);
    write("test/cycle-b.ts", 'import "./cycle-a.ts";'); // a circle is reported at one of its files

    const folders = ["server", "migrations", "sandbox", "hubspot-app", "test"];
    const { summary } = await cruise(tree, folders);
    found = new Map();
    for (const { from, rule } of summary.violations) {
      found.set(from, [...(found.get(from) ?? []), rule.name]);
    }
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it.each(breaches)("%s is what finds the breach in %s", (rule, file) => {
    expect(found.get(file)).toEqual([rule]);
  });

  it.each(Object.keys(allowed))("none of them minds %s", (file) => {
    expect(found.get(file)).toBeUndefined();
  });

  it("each have a breach planted", () => {
    const planted = new Set<string>(breaches.map(([rule]) => rule));
    const names = [...readFileSync(path.join(root, config), "utf8").matchAll(ruleName)];
    expect(names.length).toBeGreaterThan(10);
    expect(names.map((match) => match[1]).filter((name) => !planted.has(name ?? ""))).toEqual([]);
  });
});

const ruleName = /(?:name: |only\(\s*|onlyOfOurs\(\s*)"([a-z-]+)"/g;

describe("twin folders", () => {
  // What only one of the two vendors has, with the reason; every other file has a twin.
  const own: Record<string, Record<string, string>> = {
    "sandbox/hubspot": {
      "api-router.ts": "object types share their routes, and two limits and a scope guard them",
      "association-routes.ts": "associations have an API of their own; ConnectWise has references",
      "association-types.ts": "associations have an API of their own; ConnectWise has references",
      "associations.ts": "associations have an API of their own; ConnectWise has references",
      "auto-association.ts": "HubSpot finds or makes the company of an e-mail's domain by itself",
      "bodies.ts": "every route takes batches, each with a limit of its own",
      "consent.ts": "ConnectWise has keys instead of a consent page",
      "lists.ts": "people collect records in lists; ConnectWise has filters only",
      "object-types.ts":
        "object types share their routes, and each has a name, a plural and a number",
      "pipelines.ts": "a deal's stages depend on its pipeline; ConnectWise has plain lists",
      "portal.ts": "records of several types are tied together by associations",
      "record-requests.ts": "a read chooses properties, history and associations",
      "route-names.ts": "paths hold object types as names and as numbers, which makes this long",
      "rules.ts": "HubSpot fills in values by itself, for each type others",
      "unique-index.ts": "properties can be unique; ConnectWise has no such fields",
    },
    "sandbox/connectwise": {
      "callbacks.ts": "subscriptions are made through the API; HubSpot's are part of the app",
      "comparisons.ts": "conditions are a language; HubSpot's filters are JSON",
      "communication-patch.ts": "a contact's e-mail and phones are records of their own",
      "communication-routes.ts": "a contact's e-mail and phones are records of their own",
      "communications.ts": "a contact's e-mail and phones are records of their own",
      "companies.ts": "types of record differ in rules; HubSpot's differ in properties alone",
      "contacts.ts": "types of record differ in rules; HubSpot's differ in properties alone",
      "custom-field-tables.ts":
        "custom fields lie in an array of their own, with rules of their own",
      "custom-fields.ts": "custom fields lie in an array of their own, with rules of their own",
      "dependents.ts": "fields refer to records by id; HubSpot has associations",
      "forecast-routes.ts": "amounts lie in a forecast of several lines; HubSpot's deals have one",
      "forecast.ts": "amounts lie in a forecast of several lines; HubSpot's deals have one",
      "links.ts": "answers hold links; HubSpot's have none",
      "listing.ts": "every collection is listed by the same rules; HubSpot's have their own",
      "opportunities.ts": "types of record differ in rules; HubSpot's differ in properties alone",
      "patch.ts": "an update is a list of operations; HubSpot takes the values",
      "projection.ts": "answers hold the fields that a call names, also of inner objects",
      "record-type.ts": "types of record differ in rules; HubSpot's differ in properties alone",
      "record-types.ts": "types of record differ in rules; HubSpot's differ in properties alone",
      "references.ts": "fields refer to rows and records by id; HubSpot has associations",
      "rules.ts": "types of record differ in rules; HubSpot's differ in properties alone",
      "roles.ts": "a member's role has rights by module and level; HubSpot's tokens have scopes",
      "setup-routes.ts": "every set-up table has routes of its own",
      "sites.ts": "a company's sites are records of their own",
      "tenant.ts": "servers differ from one another; there is but one HubSpot",
      "tokens.ts": "conditions are a language; HubSpot's filters are JSON",
      "type-associations.ts": "a company's types are records of their own",
      "type-links.ts": "a company's types are records of their own",
    },
    "server/adapters/hubspot": {
      "associations.ts": "associations have an API of their own; ConnectWise has references",
      "batch-read.ts": "a call reads a hundred records; ConnectWise lists them by a condition",
      "batches.ts": "ConnectWise writes one record a call",
      "history.ts": "ConnectWise keeps no earlier values",
      "lists.ts": "people collect records in lists; ConnectWise has filters only",
      "own-state.ts": "records show in a property of ours how they stand, in HubSpot alone",
    },
    "server/adapters/connectwise": {
      "callbacks.ts": "subscriptions are made through the API; HubSpot's are part of the app",
      "communications.ts": "e-mail addresses and numbers are records below a contact",
      "conditions.ts": "conditions are a language; HubSpot's filters are JSON",
      "connect.ts": "keys are typed in and tested; HubSpot has OAuth",
      "fields.ts": "an object's fields are nowhere listed; HubSpot lists its properties",
      "forecast.ts": "an opportunity's amount is the sum of its forecast's lines",
      "host.ts": "every customer has an address; HubSpot has one",
      "patch.ts": "an update is a list of operations; HubSpot takes the values",
      "refusals.ts": "every update checks the whole record, also what was not sent",
    },
  };

  function listCommon(folder: string): string[] {
    return listNames(folder).filter((name) => !(name in (own[folder] ?? {})));
  }

  it.each([
    ["server/adapters/hubspot", "server/adapters/connectwise"],
    ["sandbox/hubspot", "sandbox/connectwise"],
  ])("%s and %s have the same file names", (one, other) => {
    expect(listCommon(one)).toEqual(listCommon(other));
  });

  it.each(Object.entries(own))("%s has what is said to be its own", (folder, files) => {
    const names = new Set(listNames(folder));
    expect(Object.keys(files).filter((name) => !names.has(name))).toEqual([]);
  });
});
