import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { type Reply, type ServerRig, startServerRig } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

const database = await openTestDatabase();
const POLICY = "/objects/company/policy";
const MAPPING = "/objects/company/mapping";

describe("policies", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
  });
  afterAll(() => rig.close());

  it("change with the same care as mappings", async () => {
    const changed = await rig.api("PUT", POLICY, {
      firstLinkRule: "hubspot",
      conflictDefault: "ask",
      matchField: "domain",
      createIn: { hubspot: false },
      defaults: { "status/id": "3" },
    });
    const retired = await rig.api("PUT", POLICY, { defaults: { "status/id": "2" } });
    const foreign = await rig.api("PUT", POLICY, { blocksFreeEmail: true });
    const wrong = await rig.api("PUT", POLICY, { direction: "sideways" });
    const unmatched = await rig.api("PUT", POLICY, { matchField: "email" });

    expect(changed).toMatchObject({
      status: 200,
      body: {
        firstLinkRule: "hubspot",
        conflictDefault: "ask",
        matchField: "domain",
        matchFields: ["domain-or-name", "domain", "name"],
        createIn: { hubspot: false, connectwise: true },
        defaults: { "status/id": "3" },
      },
    });
    expect(retired.body.error).toMatchObject({
      code: "unknown_option",
      field: "defaults.status/id",
    });
    expect(foreign.body.error).toMatchObject({ code: "unknown_setting" });
    expect(wrong.body.error).toMatchObject({ field: "direction" });
    expect(unmatched).toMatchObject({
      status: 422,
      body: {
        error: {
          code: "unknown_match_field",
          field: "matchField",
          remedy: "Choose domain-or-name or domain or name.",
        },
      },
    });
    expect((await rig.api("GET", POLICY)).body.defaults["status/id"]).toBe("3");
  });

  it("give a row that is added without a rule the one that was chosen for new rows", async () => {
    const before = await rig.api("GET", MAPPING);
    const row = { hubspot: "description", connectwise: "customFields/13", direction: "both" };

    const { body } = await rig.api("PUT", MAPPING, { rows: [...rowsOf(before), row] });

    expect(before.body.conflictDefault).toBe("ask");
    const added = body.rows.find(({ hubspot }: Reply["body"]) => hubspot === "description");
    expect(added).toMatchObject({ conflictRule: "ask" });
    const others = body.rows.filter((one: Reply["body"]) => one !== added);
    expect(others).toEqual(before.body.rows);
  });
});
