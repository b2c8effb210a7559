import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ENDPOINTS } from "../../server/http/endpoints/index.ts";
import { endpointOf } from "../support/api-document.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { KEYS, readRows, type Reply, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();

/**
 * What another answer of the same may say otherwise: who asks twice gets two links and two moments, and
 * finds nothing left to change.
 */
const VOLATILE = new Set(
  "url poll expiresAt savedAt readAt checkedAt since written changes".split(" "),
);
/** Two requests are two lines in the log, at two times; a budget of calls moves with time. */
const NOT_COMPARED = ["audit_log", "rate_limits"];

function steady(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (VOLATILE.has(name) ? undefined : value)),
  );
}

/** How many rows each table holds, and the names of what must not be made twice. */
async function stored(): Promise<unknown> {
  const tables = await readRows(
    database,
    `SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
  );
  const counts = tables
    .map(({ name }) => String(name))
    .filter((name) => !NOT_COMPARED.includes(name))
    .map((name) => `SELECT '${name}' AS name, count(*)::text AS found FROM ${name}`);
  const names = [
    "SELECT 'version', object_type || ' ' || version FROM mapping_versions",
    "SELECT 'run', run_id FROM runs",
  ];
  return readRows(database, `${[...counts, ...names].join(" UNION ALL ")} ORDER BY 1, 2`);
}

/** Records of both vendors that look alike, and where ConnectWise is. */
interface Ids {
  readonly hubspotId: string;
  readonly connectwiseId: string;
  readonly site: string;
  /** As it was exported, with another rule. */
  readonly configuration: unknown;
}

const MAPPING = "/objects/company/mapping";
const ROWS = [{ hubspot: "phone", connectwise: "phoneNumber", direction: "to-hubspot" }];
const MEMBERS = [{ userId: "71000", email: null, rights: ["settings", "records"] }];
const SEEN = { hubspot: "A", connectwise: "B" };
const DECISIONS = [{ key: "city", winner: "hubspot", seen: SEEN }];
const MAP = { toHubspot: {}, toConnectwise: {} };

function pairOf({ hubspotId, connectwiseId }: Ids): object {
  return { objectType: "company", hubspotId, connectwiseId };
}

function recordOf({ hubspotId }: Ids): object {
  return { objectType: "company", side: "hubspot", recordId: hubspotId };
}

const NO_BODY = (): undefined => undefined;
type Asked = readonly [string, string, ((ids: Ids) => object)?];

/** A request to each endpoint that changes something, in an order in which they make sense. */
const REQUESTS: readonly Asked[] = [
  ["POST", "/connection", ({ site }) => ({ site, ...KEYS })],
  ["POST", "/permissions/check"],
  ["POST", "/configuration/preview", ({ configuration }) => ({ configuration })],
  ["PUT", "/configuration", ({ configuration }) => ({ configuration })],
  ["PUT", "/access", () => ({ members: MEMBERS })],
  ["PUT", "/drafts/objects", () => ({ draft: { isOn: true } })],
  ["DELETE", "/drafts/objects"],
  ["POST", "/downloads", () => ({ kind: "issues" })],
  ["POST", "/definitions/refresh"],
  ["PUT", "/objects/company/policy", () => ({ firstLinkRule: "connectwise" })],
  ["PUT", "/objects/company/filters", () => ({ hubspot: { groups: [] }, basedOn: 1 })],
  ["POST", "/objects/company/filters/test", () => ({ side: "hubspot", filter: { groups: [] } })],
  ["POST", `${MAPPING}/preview`, () => ({ rows: ROWS, basedOn: 2 })],
  ["PUT", MAPPING, () => ({ rows: ROWS, basedOn: 2 })],
  ["POST", `${MAPPING}/reset`, () => ({})],
  ["POST", `${MAPPING}/rollout/resume`],
  ["POST", `${MAPPING}/dry-run`, () => ({ rows: ROWS })],
  ["PUT", "/objects/company/value-maps/none", () => ({ map: MAP, basedOn: 4 })],
  ["PUT", "/objects/deal/stage-maps/none", () => ({ map: { rows: [] } })],
  ["POST", "/records/link", pairOf],
  ["POST", "/records/unlink", pairOf],
  ["POST", "/records/create-anyway", recordOf],
  ["POST", "/dry-runs"],
  ["POST", "/first-syncs"],
  ["POST", "/runs/dry-run/pause"],
  ["POST", "/runs/dry-run/resume"],
  ["POST", "/runs/dry-run/cancel"],
  ["POST", "/first-syncs/skip"],
  ["POST", "/portal/pause"],
  ["POST", "/portal/resume"],
  ["POST", "/records/sync", () => ({ objectType: "company", side: "hubspot", recordId: "9" })],
  ["POST", "/records/decide", (ids) => ({ ...recordOf(ids), decisions: DECISIONS })],
  ["POST", "/issues/retry", () => ({ code: "none" })],
];

const CASES = REQUESTS.map(([method, path, bodyOf = NO_BODY]) => [method, path, bodyOf] as const);

/**
 * Refused in this portal, twice alike: it is not live yet, has no such maps and no such record, and no
 * dry run has ended. What a sync or a decision writes twice or not is in their own tests.
 */
const REFUSED =
  "/mapping/dry-run /value-maps/none /stage-maps/none /first-syncs /records/sync /records/decide".split(
    " ",
  );

function outcomeOf({ status, body }: Reply): unknown {
  return { status, body: status < 400 ? steady(body) : body.error.code };
}

describe("a request that HubSpot sends twice", () => {
  let rig: ServerRig;
  let ids: Ids = { hubspotId: "", connectwiseId: "", site: "", configuration: null };

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    const edit = { type: "company", fields: { name: "Acme Dental" } };
    const { id: hubspotId } = await rig.control("hubspot", "edit", edit);
    const { id: connectwiseId } = await rig.control("connectwise", "edit", edit);
    const site = rig.connectwise.url;
    const { body: configuration } = await rig.api("GET", "/configuration");
    configuration.objects.company.policy.firstLinkRule = "hubspot";
    ids = {
      hubspotId: String(hubspotId),
      connectwiseId: String(connectwiseId),
      site,
      configuration,
    };
  });
  afterAll(async () => {
    await rig.close();
  });

  it.each(CASES)("%s %s has the same outcome as once", async (method, path, bodyOf) => {
    const body = bodyOf(ids);
    const first = await rig.api(method, path, body);
    const before = await stored();
    const second = await rig.api(method, path, body);

    expect(first.status < 400).toBe(!REFUSED.some((end) => path.endsWith(end)));
    expect(outcomeOf(second)).toEqual(outcomeOf(first));
    expect(await stored()).toEqual(before);
  });

  it("is tried for each endpoint that changes something", () => {
    const tried = new Set(REQUESTS.map(([method, path]) => endpointOf(method, path)));

    const left = ENDPOINTS.filter((one) => one.method !== "get" && !tried.has(one));
    expect(left.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});
