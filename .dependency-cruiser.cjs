/**
 * The dependency table of docs/architecture.md, a rule a row. test/architecture.test.ts plants a
 * breach of each and expects this file to find it.
 *
 * `only(name, from, files, packages)` lets `from` import those files, those npm packages and
 * harmless Node built-ins, and nothing else. `$1` is the first group captured in `from`.
 */
const builtins = "^(node:)?(assert|buffer|crypto|events|path|stream|url|util|timers/promises)$";

const only = (name, from, files, packages = "", moreBuiltins = []) => ({
  name,
  severity: "error",
  from: { path: from },
  to: {
    pathNot: [
      ...files,
      builtins,
      ...moreBuiltins,
      ...(packages ? [`^node_modules/(@types/)?(${packages})/`] : []),
    ],
  },
});

/** Like `only`, for programs of our own that may use whatever Node and npm offer. */
const onlyOfOurs = (name, from, files) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { pathNot: files, dependencyTypesNot: ["core", "npm", "npm-dev"] },
});

module.exports = {
  forbidden: [
    {
      // Not even a Node built-in: the core decides, and anything it could read would be I/O.
      name: "sync-is-pure",
      severity: "error",
      from: { path: "^server/sync/" },
      to: {
        pathNot: [
          "^server/sync/",
          "^node_modules/(libphonenumber-js|tldts|i18n-iso-countries|iso-3166|email-providers)/",
        ],
      },
    },
    only("shared-is-a-leaf", "^server/shared/", ["^server/shared/"], "pino"),
    only("usecases-know-ports-only", "^server/usecases/", ["^server/(usecases|sync|shared)/"]),
    only(
      "hubspot-adapter-talks-to-hubspot",
      "^server/adapters/(hubspot)/",
      ["^server/adapters/$1/", "^server/adapters/http-client\\.ts$", "^server/(sync|shared)/"],
      "axios|zod|@hubspot/api-client|undici",
    ),
    only(
      "connectwise-adapter-talks-to-connectwise",
      "^server/adapters/(connectwise)/",
      ["^server/adapters/$1/", "^server/adapters/http-client\\.ts$", "^server/(sync|shared)/"],
      "axios|zod",
    ),
    only(
      "http-client-knows-no-vendor",
      "^server/adapters/[^/]+$",
      ["^server/adapters/[^/]+$", "^server/(sync|shared)/"],
      // It decides which addresses may be called, so it looks them up itself.
      "axios|zod|undici|ipaddr\\.js",
      ["^(node:)?(dns|dns/promises|http|https|net|tls)$"],
    ),
    only(
      "store-is-the-only-sql",
      "^server/store/",
      ["^server/(store|sync|shared)/"],
      "knex|pg|zod",
      ["^(node:)?(fs|fs/promises)$"], // finds the migrations
    ),
    only(
      "http-is-a-thin-shell",
      "^server/http/",
      ["^server/(http|usecases|sync|shared)/"],
      "express|helmet|pino-http|zod|prom-client|csv-stringify",
      ["^(node:)?http$"],
    ),
    only(
      "jobs-is-a-thin-shell",
      "^server/jobs/",
      ["^server/(jobs|usecases|sync|shared)/"],
      "pg-boss|node-cron|zod",
    ),
    onlyOfOurs("server-starts-the-server-alone", "^server/[^/]+$", ["^server/"]),
    only("migrations-are-frozen", "^migrations/", [], "knex"),
    // main.ts starts the server as a process: a stand-in made of our own code would share our
    // misreadings, and a demo that imports the server would not show what production runs.
    onlyOfOurs("stand-ins-are-independent", "^sandbox/(?!screenshots/)([^/]+)/", [
      "^sandbox/($1|shared|data)/",
    ]),
    // Pictures are taken of a demo; what runs in the browser gets there as a bundle.
    onlyOfOurs("pictures-are-of-a-demo", "^sandbox/screenshots/", [
      "^sandbox/(screenshots|demo|shared|data)/",
    ]),
    onlyOfOurs("pictures-are-looked-at-from-within", "^sandbox/screenshots/in-page/", [
      "^sandbox/screenshots/(in-page/|survey-data\\.ts$)",
    ]),
    onlyOfOurs("demo-starts-the-server-as-a-process", "^sandbox/[^/]+$", ["^sandbox/"]),
    only(
      "extension-ships-alone",
      "^hubspot-app/",
      ["^hubspot-app/"],
      "@hubspot/ui-extensions|react",
    ),
    {
      // HubSpot uploads each of these folders by itself; what they share lies in packages.
      name: "extensions-share-through-packages",
      severity: "error",
      from: { path: "^hubspot-app/src/app/(cards|settings)/" },
      to: { path: "^hubspot-app/", pathNot: "^hubspot-app/src/app/($1|packages)/" },
    },
    {
      name: "api-types-know-no-screen",
      severity: "error",
      from: { path: "^hubspot-app/src/app/packages/api/" },
      to: { pathNot: "^hubspot-app/src/app/packages/api/" },
    },
    // The page stands for HubSpot's: it gets the extensions as HubSpot gets them, as bundles.
    onlyOfOurs("preview-loads-bundles", "^sandbox/preview/(page|worker)/", [
      "^sandbox/preview/(page|worker)/",
      "^sandbox/preview/screen-data\\.ts$",
    ]),
    {
      // What `npm ci --omit=dev` leaves out must not be missed in production.
      name: "no-development-packages-in-production",
      severity: "error",
      from: { path: "^(server|migrations)/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-undeclared-packages",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    { name: "no-missing-files", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true, // count `import type` too: a type-only import of knex is still a leak
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
