import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { PORTAL_ID, readRows, type Reply, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();

/** Records in an order in which kinds alternate. */
const ISSUES = [
  ["company", "hubspot", "1", "attention", "invalid"],
  ["company", "hubspot", "2", "attention", "too_long"],
  ["contact", "hubspot", "3", "attention", "invalid"],
  ["company", "connectwise", "4", "attention", "invalid"],
  ["company", "hubspot", "5", "excluded", "invalid"],
  ["company", "hubspot", "6", "attention", "invalid"],
] as const;
const KIND = "objectType=company&state=attention&code=invalid";

function idsOf({ body }: Reply): string[] {
  return body.items.map(({ recordId }: Reply["body"]) => recordId);
}

describe("the list of issues [S21]", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    for (const row of ISSUES) {
      await readRows(
        database,
        `INSERT INTO issues (portal_id, object_type, side, record_id, state, code, message, candidates, seen_ms)
         VALUES ('${PORTAL_ID}', '${row.join("', '")}', 'It is wrong.', '[]', 0)`,
      );
    }
    await readRows(
      database,
      `INSERT INTO links (portal_id, object_type, hubspot_id, connectwise_id, state,
                          hubspot_base, connectwise_base, hubspot_seen_ms, connectwise_seen_ms, mapping_version)
       VALUES ('${PORTAL_ID}', 'company', '1', '20', 'attention', '{}', '{}', 0, 0, 1)`,
    );
  });
  afterAll(() => rig.close());

  const list = (query: string): Promise<Reply> => rig.api("GET", `/issues?${query}`);

  it("can be of one kind, page by page", async () => {
    const first = await list(`${KIND}&limit=2`);
    const second = await list(`${KIND}&limit=2&after=${encodeURIComponent(first.body.next)}`);

    expect([idsOf(first), idsOf(second)]).toEqual([["1", "4"], ["6"]]);
    expect(second.body.next).toBeNull();
  });

  it("narrows by each part of a kind alone", async () => {
    expect(idsOf(await list("objectType=contact"))).toEqual(["3"]);
    expect(idsOf(await list("state=excluded"))).toEqual(["5"]);
    expect(idsOf(await list("code=too_long"))).toEqual(["2"]);
    expect(idsOf(await list(`${KIND}&which=ignored`))).toEqual([]);
    expect(await list("objectType=unicorn")).toMatchObject({
      status: 404,
      body: { error: { code: "unknown_object_type", field: "objectType" } },
    });
  });

  it("tells where both systems show the records", async () => {
    const { body } = await list(KIND);

    const [linked, alone] = body.items;
    expect(linked).toMatchObject({
      recordId: "1",
      linkedId: "20",
      url: `https://app.hubspot.com/contacts/${PORTAL_ID}/record/0-2/1`,
      linkedUrl: expect.stringMatching(/recordType=CompanyFV&recid=20&companyName=lockstep_demo$/u),
    });
    expect(alone).toMatchObject({
      recordId: "4",
      linkedId: null,
      url: expect.stringContaining("recid=4"),
      linkedUrl: null,
    });
  });
});
