import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { translate } from "@hubspot/project-parsing-lib/translate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { buildBundle, complainOfSize } from "../../sandbox/preview/build-bundle.ts";
import { readProject } from "../../sandbox/preview/extensions.ts";
import { listFiles, root } from "../support/project-files.ts";

const source = path.join(root, "hubspot-app/src");

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}

const profile = z.strictObject({
  accountId: z.int(),
  variables: z.strictObject({
    PUBLIC_URL: z.url({ protocol: /^https$/ }),
    SUPPORT_EMAIL: z.email(),
  }),
});
const uid = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/u);
const entrypoint = (folder: string) => z.string().regex(new RegExp(`^/app/${folder}/\\w+\\.tsx$`));
/** @see https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/create */
const card = z.strictObject({
  uid,
  type: z.literal("card"),
  config: z.strictObject({
    name: z.string().min(1),
    description: z.string().min(1),
    location: z.enum(["crm.record.tab", "crm.record.sidebar"]),
    entrypoint: entrypoint("cards"),
    objectTypes: z.array(z.enum(["companies", "contacts", "deals"])).length(1),
  }),
});
/** @see https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/create-a-settings-page */
const settings = z.strictObject({
  uid,
  type: z.literal("settings"),
  config: z.strictObject({ entrypoint: entrypoint("settings") }),
});

const cardFiles = listFiles("hubspot-app/src/app/cards").filter((file) =>
  file.endsWith("-hsmeta.json"),
);
const profiles = readdirSync(source).filter((name) => name.startsWith("hsprofile."));

describe("the extensions' configuration", () => {
  it("is one that HubSpot's own tools read", async () => {
    const { intermediateRepresentation, skippedHsMetaFiles } = await translate(
      { projectSourceDir: source, platformVersion: "2026.09", accountId: 0 },
      { skipValidation: true },
    );

    const nodes = Object.values(intermediateRepresentation.intermediateNodesIndexedByUid);
    const types = nodes.map((node) => node.componentType);
    expect(skippedHsMetaFiles).toEqual([]);
    expect(types.toSorted()).toEqual([
      "APPLICATION",
      ...Array.from({ length: 6 }, () => "CARD"),
      "SETTINGS",
      "WEBHOOKS",
    ]);
  });

  it("shows a card in the middle and at the side of every object that is synced", () => {
    const places = cardFiles
      .map((file) => card.parse(readJson(file)).config)
      .map(({ location, objectTypes }) => `${objectTypes[0]} ${location}`);

    expect(places.toSorted()).toEqual(
      ["companies", "contacts", "deals"].flatMap((type) => [
        `${type} crm.record.sidebar`,
        `${type} crm.record.tab`,
      ]),
    );
  });

  it("has one settings page", () => {
    const file = "hubspot-app/src/app/settings/settings-hsmeta.json";

    expect(settings.safeParse(readJson(file)).error).toBeUndefined();
  });

  it.each(profiles)("gives extensions the one origin that they may call, in %s", (name) => {
    const { variables } = profile.parse(readJson(`hubspot-app/src/${name}`));

    const { permittedOrigins } = readProject(variables);

    expect(permittedOrigins).toEqual([new URL(variables.PUBLIC_URL).origin]);
  });

  it("has the very packages that the project is checked with", () => {
    const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
    const ours = z
      .object({ devDependencies: z.record(z.string(), z.string()) })
      .parse(readJson("package.json")).devDependencies;
    const theirs = listFiles("hubspot-app/src/app")
      .filter((file) => file.endsWith("package.json"))
      .flatMap((file) => Object.entries(manifest.parse(readJson(file)).dependencies))
      .filter(([name]) => !name.startsWith("@lockstep/"));

    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.filter(([name, version]) => ours[name] !== version)).toEqual([]);
  });
});

describe("HubSpot's production build", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "lockstep-bundle-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const entrypoints = new Set(
    readProject({ PUBLIC_URL: "https://a.example" }).extensions.map((one) => one.entrypoint),
  );

  it.each([...entrypoints])("makes a bundle of %s that is not too large", async (name) => {
    const bundle = await buildBundle(name, path.join(folder, path.parse(name).name));

    expect(complainOfSize(bundle)).toBeNull();
    expect(readFileSync(bundle.file, "utf8")).not.toMatch(/\bimport\s*\(|\brequire\s*\(|jsxDEV/);
  });

  it("is refused when it is too large", () => {
    expect(complainOfSize({ file: "x/Card.js", bytes: 500_001 })).toContain("Card.js has 500001");
  });
});

describe("HubSpot's lint rules", () => {
  // rule, what a card may not do
  const breaches = [
    ["no-html-elements", "export const A = () => <div />;"],
    ["no-native-http", 'export const a = () => fetch("https://a.example");'],
    ["no-parent-imports", 'import { b } from "../settings/b.ts";\nexport const a = b;'],
    ["no-browser-storage", 'export const a = () => localStorage.getItem("a");'],
    ["no-console", 'export const a = () => console.log("a");'],
  ] as const;

  let tree: string;
  let found: string;

  beforeAll(async () => {
    tree = mkdtempSync(path.join(tmpdir(), "lockstep-lint-"));
    for (const file of [".oxlintrc.json", "oxlint-hubspot.js", "tsconfig.json"]) {
      cpSync(path.join(root, file), path.join(tree, file));
    }
    writeFileSync(path.join(tree, "package.json"), '{ "type": "module" }');
    symlinkSync(path.join(root, "node_modules"), path.join(tree, "node_modules"));
    const cards = path.join(tree, "hubspot-app/src/app/cards");
    mkdirSync(cards, { recursive: true });
    for (const [rule, text] of breaches)
      writeFileSync(path.join(cards, `${rule}.tsx`), `${text}\n`);
    const program = path.join(root, "node_modules/oxlint/bin/oxlint");
    const run = promisify(execFile)(process.execPath, [program, "hubspot-app", "-f", "unix"], {
      cwd: tree,
    });
    found = await run.then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it.each(breaches)("%s is on for extensions", (rule) => {
    const lines = found.split("\n").filter((line) => line.includes(`${rule}.tsx`));

    expect(lines.join("\n")).toContain(`hubspot(${rule})`);
  });
});
