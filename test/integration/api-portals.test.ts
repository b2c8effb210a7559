import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Endpoint } from "../../server/http/endpoints/endpoint.ts";
import { ENDPOINTS } from "../../server/http/endpoints/index.ts";
import { endpointOf } from "../support/api-document.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { ACCESS, namedIn, type StrangeRequest, strangeRequests } from "./portal-requests.ts";
import { type Brand, bringToLife, type Known, SHARED, worldOfBrand } from "./portal-world.ts";
import { callerQuery, readRows, type Reply, signAsHubspot, until } from "./server-rig.ts";
import { startTwoPortals, type TestPortal, type TwoPortals } from "./two-portals.ts";

const database = await openTestDatabase();

const FIRST: Brand = { word: "Aurora", ids: "7700" };
const SECOND: Brand = { word: "Borealis", ids: "5500" };
/** Nobody in the second portal, and everything in the first. */
const STRANGER = "71002";
const MEMBERS_OF_FIRST = [
  { userId: "71000", email: "admin@aurora.example", rights: ["settings", "records"] },
  { userId: STRANGER, email: "stranger@aurora.example", rights: ["settings", "records"] },
];

const CASES = ENDPOINTS.map((endpoint) => [endpoint.method, endpoint.path, endpoint] as const);

/** When the scheduler wakes a portal next: that moves by itself. */
const DUE = "'{poll_due_at,bulk_due_at}'::text[]";

/** All that is stored about a portal, as one line for each table that holds something. */
async function storedOf(portalId: string): Promise<unknown> {
  const tables = await readRows(
    database,
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'portal_id'
       AND table_name <> 'rate_limits' -- a budget moves with time
     ORDER BY 1`,
  );
  const lines = tables.map(
    ({ name }) =>
      `SELECT '${String(name)}' AS name, count(*)::int AS rows, md5(string_agg(t.row, '' ORDER BY t.row)) AS hash
       FROM (SELECT (to_jsonb(one) - ${DUE})::text AS row, portal_id FROM ${String(name)} one) t WHERE portal_id = '${portalId}' HAVING count(*) > 0`,
  );
  return readRows(database, `${lines.join(" UNION ALL ")} ORDER BY 1`);
}

const FIRST_POLL_TO_COME =
  "SELECT 1 FROM portals WHERE poll_due_at < now() + interval '5 minutes' LIMIT 1";

/** A portal that went live is polled within seconds; the next poll is an hour away. */
async function untilStill(portals: readonly TestPortal[]): Promise<void> {
  await until(
    () => readRows(database, FIRST_POLL_TO_COME),
    (rows) => rows.length === 0,
  );
  const stored = (): Promise<string> =>
    Promise.all(portals.map(({ portalId }) => storedOf(portalId))).then((all) =>
      JSON.stringify(all),
    );
  let before = "";
  for (let now = await stored(); now !== before; now = await stored()) {
    before = now;
    await sleep(3_000);
  }
}

async function linkIn({ api }: TestPortal): Promise<string> {
  return (await api("POST", "/downloads", { kind: "issues" })).body.url;
}

async function open(url: string): Promise<string> {
  return (await fetch(url)).text();
}

async function codeOf(reply: Response): Promise<unknown> {
  return ((await reply.json()) as Reply["body"]).error?.code;
}

describe("two portals of one server [S29]", () => {
  let two: TwoPortals;
  let first: Known;
  let requests: readonly StrangeRequest[] = [];
  /** What only the first portal may see. */
  let secrets = /^$/u;

  const requestsTo = (endpoint: Endpoint): readonly StrangeRequest[] => {
    const found = requests.filter(({ method, path }) => endpointOf(method, path) === endpoint);
    // A new endpoint needs a request in portal-requests.ts.
    expect(found).not.toEqual([]);
    return found;
  };

  const shown = (reply: Reply): string =>
    namedIn(first).reduce((text, name) => text.replaceAll(name, ""), JSON.stringify(reply.body));

  beforeAll(async () => {
    two = await startTwoPortals(
      database,
      { first: worldOfBrand(FIRST), second: worldOfBrand(SECOND) },
      { first: "aurora_msp", second: "borealis_msp" },
    );
    await two.startJobs();
    await two.first.api("PUT", "/access", { members: MEMBERS_OF_FIRST });
    await two.second.api("PUT", "/access", ACCESS);
    first = await bringToLife(two.first, two.url, FIRST);
    const second = await bringToLife(two.second, two.url, SECOND);
    await two.quiet();
    await untilStill([two.first, two.second]);
    requests = strangeRequests({ first, second, connection: two.second.connection });
    const ids = [FIRST.ids.concat(String.raw`\d\d`), two.first.portalId, first.runs.firstSync];
    secrets = new RegExp([FIRST.word, ...ids].join("|"), "iu");
  });
  afterAll(() => two.close());

  it.each(CASES)("%s %s is refused when it was signed for another portal", async (...row) => {
    const [, , endpoint] = row;
    const before = await storedOf(two.second.portalId);
    for (const { method, path, body } of requestsTo(endpoint)) {
      const mark = path.includes("?") ? "&" : "?";
      const addressIn = (portalId: string): string =>
        `${two.url}/api/v1${path}${mark}${callerQuery({ portalId })}`;
      const text = body === undefined ? "" : JSON.stringify(body);
      const headers = signAsHubspot(method.toUpperCase(), addressIn(two.first.portalId), text);

      const reply = await fetch(addressIn(two.second.portalId), {
        method: method.toUpperCase(),
        headers,
        ...(text === "" ? {} : { body: text }),
      });

      expect([reply.status, await codeOf(reply)]).toEqual([401, "bad_signature"]);
    }
    expect(await storedOf(two.second.portalId)).toEqual(before);
  });

  it.each(CASES.filter(([, , { right }]) => right !== null))(
    "%s %s is refused to whoever may do it in another portal only, or has another right",
    async (...row) => {
      const [, , endpoint] = row;
      const other = endpoint.right === "settings" ? "71003" : "71004";
      for (const { method, path, body } of requestsTo(endpoint)) {
        for (const user of [STRANGER, other]) {
          const reply = await two.second.apiAs(user, method.toUpperCase(), path, body);

          expect([user, reply.status, reply.body.error?.code]).toEqual([user, 403, "not_allowed"]);
        }
      }
    },
  );

  it("lets nobody without a right do more than look, try out, and keep drafts", () => {
    const free = ENDPOINTS.filter(({ method, right }) => method !== "get" && right === null);

    expect(free.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      "delete /drafts/:key",
      "post /configuration/preview",
      "post /downloads",
      "post /objects/:objectType/filters/test",
      "post /objects/:objectType/mapping/preview",
      "put /drafts/:key",
    ]);
  });

  it.each(CASES)("%s %s neither tells nor changes anything of another portal", async (...row) => {
    const [, , endpoint] = row;
    for (const { method, path, body, status, isTelling } of requestsTo(endpoint)) {
      const verb = method.toUpperCase();
      const told = isTelling ? shown(await two.first.api(verb, path, body)) : FIRST.word;
      // Otherwise nothing could be seen in the second portal's answer either.
      expect(told).toMatch(secrets);
      const before = await storedOf(two.first.portalId);
      const calls = await two.first.countCalls();

      const reply = await two.second.api(verb, path, body);

      expect({ path, status: reply.status, body: reply.body }).toMatchObject({ path, status });
      expect(shown(reply)).not.toMatch(secrets);
      expect(await storedOf(two.first.portalId)).toEqual(before);
      expect(await two.first.countCalls()).toBe(calls);
    }
  });

  it.each(["card", "explain", "sync"])(
    "keeps a record apart from one that has the same ids in another portal: %s",
    async (part) => {
      const path = `/records/company/hubspot/${SHARED.hubspotId}/${part}`;

      const [ours, theirs] = [await two.first.api("GET", path), await two.second.api("GET", path)];

      for (const { status } of [ours, theirs]) expect(status).toBe(200);
      expect(JSON.stringify(ours.body)).toContain(FIRST.word);
      expect(JSON.stringify(theirs.body)).toContain(SECOND.word);
      expect(shown(theirs)).not.toMatch(secrets);
    },
  );

  it("unlinks in one portal what has the same ids in another, where it stays linked", async () => {
    const before = await storedOf(two.first.portalId);
    const calls = await two.first.countCalls();

    const reply = await two.second.api("POST", "/records/unlink", {
      objectType: "company",
      ...SHARED,
    });

    const links = await readRows(
      database,
      `SELECT portal_id FROM links WHERE hubspot_id = '${SHARED.hubspotId}'`,
    );
    expect(reply.status).toBe(200);
    expect(links).toEqual([{ portal_id: two.first.portalId }]);
    expect(await storedOf(two.first.portalId)).toEqual(before);
    expect(await two.first.countCalls()).toBe(calls);
  });

  it("gives each portal its own files, and nothing for a link with another portal's id", async () => {
    const [ours, theirs] = [await linkIn(two.first), await linkIn(two.second)];

    const moved = await fetch(ours.replace(two.first.portalId, two.second.portalId));

    expect(await open(ours)).toMatch(secrets);
    expect(await open(theirs)).toMatch(SECOND.word);
    expect(await open(theirs)).not.toMatch(secrets);
    expect([moved.status, await codeOf(moved)]).toEqual([404, "unknown_download"]);
  });
});
